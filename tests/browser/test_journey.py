"""The main job, in a real browser: a need and an indicator value from a focal point's form to the page a partner reads.

Each step is taken by the person whose step it is. The journeys run with JavaScript and without.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.browser.conftest import Visitor

Ask = Callable[..., APIRequestContext]
Visit = Callable[..., Visitor]
COUNTRY_PAGES = ("/", "/countries/", "/countries/VNM/", "/countries/VNM/report-card/", "/needs/?country=VNM")
MAIN = re.compile(r"<main.*</main>", re.DOTALL)


@dataclass(frozen=True)
class Story:
    """What is written: a need under a priority, and the value that meets an indicator's target."""

    title: str
    priority: str
    indicator: str
    value_before: str
    value: str
    javascript: bool


STORIES = (
    Story("Sniffer dogs for two seaports", "Sites and anti-poaching", "demo-gateways-equipped", "52", "60", True),
    Story("Máy quét hàng hoá ở Lạng Sơn", "Demand reduction", "demo-households", "1,020", "2,600", False),
)


@pytest.mark.parametrize("story", STORIES, ids=["with script", "without script"])
def test_from_form_to_partner(story: Story, visit: Visit, ask: Ask) -> None:
    focal, clearing, partner = (
        visit(who, java_script_enabled=story.javascript) for who in ("focal.vnm", "clearing.vnm", "viewer.wcs")
    )
    public, neighbour = ask(""), ask("focal.tha")
    before = Figures.read(partner, story)
    assert before.value == story.value_before
    public_before, neighbour_before = shown(public), shown(neighbour)

    need = write_need(focal, story)
    value = write_value(focal, story)
    for reader in (public, neighbour, ask("viewer.wcs"), ask("secretariat.asean")):
        assert [reader.get(path).status for path in (need, value)] == [404, 404]
    assert Figures.read(partner, story) == before

    return_need(clearing, need, "Name the seaports.")
    mend_need(focal, need, note="Name the seaports.", statement="At Hai Phong and Cat Lai.")
    clear(clearing, f"{need}review/", "national")
    assert [reader.get(need).status for reader in (public, neighbour, ask("viewer.wcs"))] == [404, 404, 404]
    assert (shown(public), shown(neighbour)) == (public_before, neighbour_before)

    widen(clearing, need)
    clear(clearing, f"{value}review/", "partners")

    after = Figures.read(partner, story)
    assert after.open_needs == before.open_needs + 1
    assert after.needs_of_priority == before.needs_of_priority + 1
    assert after.sought == before.sought + 250_000
    assert (after.value, after.status) == (story.value, "Achieved")
    assert (after.card_needs, after.card_value) == (after.open_needs, story.value)
    reads_need(partner.goto(need), story)
    reads_value(partner, value, story)
    assert public.get(need).status == public.get(value).status == 404
    assert shown(public) == public_before
    assert neighbour.get(need).status == 200
    assert focal.console == clearing.console == partner.console == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_from_offer_to_coverage(javascript: bool, visit: Visit, ask: Ask) -> None:
    code, organisation = ("VNM-002", "wcs") if javascript else ("VNM-010", "unodc")
    editor, focal = (visit(who, java_script_enabled=javascript) for who in (f"editor.{organisation}", "focal.vnm"))
    other = ask("viewer.traffic")
    need, country = f"/needs/{code}/", "/countries/VNM/"
    need_before, country_before = main(other, need), main(other, country)
    supported = supported_needs(focal)

    page = editor.goto(need)
    page.get_by_role("link", name="We can help").click()
    page.locator("[name=note]").fill("Trainers and a course book.")
    for part in page.locator("main [type=checkbox]").all():
        part.check()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/partners/responses/*/")
    answer = page.url.removeprefix(editor.site.url)
    assert other.get(answer).status == 404
    assert (main(other, need), main(other, country)) == (need_before, country_before)

    page = focal.goto(answer)
    page.locator("[name=note]").fill("Could the course be held at home?")
    page.locator("[name=move][value=discuss]").click()
    expect(page.locator("main")).to_contain_text("Could the course be held at home?")
    assert other.get(answer).status == 404
    page.locator("[name=note]").fill("Agreed.")
    page.locator("[name=move][value=accept]").click()
    expect(page.locator(".state")).to_contain_text("Accepted")

    assert other.get(answer).status == 200
    assert "held at home" not in other.get(answer).text()
    expect(editor.goto(need).locator("#standing")).to_contain_text("Covered")
    assert "No support confirmed" in need_before
    assert "No support confirmed" not in main(other, need)
    assert supported_needs(focal) == supported + 1
    assert editor.console == focal.console == []


def test_a_change_of_a_cleared_need_waits_beside_it(visit: Visit, ask: Ask) -> None:
    focal, clearing, public = visit("focal.vnm"), visit("clearing.vnm"), ask("")
    need, old = "/needs/VNM-001/", "One case and seizure database for all agencies"
    new = "One case and seizure database for all agencies and courts"
    before = main(public, need)

    page = focal.goto(f"{need}edit/")
    page.locator("[name=title]").fill(new)
    page.locator("[name=reason]").fill("The courts have joined.")
    page.locator("[name=do][value=submit]").click()
    expect(page.locator("#proposal")).to_contain_text("courts")
    assert main(public, need) == before
    assert old in before

    page = clearing.goto(f"{need}review/")
    expect(page.locator("main")).to_contain_text("The courts have joined.")
    expect(page.locator("main ins")).to_contain_text("and courts")
    clear(clearing, f"{need}review/", "public")

    assert new in main(public, need)
    assert "The courts have joined." in main(public, need)


@dataclass(frozen=True)
class Figures:
    """What a reader's country page and report card say."""

    open_needs: int
    needs_of_priority: int
    sought: int
    value: str
    status: str
    card_needs: int
    card_value: str

    @classmethod
    def read(cls, reader: Visitor, story: Story) -> "Figures":
        """Read them off the pages."""
        page = reader.goto("/countries/VNM/")
        needs = row_of(page, "by-priority", story.priority)
        total = row_of(page, "by-priority", "All priorities")
        indicator = page.locator(f"section[aria-labelledby=indicators] tr:has([href*='/{story.indicator}/'])").first
        found = {
            "open_needs": figure(page, "Open needs"),
            "needs_of_priority": int(needs.locator("td").first.inner_text()),
            "sought": money(total.locator("td").nth(4).inner_text()),
            "value": indicator.locator("td").first.inner_text().strip(),
            "status": indicator.locator(".status").inner_text().strip(),
        }
        page = reader.goto("/countries/VNM/report-card/")
        card = page.locator(f"tr:has([href*='/{story.indicator}/'])").first
        return cls(
            **found,
            card_needs=figure(page, "Open needs"),
            card_value=card.locator("td").nth(2).inner_text().split()[0],
        )


def row_of(page: Page, section: str, name: str):
    """The row of a table in a section."""
    table = page.locator(f"section[aria-labelledby='{section}'] table")
    return table.locator("tr", has=page.get_by_role("rowheader", name=name, exact=True))


def figure(page: Page, label: str) -> int:
    """A key figure."""
    box = page.locator(".kpi", has=page.locator(".kpi__label", has_text=re.compile(f"^{label}$")))
    return int(box.locator(".kpi__value").inner_text())


def money(text: str) -> int:
    """The US dollars in a cell that may hold several currencies."""
    found = re.search(r"USD\s([\d,]+)", text)
    return int(found[1].replace(",", "")) if found else 0


def supported_needs(reader: Visitor) -> int:
    """How many of Viet Nam's open needs have confirmed support."""
    return figure(reader.goto("/countries/VNM/"), "With confirmed support")


def main(reader: APIRequestContext, path: str) -> str:
    """What a page says, without its frame."""
    answer = reader.get(path)
    assert answer.status == 200, path
    found = MAIN.search(answer.text())
    assert found
    return found[0]


def shown(reader: APIRequestContext) -> list[str]:
    """Everything that counts needs or values of Viet Nam, as a reader gets it."""
    return [main(reader, path) for path in COUNTRY_PAGES]


def write_need(focal: Visitor, story: Story) -> str:
    """A need with parts, money and its plan objective, submitted; return its address."""
    page = focal.goto("/workspace/")
    page.get_by_role("link", name="New need").click()
    page.locator("[name=title]").fill(story.title)
    page.locator("[name=priority]").select_option(label=story.priority)
    page.locator("[name=statement]").fill("Cargo is searched by hand; little is found.")
    page.locator("[name=plan_objective]").select_option(index=1)
    page.get_by_label("Training", exact=True).check()
    page.locator("[name=urgency]").select_option(label="High")
    page.locator("[name=amount_sought]").fill("250,000")
    page.locator("[name=currency]").select_option("USD")
    page.locator("[name=parts-0-title]").fill("Dogs with handlers")
    page.locator("[name=parts-0-quantity]").fill("6")
    page.locator("[name=parts-0-unit]").fill("teams")
    page.locator("[name=lead_agency]").fill("General Department of Customs")
    page.locator("[name=do][value=submit]").click()
    page.wait_for_url(re.compile(r"/needs/VNM-\d+/$"))
    expect(page.locator("main")).to_contain_text("Waiting for the clearing officer")
    return page.url.removeprefix(focal.site.url)


def write_value(focal: Visitor, story: Story) -> str:
    """A value for a period of its own up to yesterday, submitted; return its address."""
    page = focal.goto(f"/roadmap/indicators/{story.indicator}/VNM/")
    page.get_by_role("link", name="Enter a value").click()
    today = date.today()
    page.locator("[name=period]").select_option("other")
    page.locator("[name=period_start]").fill(str(today - timedelta(days=60)))
    page.locator("[name=period_end]").fill(str(today - timedelta(days=2)))
    page.locator("[name=value]").fill(story.value)
    page.locator("[name=evidence]").fill("Register of the lead agency")
    page.locator("[name=then][value=submit]").click()
    page.wait_for_url(re.compile(r"/roadmap/values/\d+/$"))
    expect(page.locator("main")).to_contain_text("Waiting for the clearing officer")
    return page.url.removeprefix(focal.site.url)


def return_need(clearing: Visitor, need: str, note: str) -> None:
    """Send the need back, from the list of what waits."""
    page = clearing.goto("/workspace/")
    page.locator(f"a[href^='{need}']").first.click()
    if not page.url.endswith("/review/"):
        page.get_by_role("link", name="Review").click()
    page.locator("[name=note]").fill(note)
    page.get_by_role("button", name="Return").click()
    expect(page.locator("main")).to_contain_text(note)


def mend_need(focal: Visitor, need: str, *, note: str, statement: str) -> None:
    """Read the note, add what was missing, submit again."""
    page = focal.goto(f"{need}edit/")
    expect(page.locator("main")).to_contain_text(note)
    page.locator("[name=statement]").fill(statement)
    page.locator("[name=do][value=submit]").click()
    expect(page.locator("main")).to_contain_text("Waiting for the clearing officer")


def clear(clearing: Visitor, review: str, level: str) -> None:
    """Clear an entry and set who can see it."""
    page = clearing.goto(review)
    page.locator(f"[name=disclosure][value={level}]").check()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.wait_for_url(lambda url: "review" not in url)
    expect(page.locator(".messages")).to_contain_text("Cleared")


def widen(clearing: Visitor, need: str) -> None:
    """Let registered partners see a cleared need."""
    page = clearing.goto(need)
    page.get_by_text("Change who can see it").first.click()
    page.locator("[name=disclosure][value=partners]").check()
    page.get_by_role("button", name="Change who can see it").click()
    expect(page.locator(".messages")).to_contain_text("registered partners can see this")


def reads_need(page: Page, story: Story) -> None:
    """The need's page says what was written."""
    for text in (story.title, "At Hai Phong and Cat Lai.", "USD 250,000", "Dogs with handlers", "No support confirmed"):
        expect(page.locator("main")).to_contain_text(text)
    expect(page.locator("main")).not_to_contain_text("Name the seaports.")


def reads_value(partner: Visitor, value: str, story: Story) -> None:
    """So do the value's own page and that of its indicator."""
    expect(partner.goto(value).locator("h1")).to_contain_text(story.value)
    page = partner.goto(f"/roadmap/indicators/{story.indicator}/VNM/")
    expect(page.locator("main")).to_contain_text("Achieved")
    expect(page.locator(f"a[href='{value}']").first).to_be_visible()
