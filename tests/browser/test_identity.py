"""Second factors in a real browser: an app's code, a passkey, a recovery code; and sessions that are ended."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, Site, Visitor, watched
from tests.browser.crawl import Reached
from tests.browser.test_every_page import parse_fault, policy_faults, violations

# Nobody else's tests log in as these.
APP, PASSKEY, BOTH, SESSIONS = "clearing.khm", "clearing.lao", "clearing.mys", "focal.mmr"


@pytest.fixture
def arrive(site: Site, browser: Browser) -> Iterator[Callable[[], Visitor]]:
    """A fresh browser of nobody. Passkeys know hosts by name only, so the site is asked as localhost."""
    contexts: list[BrowserContext] = []
    named = replace(site, url=site.url.replace("127.0.0.1", "localhost"))

    def open_browser() -> Visitor:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return watched(context, named)

    yield open_browser
    for context in contexts:
        context.close()


def log_in(visitor: Visitor, account: str) -> Page:
    page = visitor.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{account}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    return page


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out", exact=True).click()


def code_of(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def give_key(page: Page) -> None:
    """Plug a key into the browser that checks its owner and remembers sites."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def faults_of(visitor: Visitor) -> list[str]:
    """What is wrong with the page that a visitor stands on, on a desk and on a phone in the dark."""
    page, found = visitor.page, []
    page.wait_for_load_state()
    for width, scheme in ((1280, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found += [f"{page.url} at {width}: {fault}" for fault in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{page.url} is {wide} wide at {width}"] * (wide > width)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_an_app(arrive: Callable[[], Visitor]) -> None:
    visitor = arrive()
    page = log_in(visitor, APP)
    expect(page.get_by_text("Your role should have a second factor")).to_be_visible()
    page.get_by_role("link", name="Set one up").click()
    page.wait_for_url("**/2fa/")
    faults = faults_of(visitor)
    page.get_by_role("link", name="Set up an app").click()
    page.wait_for_url("**/activate/")
    faults += faults_of(visitor)
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code that the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.wait_for_url("**/recovery-codes/")
    codes = page.locator("code.secret").all_inner_texts()
    faults += faults_of(visitor)
    assert len(codes) == 10

    log_out(page)
    log_in(visitor, APP)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    faults += faults_of(visitor)
    page.get_by_label("Code").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Workspace")).to_be_visible()

    log_out(page)
    log_in(visitor, APP)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Workspace")).to_be_visible()

    visitor.goto("/accounts/2fa/")
    expect(page.get_by_text("9 codes are left")).to_be_visible()
    assert not faults + visitor.console + visitor.failed


def test_a_passkey(arrive: Callable[[], Visitor]) -> None:
    visitor = arrive()
    give_key(visitor.page)
    page = log_in(visitor, PASSKEY)
    visitor.goto("/accounts/2fa/webauthn/add/")
    faults = faults_of(visitor)
    page.get_by_label("Name of the passkey").fill("Blue key")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    visitor.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name=re.compile("Blue key"))).to_contain_text("without password")
    faults += faults_of(visitor)

    # As the second step.
    log_out(page)
    log_in(visitor, PASSKEY)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Workspace")).to_be_visible()

    # In the place of address and password, back to the page asked for.
    log_out(page)
    visitor.goto("/needs/new/" if "focal" in PASSKEY else "/workspace/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("heading", name="Workspace")).to_be_visible()

    # Rename, and remove.
    visitor.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name of the passkey").fill("Green key")
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("link", name="Remove Green key").click()
    page.wait_for_url("**/remove/")
    faults += faults_of(visitor)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("You have none yet")).to_be_visible()
    assert not faults + visitor.console + visitor.failed


def test_a_passkey_that_is_cancelled_is_told(arrive: Callable[[], Visitor]) -> None:
    visitor = arrive()
    give_key(visitor.page)
    visitor.goto("/accounts/login/").get_by_role("button", name="Log in with a passkey").click()

    expect(visitor.page.get_by_role("alert")).to_contain_text("No passkey was used")
    assert not faults_of(visitor) + visitor.console + visitor.failed


def test_a_session_is_ended_from_another_browser(arrive: Callable[[], Visitor]) -> None:
    here, there = arrive(), arrive()
    log_in(here, SESSIONS)
    other = log_in(there, SESSIONS)
    page = here.goto("/accounts/")
    faults = faults_of(here)
    page.get_by_role("link", name="See them, and end them").click()
    expect(page.get_by_role("button", name="Log out everywhere")).to_be_visible()
    faults += faults_of(here)
    page.get_by_role("button", name="End this session").first.click()
    expect(page.get_by_text("This session has ended")).to_be_visible()

    there.goto("/workspace/")
    expect(other.get_by_role("heading", name="Log in")).to_be_visible()
    here.goto("/workspace/")
    expect(page.get_by_role("heading", name="Workspace")).to_be_visible()
    here.goto("/accounts/sessions/").get_by_role("button", name="Log out everywhere").click()
    expect(page.get_by_text("You are logged out everywhere")).to_be_visible()
    assert not faults + here.console + here.failed


@pytest.mark.parametrize("path", ["reauthenticate", "password/change", "confirm-email", "invitation"])
def test_pages_that_a_crawl_does_not_reach(path: str, visit: Callable[..., Visitor], ask: Callable[..., Any]) -> None:
    path = f"/accounts/{path}/"
    account = "" if "confirm" in path or "invitation" in path else "viewer.wcs"
    answer = ask(account).get(path)
    visitor = visit(account)
    visitor.goto(path)
    reached = Reached("", path, answer.status, answer.headers, answer.text())

    faults = [*faults_of(visitor), parse_fault(reached), *policy_faults(reached), *visitor.console]

    assert not list(filter(None, faults)), "\n".join(filter(None, faults))
