"""Entering: by keyboard, with mistakes, pressed twice, by two people at once; filters, zoom and paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser.conftest import Visitor

Ask = Callable[..., APIRequestContext]
Visit = Callable[..., Visitor]
MOST_TABS = 90


def test_a_need_is_entered_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit("focal.vnm")
    page = visitor.goto("/needs/new/")
    typed = {
        "title": "Entered without a mouse",
        "priority": "Corr",
        "statement": "Tab, type, tab.",
        "amount_sought": "1,000",
        "currency": "USD",
        "lead_agency": "Inspectorate",
    }

    for name, text in typed.items():
        tab_to(page, f"[name={name}]")
        page.keyboard.type(text)
    tab_to(page, ".form__actions [value=draft]")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/needs/VNM-\d+/$"))
    for text in ("Entered without a mouse", "Corruption and illicit finance", "USD 1,000", "Inspectorate"):
        expect(page.locator("main")).to_contain_text(text)
    assert visitor.console == []


def test_enter_in_a_field_saves_a_draft(visit: Visit) -> None:
    page = visit("focal.vnm").goto("/needs/new/")
    page.locator("[name=priority]").select_option(index=1)
    page.locator("[name=title]").fill("Saved by the enter key")

    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/needs/VNM-\d+/$"))
    expect(page.locator("h1")).to_contain_text("Saved by the enter key")
    expect(page.locator("main .state").first).to_contain_text("Draft")


def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    page = visit().goto("/needs/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(
    ("path", "press", "first_faulty"),
    [
        ("/needs/new/", "[name=do][value=submit]", "#id_title"),
        ("/roadmap/indicators/demo-officers-trained/VNM/new/", "[name=then][value=submit]", "#id_value"),
    ],
)
def test_mistakes_are_summed_up_and_lead_to_their_fields(
    path: str, press: str, first_faulty: str, visit: Visit
) -> None:
    page = visit("focal.vnm").goto(path)
    words = "Tuần tra – 巡逻 – ลาดตระเวน 🐘"
    page.locator("textarea").first.fill(words)

    page.locator(press).click()

    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("textarea").first).to_have_value(words)
    summary.get_by_role("link").first.click()
    expect(page.locator(first_faulty)).to_be_focused()
    expect(page.locator(first_faulty)).to_have_attribute("aria-invalid", "true")


def test_pressed_twice_makes_one_need(visit: Visit, ask: Ask) -> None:
    page = visit("focal.vnm").goto("/needs/new/")
    page.locator("[name=title]").fill("Pressed twice")
    page.locator("[name=priority]").select_option(index=1)

    page.locator(".form__actions [value=draft]").dblclick()

    page.wait_for_url(re.compile(r"/needs/VNM-\d+/$"))
    register = ask("focal.vnm").get("/needs/?country=VNM&q=Pressed+twice").text()
    assert len(re.findall(r">Pressed twice</a>", register)) == 1


def test_a_field_is_checked_without_touching_what_is_typed(visit: Visit) -> None:
    page = visit("focal.vnm").goto("/needs/new/")
    page.locator("[name=title]").fill("Half way through")
    page.locator("[name=amount_sought]").fill("about a million")

    page.locator("[name=own_cofinancing]").press_sequentially("12")

    expect(page.locator("#id_amount_sought_error")).not_to_be_empty()
    page.locator("[name=own_cofinancing]").press_sequentially("34")
    expect(page.locator("[name=own_cofinancing]")).to_have_value("1234")
    expect(page.locator("[name=own_cofinancing]")).to_be_focused()
    expect(page.locator("[name=amount_sought]")).to_have_value("about a million")
    expect(page.locator("[name=title]")).to_have_value("Half way through")


def test_leaving_with_unsaved_words_asks_first(visit: Visit) -> None:
    page = visit("focal.vnm").goto("/needs/new/")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("[name=title]").press_sequentially("Not saved yet")

    with page.expect_event("dialog"):
        page.locator(".site-nav").get_by_role("link", name="Partners").click(no_wait_after=True)

    assert asked == ["beforeunload"]
    assert page.url.endswith("/needs/new/")
    page.locator("[name=priority]").select_option(index=1)
    page.locator(".form__actions [value=draft]").click()
    page.wait_for_url(re.compile(r"/needs/VNM-\d+/$"))
    assert asked == ["beforeunload"]


def test_two_people_in_one_need_see_both_texts(visit: Visit, ask: Ask) -> None:
    focal, alternate = visit("focal.vnm"), visit("alternate.vnm")
    for person in (focal, alternate):
        person.goto("/needs/VNM-007/edit/")
    focal.page.locator("[name=title]").fill("The focal point's title")
    focal.page.locator(".form__actions [value=draft]").click()
    focal.page.wait_for_url("**/needs/VNM-007/")

    alternate.page.locator("[name=title]").fill("The alternate's title")
    alternate.page.locator(".form__actions [value=draft]").click()

    conflict = alternate.page.locator("#conflict")
    expect(conflict).to_contain_text("The focal point's title")
    expect(conflict).to_contain_text("The alternate's title")
    expect(alternate.page.locator("[name=title]")).to_have_value("The alternate's title")
    assert "The focal point&#x27;s title" in ask("viewer.vnm").get("/needs/VNM-007/").text()


def test_a_filter_stands_in_the_address_and_back_undoes_it(visit: Visit) -> None:
    visitor = visit()
    page = visitor.goto("/needs/")
    page.evaluate("window.isTheSamePage = true")
    all_needs = page.locator("#need-summary").inner_text()

    page.locator("#filter_country").select_option("VNM")
    page.get_by_role("button", name="Apply").click()

    page.wait_for_url("**/needs/?country=VNM")
    expect(page.locator(".chips")).to_contain_text("Viet Nam")
    assert set(page.locator("#need-results tbody tr td:nth-of-type(2)").all_inner_texts()) == {"Viet Nam"}
    assert page.evaluate("window.isTheSamePage")
    filtered = page.locator("#need-summary").inner_text()
    assert filtered != all_needs

    page.go_back()
    expect(page.locator("#need-summary")).to_have_text(all_needs)
    assert page.url.endswith("/needs/")
    page.go_forward()
    expect(page.locator("#need-summary")).to_have_text(filtered)
    assert visitor.console == visitor.failed == []


def test_a_filter_works_without_script(visit: Visit) -> None:
    page = visit(java_script_enabled=False).goto("/needs/")

    page.locator("#filter_country").select_option("VNM")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".chips")).to_contain_text("Viet Nam")
    assert "country=VNM" in page.url


def test_a_dropped_line_keeps_the_words_and_says_so(visit: Visit) -> None:
    visitor = visit("focal.vnm")
    page = visitor.goto("/roadmap/indicators/demo-officers-trained/VNM/new/")
    page.locator("[name=note]").fill("Counted by hand")
    page.route("**/new/", lambda route: route.abort())

    page.locator("[name=then][value=draft]").click()

    expect(page.locator("#line-status")).to_contain_text("The line dropped")
    expect(page.locator("[name=note]")).to_have_value("Counted by hand")


@pytest.mark.parametrize(
    ("account", "path"),
    [
        ("focal.vnm", "/needs/new/"),
        ("focal.vnm", "/workspace/"),
        ("clearing.vnm", "/needs/VNM-008/review/"),
        ("", "/countries/VNM/"),
        ("", "/roadmap/"),
        ("", "/partners/mechanisms/"),
    ],
)
def test_pages_hold_at_twice_the_size(account: str, path: str, visit: Visit) -> None:
    page = visit(account, viewport={"width": 640, "height": 450}, device_scale_factor=2).goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize(
    "path", ["/countries/VNM/report-card/", "/countries/VNM/", "/needs/VNM-011/", "/partners/mechanisms/"]
)
def test_a_printed_page_is_whole_and_without_controls(path: str, visit: Visit) -> None:
    # The width of A4 between its margins.
    page = visit(viewport={"width": 688, "height": 960}).goto(path)
    page.emulate_media(media="print")

    for control in (".site-nav", ".account", ".skip-link", ".filter-bar", ".button"):
        for element in page.locator(control).all():
            expect(element).to_be_hidden()
    width = page.evaluate("document.documentElement.clientWidth")
    wide = page.evaluate(
        "w => [...document.querySelectorAll('table')].map(t => t.getBoundingClientRect().right - w)", width
    )
    assert all(beyond <= 0.5 for beyond in wide), wide
    assert page.pdf(format="A4").startswith(b"%PDF")


def tab_to(page: Page, selector: str) -> None:
    """Press the tab key until an element has the focus."""
    target = page.locator(selector).first
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The tab key does not reach {selector}.")
