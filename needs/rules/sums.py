"""Whether the amounts of a need's parts agree with the amount that it seeks. Pure.

A difference is a doubt and no fault: a part may be paid from elsewhere, a sum may hold what is in no part. It is said
to who writes, who submits and who clears, and nobody is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.choices import TextChoices
from core.choices import gettext_lazy as _


class SumDoubt(TextChoices):
    """How the amounts of the parts differ from the amount that is sought."""

    LESS = "less", _("The parts add up to %(parts)s of the %(sought)s sought: %(rest)s is in no part.")
    MORE = "more", _("The parts add up to %(parts)s, %(rest)s more than the %(sought)s sought.")
    NOTHING_SOUGHT = "nothing_sought", _("The parts add up to %(parts)s, and no amount is sought.")


@dataclass(frozen=True)
class SumCheck:
    """A doubt, with what the parts add up to and by how much that differs from what is sought."""

    doubt: SumDoubt
    total: Decimal
    rest: Decimal


def check_sum(sought: Decimal | None, own: Decimal | None, amounts: Sequence[Decimal | None]) -> SumCheck | None:
    """The doubt about a need's amounts, or None: all in one currency; None of a part is an amount that is not given.

    Parts may make what is sought, or that and the country's own co-financing. What is left of the amount may be for
    parts without an amount of their own.
    """
    known = [amount for amount in amounts if amount is not None]
    total = sum(known, Decimal(0))
    if not known:
        return None
    if sought is None:
        return SumCheck(SumDoubt.NOTHING_SOUGHT, total, total) if total else None
    if total in (sought, sought + (own or 0)):
        return None
    if total > sought:
        return SumCheck(SumDoubt.MORE, total, total - sought)
    return SumCheck(SumDoubt.LESS, total, sought - total) if len(known) == len(amounts) else None
