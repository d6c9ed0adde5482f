"""Lists that change in place: who asked for other rows goes on from their heading, and hears how many there are.

WCAG 2.4.3 (focus order) and 4.1.3 (status messages); by keyboard, with script and without.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.partners.iati.iati_samples import activity, file_of

Visit = Callable[..., Visitor]


@dataclass(frozen=True)
class List:
    """A list: its address, the part that is swapped, a field of its filter with a value, and the heading."""

    path: str
    part: str
    field: str
    value: str
    heading: str
    account: str = ""
    has_pages: bool = True


LISTS = (
    List("/needs/", "need-results", "priority", "LIV", "List of needs", "secretariat.asean"),
    List("/countries/VNM/", "country-needs", "urgency", "high", "Open needs", "secretariat.asean", has_pages=False),
    List("/partners/", "organisation-results", "q", "trust", "List of organisations", has_pages=False),
    List("/partners/programmes/", "programme-results", "country", "VNM", "List of programmes", "secretariat.asean"),
    List(
        "/partners/money/",
        "money-lines",
        "country",
        "VNM",
        "The sum and its lines",
        "secretariat.asean",
        has_pages=False,
    ),
    List("/partners/gaps/", "gap-map", "country", "VNM", "Needs and support", has_pages=False),
    List("/roadmap/indicators/", "indicator-results", "priority", "ENF", "List of indicators", has_pages=False),
    List(
        "/partners/overlaps/",
        "overlap-results",
        "country",
        "VNM",
        "List of overlaps",
        "secretariat.asean",
        has_pages=False,
    ),
    List("/workspace/log/", "log-results", "country", "VNM", "Lines of the log", "secretariat.asean"),
)
every_list = pytest.mark.parametrize("one", LISTS, ids=lambda one: one.part)
paged = pytest.mark.parametrize("one", [one for one in LISTS if one.has_pages], ids=lambda one: one.part)
# The words that say how many, and no bare figure.
HOW_MANY = re.compile(r"^(Showing (no|\d).*[a-z]|\d+ open needs?$)")


def reader_is_at(page: Page, one: List) -> None:
    """The focus is on the heading, the heading in sight at the top, and the status line has said how many."""
    heading = page.get_by_role("heading", name=one.heading, exact=True)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page.locator("#line-status")).to_have_text(HOW_MANY)
    expect(page.locator("#line-status")).to_have_attribute("role", "status")
    # At the top of the window, or as far up as the page can be scrolled; scrolling is smooth and takes its time.
    page.wait_for_function(
        """() => document.activeElement.getBoundingClientRect().top < 120
            || document.documentElement.scrollHeight - innerHeight - scrollY < 2"""
    )


def change(page: Page, one: List) -> None:
    """Choose the value in the filter, as one who has no mouse, and press Enter on the button."""
    page.evaluate("document.querySelectorAll('details.filter-bar').forEach((box) => { box.open = true; })")
    field = page.locator(f".filter-bar [name={one.field}]")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(one.value)
    else:
        field.fill(one.value)
    page.locator(".filter-bar button[type=submit]").focus()
    page.keyboard.press("Enter")


@every_list
def test_after_a_filter_the_reader_is_at_the_new_rows(one: List, visit: Visit) -> None:
    visitor = visit(one.account, viewport={"width": 1280, "height": 700})
    page = visitor.goto(one.path)

    change(page, one)

    reader_is_at(page, one)
    assert f"{one.field}={one.value}" in page.url
    assert visitor.console == visitor.failed == []


@paged
def test_after_a_page_the_reader_is_at_the_new_rows_and_can_go_back(one: List, visit: Visit) -> None:
    visitor = visit(one.account, viewport={"width": 1280, "height": 700})
    page = visitor.goto(one.path)
    first = page.locator(f"#{one.part} tbody th, #{one.part} tbody td").first.inner_text()

    page.locator(f"#{one.part} .pagination a[rel=next]").focus()
    page.keyboard.press("Enter")

    reader_is_at(page, one)
    expect(page.locator("#line-status")).not_to_have_text(re.compile(r"^Showing 1–"))
    assert "page=2" in page.url
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator(f"#{one.part} tbody th, #{one.part} tbody td").first).to_have_text(first, use_inner_text=True)
    assert "page=" not in page.url
    assert visitor.console == visitor.failed == []


PREVIEW = List("", "import-body", "", "", "Activities of the file", "editor.wcs")


def test_in_the_preview_of_a_file_the_reader_is_at_the_new_rows(visit: Visit) -> None:
    visitor = visit(PREVIEW.account, viewport={"width": 1280, "height": 700})
    page = visitor.goto("/partners/import/")
    rows = "".join(activity(f"XX-SWAP-{at}", title=f"Rural road {at}") for at in range(25))
    page.set_input_files("[name=file]", {"name": "swap.xml", "mimeType": "text/xml", "buffer": file_of(rows)})
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name=PREVIEW.heading, exact=True)).to_be_visible(timeout=30_000)

    page.locator("#import-body .pagination a[rel=next]").focus()
    page.keyboard.press("Enter")
    reader_is_at(page, PREVIEW)
    expect(page.locator("#line-status")).to_have_text("Showing 21–25 of 25 activities")

    page.get_by_role("link", name="Skipped", exact=True).focus()
    page.keyboard.press("Enter")
    reader_is_at(page, PREVIEW)
    assert page.url.endswith("?outcome=skipped")
    assert visitor.console == visitor.failed == []


def test_enter_in_a_field_of_the_filter_leads_to_the_rows(visit: Visit) -> None:
    one = LISTS[0]
    page = visit(one.account).goto(one.path)

    page.locator(".filter-bar [name=q]").fill("ranger")
    page.keyboard.press("Enter")

    reader_is_at(page, one)
    assert "q=ranger" in page.url


def test_who_types_in_a_field_that_searches_by_itself_stays_in_it(visit: Visit) -> None:
    page = visit("secretariat.asean").goto("/needs/")
    page.evaluate(
        """() => {
            const field = document.querySelector(".filter-bar [name=q]");
            Object.entries({
                "hx-get": "/needs/", "hx-trigger": "input", "hx-target": "#need-results", "hx-swap": "outerHTML",
            }).forEach(([name, value]) => field.setAttribute(name, value));
            htmx.process(field);
        }"""
    )
    field = page.locator(".filter-bar [name=q]")
    field.focus()
    with page.expect_response(re.compile(r"/needs/\\?.*q=rangers")):
        page.keyboard.type("rangers")

    expect(page.locator("#line-status")).to_have_text(HOW_MANY)
    expect(field).to_be_focused()
    assert field.input_value() == "rangers"


@every_list
def test_without_script_the_same_address_answers_the_same_rows(one: List, visit: Visit) -> None:
    visitor = visit(one.account, java_script_enabled=False)
    page = visitor.goto(one.path)
    field = page.locator(f".filter-bar [name={one.field}]")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(one.value)
    else:
        field.fill(one.value)

    page.locator(".filter-bar button[type=submit]").press("Enter")

    page.wait_for_url(re.compile(f"{one.field}={one.value}"))
    expect(page.get_by_role("heading", name=one.heading, exact=True)).to_be_visible()
    assert visitor.failed == []
