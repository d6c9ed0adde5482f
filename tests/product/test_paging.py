"""Whoever goes on to the next part of a list comes to the list, not to the top of a page on which it stands below."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.factories.coordination import RaisedNeedFactory
from tests.factories.core import CountryFactory
from tests.factories.needs import NeedFactory, PlanFactory, PlanObjectiveFactory
from tests.factories.partners import MechanismFactory

ROOT = Path(__file__).resolve().parents[2] / "templates"
# Where the list is the first thing of its page, or its part is swapped in (`tests/browser/test_swaps.py`).
LIST_COMES_FIRST = {
    "core/styleguide.html",
    "iwt_dashboard/country/profile.html",
    "iwt_dashboard/history/record_history.html",
    "partners/coordination/round_list.html",
    "partners/iati/import_questions.html",
    "partners/support/programme_needs.html",
}
PAGED = [
    (path.relative_to(ROOT).as_posix(), found)
    for path in sorted(ROOT.rglob("*.html"))
    for found in re.findall(r"\{% include \"components/_pagination.html\"[^%]*%\}", path.read_text())
]


def test_there_are_lists_in_parts():
    assert len(PAGED) > 15


@pytest.mark.parametrize(("name", "include"), PAGED)
def test_the_links_of_a_list_lead_to_the_list(name, include):
    place = re.search(r'place="([\w-]+)"', include)

    if re.search(r'target="#', include) or name in LIST_COMES_FIRST:
        assert place is None
    else:
        assert f'id="{place[1]}"' in (ROOT / name).read_text()


@pytest.mark.django_db
def test_what_grows_with_the_years_is_shown_in_parts():
    country, mechanism = CountryFactory(iso3="VNM"), MechanismFactory(code="toolkit")
    for number in range(30):
        RaisedNeedFactory(
            mechanism=mechanism, need=NeedFactory(cleared=True, disclosure="public", country=country), raised_on=None
        )
        if number < 12:
            PlanObjectiveFactory(plan=PlanFactory(country=country, title=f"Plan {number:02}"), title="To be met")

    raised = [Client().get(f"/partners/mechanisms/toolkit/?page={page}").text for page in (1, 2)]
    plans = [Client().get(f"/countries/VNM/reference/?page={page}").text for page in (1, 2)]

    assert [page.count('href="/needs/') - page.count('href="/needs/"') for page in raised] == [25, 5]
    assert [page.count("To be met") for page in plans] == [10, 2]
