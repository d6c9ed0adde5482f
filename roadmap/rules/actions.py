"""Ratings in words: shares of actions per rung, and several people's ratings side by side.

CITES prints a Party's own rating of its National Ivory Action Plan, and the Secretariat's in brackets where
it differs (SC70 Doc. 27.4 Annex 1). Neither overwrites the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.choices import TextChoices
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


class RatingSource(StrEnum):
    """Whose rating stands first on the card."""

    COUNTRY = "country"
    COMPUTED = "computed"
    NOBODY = "nobody"


@dataclass(frozen=True)
class CardRatings:
    """What the card prints: one rating first, the computed one beside it, the secretariat's only where it
    differs."""

    shown: TextChoices | StrEnum | None
    source: RatingSource
    computed: TextChoices | StrEnum | None
    computed_differs: bool
    secretariat: TextChoices | StrEnum | None


def rung_shares(ratings: Iterable[Rating | None]) -> RungTable:
    """Count actions per rung and their share of the rated ones: a share per rung, never a mean of rungs.

    A blank is not "not commenced": it is counted apart and changes no share, as CITES explains blank cells in
    a note.
    """
    rows = list(ratings)
    rated = [rating for rating in rows if rating is not None]
    return RungTable(
        rungs=tuple(_rung(rating, rated) for rating in Rating),
        n_rated=len(rated),
        n_unrated=len(rows) - len(rated),
    )


def ratings_differ(own: TextChoices | StrEnum | None, secretariat: StrEnum | None) -> bool:
    """Whether both have rated, and not alike. Silence is no disagreement."""
    return own is not None and secretariat is not None and own != secretariat


def card_ratings(
    *, own: TextChoices | StrEnum | None, computed: StrEnum | None = None, secretariat: StrEnum | None = None
) -> CardRatings:
    """Set three ratings side by side: the country's first, or the computed one, named as such, where it gave
    none.

    The secretariat's is printed where it differs from the one shown first. Works for action ratings and
    statuses.
    """
    shown = own if own is not None else computed
    source = (
        RatingSource.COUNTRY
        if own is not None
        else RatingSource.COMPUTED
        if computed is not None
        else RatingSource.NOBODY
    )
    return CardRatings(
        shown=shown,
        source=source,
        computed=computed,
        computed_differs=ratings_differ(own, computed),
        secretariat=secretariat if secretariat != shown else None,
    )


def _rung(rating: Rating, rated: list[Rating]) -> RungShare:
    count = rated.count(rating)
    return RungShare(rating, count, to_decimal(Fraction(count, len(rated))) if rated else None)
