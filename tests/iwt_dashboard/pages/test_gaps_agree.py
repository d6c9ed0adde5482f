"""One gap on every page: the landing page, a country's page and card, the gap map, its list and its files say the same.

The right values: a need that is delivered is closed and covers nothing; a gap is about what is open.
"""

import html
import re
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories.core import COUNTRIES, CountryFactory, PriorityFactory
from tests.factories.partners import ResponseFactory
from tests.partners.support.gap_world import client_of, programme, rows_of
from tests.partners.world import add_part, make_need

pytestmark = pytest.mark.django_db

# priority: the gap, and what stands beside it: (open, of these with support, of these covered, met earlier)
RIGHT = {
    "DEM": ("Met earlier", 0, 0, 0, 4),
    "ENF": ("Need without support", 3, 0, 0, 1),
    "LIV": ("Partly covered", 2, 1, 1, 0),
    "INT": ("Covered", 1, 1, 1, 1),
    "SIT": ("Partly covered", 1, 1, 0, 0),
    "OHZ": ("Need without support", 1, 0, 0, 0),
    "LEG": ("No data", 0, 0, 0, 0),
    "MKT": ("Support without stated need", 0, 0, 0, 0),
    "FIN": ("Support without stated need", 0, 0, 0, 0),
}
IN_ALL = ("Partly covered", 8, 3, 2, 6)


@pytest.fixture
def world(cast):
    """Viet Nam alone states needs, so that the region's row is the country's."""
    for iso3 in COUNTRIES:
        CountryFactory(iso3=iso3)
    for code in RIGHT:
        PriorityFactory(code=code)
    money = {"disclosure": "public", "amount_sought": Decimal(100), "currency": "USD"}
    for code, n in (("DEM", 4), ("ENF", 1), ("INT", 1)):
        for _ in range(n):
            done = make_need(priority=code, status="delivered", **money)
            ResponseFactory(need=done, accepted=True, amount=Decimal(100), state="completed")
    for _ in range(3):
        make_need(priority="ENF", **money)
    make_need(priority="LIV", **money)
    for code in ("LIV", "INT"):
        ResponseFactory(need=make_need(priority=code, **money), accepted=True, amount=Decimal(100))
    in_parts = make_need(priority="SIT", **money)
    answer = ResponseFactory(need=in_parts, accepted=True, amount=None, currency="")
    answer.parts.create(component=add_part(in_parts, quantity=Decimal(200)), quantity=Decimal(120))
    make_need(priority="OHZ", disclosure="public", status="fully_supported")
    programme("runs", 1_000, by={"VNM": None}, to={"MKT": None})
    programme("over", 1_000, by={"VNM": None}, to={"FIN": None}, status="4")
    return cast


def plain(piece: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", piece)).split())


def rows_by_priority(page: str) -> dict[str, list[str]]:
    """The cells of each row of the table of needs by priority, the total under ""."""
    table = next(one for one in page.split("<table")[1:] if "Open needs by priority" in one)
    found = {}
    for row in table.split("<tr")[2:]:
        code = re.search(r"gaps/list/\?priority=([A-Z]{3})", row)
        found[code[1] if code else ""] = [plain(cell.split(">", 1)[1]) for cell in re.split("<t[dh]", row)[1:]]
    return found


@pytest.mark.parametrize("who", ["public", "viewer_wcs", "focal_vnm", "secretariat"])
@pytest.mark.parametrize("address", ["/", "/countries/VNM/", "/countries/VNM/report-card/"])
def test_needs_by_priority_say_what_is_open(world, who, address):
    rows = rows_by_priority(client_of(None if who == "public" else getattr(world, who)).get(address).content.decode())

    for code, (kind, n_open, _supported, _covered, n_met) in {**RIGHT, "": IN_ALL}.items():
        _name, shown_open, _bar, coverage, gap, *_money = rows[code]
        assert shown_open == str(n_open), code
        assert gap.startswith(kind), code
        assert (f"{n_met} met earlier" in gap) is (n_met > 0), code
        assert ("no open need" in coverage) is (n_open == 0), code
        assert sum(int(n) for n in re.findall(r": (\d+)", coverage)) == n_open, code


def test_a_word_beside_nought_dollars_is_explained(world):
    rows = rows_by_priority(client_of(None).get("/").content.decode())

    assert rows["ENF"][-1] == "USD 0"
    assert rows["SIT"][-1] == "USD 0 1 supported, not in money"
    assert rows["OHZ"][-2:] == ["– no amount for 1 of 1", "–"]
    assert "1 supported in the country's word alone" in rows["OHZ"][4]


@pytest.mark.parametrize("who", ["public", "viewer_wcs", "focal_vnm", "secretariat"])
def test_files_and_map_say_the_same(world, who):
    client = client_of(None if who == "public" else getattr(world, who))
    in_csv = {
        row["Priority"]: row
        for row in rows_of(client, "/partners/gaps/gaps.csv")
        if row["Member state"] in ("Viet Nam", "All member states")
    }
    names = ["Kind of gap", "Open needs", "of these with confirmed support", "of these covered", "Needs met earlier"]
    book = load_workbook(BytesIO(client.get("/partners/gaps/gaps.xlsx").content)).active
    in_book = [list(map(str, row[2:7])) for row in book.iter_rows(values_only=True) if row[1] == "Viet Nam" and row[2]]
    grid = client.get("/partners/gaps/?show=table&country=VNM").content.decode()

    for code, right in RIGHT.items():
        name = PriorityFactory(code=code).name
        said = [in_csv[name][head] for head in names]
        assert said == [str(value) for value in right], code
        assert said in in_book, code
        line = next(row for row in grid.split("<tr")[1:] if f"priority={code}" in row)
        assert right[0] in plain(line), code
        behind = plain(client.get(f"/partners/gaps/list/?country=VNM&priority={code}").content.decode())
        assert f"{right[0]}." in behind, code
        assert (f"{right[2]} with confirmed support, {right[3]} covered" in behind) is (right[1] > 0), code
    assert [in_csv["All priorities"][head] for head in names] == [str(value) for value in IN_ALL]


def test_the_first_figure_of_the_region_counts_as_its_gaps_do(world):
    page = plain(client_of(None).get("/").content.decode())

    assert re.search(r"Open needs 8 ", page)
    assert re.search(r"Without confirmed support 5 ", page)
