"""The parts of a need as rows of a form."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from core.form_fields import AmountField, TextField
from core.formatting import as_typed
from needs.content import NeedContent, PartContent
from needs.messages import sum_sentence

SPARE_PARTS, MOST_PARTS = 3, 20


class PartForm(forms.Form):
    """One part of a need. A row left empty is no part; emptying a row takes the part away."""

    component = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)
    title = TextField(label=_("Name of the part"), required=False, max_length=200)
    quantity = AmountField(label=_("Quantity"), required=False, max_digits=12)
    unit = TextField(label=_("Unit"), required=False, max_length=60)
    amount = AmountField(label=_("Amount"), required=False)

    def clean(self) -> dict[str, Any]:
        """A row with anything in it needs a name."""
        typed = super().clean() or self.cleaned_data
        has_more = any(typed.get(name) not in (None, "") for name in ("quantity", "unit", "amount"))
        if has_more and not typed.get("title") and "title" not in self.errors:
            self.add_error("title", _("Name the part, or empty the whole row to take it away."))
        return typed

    def part(self) -> PartContent | None:
        """The part that was typed; None for an empty row."""
        typed = self.cleaned_data
        if not typed.get("title"):
            return None
        others = {"quantity": typed.get("quantity"), "amount": typed.get("amount"), "pk": typed.get("component")}
        return PartContent(title=typed["title"], unit=typed.get("unit") or "", **others)


class BasePartFormSet(BaseFormSet):
    """The parts of a need; a part must be one of the need's own, or new."""

    def __init__(self, *args: Any, own_parts: Sequence[int] = (), **options: Any) -> None:
        self.own_parts = frozenset(own_parts)
        super().__init__(*args, **options)

    def clean(self) -> None:
        """Refuse the key of another need's part, and a count of rows that cannot be."""
        if self.total_form_count() < 0:
            raise ValidationError(_("The rows of parts did not arrive whole. Reload the page, and try again."))
        for form in self.forms:
            key = form.cleaned_data.get("component") if form.is_valid() else None
            if key and key not in self.own_parts:
                raise ValidationError(_("One of the rows belongs to another need. Reload the page, and try again."))

    def parts(self) -> tuple[PartContent, ...]:
        """The parts in their order, empty rows left out; a part that is named twice counts as new the second time."""
        found: list[PartContent] = []
        for form in self.forms:
            if part := form.part():
                is_repeated = part.pk in {earlier.pk for earlier in found}
                found.append(replace(part, pk=None) if is_repeated else part)
        return tuple(found)


PartFormSet: Any = formset_factory(
    PartForm, formset=BasePartFormSet, extra=SPARE_PARTS, max_num=MOST_PARTS, absolute_max=MOST_PARTS, validate_max=True
)


def initial_of_parts(content: NeedContent) -> list[dict[str, Any]]:
    """The parts as starting values of their rows."""
    return [
        {
            **vars(part),
            "component": part.pk,
            "quantity": as_typed(part.quantity, cents=True),
            "amount": as_typed(part.amount, cents=True),
        }
        for part in content.parts
    ]


def doubt_in(form: forms.Form, rows: Any) -> str:
    """The warning about sums in a form as it stands, typed or stored; empty where there is none."""
    parts = [(row["title"].value(), _amount(row["amount"])) for row in rows]
    amounts = [amount for title, amount in parts if title or amount is not None]
    sought, own = _amount(form["amount_sought"]), _amount(form["own_cofinancing"])
    return sum_sentence(sought, own, amounts, form["currency"].value() or "")


def _amount(bound: forms.BoundField) -> Decimal | None:
    """An amount as it stands in a field; None where there is none, or none that can be read."""
    try:
        value: Decimal | None = bound.field.clean(bound.value())
    except ValidationError:
        return None
    return value
