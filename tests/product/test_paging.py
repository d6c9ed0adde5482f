"""Whoever goes on to the next part of a list comes to the list, not to the top of a page on which it stands below."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
# Where the list is the first thing of its page, or its part is swapped in (`tests/browser/test_swaps.py`).
LIST_COMES_FIRST = {
    "core/styleguide.html",
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
