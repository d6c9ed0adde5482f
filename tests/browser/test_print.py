"""A page with a chart prints whole: with the drawing where it was drawn, else with the picture, and with the table."""

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
def test_a_chart_that_was_drawn_fits_the_sheet(path: str, scheme: str, visit: Visit) -> None:
    visitor = visit(viewport={"width": 1280, "height": 300}, color_scheme=scheme)
    page = visitor.goto(path)
    for chart in page.locator("[data-chart]").all():
        chart.hover()
    expect(page.locator("[data-chart]:not([data-drawn])")).to_have_count(0)

    charts = drawn_on_paper(page)

    assert charts
    assert all(chart["marks"] for chart in charts), charts
    assert all(0 < chart["width"] <= SHEET for chart in charts), charts
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("[data-chart] svg.main-svg").first).to_be_visible()
    assert visitor.console == visitor.failed == []


@every_page
def test_the_picture_is_on_the_sheet_though_nobody_came_near_and_nothing_runs(path: str, visit: Visit) -> None:
    page = visit(viewport={"width": SHEET, "height": 300}, java_script_enabled=False, color_scheme="dark").goto(path)

    page.emulate_media(media="print")

    for chart in page.locator("[data-chart]").all():
        plot, frame = chart.locator(".picture__plot"), chart.bounding_box()
        expect(plot).to_be_visible()
        assert plot.locator("rect, path").count()
        assert frame
        assert all(
            frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
            for box in filter(None, (text.bounding_box() for text in plot.locator("text").all()))
        )
        expect(chart.locator("table tbody tr").first).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")


def test_without_the_library_the_picture_stays(visit: Visit) -> None:
    page = visit(viewport={"width": 1280, "height": 900})
    page.page.route("**/plotly*.js", lambda route: route.abort())
    chart = page.goto(CHART_PAGES[0]).locator("[data-chart]")

    with page.page.expect_event("requestfailed"):
        chart.hover()

    expect(chart.locator(".picture__plot")).to_be_visible()
