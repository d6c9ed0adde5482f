"""Files into programmes: what a first import enters."""

from datetime import date

import pytest
from django.db import IntegrityError

from core.models import Organisation
from partners.iati.actions import run as iati_run
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure
from partners.programmes.models.programmes import Programme
from tests.factories.core import PriorityCrosswalkFactory, PriorityFactory
from tests.partners.iati.iati_samples import activity, budget, money
from tests.partners.iati.iati_world import full, outcome, programme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


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
                "Rows whose amount is no number, left out: 1 (such as “?”). Decimals stand behind a point, and nothing"
                " but the number stands there. First on line 6.",
                "Currencies that are none, left empty: 1 (such as “$”). First on line 6.",
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
