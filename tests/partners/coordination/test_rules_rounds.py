"""Reply rounds by rule: the day, what is late, who is reminded when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.coordination.rules.rounds import (
    ReminderKind,
    RoundState,
    default_reply_by,
    is_late,
    reminder_due,
    round_state,
)

OPENED, DAY = date(2026, 3, 1), date(2026, 5, 1)
NOTHING: set[ReminderKind] = set()


@pytest.mark.parametrize(
    ("opened", "day"),
    [
        (date(2026, 3, 1), date(2026, 5, 1)),
        (date(2026, 12, 15), date(2027, 2, 15)),
        (date(2026, 12, 30), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 2, 28), date(2026, 4, 30)),
    ],
)
def test_two_months_to_reply(opened, day):
    assert default_reply_by(opened) == day


@pytest.mark.parametrize(
    ("closed", "today", "state"),
    [
        (None, DAY - timedelta(days=1), RoundState.OPEN),
        (None, DAY, RoundState.OPEN),
        (None, DAY + timedelta(days=1), RoundState.PAST),
        (OPENED, OPENED, RoundState.CLOSED),
        (DAY, DAY + timedelta(days=9), RoundState.CLOSED),
    ],
)
def test_a_round_is_open_up_to_and_on_its_day(closed, today, state):
    assert round_state(DAY, closed, today) is state


def test_an_answer_on_the_day_is_in_time():
    assert not is_late(DAY, DAY)
    assert is_late(DAY + timedelta(days=1), DAY)


@pytest.mark.parametrize(
    ("opened", "today", "sent", "due"),
    [
        (OPENED, OPENED - timedelta(days=1), NOTHING, None),
        (OPENED, OPENED, NOTHING, ReminderKind.OPENING),
        (OPENED, OPENED, {ReminderKind.OPENING}, None),
        (OPENED, DAY - timedelta(days=15), {ReminderKind.OPENING}, None),
        (OPENED, DAY - timedelta(days=14), {ReminderKind.OPENING}, ReminderKind.TWO_WEEKS),
        # The worker was away for a week: made up for, once.
        (OPENED, DAY - timedelta(days=7), {ReminderKind.OPENING}, ReminderKind.TWO_WEEKS),
        (OPENED, DAY - timedelta(days=7), {ReminderKind.OPENING, ReminderKind.TWO_WEEKS}, None),
        (OPENED, DAY - timedelta(days=7), {ReminderKind.TWO_WEEKS}, None),
        (OPENED, DAY, {ReminderKind.OPENING}, ReminderKind.LAST_DAY),
        (OPENED, DAY, {ReminderKind.LAST_DAY}, None),
        (OPENED, DAY + timedelta(days=1), NOTHING, None),
        # Two weeks or less: the opening says it all, until the day.
        (DAY - timedelta(days=14), DAY - timedelta(days=14), NOTHING, ReminderKind.OPENING),
        (DAY - timedelta(days=14), DAY - timedelta(days=13), {ReminderKind.OPENING}, None),
        (DAY, DAY, NOTHING, ReminderKind.OPENING),
        (DAY, DAY, {ReminderKind.OPENING}, None),
    ],
)
def test_reminders(opened, today, sent, due):
    assert reminder_due(opened, DAY, today, sent, waiting=2) is due


@given(
    length=st.integers(0, 90),
    days=st.lists(st.integers(-2, 95), max_size=60),
    waiting=st.integers(0, 3),
)
def test_nobody_is_told_the_same_twice_nor_without_a_need_that_waits(length, days, waiting):
    reply_by, sent = OPENED + timedelta(days=length), []
    for day in sorted(days):
        kind = reminder_due(OPENED, reply_by, OPENED + timedelta(days=day), sent, waiting=waiting)
        sent += [kind] if kind else []

    assert len(sent) == len(set(sent))
    assert waiting or not sent
