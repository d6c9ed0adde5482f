"""How many of each repeated part of an activity are read, and what is said of the rest.

The right figures: as many as the bound says, the number that the file holds, and the line on which the first part
stands that is left out, counted in the file itself.
"""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from core.formatting import number
from core.models import Organisation
from partners.iati.format.bounds import BOUNDS, NOT_TAKEN, Part
from partners.iati.format.reader import activities
from partners.iati.messages import note_sentences
from partners.iati.models import ROWS
from partners.iati.rules.totals import TotalGap, published_total
from partners.programmes.models.programmes import Programme
from tests.partners.iati.iati_samples import activity, budget, file_of, money
from tests.partners.iati.iati_world import full

ONE = {
    Part.TITLE: "<title><narrative>Wildlife {at}</narrative></title>",
    Part.DESCRIPTION: "<description><narrative>Text {at}</narrative></description>",
    Part.IDENTIFIER: "<iati-identifier>YY-{at}</iati-identifier>",
    Part.REPORTER: '<reporting-org ref="YY-{at}" type="10"><narrative>Reporter {at}</narrative></reporting-org>',
    Part.ORGANISATION: '<participating-org role="4"><narrative>Organisation {at}</narrative></participating-org>',
    Part.OTHER_IDENTIFIER: '<other-identifier ref="O-{at}" type="A1"/>',
    Part.STATUS: '<activity-status code="2"/>',
    Part.DATE: '<activity-date type="1" iso-date="2024-01-01"/>',
    Part.COUNTRY: '<recipient-country code="VN" percentage="0.01"/>',
    Part.REGION: '<recipient-region code="{at}" vocabulary="99"/>',
    Part.SECTOR: '<sector code="{at}" vocabulary="99"/>',
    Part.BUDGET: budget("1"),
    Part.TRANSACTION: money("2", "1"),
    Part.RELATION: '<related-activity type="2" ref="R-{at}"/>',
    Part.PLANNED: '<planned-disbursement><value value-date="2024-01-01">1</value></planned-disbursement>',
    Part.RESULT: '<result type="1"><title><narrative>Result {at}</narrative></title></result>',
    Part.DOCUMENT: '<document-link url="https://example.org/{at}" format="text/html"/>',
    Part.LOCATION: "<location><name><narrative>Place {at}</narrative></name></location>",
    Part.CONTACT: "<contact-info><email>one@example.org</email></contact-info>",
    Part.BUDGET_ITEMS: '<country-budget-items vocabulary="2"/>',
}
LISTS = {
    Part.TITLE: "titles",
    Part.DESCRIPTION: "descriptions",
    Part.ORGANISATION: "participants",
    Part.OTHER_IDENTIFIER: "other_identifiers",
    Part.COUNTRY: "places",
    Part.REGION: "places",
    Part.SECTOR: "sectors",
    Part.BUDGET: "budgets",
    Part.TRANSACTION: "transactions",
    Part.RELATION: "relations",
}
BEFORE = {Part.TITLE: 1, Part.IDENTIFIER: 1, Part.REPORTER: 1}
"""How many of a part stand in the activity of the samples already."""


def many(part, howmany):
    return "\n".join(ONE[part].format(at=at) for at in range(howmany))


def read_one(file):
    (found,) = activities(io.BytesIO(file))
    return found


def test_every_part_of_an_activity_that_is_read_has_a_bound():
    assert {*BOUNDS, *NOT_TAKEN} == set(Part)
    assert {*ONE, Part.NARRATIVE} == set(Part)


@pytest.mark.parametrize("part", list(LISTS))
def test_as_many_as_the_bound_are_read_without_a_word(part):
    most = BOUNDS[part]

    found = read_one(file_of(activity(body=many(part, most - BEFORE.get(part, 0)))))

    assert len(getattr(found, LISTS[part])) == most
    assert note_sentences(found.notes) == []


@pytest.mark.parametrize("part", [part for part in BOUNDS if part != Part.NARRATIVE])
def test_what_exceeds_is_not_read_and_told_with_number_and_line(part):
    most = BOUNDS[part]
    file = file_of(activity(body="\n" + many(part, most + 7 - BEFORE.get(part, 0)) + "\n"))
    # The parts stand one a line: the first that is left out is the eighth from the end.
    lines = file.decode().splitlines()
    last = max(at for at, line in enumerate(lines, 1) if f"<{part.value}" in line)

    found = read_one(file)

    if part in LISTS:
        assert len(getattr(found, LISTS[part])) == most
    assert note_sentences(found.notes) == [
        f"{part.label}: {number(most + 7)}. The first {number(most)} are read; "
        f"the rest, from line {last - 6} on, is left out."
    ]


@pytest.mark.parametrize("part", list(NOT_TAKEN))
def test_parts_of_which_nothing_is_kept_are_told_from_a_thousand_on(part):
    few = read_one(file_of(activity(body=many(part, NOT_TAKEN[part]) + money())))
    more = read_one(file_of(activity(body=many(part, NOT_TAKEN[part] + 7) + money())))

    assert note_sentences(few.notes) == []
    assert note_sentences(more.notes) == [f"{part.label}: 1,007. Nothing of them is taken."]


