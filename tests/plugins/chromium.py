"""Which Chromium the browser tests use: `$CHROMIUM`, one on the PATH, or the one that playwright installed.

python -m tests.plugins.chromium     prints its path, or exits 1 if there is none
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """The path of a Chromium that starts, or None."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    for name in NAMES:
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start that Chromium, quietly; root needs it without its sandbox."""
    path = find_chromium()
    if path is None:
        pytest.fail("No Chromium found. Install one, or name it in CHROMIUM; `make test` does it where it can.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments = [*browser_type_launch_args.get("args", []), *QUIET, *sandbox]
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


if __name__ == "__main__":
    found = find_chromium()
    if found is None or not shutil.which(found):
        sys.exit(1)
    print(found)
