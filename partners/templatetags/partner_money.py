"""How sums of many programmes are written. Formatting only."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from core.formatting import NOTHING, number
from partners.programmes.charts import million
from partners.programmes.messages import unknown_sentence

register = template.Library()
register.filter(million)
register.filter(unknown_sentence)


@register.filter
def thousands(amount: Decimal | None) -> str:
    """Dollars in whole thousands: 1234567 -> "1,235". What rounds to nought and is not is "under 1"; None is a dash."""
    if amount is None:
        return NOTHING
    return _("under 1") if 0 < amount < 500 else number(amount / 1000, 0)
