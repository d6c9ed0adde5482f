"""Asks the advisory service of the package index about everything that is pinned: `make check`, `make audit`.

A known vulnerability fails the check. Where the service cannot be asked (no way out, or an index that keeps no
advisories), this says so and fails only with AUDIT=strict, which is meant for the place where changes are accepted.
"""

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
# It holds everything of requirements.lock as well.
LOCK = ROOT / "requirements-dev.lock"
SECONDS = 120


@dataclass(frozen=True)
class Ignored:
    """An advisory that does not concern us: its number, why, and the day on which that is looked at again."""

    number: str
    why: str
    until: datetime.date


IGNORED: tuple[Ignored, ...] = ()

WHAT_TO_DO = """\
What to do: `make lock ARGS="--upgrade-package NAME"` takes a newer version; then run the tests and commit the
lock files. If there is no newer version, or the advisory cannot concern us, say so in IGNORED in
tests/tools/audit.py, with a reason and the day on which to look again (three months at most)."""


@dataclass(frozen=True)
class Report:
    """What is known: lines about vulnerable packages, names of those nobody could tell about, and why not."""

    vulnerable: tuple[str, ...]
    unknown: tuple[str, ...]
    audited: int
    why_not: str = ""


def read(answer: str, said: str, today: datetime.date, ignored: Sequence[Ignored] = IGNORED) -> Report:
    """Judge what pip-audit answered (JSON) and said beside it."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        return Report((), (), 0, (said.strip().splitlines() or ["it gave no answer"])[-1][:200])
    passed_over = {entry.number for entry in ignored if entry.until >= today}
    vulnerable = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'none'}"
        for package in packages
        for fault in package.get("vulns", ())
        if not passed_over & {fault["id"], *fault.get("aliases", ())}
    ]
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    return Report(tuple(vulnerable), tuple(unknown), len(packages) - len(unknown))


def ask() -> tuple[str, str]:
    """Run pip-audit over the lock file; what it answered and what it said beside."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "", f"no answer within {SECONDS} seconds"
    return done.stdout, done.stderr


def verdict(report: Report, *, is_strict: bool) -> tuple[int, str]:
    """The exit code, and what a person reads."""
    if report.vulnerable:
        lines = ["Known vulnerabilities in what is pinned:", *(f"  {line}" for line in report.vulnerable), WHAT_TO_DO]
        return 1, "\n".join(lines)
    if report.why_not or not report.audited:
        why = report.why_not or "the package index keeps no advisories"
        words = f"Dependencies were not audited: {why}. Run `make audit` where the internet can be reached."
        return int(is_strict), words
    if report.unknown:
        words = f"{report.audited} dependencies have no known vulnerability; not audited: {', '.join(report.unknown)}."
        return int(is_strict), words
    return 0, f"{report.audited} dependencies have no known vulnerability."


def main() -> int:
    """Ask, say what came of it, and return the exit code."""
    report = read(*ask(), datetime.datetime.now(tz=datetime.UTC).date())
    code, words = verdict(report, is_strict=os.environ.get("AUDIT") == "strict")
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
