"""The secretariat's admin: its lists and forms open under the same policy, and its console stays empty."""

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_every_page import violations

HREF = re.compile(r'href="(/admin/[a-z]+/[a-z]+/)"')


@pytest.fixture
def keeper(visit: Callable[..., Visitor]) -> Visitor:
    return visit("secretariat.asean")


def test_every_list_opens_quietly(keeper: Visitor) -> None:
    page = keeper.goto("/admin/")
    lists = sorted(set(HREF.findall(page.content())))

    for path in lists:
        keeper.goto(path)
        assert page.locator("#changelist").count(), path

    assert len(lists) > 10
    assert keeper.console == keeper.failed == []


@pytest.mark.parametrize("name", ["core/country", "core/user", "roadmap/indicator", "partners/programme"])
def test_a_form_and_its_history_open_quietly(name: str, keeper: Visitor) -> None:
    page = keeper.goto(f"/admin/{name}/")

    page.locator("#result_list tbody th a").first.click()
    page.locator("#content-main form").first.wait_for()
    page.locator(".historylink").click()
    page.locator("#content").wait_for()

    assert keeper.console == keeper.failed == []


def test_search_and_filter(keeper: Visitor) -> None:
    page = keeper.goto("/admin/core/country/")

    page.locator("#searchbar").fill("Viet")
    page.locator("#changelist-search [type=submit]").click()

    page.wait_for_url("**/?q=Viet*")
    assert page.locator("#result_list tbody tr").count() == 1


@pytest.mark.parametrize("path", ["/admin/", "/admin/core/country/", "/admin/core/user/add/"])
def test_main_pages_are_accessible(path: str, keeper: Visitor) -> None:
    page = keeper.goto(path)
    page.wait_for_function("!document.querySelector('.select2-selection:not([aria-labelledby*=_label])')")

    assert not violations(page), "\n".join(violations(page))


def test_policy_is_strict(keeper: Visitor, ask: Callable[..., object]) -> None:
    policy = ask("secretariat.asean").get("/admin/core/country/").headers["content-security-policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
