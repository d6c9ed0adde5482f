"""A real site for the browser: the product's own commands, its own server, reference and demonstration data.

The site starts once for each of the two groups of tests here (tests/plugins/groups.py), on a copy of its own.
"""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import (
    APIRequestContext,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Response,
    StorageState,
    expect,
)

from tests.plugins.worlds import DEMONSTRATION, Worlds, load_demonstration, server

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a password for the browser tests"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# Milliseconds. Each wait ends with what it waits for; on a busy machine that may come late.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread; we do not use the ORM


@dataclass(frozen=True)
class Site:
    """A running site, and its database, which can be asked past it."""

    url: str
    database: str

    def __call__(self, path: str) -> str:
        """The address of a path."""
        return f"{self.url}{path}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that `-m "not browser"` leaves it out."""
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(worlds: Worlds, django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """Start the product on a copy of the demonstration and stop it at the end."""
    with django_db_blocker.unblock():
        name, _ = worlds.copy(DEMONSTRATION, load_demonstration)
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "iwt_dashboard.settings",
        "DATABASE_URL": _url(server(), name),
        "DEMO_PASSWORD": PASSWORD,
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _await(f"http://127.0.0.1:{port}/healthz", process)
        yield Site(f"http://127.0.0.1:{port}", environment["DATABASE_URL"])
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def _url(connect: dict[str, Any], name: str) -> str:
    host, port = connect["host"] or "", connect["port"] or ""
    who = f"{connect['user']}:{connect['password']}@" if connect["password"] else f"{connect['user'] or ''}@"
    if str(host).startswith("/"):
        return f"postgresql://{who}/{name}?host={str(host).replace('/', '%2F')}" + (f"&port={port}" if port else "")
    return f"postgresql://{who}{host}{f':{port}' if port else ''}/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The site stopped with exit code {process.returncode}.")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.2)
    pytest.fail("The site did not start in three minutes.")


@dataclass(frozen=True)
class Visitor:
    """A page of somebody's browser; what its console said, and which of its requests failed, should stay empty."""

    page: Page
    site: Site
    console: list[str]
    failed: list[str]

    def goto(self, path: str) -> Page:
        """Open a path."""
        self.page.goto(self.site(path))
        return self.page

    def another_tab(self) -> "Visitor":
        """A second page of the same browser."""
        return watched(self.page.context, self.site)


def watched(context: BrowserContext, site: Site) -> Visitor:
    """A new page whose console and requests are noted."""
    page = context.new_page()
    visitor = Visitor(page, site, [], [])

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visitor.console.append(f"{page.url}: {message.text}")

    def check(response: Response) -> None:
        if response.status >= 400:
            visitor.failed.append(f"{response.status} {response.request.method} {response.url}")

    page.on("console", note)
    page.on("pageerror", lambda error: visitor.console.append(f"{page.url}: {error}"))
    page.on("response", check)
    return visitor


@pytest.fixture(scope="session")
def signed_in(site: Site, playwright: Playwright) -> Callable[[str], StorageState]:
    """The cookies of an account ("focal.vnm"), which logs in once a run; the public ("") has none."""

    @cache
    def log_in(account: str) -> StorageState:
        api = playwright.request.new_context(base_url=site.url)
        if account:
            token = TOKEN.search(api.get("/accounts/login/").text())
            assert token
            typed = {"login": f"{account}@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
            answer = api.post("/accounts/login/", form=typed, headers={"Referer": site.url})
            assert "/accounts/login" not in answer.url, f"{account} could not log in."
        state = api.storage_state()
        api.dispose()
        return state

    return log_in


def with_unsaved_text(site: Site) -> set[str]:
    """The accounts that the site keeps any text for: to ask each account's page would take longer than most tests."""
    kept = "SELECT person_id FROM core_unsavedtext WHERE closed_at IS NULL"
    with psycopg.connect(site.database) as connection:
        rows = connection.execute(f"SELECT split_part(email, '@', 1) FROM core_user WHERE id IN ({kept})")
        return {account for (account,) in rows}


def throw_unsaved_away(api: APIRequestContext) -> None:
    """Throw away all text that an account has not saved."""
    page = api.get("/unsaved/").text()
    token = TOKEN.search(page)
    for address in set(re.findall(r'action="(/unsaved/[0-9a-f-]+/discard/)"', page)):
        assert token
        api.post(address, form={"csrfmiddlewaretoken": token[1]}, headers={"Referer": api.get("/unsaved/").url})
    api.dispose()


@pytest.fixture
def visit(
    site: Site, browser: Browser, playwright: Playwright, signed_in: Callable[[str], StorageState]
) -> Iterator[Callable[..., Visitor]]:
    """Open a browser as an account ("focal.vnm"), or as the public (""); options are those of a browser context."""
    contexts: list[BrowserContext] = []
    accounts: set[str] = set()

    def open_as(account: str = "", **options: object) -> Visitor:
        accounts.update({account} - {""})
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(storage_state=signed_in(account), **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return watched(context, site)

    yield open_as
    for context in contexts:
        context.close()
    # The accounts are shared: what one test left unsaved would stand in the forms of the next.
    for account in accounts & with_unsaved_text(site):
        throw_unsaved_away(playwright.request.new_context(base_url=site.url, storage_state=signed_in(account)))


@pytest.fixture
def ask(
    site: Site, playwright: Playwright, signed_in: Callable[[str], StorageState]
) -> Iterator[Callable[[str], APIRequestContext]]:
    """Plain requests as an account, without a browser around them."""
    made: list[APIRequestContext] = []

    def ask_as(account: str = "") -> APIRequestContext:
        made.append(playwright.request.new_context(base_url=site.url, storage_state=signed_in(account)))
        return made[-1]

    yield ask_as
    for api in made:
        api.dispose()
