"""Charts: drawn under the real policy, only when somebody comes near them, and never without their table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
# What moves on a page without anybody having asked for it, as the browser counts it.
NOTE_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => list.getEntries().forEach((shift) => {
        if (!shift.hadRecentInput) window.shifts.push([shift.value, ...shift.sources.map((one) => one.node?.nodeName)]);
    })).observe({ type: "layout-shift", buffered: true });
"""
CHART_PAGES = (
    "/roadmap/indicators/demo-gateways-equipped/VNM/",
    "/roadmap/indicators/pike/THA/",
    "/partners/funding/",
)


@pytest.mark.parametrize("path", CHART_PAGES)
def test_chart_is_drawn_with_its_table(path: str, visit: Visit) -> None:
    visitor = visit()
    page = visitor.goto(path)

    for chart in page.locator("[data-chart]").all():
        chart.hover()
        expect(chart.locator(".chart__plot svg.main-svg").first).to_be_visible()
        expect(chart.locator(".chart__plot svg .trace, .chart__plot svg .bars path").first).to_be_attached()
        chart.locator("summary").click()
        expect(chart.locator("table tbody tr").first).to_be_visible()

    assert page.locator("[data-chart]").count()
    assert visitor.console == visitor.failed == []


def test_without_script_picture_and_table_stand_in(visit: Visit) -> None:
    page = visit(java_script_enabled=False).goto(CHART_PAGES[0])
    chart = page.locator("[data-chart]").first

    chart.locator("summary").click()

    expect(chart.locator("table tbody tr").first).to_be_visible()
    expect(chart.locator(".picture__plot path").first).to_be_visible()


def test_library_is_fetched_once_near_a_chart_by_who_uses_the_page_and_nothing_moves(visit: Visit) -> None:
    visitor = visit(viewport={"width": 1280, "height": 300})
    page, fetched = visitor.page, []
    page.on("request", lambda request: fetched.append(request.url) if "plotly.min" in request.url else None)
    page.add_init_script(NOTE_SHIFTS)

    visitor.goto("/roadmap/indicators/demo-gateways-equipped/VNM/")
    page.mouse.move(5, 5)
    page.wait_for_load_state("networkidle")
    assert fetched == []

    page.locator("[data-chart]").scroll_into_view_if_needed()
    page.locator("[data-chart][data-drawn]").wait_for()
    page.mouse.move(300, 200)
    page.wait_for_load_state("networkidle")
    assert len(fetched) == 1
    assert page.locator(".picture").count() == 0
    assert page.evaluate("window.shifts") == []


def test_who_only_reads_fetches_no_library(visit: Visit) -> None:
    visitor = visit(viewport={"width": 1280, "height": 2000})
    fetched: list[str] = []
    visitor.page.on("request", lambda request: fetched.append(request.url) if "plotly.min" in request.url else None)

    page = visitor.goto(CHART_PAGES[0])
    page.wait_for_load_state("networkidle")

    expect(page.locator(".picture__plot path").first).to_be_visible()
    assert fetched == []


@pytest.mark.parametrize("path", ["/", "/countries/VNM/", "/countries/VNM/report-card/", "/needs/", "/roadmap/"])
def test_pages_without_a_chart_fetch_no_library(path: str, visit: Visit) -> None:
    visitor = visit()
    fetched: list[str] = []
    visitor.page.on("request", lambda request: fetched.append(request.url))

    page = visitor.goto(path)
    scroll_through(page)

    assert [url for url in fetched if "plotly" in url or "charts" in url] == []


def test_chart_takes_the_colours_of_the_night(visit: Visit) -> None:
    visitor = visit()
    page = visitor.goto(CHART_PAGES[0])
    page.locator("[data-chart]").hover()
    page.locator("[data-chart][data-drawn]").wait_for()
    by_day = colour_of_axis(page)

    page.emulate_media(color_scheme="dark")

    page.wait_for_function(
        "before => getComputedStyle(document.querySelector('.xtick text')).fill !== before", arg=by_day
    )
    assert visitor.console == []


def scroll_through(page: Page) -> None:
    """Go down to the end of a page as a reader does."""
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_load_state("networkidle")


def colour_of_axis(page: Page) -> str:
    """The colour of the words beside an axis."""
    return str(page.evaluate("getComputedStyle(document.querySelector('.xtick text')).fill"))
