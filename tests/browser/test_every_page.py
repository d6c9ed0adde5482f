"""Every page, for everybody: accessible, quiet, whole at every width, in valid HTML, under a strict policy."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page, Playwright, StorageState

from tests.browser.conftest import Site, Visitor
from tests.browser.crawl import Reached, reachable
from tests.browser.test_journey import Story, write_value
from tests.exhaustive import EXHAUSTIVE

ACCOUNTS = ["", "focal.vnm", "clearing.vnm", "editor.wcs", "secretariat.asean"]
ACCOUNTS += ["viewer.vnm"] if EXHAUSTIVE else []  # who is shown what the team is, and may press nothing
everybody = pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account or "public")
COUNTRIES = ("BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "TLS", "VNM")
# The rules whose answer may be another in the dark or on a phone; those about the HTML alone are asked once.
OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
# Marks the texts that stand for all texts of a page that are drawn alike: the same colour, size and weight, on the same
# backgrounds all the way up, seen through the same opacity. To look beneath each of a thousand takes a second a page.
# What lies across another element without being inside it is its own kind.
ONE_OF_EACH = """() => {
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const drawn = new Map();
  const styleOf = element => {
    if (!element) return "";
    if (!drawn.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.position, style.filter];
      drawn.set(element, styleOf(element.parentElement) + "|" + own.join());
    }
    return drawn.get(element);
  };
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
    const style = getComputedStyle(element);
    const look = [styleOf(element), style.color, style.fontSize, style.fontWeight, style.textShadow].join();
    if (!seen.has(look)) {
      seen.add(look);
      element.setAttribute("data-one-of-each", "");
    }
  }
  for (const field of document.querySelectorAll("input, select, textarea")) field.setAttribute("data-one-of-each", "");
  return seen.size;
}"""
# What has no link: health checks, allauth's pages that mails lead to or that we do not use, moves of entries of which
# Viet Nam's demonstration holds none in the right state (no programme of it is withdrawn and no overlap decided), and
# what only who has a passkey, unsaved text or a private calendar is led to (`test_identity` and `test_unsaved` are).
NOT_LED_TO = {
    "healthz",
    "readyz",
    "mfa_list_webauthn",
    "unsaved-bring-back",
    "unsaved-discard",
    "unsaved-keep",
    "unsaved-set-aside",
    "unsaved-text",
    "unsaved-texts",
    "unsaved-token",
    "account-address",
    "account-address-confirm",  # led to from a mail
    "calendar-private",
    "calendar-revoke",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_reauthenticate",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
    "invitation",
    "mfa_authenticate",
    "partners:import-restart",  # the button of an import that was interrupted, which the demonstration has none of
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "passkey-remove",
    "document",
    "document-bring-back",
    "document-clear",
    "document-withdraw",
    "history-bring-back",
    "needs:discard",
    "partners:confirm",
    # The moves of an engagement that waits, which the demonstration has none of.
    "partners:engagement-clear",
    "partners:engagement-disclosure",
    "partners:engagement-recall",
    "partners:engagement-return",
    "partners:engagement-review",
    "partners:engagement-submit",
    "partners:import-choose",  # the buttons of a preview, which the demonstration has none of either
    "partners:import-confirm",
    "partners:import-discard",
    "partners:overlap-take-back",
    "partners:programme-bring-back",
    "roadmap:confirm",
    "roadmap:observation-clear",
    "roadmap:observation-recall",
    "roadmap:observation-return",
    "roadmap:observation-review",
    "roadmap:set-up-submit",
    "robots",
    "security-contact",
}
# Pages without a link that people see all the same, with their status.
UNLINKED = {
    "/nowhere/": 404,
    "/needs/VNM-008/": 404,
    "/needs/new/": 403,
    "/unsaved/": 200,
    "/accounts/signup/": 200,
    "/accounts/inactive/": 200,
    "/accounts/password/reset/done/": 200,
    "/accounts/password/reset/key/1-unknown/": 200,
}


@pytest.fixture(scope="module")
def pages_of(
    site: Site, playwright: Playwright, signed_in: Callable[[str], StorageState]
) -> Callable[[str], list[Reached]]:
    """The pages that an account comes to."""

    @cache
    def pages(account: str) -> list[Reached]:
        api = playwright.request.new_context(base_url=site.url, storage_state=signed_in(account))
        found = reachable(api)
        api.dispose()
        return found

    return pages


@dataclass
class Seen:
    """What the pages that have been looked at are made of: the names of their addresses, and their elements.

    `make test-exhaustive` tells the elements of each address apart: what one page showed is looked at on others too.
    """

    made_of: set[tuple[str, str]] = field(default_factory=set)

    def new_of(self, page: Reached) -> set[tuple[str, str]]:
        """What a page has that no page had before."""
        return {(page.name, ""), *((page.name if EXHAUSTIVE else "", look) for look in page.looks)} - self.made_of


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What the browser has been shown."""
    return Seen()


@everybody
def test_every_link_leads_to_a_page(account: str, pages_of: Callable[[str], list[Reached]]) -> None:
    broken = [f"{page.status} {page.path}" for page in pages_of(account) if page.status != 200]

    assert not broken, "\n".join(broken)


def test_every_address_is_led_to(pages_of: Callable[[str], list[Reached]]) -> None:
    known = {name for name in names_of(get_resolver()) if name and not name.startswith("admin:")}

    met = {name for account in ACCOUNTS for page in pages_of(account) for name in page.leads_to()}

    assert not known - met - NOT_LED_TO, "\n".join(sorted(known - met - NOT_LED_TO))


