"""What a reader sees of tables and charts: nothing cut off at 1280 pixels, no word and no date broken on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 800}
MATRICES = ("/partners/mechanisms/", "/roadmap/", "/roadmap/commitments/", "/partners/gaps/")
WITH_DATES = ("/countries/VNM/report-card/", "/countries/VNM/", "/needs/", "/roadmap/", "/")

CUT_OFF = """() => [...document.querySelectorAll(".table-wrap")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1)
    .map((box) => [box.textContent.trim().slice(0, 60), box.scrollWidth, box.clientWidth])"""

# A word that stands in two lines: the first and the last of its letters have another top.
BROKEN_WORDS = """(selector) => [...document.querySelectorAll(selector)].flatMap((cell) => {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        for (const word of node.data.matchAll(/[\\p{L}\\p{N}]{2,}/gu)) {
            const tops = [word.index, word.index + word[0].length - 1].map((at) => {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                return Math.round(range.getBoundingClientRect().top);
            });
            if (tops[0] !== tops[1]) found.push(word[0]);
        }
    }
    return found;
})"""

# The dates that stand in more than one line, wherever they stand on the page.
IN_TWO_LINES = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
    const date = new RegExp(`(?:\\d{1,2} )?${month} \\d{4}|\\d{1,2} ${month}`, "g");
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (node.parentElement.closest("script, style, option, svg")) continue;
        for (const one of node.data.matchAll(date)) {
            const range = document.createRange();
            range.setStart(node, one.index);
            range.setEnd(node, one.index + one[0].length);
            const tops = [...range.getClientRects()].map((box) => Math.round(box.top));
            if (new Set(tops).size > 1) found.push(one[0]);
        }
    }
    return found;
}"""


@pytest.mark.parametrize("path", MATRICES)
def test_eleven_member_states_fit_a_desk(path: str, visit: Visit) -> None:
    page = visit(viewport=DESK).goto(path)

    assert page.locator("th", has_text="VNM").count() or page.locator("abbr", has_text="VNM").count()
    assert page.evaluate(CUT_OFF) == []


def test_needs_by_priority_are_read_line_by_line(visit: Visit) -> None:
    """For who sees every currency: one a line, each word of a gap in its own, and nothing cut off."""
    page = visit("focal.vnm", viewport=DESK).goto("/")

    assert page.evaluate(CUT_OFF) == []
    sums = page.locator("tfoot td.num").nth(1).inner_text().splitlines()
    assert len([line for line in sums if re.match("[A-Z]{3}\\s", line)]) > 3
    assert [line for line in sums if len(re.findall("[A-Z]{3}\\s", line)) > 1] == []
    broken = "links => links.filter(link => link.offsetHeight > 30).map(link => link.textContent)"
    assert page.locator(".gap-cell a").evaluate_all(broken) == []


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/partners/gaps/", "/partners/mechanisms/"])
def test_no_word_of_a_matrix_is_broken(path: str, viewport: dict[str, int], visit: Visit) -> None:
    page = visit(viewport=viewport).goto(path)

    assert page.evaluate(BROKEN_WORDS, "table :is(th, td)") == []


@pytest.mark.parametrize("path", WITH_DATES)
def test_no_date_stands_in_two_lines(path: str, visit: Visit) -> None:
    """Neither in a cell nor in a sentence, however wide the page: where one would break, another width shows it."""
    page = visit(viewport=DESK).goto(path)

    assert page.locator("main .nowrap").count()
    for width in (1280, 520, 400, 360, 340):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(IN_TWO_LINES) == [], width


@pytest.mark.parametrize("path", ["/roadmap/indicators/red-list-index/THA/", "/roadmap/indicators/pike/THA/"])
def test_the_word_of_a_chart_stands_above_its_lines_on_a_phone(path: str, visit: Visit) -> None:
    page = visit(viewport=PHONE).goto(path)
    chart = page.locator("[data-chart]").first
    chart.scroll_into_view_if_needed()
    label, frame = chart.locator(".annotation-text").first, chart.locator(".chart__plot .nsewdrag").first
    expect(label).to_be_visible()
    said, lines = label.bounding_box(), frame.bounding_box()

    assert said is not None
    assert lines is not None
    assert said["y"] + said["height"] <= lines["y"] + 1
    assert said["x"] >= 0
    assert said["x"] + said["width"] <= PHONE["width"]
