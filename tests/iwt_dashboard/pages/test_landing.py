"""The landing page and the list of member states."""

from datetime import date

import pytest

from core.figures import settle
from core.models import Country
from iwt_dashboard.pages.landing import Region
from tests.factories.core import COUNTRIES, CountryFactory, PriorityFactory
from tests.factories.needs import NeedFactory
from tests.factories.partners import ProgrammeFactory, ResponseFactory
from tests.factories.roadmap import CountryIndicatorFactory, CycleFactory

TODAY = date(2026, 11, 22)


@pytest.fixture
def eleven(db):
    return {iso3: CountryFactory(iso3=iso3) for iso3 in COUNTRIES}


def public_need(country, **fields):
    return NeedFactory(cleared=True, country=country, disclosure="public", **fields)


def test_the_eleven_stand_in_asean_order_even_with_nothing_to_show(eleven, cast):
    found = Region(cast.public, TODAY)

    assert [tile.country.name for tile in found.tiles] == [name for _iso2, name, _order in COUNTRIES.values()]
    assert all((tile.open_needs, tile.unsupported, tile.indicators) == (0, 0, 0) for tile in found.tiles)
    assert found.needs.total.total == 0


def test_counts_hold_what_the_viewer_may_see(eleven, cast):
    public_need(eleven["VNM"])
    NeedFactory(cleared=True, country=eleven["VNM"], disclosure="partners")
    NeedFactory(cleared=True, country=eleven["VNM"], disclosure="national")
    NeedFactory(country=eleven["VNM"])  # a draft, which no figure counts

    def open_needs(viewer):
        return Region(viewer, TODAY).needs.total.total

    assert open_needs(cast.public) == 1
    assert open_needs(cast.viewer_wcs) == 2
    assert open_needs(cast.focal_tha) == 2
    assert open_needs(cast.secretariat) == 2
    assert open_needs(cast.focal_vnm) == 3


def test_an_accepted_answer_is_support_and_an_offer_is_not(eleven, cast):
    offered = public_need(eleven["VNM"], amount_sought=100, currency="USD")
    accepted = public_need(eleven["THA"], amount_sought=100, currency="USD")
    ResponseFactory(need=offered, kind="offer", amount=40, currency="USD")
    ResponseFactory(need=accepted, kind="offer", amount=40, currency="USD", accepted=True)

    found = Region(cast.public, TODAY)

    tiles = {tile.country.iso3: tile.unsupported for tile in found.tiles}
    assert tiles["VNM"] == 1
    assert tiles["THA"] == 0
    assert [row.need for row in found.without_support] == [offered]
    assert found.needs.total.requested == {"USD": 200}
    assert found.needs.total.confirmed == {"USD": 40}


def test_money_of_two_currencies_stands_side_by_side(eleven, cast):
    public_need(eleven["VNM"], amount_sought=100, currency="USD")
    public_need(eleven["VNM"], amount_sought=5_000_000, currency="VND")

    assert Region(cast.public, TODAY).needs.total.requested == {"USD": 100, "VND": 5_000_000}


def test_more_than_was_asked_for_is_no_money_for_another_need(eleven, cast):
    need = public_need(eleven["VNM"], amount_sought=100, currency="USD")
    ResponseFactory(need=need, kind="offer", amount=150, currency="USD", accepted=True)
    public_need(eleven["VNM"], amount_sought=100, currency="USD")

    assert Region(cast.public, TODAY).needs.total.confirmed == {"USD": 100}


def test_the_gap_of_each_priority_is_named(eleven, cast):
    public_need(eleven["VNM"], priority=PriorityFactory(code="LIV"))
    PriorityFactory(code="ENF")

    gaps = {row.priority.code: str(row.gap.kind.label) for row in Region(cast.public, TODAY).needs.by_priority}

    assert gaps["LIV"] == "Need without support"
    assert gaps["ENF"] == "No data"


def test_what_is_due_comes_soonest_first_and_within_half_a_year(eleven, cast):
    late = public_need(eleven["VNM"], needed_by=date(2027, 4, 1))
    soon = public_need(eleven["THA"], needed_by=date(2026, 12, 1))
    public_need(eleven["THA"], needed_by=date(2028, 1, 1))
    public_need(eleven["THA"], needed_by=date(2026, 1, 1))
    cycle = CycleFactory(status="open")

    found = Region(cast.public, TODAY)

    assert [row.need for row in found.due] == [soon, late]
    assert found.cycle == cycle


def test_withdrawn_and_delivered_needs_are_not_open(eleven, cast):
    public_need(eleven["VNM"], status="withdrawn")
    public_need(eleven["VNM"], status="delivered")

    assert Region(cast.public, TODAY).needs.total.total == 0


def test_recent_changes_name_what_the_viewer_may_see(eleven, cast):
    public_need(eleven["VNM"], title="Seen by all")
    NeedFactory(cleared=True, country=eleven["VNM"], disclosure="asean", title="Seen within ASEAN")

    assert [change.title for change in Region(cast.public, TODAY).changes] == ["Seen by all"]
    assert len(Region(cast.secretariat, TODAY).changes) == 2


@pytest.mark.parametrize("path", ["/", "/countries/"])
def test_the_pages_answer_everybody(eleven, cast, as_person, path):
    for person in [cast.public, *cast.people().values()]:
        response = as_person(person).get(path)

        assert response.status_code == 200
        assert b"Lao PDR" in response.content


@pytest.mark.parametrize("path", ["/", "/countries/"])
def test_an_empty_database_has_its_pages(db, client, path):
    assert not Country.objects.exists()
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/countries/"])
def test_ten_and_thirty_rows_cost_the_same(eleven, client, django_assert_max_num_queries, path):
    def fill(rows):
        for _ in range(rows):
            need = public_need(eleven["VNM"], amount_sought=10, currency="USD")
            ResponseFactory(need=need, kind="offer", amount=5, currency="USD", accepted=True)
            ProgrammeFactory()
            CountryIndicatorFactory(country=eleven["VNM"], disclosure="public")
        settle()

    fill(10)
    with django_assert_max_num_queries(16) as ten:
        client.get(path)
    fill(20)
    with django_assert_max_num_queries(16) as thirty:
        client.get(path)

    assert len(ten) == len(thirty)
