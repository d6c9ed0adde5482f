"""Nothing that was typed is lost, as people meet it: another device, a dropped line, an ended session, a conflict."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import PASSWORD, PATIENCE
from tests.browser.test_forms import Ask, Visit

NEW = "/needs/new/"
KEPT = re.compile(r"Kept as unsaved text at \d\d:\d\d")
LINE = "[data-unsaved-line]"


def until(page: Page, happened: Callable[[], bool]) -> None:
    """Wait for what one of our own handlers notes down."""
    for _turn in range(PATIENCE // 50):
        if happened():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It did not happen.")


def throw_all_away(page: Page) -> None:
    """Begin with nothing unsaved: the accounts are shared by all tests."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/unsaved/")
    while page.get_by_role("button", name="Throw away").count():
        page.get_by_role("button", name="Throw away").first.click()
        page.wait_for_load_state()


@pytest.fixture
def begun(visit: Visit) -> Page:
    """A focal point on the form of a new need."""
    page = visit("focal.vnm").goto("/unsaved/")
    throw_all_away(page)
    page.goto(page.url.replace("/unsaved/", NEW))
    return page


def test_what_was_typed_when_the_browser_died_stands_on_another_device(begun: Page, visit: Visit) -> None:
    begun.locator("[name=title]").fill("Radios for rangers")
    begun.locator("[name=statement]").press_sequentially("No radio in three parks.")
    expect(begun.locator(LINE)).to_have_text(KEPT)
    begun.context.close()

    page = visit("focal.vnm", viewport={"width": 360, "height": 740}).goto(NEW)

    expect(page.locator(".unsaved-banner")).to_contain_text("You began this on")
    expect(page.locator("[name=title]")).to_have_value("Radios for rangers")
    expect(page.locator("[name=statement]")).to_have_value("No radio in three parks.")
    throw_all_away(page)


def test_what_is_typed_while_the_line_is_down_is_kept_here_and_sent_later(begun: Page, visit: Visit) -> None:
    begun.context.set_offline(True)
    begun.locator("[name=title]").fill("Typed without a line")
    expect(begun.locator(LINE)).to_have_text("Kept on this device; not yet on the server.")
    held = "Object.keys(localStorage).filter(k => k.startsWith('iwt-unsaved:')).length"
    assert begun.evaluate(held) == 1

    begun.context.set_offline(False)

    expect(begun.locator(LINE)).to_have_text(KEPT)
    assert begun.evaluate(held) == 0
    expect(visit("focal.vnm").goto(NEW).locator("[name=title]")).to_have_value("Typed without a line")
    throw_all_away(begun)


def test_what_only_this_device_has_is_sent_by_the_next_page(begun: Page) -> None:
    begun.route("**/unsaved/keep/", lambda route: route.abort())
    begun.on("dialog", lambda dialog: dialog.accept())
    begun.locator("[name=title]").fill("Only on this device")
    expect(begun.locator(LINE)).to_contain_text("Kept on this device")
    begun.unroute("**/unsaved/keep/")

    begun.goto(begun.url)

    expect(begun.locator("[name=title]")).to_have_value("Only on this device")
    expect(begun.locator(".unsaved-banner")).to_contain_text("You began this on")
    throw_all_away(begun)


def test_what_is_sent_while_a_page_is_left_stands_on_the_next(begun: Page) -> None:
    """The next page was made before the server had the text; the page that is left still hears that it has it now."""
    held, answered, asked = [], [], []
    begun.on("dialog", lambda dialog: dialog.accept())
    begun.on("response", lambda answer: answered.append(answer) if answer.url.endswith("/unsaved/keep/") else None)

    def late(route) -> None:
        if asked or route.request.method != "GET":
            route.continue_()
            return
        asked.append(route)
        page = route.fetch()
        until(begun, lambda: bool(held))
        held[0].continue_()
        until(begun, lambda: bool(answered) and answered[0].finished() is None)
        route.fulfill(response=page)

    begun.route("**/unsaved/keep/", lambda route: route.continue_() if held else held.append(route))
    begun.route("**/needs/new/", late)
    begun.locator("[name=title]").fill("Sent while leaving")

    begun.goto(begun.url)

    expect(begun.locator("[name=title]")).to_have_value("Sent while leaving")
    throw_all_away(begun)


def test_a_server_that_fails_is_asked_again(begun: Page) -> None:
    answers = [503, 503]
    begun.route("**/unsaved/keep/", lambda route: route.fulfill(status=answers.pop()) if answers else route.continue_())

    begun.locator("[name=title]").fill("Asked again")

    expect(begun.locator(LINE)).to_contain_text("Kept on this device")
    expect(begun.locator(LINE)).to_have_text(KEPT)
    throw_all_away(begun)


