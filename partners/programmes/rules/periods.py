"""When a programme is support that somebody can count on."""

import datetime

RUNNING = frozenset({"1", "2", "3"})
"""IATI activity statuses of work that runs or is about to: pipeline, implementation, finalisation."""
CANCELLED = "5"


def runs_on(status: str, ends_on: datetime.date | None, day: datetime.date) -> bool:
    """Whether a programme runs or is about to, as of a day: by its status, and not beyond its end.

    Published statuses lag behind: one that is "in implementation" years after its last day runs no more. What was
    closed, suspended, cancelled or ended early does not run, whatever its dates say (domain 5.2).
    """
    return status in RUNNING and (ends_on is None or ends_on >= day)


def runs_in(
    status: str,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    year: int,
    today: datetime.date,
) -> bool:
    """Whether a programme is active in the view of a year.

    In the current year that is today: what ended in spring is no support for a need in autumn. In another year it is
    any day of that year, which takes dates: a past year counts what ran then and has ended since, a later one what is
    planned to run and has not ended.
    """
    if year == today.year:
        return runs_on(status, ends_on, today)
    if status == CANCELLED or (year > today.year and status not in RUNNING):
        return False
    if starts_on is None or starts_on.year > year:
        return False
    if ends_on is None:
        return year < today.year and status in RUNNING
    return ends_on.year >= year
