"""Champions: whether consent stands, and whether two would ask the same person in the same month."""

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


def first_of_month(day: date) -> date:
    """The first day of a day's month: approaches are planned by months."""
    return day.replace(day=1)


@dataclass(frozen=True)
class Planned:
    """A plan to ask somebody: whose it is (None is the secretariat), who asks by role, and in which month."""

    organisation: int | None
    who: str
    month: date


def clashes(planned: Iterable[Planned], *, organisation: int | None, month: date) -> list[Planned]:
    """The plans of others to ask the same person in the same month. One's own plan is no clash."""
    wanted = first_of_month(month)
    return [one for one in planned if one.month == wanted and one.organisation != organisation]
