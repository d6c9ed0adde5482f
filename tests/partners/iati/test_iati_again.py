"""What a second file changes, and what of people's work stays; whose programmes, parents, files."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Organisation
from partners.iati.models import PUBLISHED_ROWS, IatiRecord, ProgrammeBudget, ProgrammeTransaction
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from tests.factories.core import OrganisationFactory, PriorityFactory
from tests.factories.partners import ProgrammeFactory, ProgrammeOrganisationFactory
from tests.partners.iati.iati_samples import activity, budget, file_of, money
from tests.partners.iati.iati_world import PEOPLE, full, outcome, programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def events():
    """How many history rows there are of everything an import writes."""
    models = (
        Programme,
        ProgrammeCountry,
        ProgrammeOrganisation,
        ProgrammePriority,
        IatiRecord,
        Organisation,
        *PUBLISHED_ROWS,
    )
    return {
        model.__name__: model.pgh_event_model.objects.count() for model in models if hasattr(model, "pgh_event_model")
    }


# --- again -------------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing_at_all(bring):
    content = [
        full(body=money() + money() + budget()),
        activity("XX-2", '<recipient-region code="789"/>' + money(body='<recipient-country code="TH"/>')),
    ]
    bring(*content)
    before, versions = events(), list(Programme.objects.values_list("pk", "version"))

    tally = bring(*content)

    assert outcome(tally) == {"unchanged": 2}
    assert events() == before
    assert list(Programme.objects.values_list("pk", "version")) == versions


def test_the_fifth_decimal_and_the_order_of_codes_do_not_make_a_change(bring):
    rows = money(value="1.10", body='<flow-type code="10"/><aid-type code="C01"/>') + money(value="98325.6441968")
    bring(full(body=rows))
    before = events()

    tally = bring(full(body=rows + "<!-- more -->").replace("<activity-status", "\n<activity-status"))

    assert outcome(tally) == {"unchanged": 1}
    bring(full(body=rows.replace("1.10", "1.1000")))
    assert events()["ProgrammeTransaction"] == before["ProgrammeTransaction"]


def test_a_newer_file_is_taken_over(bring):
    bring(full(body=money() + money("3", "5") + budget()))

    tally = bring(full("Stop it", body=money() + money("3", "6"), status="4", places='<recipient-country code="TH"/>'))

    row = programme()
    assert outcome(tally) == {"changed": 1}
    assert (row.title, row.status, row.total, row.version) == ("Stop it", "4", 100, 2)
    assert [link.country.iso3 for link in row.in_countries.all()] == ["THA"]
    assert sorted(row.transactions.values_list("value", flat=True)) == [6, 100]
    assert not row.budgets.exists()
    assert ProgrammeBudget.everything.get().withdrawn_reason == "No longer in its publisher's file."
    assert ProgrammeTransaction.everything.count() == 3


def test_a_preview_says_field_by_field_what_a_file_changes_and_writes_nothing(bring):
    bring(full(body=money()))
    before = events()

    tally = bring(full("Stop it", body=money() + money()), activity("XX-2", PEOPLE), dry_run=True)

    assert outcome(tally) == {"changed": 1, "new": 1}
    assert events() == before


def test_an_older_file_is_not_taken_over(bring):
    new, old = ('last-updated-datetime="2025-05-01T00:00:00"', 'last-updated-datetime="2024-05-01T00:00:00"')
    bring(full("Newer", attributes=f'default-currency="USD" {new}'))

    tally = bring(full("Older", attributes=f'default-currency="USD" {old}'))

    assert outcome(tally) == {"skipped": 1}
    assert tally.skipped[0]["reason"] == "We hold a later version of it, of 2025-05-01."
    assert programme().title == "Newer"


def test_what_people_wrote_survives(bring):
    bring(full(body=money()))
    row = programme()
    row.title, row.iwt_share, row.iwt_relevance = "Our title", Decimal(25), IwtRelevance.CONFIRMED
    row.summary = "Ours"
    row.save()
    ProgrammeCountry.objects.filter(programme=row, country__iso3="LAO").update(share=Decimal(10))
    row.for_priorities.create(priority=PriorityFactory(code="LIV"))

    tally = bring(full(body=money() + money("3", "7"), status="3"))

    row = programme()
    assert outcome(tally) == {"changed": 1}
    assert (row.title, row.summary, row.iwt_share, row.iwt_relevance) == ("Our title", "Ours", 25, "confirmed")
    assert row.status == "3"
    assert row.in_countries.get(country__iso3="LAO").share == 10
    assert [link.priority.code for link in row.for_priorities.all()] == ["LIV"]
    assert not tally.conflicts
    assert not row.iati.conflicts


def test_what_both_changed_is_a_conflict_told_once(bring):
    bring(full("First"))
    Programme.objects.update(title="Ours")

    tally = bring(full("Theirs"))

    assert programme().title == "Ours"
    assert tally.conflicts == [
        {"identifier": "XX-1", "line": 3, "field": "title", "before": "Ours", "after": "Theirs", "mine": "Ours"}
    ]
    assert programme().iati.conflicts == {"title": {"mine": "Ours", "theirs": "Theirs"}}
    assert outcome(bring(full("Theirs"))) == {"unchanged": 1}
    assert programme().iati.conflicts
    bring(full("Theirs", status="3"))
    assert programme().iati.conflicts == {"title": {"mine": "Ours", "theirs": "Theirs"}}
    assert programme().title == "Ours"


def test_not_iwt_is_remembered_and_taken_away_suggestions_do_not_come_back(bring):
    for code in ("ENF", "DEM"):
        PriorityFactory(code=code)
    bring(full("Wildlife crime, police and border"))
    row = programme()
    row.iwt_relevance = IwtRelevance.NOT_IWT
    row.save()
    link = row.for_priorities.get()
    link.withdrawn_at = row.iati.imported_at
    link.save()

    bring(full("Wildlife crime, police and borders, reducing demand"))

    row = programme()
    assert row.title.endswith("reducing demand")
    assert row.iwt_relevance == IwtRelevance.NOT_IWT
    assert not row.for_priorities.exists()
    Programme.objects.update(iwt_relevance=IwtRelevance.CONFIRMED)
    bring(full("Wildlife crime, police and customs, reducing demand"))
    assert [link.priority.code for link in programme().for_priorities.all()] == ["DEM"]


def test_a_programme_that_people_entered_is_matched_by_its_identifier(bring):
    ours = ProgrammeFactory(slug="ours", title="Our words", iati_identifier="XX-1", summary="", owner__code="wcs")
    ProgrammeOrganisationFactory(programme=ours, organisation=OrganisationFactory(code="donor"))

    tally = bring(full("Their words", body="<description><narrative>More</narrative></description>" + budget("5")))

    row = programme()
    assert outcome(tally) == {"changed": 1}
    assert (row.slug, row.title, row.summary, row.owner.code, row.total) == ("ours", "Our words", "More", "wcs", 5)
    assert [one["field"] for one in tally.conflicts] == ["title"]
    assert outcome(
        bring(full("Their words", body="<description><narrative>More</narrative></description>" + budget("5")))
    ) == {"unchanged": 1}


def test_a_withdrawn_programme_stays_withdrawn(bring):
    bring(full())
    Programme.objects.update(withdrawn_at=programme().iati.imported_at)

    tally = bring(full("New title"))

    assert tally.skipped[0]["reason"].startswith("It was withdrawn here.")
    assert programme().title == "Stop wildlife trafficking"


# --- whose programmes --------------------------------------------------------------------------------


def test_a_partner_touches_the_own_programmes_alone(bring):
    OrganisationFactory(code="other", name="Other", iati_identifier="ZZ-1")
    ProgrammeFactory(slug="x", iati_identifier="XX-2", owner__code="other")
    foreign = activity("XX-3").replace("US-GOV-1", "ZZ-1")

    tally = bring(full(), activity("XX-2"), foreign, organisation=Organisation.objects.get(code="donor"))

    assert outcome(tally) == {"new": 1, "skipped": 2}
    assert {one["identifier"]: one["reason"] for one in tally.skipped} == {
        "XX-2": "It could not be taken for your organisation. The secretariat can look into it.",
        "XX-3": "It is not reported by your organisation, and does not belong to it.",
    }
    assert programme().owner.code == "donor"


def test_only_what_an_organisation_reports(bring):
    foreign = activity("XX-3").replace("US-GOV-1", "ZZ-1")

    tally = bring(full(), foreign, only_reported_by="us-gov-1")

    assert outcome(tally) == {"new": 1, "skipped": 1}
    assert tally.skipped[0]["reason"] == "It is reported by ZZ-1."


# --- parents -----------------------------------------------------------------------------------------


def parent_of(identifier):
    larger = programme(identifier).parent
    return larger and larger.iati_identifier


@pytest.mark.parametrize("order", [("P", "C"), ("C", "P")])
@pytest.mark.parametrize("told_by", ["child", "parent"])
def test_the_larger_programme_is_linked_whichever_came_first(bring, order, told_by):
    bodies = {
        "child": ("", '<related-activity type="1" ref="P"/>'),
        "parent": ('<related-activity type="2" ref="C"/>', ""),
    }
    rows = dict(zip(("P", "C"), bodies[told_by], strict=True))

    for identifier in order:
        bring(activity(identifier, rows[identifier]))

    assert parent_of("C") == "P"
    assert parent_of("P") is None


WHOLE = '<related-activity type="2" ref="M"/>'
MIDDLE = '<related-activity type="1" ref="G"/><related-activity type="2" ref="C"/>'
PART = '<related-activity type="1" ref="M"/>'


@pytest.mark.parametrize("order", ["GC", "CG"])
def test_a_part_of_one_that_is_not_here_belongs_to_the_one_above_until_it_comes(bring, order):
    """The one between was set aside, or is in no file: else the money of the part would count beside the whole."""
    bodies = {"G": WHOLE, "C": PART}
    for identifier in order:
        bring(activity(identifier, bodies[identifier]))
    assert parent_of("C") == "G"
    before = events()
    bring(activity("C", PART), activity("G", WHOLE))
    assert events() == before

    bring(activity("M", MIDDLE))
    assert (parent_of("C"), parent_of("M")) == ("M", "G")


def test_nobody_else_puts_himself_above_one_that_is_not_here(bring):
    other = activity("G", WHOLE).replace("US-GOV-1", "XX-OTHER").replace("A donor", "Another donor")
    bring(other)
    bring(activity("C", PART))

    assert parent_of("C") is None


def test_one_that_was_withdrawn_here_keeps_its_place_between_the_two(bring):
    bring(activity("M", MIDDLE))
    Programme.objects.filter(iati_identifier="M").update(withdrawn_at="2026-01-01T00:00Z")

    bring(activity("G", WHOLE), activity("C", PART))

    assert (parent_of("C"), parent_of("M")) == ("M", "G")


def test_a_link_that_a_person_took_away_is_not_made_again(bring):
    bring(activity("P"), activity("C", '<related-activity type="1" ref="P"/>'))
    Programme.objects.update(parent=None)

    bring(activity("C", '<related-activity type="1" ref="P"/>', title="Changed"))

    assert parent_of("C") is None


def test_no_circle_is_closed(bring):
    bring(activity("A", '<related-activity type="1" ref="B"/>'), activity("B", '<related-activity type="1" ref="A"/>'))

    assert sorted([parent_of("A") or "", parent_of("B") or ""])[0] == ""


def test_a_parent_told_to_itself_is_none(bring):
    bring(activity("A", '<related-activity type="1" ref="A"/>'))

    assert parent_of("A") is None


# --- files -------------------------------------------------------------------------------------------


def test_a_refused_file_changes_nothing(bring):
    before = events()

    tally = bring(file_of(full())[:-5])

    assert tally.refused == "The file ends in the middle: it was cut off. Bring it once more, whole. (line 7)"
    assert tally.as_json()["refused"]["reason"] == tally.refused
    assert events() == before


def test_the_books_say_what_was_read_and_kept(bring):
    rows = (
        money("2", "10.50") + money("2", "-0.50") + money("3", "7", more='currency="VND"') + money("99", "1") + budget()
    )

    tally = bring(full(body=rows), activity("", money("2", "1"))).as_json()

    assert (tally["activities_read"], tally["created"], tally["skipped_count"]) == (2, 1, 1)
    assert (tally["transactions_kept"], tally["budgets_kept"]) == (4, 1)
    assert tally["sums"] == {"2": {"USD": "10.00"}, "3": {"VND": "7"}, "unknown": {"USD": "1"}}
    assert tally["skipped"][0]["reason"] == "It has no IATI identifier."


def test_the_number_of_queries_does_not_grow_with_the_rows(bring):
    def queries(number):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            bring(activity(f"N-{number}", money() * number + PEOPLE))
        return len(caught)

    queries(1)
    assert queries(40) == queries(2)


def test_the_link_follows_its_publisher_but_not_over_a_persons(bring):
    bring(activity("P"), activity("Q"), activity("C", '<related-activity type="1" ref="P"/>'))

    bring(activity("C", '<related-activity type="1" ref="Q"/>'))
    assert parent_of("C") == "Q"
    bring(activity("C"))
    assert parent_of("C") is None
    bring(activity("C", '<related-activity type="1" ref="P"/>'))
    Programme.objects.filter(iati_identifier="C").update(parent=programme("Q"))
    bring(activity("C", title="Again"))
    assert parent_of("C") == "Q"
