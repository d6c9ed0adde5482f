"""From a gap to matched support, in a real browser: a partner finds it and offers part, the two sides talk, the country
accepts less, everybody sees what changed, a second partner sees only what remains, and a delivery is confirmed.

The second journey runs without JavaScript, on what the first one left.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_journey import main

Ask = Callable[..., APIRequestContext]
Visit = Callable[..., Visitor]
CELL = "a[href*='gaps/list'][href*='VNM'][href*='LIV']"
NEED, COUNTRY = "/needs/VNM-011/", "/countries/VNM/"


@pytest.mark.parametrize(
    ("partner", "second", "javascript"),
    [("wcs", "traffic", True), ("traffic", "wcs", False)],
    ids=["with script", "without script"],
)
def test_from_gap_to_support(partner: str, second: str, javascript: bool, visit: Visit, ask: Ask) -> None:
    editor, focal, other = (
        visit(who, java_script_enabled=javascript) for who in (f"editor.{partner}", "focal.vnm", f"editor.{second}")
    )
    reader = ask("viewer.traffic" if second == "traffic" else "viewer.wcs")
    map_before, country_before = main(reader, "/partners/gaps/list/?country=VNM&priority=LIV"), main(reader, COUNTRY)
    left = remaining(other)

    page = find_need(editor)
    page.get_by_role("link", name="We can help").first.click()
    assert amount(page) == left
    page.locator("[name=amount]").fill("30,000")
    for tick in page.locator("main [type=checkbox][name^=part_]").all():
        tick.uncheck()
    page.locator("[name=note]").fill("Business plans for families at the park.")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/partners/responses/*/")
    answer = page.url.removeprefix(editor.site.url)
    assert reader.get(answer).status == 404
    assert remaining(other) == left

    talk(focal, editor, answer)
    page = focal.goto(answer)
    page.locator("[name=accepted_money]").fill("20,000")
    page.locator("[name=move][value=accept]").click()
    expect(page.locator(".state")).to_contain_text("Accepted")

    assert remaining(other) == left - 20_000
    assert main(reader, COUNTRY) != country_before
    assert main(reader, "/partners/gaps/list/?country=VNM&priority=LIV") != map_before
    assert "Business plans" not in reader.get(answer).text()

    deliver(editor, focal, answer)
    assert "USD\xa05,000" in main(reader, answer)
    assert editor.console == focal.console == other.console == []


def find_need(editor: Visitor) -> Page:
    """From the gap map through the cell of livelihoods in Viet Nam to the need."""
    page = editor.goto("/partners/gaps/")
    page.locator(CELL).first.click()
    page.locator(f"main a[href^='{NEED}']").first.click()
    expect(page.locator("main")).to_contain_text("Who is already there")
    return page


def talk(focal: Visitor, editor: Visitor, answer: str) -> None:
    """The country wants to discuss it, the partner replies, each finds the other's words from the workspace."""
    page = focal.goto("/workspace/")
    page.locator(f"a[href^='{answer}']").first.click()
    page.locator("section[aria-labelledby=a-decide] [name=note]").fill("Could it begin in May?")
    page.locator("[name=move][value=discuss]").click()
    expect(page.locator("#thread")).to_contain_text("Could it begin in May?")

    page = editor.goto("/workspace/")
    page.locator(f"a[href^='{answer}']").first.click()
    expect(page.locator("#thread")).to_contain_text("Could it begin in May?")
    page.locator("#thread [name=text]").fill("In May, yes.")
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator("#thread")).to_contain_text("In May, yes.")
    expect(focal.goto(answer).locator("#thread")).to_contain_text("In May, yes.")


def deliver(editor: Visitor, focal: Visitor, answer: str) -> None:
    """The partner reports what it delivered; the country confirms it."""
    page = editor.goto(answer)
    page.get_by_role("link", name="Report a delivery").click()
    page.locator("[name=delivered_on]").fill(str(date.today()))
    page.locator("[name=delivered_money]").fill("5,000")
    page.get_by_role("button", name="Report it").click()
    expect(page.locator("#deliveries")).to_contain_text("Reported, waiting for confirmation")

    page = focal.goto(answer)
    page.get_by_role("link", name="Confirm or dispute").click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.locator("#deliveries")).to_contain_text("Confirmed by the country")


def remaining(partner: Visitor) -> int:
    """What "We can help" starts from."""
    return amount(partner.goto("/partners/needs/VNM-011/respond/"))


def amount(page: Page) -> int:
    """The amount that the form holds."""
    return int(re.sub(r"\D", "", page.locator("[name=amount]").input_value()))
