"""The official plans as loaded from our files."""

import datetime

import pytest

from core.reference.load import load
from core.reference.tables import TABLES as CORE
from needs.models import Plan, PlanObjective
from needs.reference import TABLES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded():
    load(CORE)
    load(TABLES)


def test_every_plan_names_its_source():
    assert Plan.objects.count() == 21
    assert not Plan.objects.filter(source_title="").exists()
    assert not PlanObjective.objects.filter(source_title="").exists()


def test_plans_read_in_a_source_are_verified_and_the_others_are_not():
    verified = set(Plan.objects.filter(verified=True).values_list("country__iso3", "kind", "start_year"))

    # Read at the publisher's own page (IISD, USAID); all others in copies, or not at all.
    assert verified == {("THA", "niap", 2014), ("VNM", "niap", 2018)}


def test_plans_whose_years_are_over():
    lapsed = [p for p in Plan.objects.select_related("country") if p.has_lapsed(datetime.date(2026, 11, 22))]

    assert {(p.country.iso3, p.kind, p.end_year) for p in lapsed} == {
        ("LAO", "niap", 2025),
        ("LAO", "nbsap", 2025),
        ("MMR", "nbsap", 2020),
        ("TLS", "nbsap", 2020),
        ("THA", "niap", 2015),
        ("VNM", "niap", 2020),
    }
    assert not [p for p in lapsed if p.status == "in_force"]


def test_real_objectives_stand_only_where_a_source_lists_them():
    titles = {
        iso3: list(PlanObjective.objects.filter(plan__country__iso3=iso3).values_list("title", flat=True))
        for iso3 in PlanObjective.objects.values_list("plan__country__iso3", flat=True)
    }

    assert set(titles) == {"KHM", "PHL"}
    assert titles["KHM"] == [
        "Legislation",
        "Enforcement",
        "Judiciary and prosecution",
        "Drivers and prevention",
        "Data and analysis",
    ]
    assert len(titles["PHL"]) == 7
    assert "Curbing corruption" in titles["PHL"]


def test_no_wildlife_crime_plan_is_made_up():
    assert list(Plan.objects.filter(kind="wildlife_crime").values_list("country__iso3", flat=True)) == ["PHL"]
    assert not Plan.objects.filter(country__iso3__in=["BRN", "IDN", "SGP", "TLS"]).exclude(kind="nbsap").exists()
