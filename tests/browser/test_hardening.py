"""What the policy keeps out in a real browser, and what the back button shows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Visitor

Visit = Callable[..., Visitor]
PAGES = ("/needs/", "/partners/funding/", "/accounts/login/")
INSERTED = "<p id=put onclick='window.ran=1'>x<a href='java\tscript:window.ran=2'>a</a></p>"
RUNS = (
    "<img src=x onerror='window.ran=1'>",
    "<svg><script>window.ran=1</script></svg>",
    "<template><img src=x onerror='window.ran=1'></template>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror='window.ran=1'>",
)


# Puts HTML into the page; done once every picture and frame in it has been loaded or has failed, and the handlers of
# that, which were there first, have been called.
INSERT = """async html => {
  const main = document.querySelector('main');
  const before = new Set(main.querySelectorAll('*'));
  main.insertAdjacentHTML('beforeend', html);
  const loading = [...main.querySelectorAll('img[src], iframe')].filter(one => !before.has(one));
  await Promise.all(loading.map(one => new Promise(done => {
    one.addEventListener('load', () => done());
    one.addEventListener('error', () => done());
  })));
  await new Promise(done => setTimeout(done));
}"""
# Runs a script later, by the page itself: what a test evaluates directly is exempt from the policy. Done once the
# script has been refused, by an exception or by a report of the policy alone, or has run; `haveRun` holds those that
# have.
RUN = """script => new Promise(done => {
  window.haveRun ??= [];
  Object.defineProperty(window, 'ran', { configurable: true, set: () => { window.haveRun.push(script); done(); } });
  document.addEventListener('securitypolicyviolation', () => done(), { once: true });
  // The report that comes with an exception is waited for: it must not be taken for one of the next script.
  setTimeout(() => { try { %s } catch { setTimeout(done) } });
})"""


def ran(page: Page) -> bool:
    """Whether anything that was put into the page has run."""
    return bool(page.evaluate("'ran' in window"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("html", RUNS)
def test_html_that_scripts_insert_does_not_run(path: str, html: str, visit: Visit) -> None:
    page = visit().goto(path)

    page.evaluate(INSERT, html)

    assert not ran(page)


def test_html_that_scripts_insert_keeps_what_is_harmless(visit: Visit) -> None:
    page = visit().goto("/needs/")

    page.evaluate(INSERT, INSERTED)

    assert page.locator("#put").inner_html() == "x<a>a</a>"
    page.locator("#put").click()
    assert not ran(page)


SCRIPTS = (
    "eval('window.ran = 1')",
    "new Function('window.ran = 1')()",
    "setTimeout('window.ran = 1')",
    "s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s)",
    "s = document.createElement('script'); s.src = 'data:text/javascript,window.ran=1'; document.head.append(s)",
    "s = document.createElement('script'); s.src = 'https://evil.example.org/x.js'; document.head.append(s)",
    "s = document.createElement('script'); s.src = '/needs/'; document.head.append(s)",
    "document.body.setAttribute('onclick', 'window.ran = 1'); document.body.click()",
    "location.href = 'javascript:window.ran=1'",
    "new Worker('data:text/javascript,1'); window.ran = 1",
    "f = document.createElement('iframe'); f.src = 'javascript:parent.ran=1'; document.body.append(f)",
    "trustedTypes.createPolicy('another', { createHTML: (x) => x }); window.ran = 1",
)


@pytest.mark.parametrize("path", [*PAGES, "/admin/core/country/"])
def test_text_does_not_become_a_script(path: str, visit: Visit) -> None:
    page = visit("secretariat.asean" if path.startswith("/admin") else "").goto(path)

    for script in SCRIPTS:
        page.evaluate(RUN % script, script)

    assert page.evaluate("window.haveRun") == []


@pytest.fixture
def logged_in(visit: Visit) -> Visitor:
    """Somebody with a session of their own, which the test may end."""
    visitor = visit("")
    page = visitor.goto("/accounts/login/")
    page.locator("[name=login]").fill("focal.vnm@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/workspace/")
    return visitor


def test_after_log_out_the_back_button_shows_nothing(logged_in: Visitor) -> None:
    page = logged_in.goto("/workspace/entries/")
    page.goto(logged_in.site("/needs/"))

    page.locator("header form[action='/accounts/logout/'] button").click()
    page.wait_for_url(logged_in.site("/"))

    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert page.locator(".account__who").count() == 0
    assert "/accounts/login/" in page.url


def test_what_another_tab_showed_is_asked_for_again_after_log_out(logged_in: Visitor) -> None:
    other = logged_in.another_tab()
    other.goto("/workspace/")
    other.goto("/needs/")

    logged_in.page.locator("header form[action='/accounts/logout/'] button").click()
    logged_in.page.wait_for_url(logged_in.site("/"))
    other.page.go_back()

    other.page.wait_for_url("**/accounts/login/**")
    assert "/accounts/login/" in other.page.url


def test_the_back_button_shows_pages_and_never_a_fragment(visit: Visit) -> None:
    visitor = visit("focal.vnm")
    page = visitor.goto("/needs/")

    page.locator("a[href*='page=2'][hx-get]").first.click()
    page.wait_for_url("**page=2**")
    page.goto(visitor.site("/help/"))
    page.go_back()

    expect(page.locator("header.site-header")).to_be_visible()
    expect(page.locator("#need-results")).to_be_visible()
    assert "page=2" in page.url
    assert visitor.console == visitor.failed == []
