"""The audit of dependencies fails on what is known and says plainly what is not."""

import datetime
import json
from datetime import timedelta

import pytest

from tests.tools import audit

TODAY = datetime.date(2026, 11, 22)
FAULTY = {
    "name": "examplelib",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": ["CVE-2026-1"]}],
}
SOUND = {"name": "soundlib", "version": "2.0", "vulns": []}
SKIPPED = {"name": "otherlib", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def told(*packages, ignored=(), said=""):
    answer = json.dumps({"dependencies": list(packages)}) if packages else ""
    return audit.read(answer, said, TODAY, ignored)


@pytest.mark.parametrize(
    ("report", "code", "strict_code", "words"),
    [
        (told(SOUND), 0, 0, "1 dependencies have no known vulnerability"),
        (told(SOUND, FAULTY), 1, 1, "examplelib 1.0: PYSEC-2026-1, mended in 1.1"),
        (told(SKIPPED, FAULTY), 1, 1, "make lock ARGS"),
        (told(SKIPPED), 0, 1, "not audited: the package index keeps no advisories"),
        (told(SOUND, SKIPPED), 0, 1, "not audited: otherlib"),
        (told(said="x\nno way out"), 0, 1, "not audited: no way out"),
        (told(), 0, 1, "not audited: it gave no answer"),
    ],
)
def test_verdict(report, code, strict_code, words):
    assert audit.verdict(report, is_strict=False)[0] == code
    assert audit.verdict(report, is_strict=True)[0] == strict_code
    assert words in audit.verdict(report, is_strict=False)[1]


@pytest.mark.parametrize("number", ["PYSEC-2026-1", "CVE-2026-1"])
def test_what_is_ignored_comes_back_on_its_day(number):
    until = [audit.Ignored(number, "We never call it.", TODAY)]
    past = [audit.Ignored(number, "We never call it.", TODAY - timedelta(days=1))]

    assert not told(FAULTY, ignored=until).vulnerable
    assert told(FAULTY, ignored=past).vulnerable


def test_everything_ignored_has_a_reason_and_a_near_day():
    horizon = datetime.datetime.now(tz=datetime.UTC).date() + timedelta(days=100)

    assert all(entry.why and entry.until < horizon for entry in audit.IGNORED)


def test_the_lock_file_that_is_audited_holds_the_other():
    pinned = {line.split()[0] for line in audit.LOCK.read_text().splitlines() if "==" in line}
    needed = (audit.ROOT / "requirements.lock").read_text().splitlines()

    assert {line.split()[0] for line in needed if "==" in line} <= pinned
