"""How sums of many programmes are written. Formatting only."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from core.formatting import NOTHING, number

register = template.Library()

_THOUSAND = Decimal(1000)
_HALF = Decimal(500)


@register.filter
def thousands(amount: Decimal | None) -> str:
    """Dollars in whole thousands: 1234567 -> "1,235". What rounds to nought and is not is "under 1"; None is a dash."""
    if amount is None:
        return NOTHING
    if 0 < amount < _HALF:
        return _("under 1")
    return number(amount / _THOUSAND, 0)
