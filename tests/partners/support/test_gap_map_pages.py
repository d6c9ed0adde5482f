"""The gap map as its readers find it: cells, what lies behind them, files, and the total of a list."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.programmes.models.choices import ProgrammeStatus
from partners.programmes.queries.money import sum_of
from partners.programmes.rules.explained import Cut
from partners.programmes.rules.money import NOT_SPLIT
from partners.support.queries.gaps import GapFilter, gap_map
from partners.support.rules.gaps import GapKind
from tests.exhaustive import EXHAUSTIVE, share
from tests.factories.core import (
    OrganisationFactory,
    PriorityFactory,
)
from tests.factories.partners import (
    ProgrammePriorityFactory,
    ResponseFactory,
)
from tests.partners.support.gap_world import YEAR, D, client_of, programme, rows_of
from tests.partners.world import make_need

pytestmark = pytest.mark.django_db


# --- The map ------------------------------------------------------------------------------------------


def the_map(person, **wanted):
    return gap_map(person, GapFilter(**{"year": YEAR, **wanted}), timezone.localdate())


def cell_of(person, country, priority, **wanted):
    found = the_map(person, **wanted)
    return next(c for c in found.cells if (c.country.iso3, c.priority.code) == (country, priority))


def test_cells_hold_needs_programmes_and_money(portfolio):
    make_need("VNM", priority="LIV", disclosure="public")
    cell = cell_of(portfolio.editor_wcs, "VNM", "LIV")

    # forest, dong, vague, quiet run; their money is counted where it is known
    assert (cell.kind, cell.n_open, cell.n_programmes, cell.n_regional, cell.money) == (
        GapKind.NEED_WITHOUT_SUPPORT,
        1,
        4,
        0,
        D("1115000.00"),
    )
    assert cell_of(portfolio.editor_wcs, "BRN", "ENF").n_regional == 1
    assert cell_of(portfolio.editor_wcs, "BRN", "DEM").kind is GapKind.NO_DATA
    assert cell_of(portfolio.editor_wcs, "KHM", "MKT").kind is GapKind.SUPPORT_WITHOUT_NEED


def test_totals_tell_six_kinds_of_gap(people):
    for code in ("LIV", "DEM", "ENF", "SIT", "LEG", "OHZ", "MKT"):
        PriorityFactory(code=code)
    make_need(priority="LIV", amount_sought=D(100), currency="USD")
    partly = make_need(priority="DEM", amount_sought=D(100), currency="USD")
    ResponseFactory(need=partly, accepted=True, amount=D(10))
    covered = make_need(priority="ENF", amount_sought=D(100), currency="USD")
    ResponseFactory(need=covered, accepted=True, amount=D(100))
    make_need(priority="LEG", status="withdrawn")
    programme("sites", 1, by={"VNM": None}, to={"SIT": None})
    programme("laws", None, by={"VNM": None}, to={"LEG": None}, status=ProgrammeStatus.TERMINATED_EARLY)
    programme("farms", 1, by={"VNM": None}, to={"OHZ": None}, status=ProgrammeStatus.TERMINATED_EARLY)
    make_need(priority="MKT", status="delivered")

    assert {row.priority.code: row.total.kind for row in the_map(people.editor_wcs).rows} == {
        "LIV": GapKind.NEED_WITHOUT_SUPPORT,
        "DEM": GapKind.PARTLY_COVERED,
        "ENF": GapKind.COVERED,
        "SIT": GapKind.SUPPORT_WITHOUT_NEED,
        "LEG": GapKind.NO_DATA,
        "OHZ": GapKind.SUPPORT_WITHOUT_NEED,  # it has ended, and its money stands in the cell
        "MKT": GapKind.MET_EARLIER,
    }


def test_a_member_state_counts_its_own_and_region_wide_programmes(people):
    programme("everywhere", 1, is_regional=True, to={"LIV": None})
    programme("here", 1, by={"VNM": None}, to={"LIV": None})
    programme("there", 1, by={"THA": None}, to={"LIV": None})
    cell = cell_of(people.editor_wcs, "VNM", "LIV")

    assert (cell.n_programmes, cell.n_regional) == (2, 1)
    # Of the region's three one names no member state, in the totals as in the cells, and in the file.
    total = the_map(people.editor_wcs).total
    assert (total.n_programmes, total.n_regional) == (3, 1)
    last = rows_of(client_of(None), "/partners/gaps/gaps.csv")[-1]
    assert (last["Active programmes"], last["of these regional, naming no member state"]) == ("3", "1")


@pytest.mark.parametrize(
    ("state", "amount", "kind"),
    [
        ("waiting", 100, GapKind.NEED_WITHOUT_SUPPORT),
        ("accepted", 40, GapKind.PARTLY_COVERED),
        ("accepted", 100, GapKind.COVERED),
        ("withdrawn", 100, GapKind.NEED_WITHOUT_SUPPORT),
    ],
)
def test_accepted_support_changes_the_map(portfolio, state, amount, kind):
    need = make_need("VNM", priority="LIV", amount_sought=D(100), currency="USD")
    traits = {state: True} if state != "waiting" else {}
    ResponseFactory(need=need, amount=D(amount), organisation=OrganisationFactory(code="wcs"), **traits)

    assert cell_of(portfolio.editor_wcs, "VNM", "LIV").kind is kind


def test_delivered_needs_cover_nothing_and_are_not_forgotten(portfolio):
    make_need("BRN", priority="DEM", status="delivered", no_plan_reason="In no plan yet.")
    cell = cell_of(portfolio.editor_wcs, "BRN", "DEM")

    assert (cell.kind, cell.n_open, cell.n_met) == (GapKind.MET_EARLIER, 0, 1)


@pytest.mark.parametrize(
    ("status", "remaining"), [("open", "USD 900"), ("delivered", "–"), ("in_discussion", "USD 900")]
)
def test_of_a_closed_need_nothing_remains_to_be_asked_for(portfolio, status, remaining):
    make_need("BRN", priority="DEM", status=status, no_plan_reason="In no plan yet.", amount_sought=900, currency="USD")
    page = client_of(portfolio.editor_wcs).get("/partners/gaps/list/?country=BRN&priority=DEM").content.decode()

    shown = re.search(r'data-label="Remaining">(.*?)</td>', page, re.S)[1].replace("\N{NO-BREAK SPACE}", " ")
    assert shown == remaining


def test_rows_and_columns_and_what_is_not_split_make_the_total(portfolio):
    found = the_map(portfolio.editor_wcs)
    nothing = D(0)
    by_column = [cell.money or nothing for cell in found.totals]

    for row in found.rows:
        parts = sum((cell.money or nothing for cell in row.cells), row.not_split or nothing)
        assert parts == (row.total.money or nothing)
    for column, total in enumerate(by_column):
        cells = sum((row.cells[column].money or nothing for row in found.rows), found.no_priority[column] or nothing)
        assert cells == total
    assert sum(by_column) + found.not_split == found.total.money == sum_of(portfolio.editor_wcs, Cut(year=YEAR)).total
    assert (
        sum((row.total.money or nothing for row in found.rows), found.no_priority_total or nothing) == found.total.money
    )


def test_livelihoods_stand_first(portfolio):
    assert the_map(portfolio.editor_wcs).rows[0].priority.code == "LIV"


def test_a_programme_is_on_the_map_of_the_years_in_which_it_ran(portfolio):
    programme(
        "over",
        3_000,
        by={"TLS": None},
        to={"OHZ": None},
        status=ProgrammeStatus.TERMINATED_EARLY,
        starts_on=datetime.date(YEAR - 3, 1, 1),
        ends_on=datetime.date(YEAR - 2, 12, 31),
    )
    by_year = {year: cell_of(portfolio.editor_wcs, "TLS", "OHZ", year=year) for year in range(YEAR - 3, YEAR + 2)}

    assert [cell.n_programmes for cell in by_year.values()] == [1, 1, 0, 0, 0]
    assert sum(cell.money or 0 for cell in by_year.values()) == 3_000


def test_suggested_priorities_count_nowhere(portfolio):
    row = programme("hint", 5_000, by={"MMR": None})
    ProgrammePriorityFactory(programme=row, priority=PriorityFactory(code="CYB"), is_suggested=True)

    assert cell_of(portfolio.editor_wcs, "MMR", "CYB").n_programmes == 0
    assert cell_of(portfolio.editor_wcs, "MMR", "CYB").money is None
    assert sum_of(portfolio.editor_wcs, Cut(country="MMR", priority=NOT_SPLIT)).total == 5_000


def test_the_public_sees_the_public_map(portfolio):
    make_need("VNM", priority="LIV", disclosure="partners")
    public = client_of(None)

    page = public.get("/partners/gaps/list/?country=VNM&priority=LIV").content.decode()
    assert "Quiet" not in page
    assert "No cleared need is shared with you here" in page
    assert (
        "VNM-001"
        in client_of(portfolio.editor_wcs).get("/partners/gaps/list/?country=VNM&priority=LIV").content.decode()
    )


def test_only_partners_are_offered_to_help(portfolio):
    make_need("VNM", priority="LIV")
    address = "/partners/gaps/list/?country=VNM&priority=LIV"

    assert "/partners/needs/VNM-001/respond/" in client_of(portfolio.editor_wcs).get(address).content.decode()
    assert "/respond/" not in client_of(portfolio.focal_vnm).get(address).content.decode()


@pytest.mark.parametrize("query", ["", "?show=table", "?country=VNM", "?priority=LIV", "?kind=no_data", "?year=2012"])
def test_the_fragment_is_the_slice_of_the_page(portfolio, query):
    client = client_of(portfolio.editor_wcs)
    page = client.get(f"/partners/gaps/{query}").content.decode()
    fragment = client.get(f"/partners/gaps/{query}", headers={"HX-Request": "true", "HX-Target": "gap-map"})

    assert fragment.content.decode().strip() in page


def test_grid_and_twin_and_file_hold_the_same_cells(portfolio):
    client = client_of(portfolio.editor_wcs)
    make_need("VNM", priority="LIV")
    links = re.compile(r"country=([A-Z]{3})&amp;priority=([A-Z]{3})\"")
    grid = links.findall(client.get("/partners/gaps/").content.decode())
    twin = links.findall(client.get("/partners/gaps/?show=table").content.decode())
    rows = rows_of(client, "/partners/gaps/gaps.csv")
    in_file = [row for row in rows if row["Kind of gap"] and not row["Priority"].startswith("All")]
    money = [D(row[next(name for name in row if name.startswith("Money"))] or 0) for row in rows]

    assert len(grid) == len(twin) == len(in_file) == 11 * 12
    assert sorted(grid) == sorted(twin)
    assert sum(money[:-1]) == money[-1] == sum_of(portfolio.editor_wcs, Cut(year=YEAR)).total


def test_the_kind_narrows_cells_and_file_alike(portfolio):
    client = client_of(None)
    rows = rows_of(client, "/partners/gaps/gaps.csv?kind=support_without_need")
    page = client.get("/partners/gaps/?kind=support_without_need&show=table").content.decode()

    assert rows
    assert {row["Kind of gap"] for row in rows} == {"Support without stated need"}
    assert page.count('<tr><th scope="row">') == len(rows)


def test_an_empty_database_has_a_map_without_figures(db):
    page = client_of(None).get("/partners/gaps/")

    assert page.status_code == 200
    assert client_of(None).get("/partners/gaps/?show=table").status_code == 200


# --- The total of the list of programmes ---------------------------------------------------------------


SEARCHES = [
    "",
    "?country=VNM",
    "?country=THA",
    "?priority=LIV",
    "?country=VNM&priority=LIV",
    "?organisation=eu",
    "?country=KHM&organisation=gef",
    "?status=terminated_early",
    "?show=active",
    "?show=ended&country=PHL",
    "?show=own",
    "?show=not_iwt",
    "?q=part",
    "?q=whole",
    "?q=part&country=VNM&priority=MKT&organisation=gef&status=2&show=active",
    "?country=none&priority=none",
    "?country=XXX&status=9&show=left-out",
]


def total_in_page(page: str) -> str:
    """The sum as a page shows it; empty where it says that nothing is known."""
    if re.search(r'illegal wildlife trade: not known|data-total="money">(<a[^>]*>)?Not known', page):
        return ""
    return re.search(r'data-total="money">([\d,.]+)', page)[1]


def total_on(client: Client, address: str) -> str:
    """The sum as the page at an address shows it."""
    return total_in_page(client.get(address).content.decode())


def total_in(client: Client, address: str) -> str:
    """The sum as the last line of the file says it; empty where nothing is known."""
    total = rows_of(client, address)[-1]["In this sum, US$"]
    return f"{D(total):,.2f}" if total else ""


SEARCHERS = ["public", "focal_vnm", "editor_wcs", "secretariat"]


@pytest.mark.parametrize("who", SEARCHERS)
def test_the_list_shows_the_total_that_its_link_explains(portfolio, who):
    """Two of the four make each search; all of them in an exhaustive run."""
    client, found = client_of(getattr(portfolio, who)), {}
    for search in share(SEARCHES, SEARCHERS.index(who), 2):
        address = f"/partners/programmes/{search}"
        page = client.get(address).content.decode()
        link = re.search(r'href="/partners/money/([^"]*)">Explain this number', page)
        if link is None:
            assert "No programme matches" in page
            continue
        query = link[1].replace("&amp;", "&")
        found[search] = total_in_page(page)

        assert found[search] == total_on(client, f"/partners/money/{query}"), search
        assert found[search] == total_in(client, f"/partners/money/money.csv{query}"), search
    assert len(set(found.values())) >= (8 if EXHAUSTIVE else 4)


def test_the_total_of_the_list_counts_what_its_reader_sees(portfolio):
    def total_for(person):
        page = client_of(person).get("/partners/programmes/?priority=LIV").content.decode()
        return " ".join(re.sub(r"<[^>]*>", "", page.split('<p class="cluster">')[1].split("</p>")[0]).split())

    # forest 70% of 250,000, dong 1,000,000; "vague" has no share, "kip" no rate
    public, partner = total_for(None), total_for(portfolio.editor_wcs)
    assert public.startswith(
        "4 programmes US$&nbsp;1,175,000.00 against illegal wildlife trade, from 2 of them (the part"
    )
    assert "1 without an amount or an IWT share" in public
    assert partner.startswith(
        "5 programmes US$&nbsp;1,185,000.00 against illegal wildlife trade, from 3 of them (the part"
    )


def test_halves_of_a_list_make_the_list(portfolio):
    """A part that is listed without its whole adds what it adds beside it."""
    client = client_of(portfolio.editor_wcs)
    sums = [D(total_on(client, f"/partners/money/{query}").replace(",", "")) for query in ("?q=part", "?q=whole", "")]

    assert sums == [D(70_000), D(30_000), D("1762810.00")]


def test_the_list_with_its_total_keeps_to_fifteen_queries(portfolio):
    client = client_of(portfolio.editor_wcs)
    address = "/partners/programmes/?country=VNM&priority=LIV&organisation=gef&status=2&show=active&q=o"
    client.get(address)

    for asked in (address, address.replace("programmes", "money")):
        with CaptureQueriesContext(connection) as asked_of_tables:
            assert client.get(asked).status_code == 200
        assert len(asked_of_tables) <= 15
