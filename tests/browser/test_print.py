"""A page with a chart prints whole, though nobody scrolled to the chart; without script its table stands there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.exhaustive import share

Visit = Callable[..., Visitor]
# Every page that includes components/_chart.html.
CHART_PAGES = (
    "/roadmap/indicators/demo-gateways-equipped/VNM/",
    "/roadmap/indicators/pike/THA/",
    "/partners/funding/",
    "/partners/gaps/",
)
every_page = pytest.mark.parametrize("path", CHART_PAGES)
# Each page as it is seen in the light or in the dark, by turns; in both in an exhaustive run.
IN_A_SCHEME = [(path, one) for turn, path in enumerate(CHART_PAGES) for one in share(("light", "dark"), turn, 2)]
# A4 between the margins of print.css, in pixels of the style sheet.
SHEET = 688


def drawn_on_paper(page: Page) -> list[dict[str, float]]:
    """The charts as they are when the browser makes the sheet: asked in the very turn in which it tells of it."""
    found: list[dict[str, float]] = page.evaluate(
        """() => {
            window.dispatchEvent(new Event("beforeprint"));
            return [...document.querySelectorAll("[data-chart]")].map((chart) => ({
                marks: chart.querySelectorAll(".trace path, .bars path, .scatterlayer path").length,
                width: chart.querySelector(".main-svg")?.getBoundingClientRect().width || 0,
            }));
        }"""
    )
    return found


@pytest.mark.parametrize(("path", "scheme"), IN_A_SCHEME)
def test_a_chart_is_on_the_sheet_though_nobody_scrolled_to_it(path: str, scheme: str, visit: Visit) -> None:
    visitor = visit(viewport={"width": 1280, "height": 300}, color_scheme=scheme)
    page = visitor.goto(path)

    charts = drawn_on_paper(page)

    assert charts
    assert all(chart["marks"] for chart in charts), charts
    assert all(0 < chart["width"] <= SHEET for chart in charts), charts
    assert visitor.console == visitor.failed == []
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator("[data-chart] svg.main-svg").first).to_be_visible()


@every_page
def test_the_sheet_itself_is_made_and_holds_the_chart(path: str, visit: Visit) -> None:
    page = visit(viewport={"width": 1280, "height": 300}).goto(path)

    with_chart = page.pdf(prefer_css_page_size=True)

    expect(page.locator("[data-chart][data-drawn]")).to_have_count(page.locator("[data-chart]").count())
    assert with_chart.startswith(b"%PDF-")


@every_page
def test_a_page_shown_as_print_has_its_charts(path: str, visit: Visit) -> None:
    page = visit(viewport={"width": 1280, "height": 300}).goto(path)

    page.emulate_media(media="print")

    for chart in page.locator("[data-chart]").all():
        expect(chart.locator("svg.main-svg").first).to_be_visible()


@every_page
@pytest.mark.parametrize("without", ["script", "library"])
def test_without_a_chart_the_table_is_on_the_sheet_and_no_empty_frame(path: str, without: str, visit: Visit) -> None:
    visitor = visit(viewport={"width": 1280, "height": 300}, java_script_enabled=without != "script")
    if without == "library":
        visitor.page.route("**/plotly*.js", lambda route: route.abort())
    page = visitor.goto(path)

    page.emulate_media(media="print")

    for chart in page.locator("[data-chart]").all():
        expect(chart.locator(".chart__plot")).to_be_hidden()
        expect(chart.locator("table tbody tr").first).to_be_visible()
