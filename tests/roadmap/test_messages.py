"""Figures of the road map in words."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.formatting import MINUS
from roadmap.choices import Reason, Status
from roadmap.messages import progress_text
from roadmap.rules import Assessment
from roadmap.rules.progress import Progress
from roadmap.rules.status import status_of_ratio
from roadmap.rules.terms import ON_TRACK, SOME

JUDGED = Assessment(Status.NOT_RATED, Reason.BY_RATIO)


def judged(done, expected):
    progress = Progress(None if done is None else Decimal(done))
    return replace(JUDGED, progress=progress, expected=None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("done", "expected", "places", "written"),
    [
        # After the target date all of the way is expected: on track from 85%, some progress from 50%.
        ("0.8496", "1", 0, "84.96%"),
        ("0.85", "1", 0, "85%"),
        ("0.8496", "1", 1, "84.96%"),
        ("0.4999", "1", 0, "49.99%"),
        ("0.997", "1", 0, "99.7%"),
        ("1", "1", 0, "100%"),
        ("-0.002", "1", 0, "> −1%"),
        # Half-way the thresholds are 42.5% and 25%, and what is expected is 50%.
        ("0.424", "0.5", 0, "42%"),
        ("0.4249", "0.5", 1, "42.49%"),
        ("0.4996", "0.5", 0, "49.96%"),
        ("0.62", "0.5", 0, "62%"),
        # Nothing to be held against.
        ("0.8496", None, 0, "85%"),
        ("0.0004", None, 0, "< 1%"),
        (None, "1", 0, "–"),
    ],
)
def test_progress_stays_on_its_side_of_what_was_expected(done, expected, places, written):
    assert progress_text(judged(done, expected), places) == written.replace(" ", "\N{NO-BREAK SPACE}")


@given(st.decimals("-2", "2", places=6), st.decimals("0.001", "1", places=6), st.integers(0, 1))
def test_the_printed_progress_earns_the_word_that_the_exact_one_has(done, expected, places):
    """Source of the thresholds: `roadmap.rules.terms`."""
    shown = progress_text(judged(done, expected), places)
    if shown[0] in "<>":
        return
    printed = Decimal(shown.rstrip("%").replace(",", "").replace(MINUS, "-")) / 100

    assert status_of_ratio(printed / expected) is status_of_ratio(done / expected)
    assert {ON_TRACK, SOME} == {Decimal("0.85"), Decimal("0.5")}
