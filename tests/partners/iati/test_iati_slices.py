"""Budgets of more than a year, which an export cuts into years: what comes of them when somebody edits the years.

The budget of the cases is of 300,000 US dollars for 2024 to 2026: the export shows 100,000 for each year.
"""

import re
from decimal import Decimal

import pytest

from partners.iati.models import IatiRecord
from partners.iati.queries.out import programmes_xml
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from tests.factories.core import UserFactory
from tests.partners.iati.iati_samples import activity, budget
from tests.partners.iati.iati_world import PEOPLE, PERIOD, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
SLICE = re.compile(r"<budget [^>]*iwt:slice=.*?</budget>")
WHOLE = re.compile(r"<iwt:budget .*?</iwt:budget>")


@pytest.fixture
def export(bring):
    """The export of a programme with this budget, and with one of a single year behind it."""
    body = PERIOD + PEOPLE + budget("300000", end="2026-12-31") + budget("7000", start="2027-01-01", end="2027-12-31")
    bring(activity("US-GOV-1-7", body, title="Published"))
    text = b"".join(programmes_xml(UserFactory(secretariat=True), ProgrammeFilter())).decode()
    assert (len(SLICE.findall(text)), len(WHOLE.findall(text))) == (3, 1)
    return text


def slices(text, *changes):
    """The export with changes of what its first, second … slice says."""
    found = SLICE.findall(text)
    for one, change in zip(found, changes, strict=False):
        text = text.replace(one, change(one), 1)
    return text


def keep(one):
    return one


def gone(one):
    return ""


def to(value):
    return lambda one: one.replace(">100000<", f">{value}<")


EDITS = [
    # What the years make together, and the single year of 7,000.
    ([to(120_000)], "327000.00"),
    ([keep, to(40_000)], "247000.00"),
    ([to(1), to(2), to(3)], "7006.00"),
    ([gone], "207000.00"),
    ([gone, gone, gone], "7000.00"),
]


@pytest.mark.parametrize(("changes", "amount"), EDITS)
def test_once_a_year_is_edited_the_years_say_what_there_is(bring, export, changes, amount):
    tally = bring(slices(export, *changes).encode())

    said = {one["field"]: one["after"] for one in tally.conflicts}
    assert outcome(tally) == {"changed": 1}
    assert said["money"][0] == amount
    assert Programme.objects.get().total == Decimal(307_000)
    assert bring(slices(export, *changes).encode()).outcomes["unchanged"] == 1


def test_an_edit_of_the_whole_alone_is_one_of_the_whole(bring, export):
    whole = WHOLE.search(export)[0]

    tally = bring(export.replace(whole, whole.replace(">300000<", ">330000<")).encode())

    assert [one["after"][0] for one in tally.conflicts if one["field"] == "money"] == ["337000.00"]


def test_an_export_that_nobody_edited_is_as_it_was(bring, export):
    assert outcome(bring(export.encode())) == {"unchanged": 1}
    # An earlier release did not say of which budget a slice is.
    earlier = re.sub(r' iwt:slices?="[^"]*"', "", export)
    assert earlier != export
    assert outcome(bring(earlier.encode())) == {"unchanged": 1}


def test_the_owners_people_have_the_edited_years_stand(bring, export):
    row = Programme.objects.get()
    tally = bring(slices(export, to(120_000)).encode(), organisation=row.owner)

    assert outcome(tally) == {"changed": 1}
    assert Programme.objects.get().total == Decimal(327_000)
    assert sorted(row.budgets.values_list("value", flat=True)) == [7_000, 100_000, 100_000, 120_000]
    assert IatiRecord.objects.get().conflicts == {}
