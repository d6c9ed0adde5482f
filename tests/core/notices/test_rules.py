"""When mail leaves: at most one an hour a person, two minutes after the first thing."""

from datetime import UTC, datetime, timedelta

import pytest

from core.notices.rules import is_due

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("first_noted", "last_mailed", "due"),
    [
        # Nothing was mailed before: two minutes after the first thing, to the second.
        (NOON - 2 * MINUTE, None, True),
        (NOON - 2 * MINUTE + timedelta(seconds=1), None, False),
        (NOON, None, False),
        # A mail left lately: not before its hour is over, to the second.
        (NOON - 30 * MINUTE, NOON - 60 * MINUTE, True),
        (NOON - 30 * MINUTE, NOON - 60 * MINUTE + timedelta(seconds=1), False),
        (NOON - MINUTE, NOON - 60 * MINUTE, False),
        (NOON - 3 * MINUTE, NOON - timedelta(days=400), True),
        # The clock was set back: nothing is held up by what seems to come from the future.
        (NOON + timedelta(days=400), None, True),
        (NOON - 3 * MINUTE, NOON + timedelta(days=400), True),
    ],
)
def test_when_mail_leaves(first_noted, last_mailed, due):
    assert is_due(NOON, first_noted, last_mailed) is due
