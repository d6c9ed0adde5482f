"""Tables on a phone: each becomes blocks with labels, or is a matrix that scrolls on purpose, or has few columns."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
TABLE = re.compile(r'<table class="(?P<names>[^"]*)"[^>]*>(?P<inside>.*?)</table>', re.DOTALL)
CELL = re.compile(r"<td\b([^>]*)>.*?</td>", re.DOTALL)
# Eleven member states or all roles beside each other: one looks along the lines, and the page says so by scrolling.
MATRICES = {
    "iwt_dashboard/method/roles.html",
    "partners/pages/mechanism_list.html",
    "partners/support/_gap_grid.html",
    "roadmap/_goal_matrix.html",
    "roadmap/commitments.html",
}
# Two columns, three where they hold words or figures of a few letters.
NARROW = {
    "allauth/elements/table.html",
    "components/_chart.html",
    "core/styleguide.html",
    "iwt_dashboard/country/_card_goals.html",
    "iwt_dashboard/method/_method_matching.html",
    "iwt_dashboard/method/_method_programmes.html",
    "roadmap/_earlier_values.html",
}
TABLES = [
    pytest.param(path.relative_to(TEMPLATES).as_posix(), table, id=f"{path.relative_to(TEMPLATES)}:{number}")
    for path in sorted(TEMPLATES.rglob("*.html"))
    if "admin" not in path.parts
    for number, table in enumerate(TABLE.finditer(path.read_text()))
]


@pytest.mark.parametrize(("path", "table"), TABLES)
def test_a_table_fits_a_phone(path: str, table: re.Match[str]) -> None:
    is_stacked = "table--stack" in table["names"].split()

    assert is_stacked or path in MATRICES | NARROW
    if is_stacked:
        # Without its label a figure in a block says nothing; what stands at the foot is named by its line.
        cells = CELL.finditer(table["inside"].partition("<tfoot")[0])
        bare = [cell[0] for cell in cells if not re.search("data-label|colspan|bar-cell", cell[1])]
        # A link or a button says itself what it does.
        assert [cell for cell in bare if "button" not in cell and not cell.startswith("<td><a ")] == []


def test_what_is_left_out_is_still_there() -> None:
    assert {path for path, _table in (param.values for param in TABLES)} >= MATRICES | NARROW