def test_html_parses(pages_of: Callable[[str], list[Reached]]) -> None:
    pages = [page for account in ACCOUNTS for page in pages_of(account)]

    faults = [fault for page, _ in new_looks(pages, Seen()) if (fault := parse_fault(page))]

    assert not faults, "\n".join(faults)


@everybody
def test_policy_is_strict(account: str, pages_of: Callable[[str], list[Reached]]) -> None:
    faults = [f"{page.path}: {fault}" for page in pages_of(account) for fault in policy_faults(page)]

    assert not faults, "\n".join(faults)


@everybody
def test_pages_in_the_browser(
    account: str,
    pages_of: Callable[[str], list[Reached]],
    visit: Callable[..., Visitor],
    seen: Seen,
) -> None:
    visitor, faults = visit(account), []

    for page, new in new_looks(pages_of(account), seen):
        faults += looked_at(visitor, page, has_new_looks=any(look for _, look in new))

    faults += visitor.console + visitor.failed
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("iso3", COUNTRIES)
def test_every_country_has_its_pages(iso3: str, ask: Callable[..., object]) -> None:
    api = ask()

    answers = {path: api.get(f"/countries/{path}").status for path in (f"{iso3}/", f"{iso3}/report-card/")}

    assert set(answers.values()) == {200}, answers


@pytest.mark.parametrize(("path", "status"), UNLINKED.items())
def test_pages_that_no_link_leads_to(path: str, status: int, visit: Callable[..., Visitor], ask: Callable[..., object]):
    account = {"needs": "viewer.wcs", "unsaved": "focal.vnm"}.get(path.split("/")[1], "")
    answer = ask(account).get(path)
    page = Reached("", path, answer.status, answer.headers, answer.text())

    faults = [*looked_at(visit(account), page), parse_fault(page), *policy_faults(page)]

    assert answer.status == status
    assert not list(filter(None, faults)), "\n".join(faults)


def test_review_of_a_value(visit: Callable[..., Visitor], ask: Callable[..., object]) -> None:
    value = write_value(visit("focal.vnm"), Story("", "", "demo-seizures", "", "231", javascript=True))
    review = f"{value}review/"
    answer = ask("clearing.vnm").get(review)
    visitor = visit("clearing.vnm")

    faults = looked_at(visitor, Reached("", review, answer.status, answer.headers, answer.text())) + visitor.console

    assert not faults, "\n".join(faults)


def names_of(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all addresses in the URL table."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names_of(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        else:
            yield ":".join([*spaces, entry.name or ""])


def new_looks(pages: list[Reached], seen: Seen) -> Iterator[tuple[Reached, set[tuple[str, str]]]]:
    """The pages that hold anything which no page held before, and what; always that with most of it, so that few do."""
    waiting = [page for page in pages if page.is_page]
    while waiting:
        page = max(waiting, key=lambda page: len(seen.new_of(page)))
        if not (new := seen.new_of(page)):
            return
        seen.made_of |= new
        waiting.remove(page)
        yield page, new


def looked_at(visitor: Visitor, page: Reached, *, has_new_looks: bool = True) -> list[str]:
    """What is wrong with a page: on a desk in the light, on a phone in the dark.

    Where all elements of a page were seen on pages before it, the phone is asked for its width alone: they were as well
    to read there in the dark. An exhaustive run asks every page for all.
    """
    tab, faults = visitor.page, []
    for width, scheme in ((1280, "light"), (360, "dark")):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)
        if width == 1280:
            visitor.goto(page.path)
            tab.wait_for_load_state("networkidle" if 'hx-trigger="load' in page.html else "load")
            draw_charts(tab)
        rules = [] if width == 1280 else OF_LOOKS
        if width == 1280 or has_new_looks or EXHAUSTIVE:
            faults += [f"{page.path} at {width}, {scheme}: {fault}" for fault in violations(tab, rules)]
        if (wide := tab.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{page.path} scrolls sideways: {wide} at {width}")
    return faults


def draw_charts(tab: Page) -> None:
    """Go past every chart, so that it is drawn."""
    for chart in tab.locator("[data-chart]").all():
        chart.scroll_into_view_if_needed()
        tab.wait_for_function("chart => chart.hasAttribute('data-drawn')", arg=chart.element_handle())


def violations(tab: Page, rules: Sequence[str] = ()) -> list[str]:
    """Which of the accessibility rules, or of all, a page breaks, with the first place where it does."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
    if not EXHAUSTIVE:
        assert tab.evaluate(ONE_OF_EACH)
        tab.evaluate("axe.configure({rules: [{id: 'color-contrast', selector: '[data-one-of-each]'}]})")
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = tab.evaluate(f"axe.run({json.dumps(options)}).then(found => found.violations)")
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]} ({len(rule['nodes'])} times)" for rule in found]


def parse_fault(page: Reached) -> str:
    """What a strict parser says of the HTML; empty where it is fine."""
    try:
        html5lib.HTMLParser(strict=True).parse(page.html)
    except html5lib.html5parser.ParseError as error:
        return f"{page.path}: {error}"
    return ""


def policy_faults(page: Reached) -> list[str]:
    """What the Content-Security-Policy allows and should not."""
    policy = page.headers.get("content-security-policy", "")
    directives = {name: values for name, *values in map(str.split, filter(None, map(str.strip, policy.split(";"))))}
    expected = {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
    }
    faults = [f"{name} is {directives.get(name)}" for name, value in expected.items() if directives.get(name) != value]
    scripts = directives.get("script-src", [])
    if not all(source.startswith("'nonce-") for source in scripts):
        faults.append(f"script-src is {scripts}")
    return faults + ["unsafe"] * ("unsafe" in policy)
