"""How old the last confirmation of a record is. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.clearance.rules import add_months


class FreshnessCode(StrEnum):
    """Whether the country has confirmed a record within the reporting year."""

    CONFIRMED = "confirmed"
    UNCONFIRMED_SINCE = "unconfirmed_since"
    NEVER_CONFIRMED = "never_confirmed"


@dataclass(frozen=True)
class Freshness:
    """The code, the day of the last confirmation, and its age in days."""

    code: FreshnessCode
    since: date | None
    days: int | None

    @property
    def is_stale(self) -> bool:
        """Whether the page greys it."""
        return self.code is not FreshnessCode.CONFIRMED


def freshness(
    last_confirmed_on: date | None, today: date, *, reporting_months: int = 12, grace_days: int = 0
) -> Freshness:
    """How old the last confirmation is.

    A need that was not confirmed for a reporting year is "unconfirmed since" the day of its last confirmation; on the
    anniversary itself (and in the days of grace) it still counts as confirmed. Age is never below 0 days.
    """
    if last_confirmed_on is None:
        return Freshness(FreshnessCode.NEVER_CONFIRMED, None, None)
    last_day = add_months(last_confirmed_on, reporting_months) + timedelta(days=grace_days)
    code = FreshnessCode.UNCONFIRMED_SINCE if today > last_day else FreshnessCode.CONFIRMED
    return Freshness(code, last_confirmed_on, max(0, (today - last_confirmed_on).days))
