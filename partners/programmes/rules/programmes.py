"""Programmes as their owners keep them: shares that add up, how old an entry is, and when somebody can count on one.

Sources: IATI standard, percentages of recipient countries and sectors (together they may not exceed the whole); USAID
terminations of 2025 (programmes that nobody confirms stand on as if they ran).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from core.choices import TextChoices
from core.choices import gettext_lazy as _

_HUNDRED = Decimal(100)
_NOTHING = Decimal(0)
RUNNING = frozenset({"1", "2", "3"})
"""IATI activity statuses of work that runs or is about to: pipeline, implementation, finalisation."""
CANCELLED = "5"
ENDED = frozenset({"4", CANCELLED, "terminated_early"})
"""Statuses of work that is over: closed, cancelled, ended early."""
# A programme is asked for once a year: annual reports and work plans come no more often.
YEARS_UNCONFIRMED = 1


class ShareFault(StrEnum):
    """What is wrong with the shares of member states or priorities."""

    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    NOTHING_LEFT = "nothing_left"


def share_faults(shares: Mapping[str, Decimal | None]) -> dict[str, ShareFault]:
    """The shares that cannot be, by key. Shares are in per cent; None is "not split".

    A share is above nought and together they are 100 at most. Where the shares given make the whole, nothing is left
    for a row without one. Where they make too much, the row that passes 100 is named, in the order of the rows.
    """
    found = {}
    so_far = _NOTHING
    for key, share in shares.items():
        if share is None:
            continue
        so_far += share
        if share <= 0:
            found[key] = ShareFault.TOO_LITTLE
        elif so_far > _HUNDRED:
            found[key] = ShareFault.TOO_MUCH
    if not found and so_far == _HUNDRED:
        found = {key: ShareFault.NOTHING_LEFT for key, share in shares.items() if share is None}
    return found


class ProgrammeFreshness(StrEnum):
    """How far a programme's entry can be relied on."""

    FRESH = "fresh"
    OLD = "old"
    NEVER = "never"
    ENDED = "ended"

    @property
    def is_asked(self) -> bool:
        """Whether its owner is asked to confirm it."""
        return self in (ProgrammeFreshness.OLD, ProgrammeFreshness.NEVER)


def age_of(last_confirmed_on: date | None, *, has_ended: bool, today: date) -> ProgrammeFreshness:
    """Whether a programme has been confirmed within a year. One that has ended is asked for no more.

    A day a year ago still counts: confirmed on 3 March, it is old from 4 March of the next year on.
    """
    if has_ended:
        return ProgrammeFreshness.ENDED
    if last_confirmed_on is None:
        return ProgrammeFreshness.NEVER
    return ProgrammeFreshness.OLD if last_confirmed_on < oldest_fresh_day(today) else ProgrammeFreshness.FRESH


def oldest_fresh_day(today: date) -> date:
    """The first day on which a confirmation is still good today; on 29 February, 28 February of the year before."""
    return today - relativedelta(years=YEARS_UNCONFIRMED)


def runs_on(status: str, ends_on: date | None, day: date) -> bool:
    """Whether a programme runs or is about to, as of a day: by its status, and not beyond its end.

    Published statuses lag behind: one that is "in implementation" years after its last day runs no more. What was
    closed, suspended, cancelled or ended early does not run, whatever its dates say (USAID terminations of 2025).
    """
    return status in RUNNING and (ends_on is None or ends_on >= day)


def is_end_unconfirmed(status: str, ends_on: date | None, today: date, *, is_actual: bool = False) -> bool:
    """Whether the planned end of a programme has passed, and nobody has confirmed that it ended.

    By its status it still runs, and its last day is over; an actual last day (IATI activity date type 4) confirms it.
    Such a programme is no support that one can count on, and it is not known to be over either.
    """
    return status in RUNNING and ends_on is not None and ends_on < today and not is_actual


@dataclass(frozen=True)
class NotCounted:
    """How many programmes are in no count of active ones, though some of them may run: those whose planned end has
    passed without anybody's word that they ended, and those of which nobody has judged yet whether they belong here:
    whether they counter illegal wildlife trade, and where one priority is asked for (`is_of_priority`), serve it."""

    n_end_passed: int
    n_not_judged: int
    is_of_priority: bool = False


class ProgrammeStanding(TextChoices):
    """Whether a programme runs, in words for a list."""

    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")
    END_PASSED = "end_passed", _("planned end passed, end not confirmed")
    NOT_KNOWN = "not_known", _("not known whether it runs")


def standing_of(status: str, ends_on: date | None, day: date, *, is_actual: bool = False) -> ProgrammeStanding:
    """Whether a programme runs as of a day, by `runs_on` and `is_end_unconfirmed`, and what else is known of it."""
    if runs_on(status, ends_on, day):
        return ProgrammeStanding.ACTIVE
    if is_end_unconfirmed(status, ends_on, day, is_actual=is_actual):
        return ProgrammeStanding.END_PASSED
    return ProgrammeStanding.ENDED if status in ENDED | RUNNING else ProgrammeStanding.NOT_KNOWN


def runs_in(status: str, starts_on: date | None, ends_on: date | None, year: int, today: date) -> bool:
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