def test_a_press_whose_answer_never_came_makes_one_need(begun: Page, ask: Ask) -> None:
    dropped = []

    def drop(route) -> None:
        if route.request.method == "POST" and not dropped:
            dropped.append(route.fetch(max_redirects=0).status)  # it reached the server; the line dropped after that
            route.abort()
        else:
            route.continue_()

    begun.route("**/needs/new/", drop)
    begun.locator("[name=title]").fill("Saved once though pressed twice")
    begun.locator("[name=priority]").select_option(index=1)
    expect(begun.locator(LINE)).to_have_text(KEPT)
    form = begun.url

    with pytest.raises(Error, match="ERR_FAILED"), begun.expect_navigation():
        begun.locator(".form__actions [value=draft]").click(no_wait_after=True)
    expect(begun).to_have_url(re.compile("^chrome-error:"))  # the browser has given the request up
    with begun.expect_response("**/unsaved/keep/"):  # what this device still has is sent once more
        begun.goto(form)

    assert dropped == [302]
    register = ask("focal.vnm").get("/needs/?country=VNM&q=though+pressed+twice").text()
    assert len(re.findall(r">Saved once though pressed twice</a>", register)) == 1
    assert "Saved once though" not in ask("focal.vnm").get("/unsaved/").text()


def test_an_ended_session_asks_to_log_in_and_goes_on(begun: Page) -> None:
    cookies = begun.context.cookies()
    begun.locator("[name=title]").fill("Before the session ended")
    expect(begun.locator(LINE)).to_have_text(KEPT)
    begun.context.clear_cookies(name=re.compile("session"))

    begun.locator("[name=title]").fill("After the session ended")

    box = begun.locator("#signed-out")
    expect(box).to_be_visible()
    expect(box.get_by_role("link", name="Log in")).to_have_attribute("href", re.compile(r"^/accounts/login/\?next="))
    begun.context.add_cookies(cookies)
    begun.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(box).not_to_be_visible()
    expect(begun.locator(LINE)).to_have_text(KEPT)
    begun.goto(begun.url)
    expect(begun.locator("[name=title]")).to_have_value("After the session ended")
    throw_all_away(begun)


def test_leaving_warns_only_while_the_server_does_not_have_the_text(begun: Page) -> None:
    asked: list[str] = []
    begun.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    begun.locator("[name=title]").press_sequentially("Half")
    begun.locator(".site-nav").get_by_role("link", name="Partners").click(no_wait_after=True)
    until(begun, lambda: bool(asked))
    assert asked == ["beforeunload"]
    expect(begun.locator(LINE)).to_have_text(KEPT)

    begun.locator(".site-nav").get_by_role("link", name="Partners").click()

    begun.wait_for_url("**/partners/")
    assert asked == ["beforeunload"]
    throw_all_away(begun)


def test_two_people_bring_their_texts_together(visit: Visit, ask: Ask) -> None:
    focal, alternate = visit("focal.vnm"), visit("alternate.vnm")
    for person in (focal, alternate):
        person.goto("/needs/VNM-006/edit/")
    focal.page.locator("[name=title]").fill("The focal point's title")
    focal.page.locator("[name=lead_agency]").fill("The focal point's agency")
    focal.page.locator(".form__actions [value=draft]").click()
    focal.page.wait_for_url("**/needs/VNM-006/")
    page = alternate.page
    page.locator("[name=title]").fill("The alternate's title")
    page.locator("[name=contact_role]").fill("The alternate's contact")
    page.locator(".form__actions [value=draft]").click()
    expect(page.locator("h1")).to_have_text("Somebody else saved this while you were typing")

    page.locator("[name=merge_choice_title][value=mine]").check()
    page.locator(".form__actions [value=draft]").click()

    page.wait_for_url("**/needs/VNM-006/")
    shown = ask("viewer.vnm").get("/needs/VNM-006/").text()
    for words in ("The alternate&#x27;s title", "The focal point&#x27;s agency", "The alternate&#x27;s contact"):
        assert words in shown
    assert alternate.console == [] or all("422" in line for line in alternate.console)


def test_nothing_stays_on_the_device_after_logging_out(visit: Visit) -> None:
    # A session of its own: the others share theirs.
    page = visit().goto(f"/accounts/login/?next={NEW}")
    page.locator("[name=login]").fill("alternate.vnm@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    # A route that is set while the browser is still on its way to a page may miss that page's requests.
    page.wait_for_url(f"**{NEW}")
    expect(page.locator("[name=title]")).to_be_editable()
    page.route("**/unsaved/keep/", lambda route: route.abort())
    page.locator("[name=title]").fill("Not for the next person")
    expect(page.locator(LINE)).to_contain_text("Kept on this device")
    page.unroute("**/unsaved/keep/")

    page.get_by_role("button", name="Log out").click()

    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    page.wait_for_function("Object.keys(localStorage).length === 0")
    throw_all_away(visit("alternate.vnm").goto("/unsaved/"))
