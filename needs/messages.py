"""How much of a need's parts is asked for, offered, confirmed, delivered or left, and doubts about sums, in words."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formatting import money, number
from needs.rules import Coverage, Part, Tally, check_sum

NAMED = 2
"""How many parts are named with their quantities; of more it is said how many they are."""
_SIZES: Mapping[str, Callable[[Tally], Decimal]] = {
    "requested": lambda part: part.requested or Decimal(0),
    # As the bar is drawn: what is confirmed was offered.
    "offered": lambda part: part.offered + part.confirmed,
    "confirmed": lambda part: part.confirmed,
    "delivered": lambda part: part.delivered,
    "reported": lambda part: part.reported,
    "waiting": lambda part: part.offered,
    "remaining": lambda part: part.remaining or Decimal(0),
}


def parts_text(found: Coverage, name: str) -> str:
    """Parts in words: "2 parts", "1 part and 120 of 200 clinics", "some of 3 parts"; `name` is a size of a tally.

    What is less than a whole part is never rounded to one or to none.
    """
    counts = found.parts_with(_SIZES[name])
    n, some = len(counts.whole), counts.some
    whole = ngettext("%(n)s part", "%(n)s parts", n) % {"n": number(n)}
    if not some:
        is_single = len(found.wanted) == 1 and found.wanted[0].quantity
        return _quantity(found.wanted[0], found.wanted[0].quantity) if n and is_single else whole
    if len(some) > NAMED:
        rest = ngettext("some of %(n)s more", "some of %(n)s more", len(some)) if n else _("some of %(n)s parts")
        rest %= {"n": number(len(some))}
    else:
        rest = _(" and ").join(_quantity(part, size) for part, size in some)
    return _("%(whole)s and %(rest)s") % {"whole": whole, "rest": rest} if n else rest


def parts_labels(found: Coverage) -> dict[str, str]:
    """Every size of the parts in words, by its name."""
    return {name: parts_text(found, name) for name in _SIZES}


def _quantity(part: Part, size: Decimal | None) -> str:
    """So much of a part's quantity: "120 of 200 clinics", "200 clinics"."""
    of_all = number(part.quantity)
    shown = of_all if size == part.quantity else _("%(n)s of %(of)s") % {"n": number(size), "of": of_all}
    return f"{shown} {part.unit}" if part.unit else _("%(n)s of “%(part)s”") % {"n": shown, "part": part.title}


def sum_sentence(
    sought: Decimal | None, own: Decimal | None, amounts: Sequence[Decimal | None], currency: str = ""
) -> str:
    """The warning where the parts' amounts do not make what is sought; empty where they do. One currency for all."""
    found = check_sum(sought, own, amounts)
    if found is None:
        return ""
    sizes = {"parts": found.total, "sought": sought, "rest": found.rest}
    words = {name: money(size, currency) if currency else number(size) for name, size in sizes.items()}
    return str(found.doubt.label) % words
