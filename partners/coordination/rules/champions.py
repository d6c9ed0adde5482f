"""Champions: whether their consent to be named stands."""

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