@pytest.mark.parametrize(
    "around",
    ["<title>{}</title>", "<description>{}</description>", '<participating-org role="4">{}</participating-org>'],
)
def test_texts_of_one_part_are_bounded_too(around):
    texts = "".join(f'<narrative xml:lang="x{at}">Text {at}</narrative>' for at in range(BOUNDS[Part.NARRATIVE] + 7))

    found = read_one(file_of(activity(body=around.format(texts), title=None if "title" in around else "One")))

    assert len(found.titles) <= BOUNDS[Part.NARRATIVE]
    (said,) = [one for one in note_sentences(found.notes) if "Texts of one part" in one]
    assert said.startswith("Texts of one part in several languages: 107. The first 100 are read;")


def test_sectors_and_recipients_of_transactions_are_as_many_as_an_activity_may_have():
    rows = "".join(
        money(body=f'<sector code="{at}" vocabulary="99"/><recipient-region code="{at}" vocabulary="99"/>')
        for at in range(BOUNDS[Part.SECTOR] + 7)
    )

    found = read_one(file_of(activity(body=rows)))

    assert (len(found.sectors), len(found.places)) == (BOUNDS[Part.SECTOR], BOUNDS[Part.COUNTRY])
    assert any(said.startswith("Sectors: 507.") for said in note_sentences(found.notes))


@settings(max_examples=30, deadline=None)
@given(counts=st.dictionaries(st.sampled_from(list(LISTS)), st.integers(0, 60), max_size=5))
def test_whatever_is_repeated_no_list_is_longer_than_its_bound_and_nothing_goes_without_a_word(counts):
    bounds = dict.fromkeys(BOUNDS, 25)
    body = "".join(many(part, howmany) for part, howmany in counts.items())
    with pytest.MonkeyPatch.context() as patch:
        for part, most in bounds.items():
            patch.setitem(BOUNDS, part, most)
        found = read_one(file_of(activity(body=body)))

    for part, howmany in counts.items():
        whole = howmany + BEFORE.get(part, 0)
        assert (part in found.notes.cuts) == (whole > 25)
        if whole > 25:
            assert found.notes.cuts[part].number == whole - 25
        if part not in (Part.COUNTRY, Part.REGION):
            assert len(getattr(found, LISTS[part])) == min(whole, 25)


@pytest.mark.parametrize("name", ["budget", "transaction"])
def test_rows_of_which_not_all_are_read_make_no_total(name):
    body = many(Part.BUDGET, 3) + many(Part.TRANSACTION, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BOUNDS, Part(name), 2)
        found = read_one(file_of(activity(body=body)))
        only = read_one(file_of(activity(body=many(Part(name), 3))))

    cut = published_total(only.budgets, only.transactions, lambda *_of: None, cut=only.notes.cuts)
    assert (cut.amount, cut.gap) == (None, TotalGap.CUT)
    both = published_total(found.budgets, found.transactions, lambda *_of: None, cut=found.notes.cuts)
    # Budgets that are whole say it (three of one period, so once), whatever was left out of the transactions.
    assert both.amount == (None if name == "budget" else 1)


@pytest.mark.django_db
def test_an_activity_with_39_000_organisations_is_taken_at_once_with_the_first_of_them(world, bring):
    with CaptureQueriesContext(connection) as queries:
        tally = bring(
            full(body="\n" + many(Part.ORGANISATION, 39_000)), activity("XX-2", full().split("</title>")[1][:-17])
        )

    # Three for each organisation that is read, none for one that is not.
    assert len(queries) < 1_000
    assert dict(tally.outcomes) == {"new": 2}
    (note,) = [said for row in tally.as_json()["notes"] for said in row["notes"] if "Participating" in said]
    # Three stand on line 6 with the rest of the sample, then one a line from line 7 on: the 201st stands on line 204.
    assert note.startswith("Participating organisations: 39,003. The first 200 are read; the rest, from line 204 on")
    one = Programme.objects.get(iati_identifier="XX-1")
    assert one.participations.count() == 200
    assert Organisation.objects.count() < 205


@pytest.mark.django_db
def test_an_activity_with_everything_many_times_brings_no_more_rows_than_the_bounds(world, bring):
    parts = (Part.SECTOR, Part.REGION, Part.RELATION, Part.BUDGET)
    body = "".join(many(part, BOUNDS[part] + 50) for part in parts)

    tally = bring(full(body=body))

    assert dict(tally.outcomes) == {"new": 1}
    one = Programme.objects.get(iati_identifier="XX-1")
    held = {name: model.objects.filter(programme=one).count() for name, model in ROWS.items()}
    assert held == {"budgets": 2_000, "transactions": 0, "sectors": 500, "places": 302, "relations": 1_000}
    assert one.total is None
    assert "not summed" in one.amount_note
