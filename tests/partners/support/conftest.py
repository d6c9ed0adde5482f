"""A need with an amount, people, and a portfolio of known money."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus
from tests.factories.core import (
    COUNTRIES,
    PRIORITIES,
    CountryFactory,
    OrganisationFactory,
    PriorityFactory,
    UserFactory,
)
from tests.partners.support.gap_world import DECEMBER, JANUARY, YEAR, D, programme
from tests.partners.world import make_need


@pytest.fixture
def need(cast):
    return make_need(amount_sought=Decimal(1000), currency="USD")


@pytest.fixture
def people(db):
    vnm = CountryFactory(iso3="VNM")
    return SimpleNamespace(
        public=None,
        focal_vnm=UserFactory(focal=True, country=vnm, email="focal.vnm@example.org"),
        editor_wcs=UserFactory(editor=True, organisation=OrganisationFactory(code="wcs"), email="w@example.org"),
        secretariat=UserFactory(secretariat=True, email="s@example.org"),
    )


@pytest.fixture
def portfolio(people):
    """Three currencies, regional, shared funders, parent and child, terminated, share not known, no rate."""
    for iso3 in COUNTRIES:
        CountryFactory(iso3=iso3)
    for code in PRIORITIES:
        PriorityFactory(code=code)
    programme("forest", 1_000_000, share=25, by={"VNM": 60, "LAO": 40}, to={"LIV": 70, "SIT": 30})
    programme("customs", 500_000, currency="EUR", rate=D("0.8"), share=50, by={"THA": None}, to={"ENF": None})
    programme("dong", 24_000_000_000, currency="VND", rate=24_000, by={"VNM": None}, to={"LIV": None})
    programme("region", 90_000, is_regional=True, to={"ENF": None}, funders=("gef", "eu"))
    whole = programme("whole", 100_000, by={"KHM": None}, to={"MKT": None})
    programme("part-1", 30_000, by={"KHM": None}, to={"MKT": None}, parent=whole)
    programme("part-2", 40_000, by={"VNM": None}, to={"MKT": None}, parent=whole)
    programme(
        "frozen",
        3_650 if (DECEMBER - JANUARY).days == 364 else 3_660,
        by={"PHL": None},
        status=ProgrammeStatus.TERMINATED_EARLY,
        ends_on=datetime.date(YEAR, 1, 31),
        planned_ends_on=DECEMBER,
    )
    programme("vague", 700_000, share=None, by={"VNM": None}, to={"LIV": None})
    programme("kip", 5_000_000, currency="LAK", by={"LAO": None}, to={"LIV": None})
    programme("suggested", 1_000, by={"VNM": None}, iwt_relevance=IwtRelevance.SUGGESTED)
    programme("roads", 1_000, by={"VNM": None}, iwt_relevance=IwtRelevance.NOT_IWT)
    programme("elsewhere", 1_000)
    programme("quiet", 10_000, by={"VNM": None}, to={"LIV": None}, disclosure=ProgrammeDisclosure.PARTNERS)
    return people
