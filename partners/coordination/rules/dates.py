"""Which of a mechanism's dates is the next one for a country."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NextDate:
    """The day on which something can be raised next. `is_past` says that none lies ahead, and this was the last."""

    on: date | None
    is_past: bool = False


def next_date(engagement_on: date | None, meetings: Iterable[tuple[date, date]], today: date) -> NextDate:
    """The first day from today on, of the country's own date and the mechanism's meetings (first and last day).

    A meeting that goes on counts by its first day.

    Where none lies ahead: the country's own date, as passed. A meeting that is over is history, not a date that was
    missed. Without any, there is none.
    """
    ahead = [first for first, last in meetings if last >= today]
    if engagement_on is not None and engagement_on >= today:
        ahead.append(engagement_on)
    if ahead:
        return NextDate(min(ahead))
    return NextDate(engagement_on, is_past=engagement_on is not None)
