"""Files into programmes: what is entered, what a second file changes, and what of people's work stays."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from core.models import Organisation
from partners.iati.actions import run as iati_run
from partners.iati.actions.run import import_file
from partners.iati.actions.values import the_world
from partners.iati.models import PUBLISHED_ROWS, IatiRecord, ProgrammeBudget, ProgrammeTransaction
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from tests.factories.core import CountryFactory, OrganisationFactory, PriorityCrosswalkFactory, PriorityFactory
from tests.factories.partners import ProgrammeFactory
from tests.partners.iati.iati_samples import activity, budget, file_of, money

pytestmark = pytest.mark.django_db
PLACES = '<recipient-country code="VN" percentage="60"/><recipient-country code="LA" percentage="40"/>'
PEOPLE = (
    '<participating-org role="1" ref="US-GOV-1"><narrative>A donor</narrative></participating-org>'
    '<participating-org role="4"><narrative>Wildlife Conservation Society</narrative></participating-org>'
    '<participating-org role="4" ref="ZZ-9" type="21"><narrative>Somebody new</narrative></participating-org>'
)
PERIOD = '<activity-date type="2" iso-date="2023-01-01"/><activity-date type="3" iso-date="2026-12-31"/>'


@pytest.fixture(autouse=True)
def world(db):
    for iso3 in ("VNM", "LAO", "THA"):
        CountryFactory(iso3=iso3)
    OrganisationFactory(code="wcs", name="Wildlife Conservation Society")
    OrganisationFactory(code="donor", name="The donor", iati_identifier="US-GOV-1")


@pytest.fixture
def bring(tmp_path):
    """Import a file of these activities; gives the tally."""

    def importing(*activities, dry_run=False, **asked):
        path = tmp_path / "file.xml"
        path.write_bytes(activities[0] if isinstance(activities[0], bytes) else file_of(*activities))
        return import_file(path, the_world(file_name="file.xml", **asked), dry_run=dry_run)

    return importing


def full(title="Stop wildlife trafficking", body="", **said):
    status = said.pop("status", "2")
    parts = f'<activity-status code="{status}"/>{PERIOD}{PEOPLE}{said.pop("places", PLACES)}{body}'
    return activity("XX-1", parts, title=title, **said)


def outcome(tally):
    return {name.value: number for name, number in tally.outcomes.items()}


def programme(identifier="XX-1"):
    return Programme.objects.get(iati_identifier=identifier)


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


# --- entering ----------------------------------------------------------------------------------------


def test_an_activity_becomes_a_programme_with_its_rows(bring):
    PriorityCrosswalkFactory(priority=PriorityFactory(code="ENF"), term="15132")
    rows = (
        money() + money("3", "-20.5") + budget("1000") + '<sector code="15132"/><related-activity type="1" ref="XX-0"/>'
    )

    tally = bring(full(body=rows))

    row = programme()
    assert outcome(tally) == {"new": 1}
    assert (row.title, row.status, row.disclosure) == ("Stop wildlife trafficking", "2", ProgrammeDisclosure.PARTNERS)
    assert (row.starts_on, row.ends_on) == (date(2023, 1, 1), date(2026, 12, 31))
    assert (row.total, row.currency, row.amount_on, row.rate_per_usd) == (1000, "USD", date(2024, 1, 1), 1)
    assert (row.owner.code, row.iwt_share, row.last_confirmed_on) == ("donor", None, None)
    assert row.iwt_relevance == IwtRelevance.SUGGESTED
    assert row.iwt_relevance_reason == "The title says “wildlife trafficking”."
    assert {link.country.iso3: link.share for link in row.in_countries.all()} == {"VNM": 60, "LAO": 40}
    (suggested,) = row.for_priorities.all()
    assert (suggested.priority.code, suggested.is_suggested) == ("ENF", True)
    assert suggested.suggestion_reason == "Its sector is 15132."
    assert [row.budgets.count(), row.transactions.count(), row.sectors.count(), row.relations.count()] == [1, 2, 1, 1]
    assert row.iati.values["money"] == ["1000.00", "USD", "2024-01-01"]


def test_organisations_are_found_or_entered_as_named(bring):
    bring(full())

    links = {(link.organisation.code, link.role) for link in programme().participations.all()}
    assert links == {("donor", "1"), ("wcs", "4"), ("somebody-new", "4")}
    new = Organisation.objects.get(code="somebody-new")
    assert (new.iati_identifier, new.iati_type, new.source_title, new.verified) == ("ZZ-9", "21", "IATI", False)


def test_a_programme_whose_reporter_is_only_a_name_here_has_no_owner(bring):
    Organisation.objects.filter(code="donor").update(source_title="IATI")
    bring(full())

    assert programme().owner is None


def test_a_region_without_a_country_counts_as_regional(bring):
    bring(full(places='<recipient-region code="789" percentage="100"/>'))

    row = programme()
    assert (row.is_regional, row.covers_more, row.region_note) == (True, False, "Far East Asia, regional")
    assert not row.in_countries.exists()


def test_only_asean_leaves_others_out_with_the_reason(bring):
    elsewhere = activity("XX-2", '<recipient-country code="BF"/>')
    region = activity("XX-3", '<recipient-region code="679"/>')

    tally = bring(full(), elsewhere, region, only_asean=True)

    assert outcome(tally) == {"new": 2, "skipped": 1}
    assert tally.skipped == [
        {"identifier": "XX-2", "line": 7, "reason": "It names no member state, and no region that holds one."}
    ]


def test_what_could_not_be_read_is_told(bring):
    tally = bring(full(body=money(value="?") + money(more='currency="$"')))

    assert tally.notes == [
        {
            "identifier": "XX-1",
            "line": 3,
            "notes": [
                "Rows without an amount, left out: 1 (such as “?”).",
                "Currencies that are none, left empty: 1 (such as “$”).",
                "The published rows do not say their currency: no amount.",
            ],
        }
    ]


def test_an_end_before_the_start_is_left_out(bring):
    body = '<activity-date type="2" iso-date="2025-01-01"/><activity-date type="4" iso-date="2024-01-01"/>'

    tally = bring(activity("XX-1", body))

    assert (programme().starts_on, programme().ends_on) == (date(2025, 1, 1), None)
    assert "It ends (2024-01-01) before it begins (2025-01-01)" in tally.notes[0]["notes"][0]


@pytest.mark.parametrize("title", ["T" * 900, "", None])
def test_titles_of_any_length(bring, title):
    bring(activity("XX-1", title=title))

    assert programme().title == (title[:400] if title else "XX-1")


def test_one_that_cannot_be_written_never_stops_the_file(bring, monkeypatch):
    kept = iati_run.store

    def failing(world, found):
        if found.identifier == "XX-1":
            kept(world, found)
            raise IntegrityError
        return kept(world, found)

    monkeypatch.setattr(iati_run, "store", failing)

    tally = bring(full(), activity("XX-2"))

    assert outcome(tally) == {"skipped": 1, "new": 1}
    assert tally.skipped[0]["reason"].startswith("It could not be written.")
    assert list(Programme.objects.values_list("iati_identifier", flat=True)) == ["XX-2"]
    assert not Organisation.objects.filter(code="somebody-new").exists()


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
    ProgrammeFactory(slug="ours", title="Our words", iati_identifier="XX-1", summary="", owner__code="wcs")

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
    assert {one["reason"] for one in tally.skipped} == {
        "It is not reported by your organisation, and does not belong to it."
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
