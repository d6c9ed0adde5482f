"""Which Chromium the browser tests use: `$CHROMIUM`, one on the PATH, or the one that playwright installed.

python -m tests.plugins.chromium [--install]     names it, or installs one; exits 1 if there is none
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

# The first has no windows, menus and settings of its own: the pages are the same, and a fifth of the time is saved.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = """\
The browser tests need Chromium, and none was found that starts. One of these helps:
  - install your system's package (Debian, Ubuntu: apt-get install chromium fonts-noto-core)
  - let playwright fetch its own: .venv/bin/python -m playwright install --with-deps chromium
  - name one that you have: CHROMIUM=/path/to/chromium make test
To leave the browser tests out: .venv/bin/python -m pytest -m "not browser\""""
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    # Nobody looks: one process fewer, and one thread that paints. A tenth of the time is saved.
    "--in-process-gpu",
    "--disable-software-rasterizer",
    "--num-raster-threads=1",
    "--disable-breakpad",
]


def find_chromium() -> str | None:
    """The path of a Chromium that starts, or None."""
    return next(filter(_starts, _candidates()), None)


def _candidates() -> Iterator[str]:
    if chosen := os.environ.get("CHROMIUM"):
        yield chosen
        return
    yield from filter(None, map(shutil.which, NAMES))
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def _starts(path: str) -> bool:
    # On some systems the command is only a hint to install something else.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> None:
    """Install the system's package where we may, with letters for the scripts of the region; else playwright's."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], check=False, **quiet)
        for name in NAMES[:2]:  # not every system has the first
            packages = [name, "fonts-noto-core"]
            order = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
            if subprocess.run(order, check=False, **quiet).returncode == 0 and find_chromium():
                return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start that Chromium, quietly; root needs it without its sandbox."""
    path = find_chromium()
    if path is None:
        pytest.fail(MISSING)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments = [*browser_type_launch_args.get("args", []), *QUIET, *sandbox]
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


def main(arguments: list[str]) -> int:
    """Name the browser, after installing it if asked to; return the exit code."""
    found = find_chromium()
    if found is None and not os.environ.get("CHROMIUM") and arguments == ["--install"]:
        print("No Chromium found; installing it.", flush=True)
        install()
        found = find_chromium()
    if found:
        print(f"Browser: {found}")
        return 0
    print(MISSING, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
