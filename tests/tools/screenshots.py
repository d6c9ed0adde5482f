"""Pictures of the main pages for the README, taken of a fresh demonstration: `make screenshots`.

python -m tests.tools.screenshots [URL]     of a running dashboard instead
"""

import os
import re
import sys
import urllib.request
from contextlib import nullcontext
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.plugins.chromium import MISSING, QUIET, find_chromium
from tests.tools.instance import instance

FOLDER = Path(__file__).parent.parent.parent / "docs" / "img"
WIDTHS = (360, 1280)
HEIGHT = 1400
PICTURES = ("landing", "country", "report-card", "need", "indicator")


def pages(url: str) -> dict[str, str]:
    """Name of the page -> path. The need is one with support, the indicator one that the country page shows."""
    return {
        "landing": "/",
        "country": "/countries/VNM/",
        "report-card": "/countries/VNM/report-card/",
        "needs": "/needs/",
        "need": first_link(url, "/needs/?country=VNM&coverage=partly", r'href="(/needs/[A-Z]{3}-\d{3,}/)"'),
        "roadmap": "/roadmap/",
        "indicator": first_link(url, "/countries/VNM/", r'href="(/roadmap/indicators/[^"?#]+/VNM/)"'),
        "partners": "/partners/",
    }


def first_link(url: str, path: str, pattern: str) -> str:
    """The first address on a page that matches; the page itself when none does."""
    with urllib.request.urlopen(url + path) as answer:
        found = re.search(pattern, answer.read().decode())
    return found[1] if found else path


def take(browser: Browser, url: str, name: str, path: str) -> None:
    """One page at every width, still and complete."""
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce")
        page.goto(url + path, wait_until="networkidle")
        for chart in page.locator("[data-chart]").all():
            chart.scroll_into_view_if_needed()
            page.locator("[data-chart][data-drawn]").first.wait_for()
        page.evaluate("scrollTo(0, 0)")
        file = FOLDER / f"{name}-{width}.png"
        page.screenshot(path=file)
        page.close()
        print(f"{file.name:<24}{file.stat().st_size / 1000:6.0f} kB  {path}")


def main(arguments: list[str]) -> int:
    """Take all pictures; return the exit code."""
    path = find_chromium()
    if path is None:
        print(MISSING, file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with instance() if not arguments else nullcontext() as own, sync_playwright() as playwright:
        if own:
            own.start()
        url = own.url if own else arguments[0].rstrip("/")
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        addresses = pages(url)
        for name in PICTURES:
            take(browser, url, name, addresses[name])
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
