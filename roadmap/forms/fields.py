"""The filter of indicators, and fields that forms share: a value as its kind is given, a link, a period."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clearance.rules import add_months
from core.filters import FilterForm
from core.form_fields import AmountField, TextField
from roadmap.models import Indicator

OFFERED_PERIODS = 6


def value_field(indicator: Indicator, *, compact: bool = False, **options: Any) -> forms.Field:
    """A field for a value of this indicator, a Decimal or None; what is chosen is listed, or `compact`, in a menu."""
    kind = indicator.of_kind
    if kind.is_chosen:
        choices = [("", "–")] if compact else []
        choices += [(str(value), label) for value, label in kind.options()]
        widget = forms.Select if compact else forms.RadioSelect
        return forms.TypedChoiceField(choices=choices, coerce=Decimal, empty_value=None, widget=widget, **options)
    digits, places = kind.digits(indicator.decimals)
    return AmountField(max_digits=digits, decimal_places=places, max_value=kind.largest, **options)


def offered_periods(months: int, today: date) -> list[tuple[date, date]]:
    """The last complete reporting periods, newest first, in step with the calendar: years, halves, quarters, months."""
    step = max(1, months)
    start_of_step = 1 + (today.month - 1) // step * step if step < 12 else 1
    end = date(today.year, start_of_step, 1) - timedelta(days=1)
    found = []
    for _n in range(OFFERED_PERIODS):
        start = add_months(end + timedelta(days=1), -step)
        found.append((start, end))
        end = start - timedelta(days=1)
    return found


def period_key(start: date, end: date) -> str:
    """A period as a form carries it."""
    return f"{start.isoformat()}/{end.isoformat()}"


class IndicatorFilterForm(FilterForm):
    """The filter of the list of indicators; unknown values narrow nothing."""

    q = TextField(label=_("Text"), required=False, max_length=100)
    framework = forms.ChoiceField(label=_("Framework"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    ids = "id_%s"
