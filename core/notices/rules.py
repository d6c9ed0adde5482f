"""When a mail about waiting things leaves. Plain arithmetic: no database, no clock of its own."""

from datetime import datetime, timedelta

PAUSE = timedelta(minutes=2)
"""So long a first thing waits for others to join it: a person who submits five values in a row sends one mail."""
AT_MOST_EVERY = timedelta(hours=1)
"""No person gets mail of this sort more often."""


def is_due(now: datetime, first_noted: datetime, last_mailed: datetime | None) -> bool:
    """Whether what has gathered may be mailed now. A clock that was set back holds no mail up: a mail of the future is
    none, and what was noted in the future has waited long enough."""
    known = last_mailed if last_mailed is not None and last_mailed <= now else None
    return first_noted > now or leaves_at(first_noted, known) <= now


def leaves_at(first_noted: datetime, last_mailed: datetime | None) -> datetime:
    """The instant from which what has gathered since `first_noted` may be mailed.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    >>> leaves_at(noon, None).isoformat()
    '2026-03-02T12:02:00+00:00'
    >>> leaves_at(noon, noon - timedelta(minutes=10)).isoformat()
    '2026-03-02T12:50:00+00:00'
    """
    soonest = first_noted + PAUSE
    return soonest if last_mailed is None else max(soonest, last_mailed + AT_MOST_EVERY)
