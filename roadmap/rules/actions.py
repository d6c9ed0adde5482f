"""Ratings in words: shares of actions per rung."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from roadmap.choices import Rating
from roadmap.kinds import to_decimal


@dataclass(frozen=True)
class RungShare:
    """How many actions carry a rating; `share` is of all rated ones, 0 to 1, and None where none is rated."""

    rating: Rating
    count: int
    share: Decimal | None


@dataclass(frozen=True)
class RungTable:
    """The six rungs in NIAP order, always all six; actions without a rating stand apart."""

    rungs: tuple[RungShare, ...]
    n_rated: int
    n_unrated: int


def rung_shares(ratings: Iterable[Rating | None]) -> RungTable:
    """Count actions per rung and their share of the rated ones: a share per rung, never a mean of rungs.

    A blank is not "not commenced": it is counted apart and changes no share, as CITES explains blank cells in a note.
    """
    rows = list(ratings)
    rated = [rating for rating in rows if rating is not None]
    counts = {rating: rated.count(rating) for rating in Rating}
    rungs = [
        RungShare(rating, count, to_decimal(Fraction(count, len(rated))) if rated else None)
        for rating, count in counts.items()
    ]
    return RungTable(tuple(rungs), n_rated=len(rated), n_unrated=len(rows) - len(rated))
