"""Programmes as their owners keep them: shares that add up, and how old an entry is.

Sources: IATI standard, percentages of recipient countries and sectors (together they may not exceed the whole); USAID
terminations of 2025 (programmes that nobody confirms stand on as if they ran).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

_HUNDRED = Decimal(100)
_NOTHING = Decimal(0)
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


@dataclass(frozen=True)
class Age:
    """How an entry's age is judged, and since when: the day it was last confirmed, None if it never was.

    `is_asked` says that its owner is asked to confirm it.
    """

    freshness: ProgrammeFreshness
    since: date | None
    is_asked: bool = False


def age_of(last_confirmed_on: date | None, *, has_ended: bool, today: date) -> Age:
    """Whether a programme has been confirmed within a year. One that has ended is asked for no more.

    A day a year ago still counts: confirmed on 3 March, it is old from 4 March of the next year on.
    """
    if has_ended:
        return Age(ProgrammeFreshness.ENDED, last_confirmed_on)
    if last_confirmed_on is None:
        return Age(ProgrammeFreshness.NEVER, None, is_asked=True)
    is_old = last_confirmed_on < oldest_fresh_day(today)
    return Age(ProgrammeFreshness.OLD if is_old else ProgrammeFreshness.FRESH, last_confirmed_on, is_asked=is_old)


def oldest_fresh_day(today: date) -> date:
    """The first day on which a confirmation is still good today; on 29 February, 28 February of the year before."""
    return today - relativedelta(years=YEARS_UNCONFIRMED)
