"""How numbers, money, shares and ages are written on every page. Reads no data, decides nothing."""

import datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NOTHING = "–"
MANY_DIGITS = Context(prec=60)


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
    """Grouped figures: 1234.50 -> "1,234.5"; with places, rounded half up. None or no number -> an en dash."""
    amount = _decimal(value)
    if amount is None:
        return NOTHING
    if places is None:
        amount = amount.normalize()
        exponent = amount.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
    # Django cuts digits off instead of rounding.
    amount = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, MANY_DIGITS)
    amount = amount or Decimal(0)  # no minus nought
    return formats.number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)


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
    """Amount in whole units after its ISO 4217 code: "USD 4,200,000". None -> an en dash."""
    figures = number(amount, 0)
    return NOTHING if figures == NOTHING else f"{currency}\N{NO-BREAK SPACE}{figures}"


def percent(ratio: Any, places: int = 0) -> str:
    """A ratio as per cent: 0.854 -> "85%". Not clipped: 1.2 -> "120%". None -> an en dash."""
    amount = _decimal(ratio)
    return NOTHING if amount is None else f"{number(amount * 100, places)}%"


def share(value: Any) -> str:
    """A width for an SVG attribute: per cent clipped to 0–100, with a point whatever the language. None -> "0"."""
    amount = _decimal(value)
    return "0" if amount is None else f"{min(max(amount, Decimal(0)), Decimal(100)):.1f}"


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
    """Time from a date or datetime until today, in one unit: "today", "12 days", "5 months". No date -> empty."""
    if isinstance(since, datetime.datetime):
        since = timezone.localdate(since) if timezone.is_aware(since) else since.date()
    if not isinstance(since, datetime.date):
        return ""
    days = (timezone.localdate() - since).days
    if days <= 0:
        return _("today")
    if days < 61:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 730:
        months = round(days / 30.44)
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    years = days // 365
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
