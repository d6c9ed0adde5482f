"""Shares as the IATI ruleset wants them: each given, and summing to 100 within a vocabulary."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

WHOLE = Decimal(100)
STEP = Decimal("0.01")


def to_the_whole(shares: Sequence[Decimal | None], whole: Decimal = WHOLE) -> list[Decimal]:
    """Shares that sum to `whole` exactly: as given where they do, in proportion where they can be, else all alike.

    One without a share among others that have one stands in no proportion to them: then all are alike. What rounding
    leaves over goes to the last.
    """
    if not shares:
        return []
    given = [share for share in shares if share is not None and 0 <= share <= WHOLE]
    if len(given) == len(shares) and sum(given) == whole:
        return given
    is_proportional = len(given) == len(shares) and sum(given) > 0
    weights = given if is_proportional else [Decimal(1)] * len(shares)
    total = sum(weights, Decimal(0))
    found = [(weight / total * whole).quantize(STEP, ROUND_DOWN) for weight in weights[:-1]]
    return [*found, whole - sum(found, Decimal(0))]


def as_text(value: Decimal) -> str:
    """A number as XML writes it: no exponent, no needless zeros, never "-0"."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
