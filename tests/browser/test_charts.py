"""Charts: drawn under the real policy, only when somebody comes near them, and never without their table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
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
        chart.scroll_into_view_if_needed()
        expect(chart.locator(".chart__plot svg.main-svg").first).to_be_visible()
        expect(chart.locator(".chart__plot svg .trace, .chart__plot svg .bars path").first).to_be_attached()
        chart.locator("summary").click()
        expect(chart.locator("table tbody tr").first).to_be_visible()

    assert page.locator("[data-chart]").count()
    assert visitor.console == visitor.failed == []


@pytest.mark.parametrize("path", CHART_PAGES)
def test_without_script_the_table_stands_in(path: str, visit: Visit) -> None:
    page = visit(java_script_enabled=False).goto(path)
    chart = page.locator("[data-chart]").first

    chart.locator("summary").click()

    expect(chart.locator("table tbody tr").first).to_be_visible()
    assert chart.locator("svg").count() == 0


def test_library_is_fetched_once_with_a_page_and_drawn_near_a_chart(visit: Visit) -> None:
    visitor = visit(viewport={"width": 1280, "height": 300})
    page, fetched = visitor.page, []
    page.on("request", lambda request: fetched.append(request.url) if "plotly" in request.url else None)

    visitor.goto("/roadmap/indicators/demo-gateways-equipped/VNM/")
    page.wait_for_load_state("networkidle")
    assert len([url for url in fetched if url.endswith(".js")]) == 1
    assert page.locator("[data-chart][data-drawn]").count() == 0

    page.locator("[data-chart]").scroll_into_view_if_needed()
    page.locator("[data-chart][data-drawn]").wait_for()
    assert len([url for url in fetched if url.endswith(".js")]) == 1


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
    page.locator("[data-chart]").scroll_into_view_if_needed()
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
