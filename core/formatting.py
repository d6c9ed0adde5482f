"""How numbers, money, shares and ages are written on every page. Reads no data, decides nothing."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NOTHING = "–"
MINUS = "\N{MINUS SIGN}"
MANY_DIGITS = Context(prec=60)
MOST_PLACES = 6
HUNDRED = Decimal(100)
SLIVER = Decimal("0.5")
TWO_MONTHS = 62  # days, at most


def _decimal(value: Any) -> Decimal | None:
    """The value as a finite Decimal, or None: blank is never nought."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        result = Decimal(str(value))
    except InvalidOperation:
        return None
    return result if result.is_finite() else None


def number(value: Any, places: int | None = None) -> str:
    """Grouped figures: 1234.50 -> "1,234.5"; with places, rounded half up. None or no number -> an en dash.

    A figure below nought has a minus sign and no hyphen. What is not nought is never written as nought: with no places
    0.4 -> "< 1", with one -0.04 -> "> −0.1".
    """
    amount = _decimal(value)
    if amount is None:
        return NOTHING
    return _figures(amount, _places_of(amount) if places is None else places)


def beside(value: Any, lines: Iterable[Any], places: int = 0) -> str:
    """Grouped figures that fall on the same side of every line as the number does, whatever stands beside them.

    Rounded to `places`, or to as many more as it takes: 0.8496 beside 0.85 -> "0.8496", 0.9 -> "0.90" with two places.
    Where six are not enough, it is said to be less or more than the line: "< 0.85".
    """
    amount = _decimal(value)
    return NOTHING if amount is None else _figures_beside(amount, lines, places)


def _figures(amount: Decimal, places: int) -> str:
    """The amount rounded to so many places, a sign before it where it would be taken for nought."""
    # Django cuts digits off instead of rounding.
    rounded = _rounded(amount, places)
    sign = ""
    if amount and not rounded:
        sign, rounded = _near(amount > 0), Decimal(1).scaleb(-places).copy_sign(amount)
    rounded = rounded or Decimal(0)  # no minus nought
    figures = formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)
    # The sign that is as wide as a plus, in line with the figures, and never parted from them as a hyphen is.
    return sign + figures.replace("-", MINUS)


def _places_of(amount: Decimal) -> int:
    """How many places a number has after the point, without closing zeros."""
    exponent = amount.normalize(MANY_DIGITS).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _figures_beside(amount: Decimal, lines: Iterable[Any], places: int) -> str:
    """The amount with the fewest places, at least those, at which rounding crosses none of the lines and comes to rest
    on none that it is not on."""
    found = [line for line in map(_decimal, lines) if line is not None]
    for more in range(places, max(places, MOST_PLACES) + 1):
        rounded = _rounded(amount, more)
        crossed = [line for line in found if (rounded > line) - (rounded < line) != (amount > line) - (amount < line)]
        if not crossed:
            return _figures(amount, more)
    line = crossed[0]
    return _near(amount < line) + _figures(line, max(places, _places_of(line)))


def _rounded(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, MANY_DIGITS)


def _near(is_below: bool) -> str:
    """The sign before a figure that the number does not reach."""
    return ("<" if is_below else ">") + "\N{NO-BREAK SPACE}"


def as_typed(amount: Decimal | None, *, cents: bool = False) -> str:
    """An amount as people type it into a field: grouped, no zeros after the point, no exponent. None -> empty.

    With `cents`, two figures stand after the point where there are any.
    """
    if amount is None:
        return ""
    whole, _point, rest = f"{amount:,f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest:0<2}" if rest and cents else f"{whole}.{rest}".rstrip(".")


def money(amount: Any, currency: str = "USD") -> str:
    """Amount after its ISO 4217 code: "USD 4,200,000", with cents where there are any: "USD 0.40". None -> an en dash.

    Nothing is rounded away: what is left of a sum is not nought as long as a cent is.
    """
    value = _decimal(amount)
    if value is None:
        return NOTHING
    return f"{currency}\N{NO-BREAK SPACE}{_figures(value, 2 if _places_of(value) else 0)}"


def percent(ratio: Any, places: int = 0) -> str:
    """A ratio as per cent: 0.854 -> "85%". Not clipped: 1.2 -> "120%". None -> an en dash."""
    amount = _decimal(ratio)
    return NOTHING if amount is None else per_cent(amount * 100, places)


def per_cent(value: Any, places: int | None = 0, lines: Sequence[Any] = ()) -> str:
    """A number of per cent with its sign: 85.4 -> "85%"; with None places as many as it has. None -> an en dash.

    The one way in which a percentage is written. 0% and 100% are said of what is exactly that: 0.3 -> "< 1%", 99.7 ->
    "> 99%", 100.2 -> "> 100%", -0.2 -> "> −1%". `lines` are thresholds in per cent that stand beside it, and a figure
    falls on the side on which the number does: 84.6 beside 85 -> "84.6%".
    """
    amount = _decimal(value)
    if amount is None:
        return NOTHING
    places = _places_of(amount) if places is None else places
    if _rounded(amount, places) != HUNDRED or amount == HUNDRED or HUNDRED in lines:
        return f"{_figures_beside(amount, lines, places)}%"
    step = Decimal(1).scaleb(-places)
    return f"{_near(False)}{_figures(HUNDRED - step if amount < HUNDRED else HUNDRED, places)}%"


def share(value: Any) -> str:
    """A width for an SVG attribute: per cent clipped to 0–100, with a point whatever the language. None -> "0".

    A bar is empty or full only where the number is 0 or 100: what is less or more keeps half a per cent to be seen by.
    """
    amount = _decimal(value)
    if amount is None:
        return "0"
    if 0 < amount < HUNDRED:
        amount = min(max(amount, SLIVER), HUNDRED - SLIVER)
    return f"{min(max(amount, Decimal(0)), HUNDRED):.1f}"


def part(ratio: Any) -> str:
    """A ratio as the value of a `progress` element of which 1 is the whole, clipped like `share`."""
    amount = _decimal(ratio)
    return "0" if amount is None else f"{Decimal(share(amount * 100)) / 100:f}"


def period_text(start: datetime.date, end: datetime.date) -> str:
    """A period in as few words as it needs: a year, a quarter, a month, a day, or from and to."""
    begins_month, ends_month = start.day == 1, (end + datetime.timedelta(days=1)).day == 1
    if begins_month and ends_month:
        if (start.month, end.month) == (1, 12):
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        if (start.year, start.month) == (end.year, end.month):
            return formats.date_format(start, "F Y")
        if start.year == end.year:
            return f"{formats.date_format(start, 'F')}–{formats.date_format(end, 'F Y')}"
    if start == end:
        return formats.date_format(start, "j F Y")
    return f"{formats.date_format(start, 'j F Y')} – {formats.date_format(end, 'j F Y')}"


def age(since: Any) -> str:
    """Time from a date or datetime until today, in one unit: "today", "12 days", "5 months". No date -> empty.

    Months and years are full ones, by the calendar: what is not a year old yet is not "12 months" old, for a year is
    where much of what stands beside an age begins to be called old.
    """
    if isinstance(since, datetime.datetime):
        since = timezone.localdate(since) if timezone.is_aware(since) else since.date()
    if not isinstance(since, datetime.date):
        return ""
    today = timezone.localdate()
    days = (today - since).days
    if days <= 0:
        return _("today")
    if days < TWO_MONTHS:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    if months < 24:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    years = months // 12
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
