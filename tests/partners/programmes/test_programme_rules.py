"""Shares and ages of programmes, at every boundary."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.programmes.models.choices import ACTIVE_STATUSES, ENDED_STATUSES
from partners.programmes.rules.money import shares_are_sound
from partners.programmes.rules.programmes import (
    ENDED,
    RUNNING,
    ProgrammeFreshness,
    ShareFault,
    age_of,
    oldest_fresh_day,
    runs_on,
    share_faults,
    standing_of,
)

D = Decimal


@pytest.mark.parametrize(
    ("shares", "faults"),
    [
        ({}, {}),
        ({"VNM": None}, {}),
        ({"VNM": D(100)}, {}),
        ({"VNM": D("0.01")}, {}),
        ({"VNM": D(0)}, {"VNM": ShareFault.TOO_LITTLE}),
        ({"VNM": D("100.01")}, {"VNM": ShareFault.TOO_MUCH}),
        ({"VNM": D(60), "THA": D(40)}, {}),
        ({"VNM": D(60), "THA": D("40.01")}, {"THA": ShareFault.TOO_MUCH}),
        ({"VNM": D(60), "THA": D(41), "LAO": D(1)}, {"THA": ShareFault.TOO_MUCH, "LAO": ShareFault.TOO_MUCH}),
        ({"VNM": D(60), "THA": None}, {}),
        ({"VNM": D("99.99"), "THA": None}, {}),
        ({"VNM": D(100), "THA": None}, {"THA": ShareFault.NOTHING_LEFT}),
        ({"VNM": None, "THA": None}, {}),
    ],
)
def test_shares(shares, faults):
    assert share_faults(shares) == faults


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("ABCDEF"), st.none() | st.decimals(0, 120, places=2, allow_nan=False, allow_infinity=False)
    )
)
def test_shares_without_fault_can_be_split(shares):
    if not share_faults(shares):
        assert shares_are_sound(shares)


TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("confirmed", "has_ended", "freshness"),
    [
        (TODAY, False, ProgrammeFreshness.FRESH),
        (date(2025, 3, 4), False, ProgrammeFreshness.FRESH),
        (date(2025, 3, 3), False, ProgrammeFreshness.OLD),
        (None, False, ProgrammeFreshness.NEVER),
        (None, True, ProgrammeFreshness.ENDED),
        (date(2020, 1, 1), True, ProgrammeFreshness.ENDED),
    ],
)
def test_ages(confirmed, has_ended, freshness):
    age = age_of(confirmed, has_ended=has_ended, today=TODAY)

    assert age is freshness
    assert age.is_asked is (freshness in (ProgrammeFreshness.OLD, ProgrammeFreshness.NEVER))


def test_a_leap_day_goes_back_to_the_last_of_february():
    assert oldest_fresh_day(date(2028, 2, 29)) == date(2027, 2, 28)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_year_is_never_shorter_than_a_year(today):
    assert timedelta(days=365) <= today - oldest_fresh_day(today) <= timedelta(days=366)


@pytest.mark.parametrize(
    ("status", "days_to_end", "expected"),
    [
        ("1", None, "active"),
        ("2", 0, "active"),
        ("2", 1, "active"),
        ("2", -1, "end_passed"),
        ("3", -400, "end_passed"),
        ("4", None, "ended"),
        ("5", 100, "ended"),
        ("terminated_early", -1, "ended"),
        ("6", 100, "not_known"),
        ("unknown", None, "not_known"),
    ],
)
def test_whether_a_programme_runs_in_words(status, days_to_end, expected):
    """On its last day it runs; a status that lags behind its planned end is no end that anybody has confirmed."""
    today = date(2026, 3, 1)
    ends_on = None if days_to_end is None else today + timedelta(days=days_to_end)

    assert standing_of(status, ends_on, today) == expected
    assert (standing_of(status, ends_on, today) == "active") is runs_on(status, ends_on, today)


def test_an_actual_end_confirms_that_it_ended():
    """IATI activity date type 4, whatever the status says; without it the end is not confirmed."""
    today = date(2026, 3, 1)
    assert standing_of("2", date(2026, 2, 1), today, is_actual=True) == "ended"
    assert standing_of("2", date(2026, 2, 1), today) == "end_passed"


def test_every_status_has_its_words():
    assert {one.value for one in ENDED_STATUSES} == ENDED
    assert {one.value for one in ACTIVE_STATUSES} == RUNNING
