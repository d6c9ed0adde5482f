"""Whether a champion's consent to be named stands on a day, and which of a mechanism's dates is next for a country."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Consent(StrEnum):
    """Where a champion's consent to be named to others stands."""

    NONE = "none"
    STANDS = "stands"
    NOT_YET = "not_yet"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


def consent_of(scope: str, on: date | None, until: date | None, withdrawn_on: date | None, today: date) -> Consent:
    """Whether consent stands today. It holds on its first and on its last day; a withdrawal ends it at once."""
    if withdrawn_on is not None:
        return Consent.WITHDRAWN
    if scope == "none" or on is None:
        return Consent.NONE
    if on > today:
        return Consent.NOT_YET
    return Consent.LAPSED if until is not None and until < today else Consent.STANDS


@dataclass(frozen=True)
class NextDate:
    """The day on which something can be raised next. `is_past` says that none lies ahead, and this was the last."""

    on: date | None
    is_past: bool = False


def next_date(engagement_on: date | None, meetings: Iterable[tuple[date, date]], today: date) -> NextDate:
    """The first day from today on, of the country's own date and the mechanism's meetings (first and last day).

    A meeting that goes on counts by its first day; one that is over is history, not a date that was missed. Where none
    lies ahead: the country's own date, as passed.
    """
    ahead = [first for first, last in meetings if last >= today]
    if engagement_on is not None and engagement_on >= today:
        ahead.append(engagement_on)
    if ahead:
        return NextDate(min(ahead))
    return NextDate(engagement_on, is_past=engagement_on is not None)
