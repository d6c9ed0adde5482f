"""The country's decision on an answer, messages, and what was delivered."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import AmountField, DayField, TextField, VersionMixin
from partners.support.actions.answers import Acceptance
from partners.support.actions.deliveries import DeliveryDraft
from partners.support.queries.answer_page import AnswerLine, AnswerPage
from partners.support.rules.answers import AnswerMove, DeliveryMove

MONEY = "money"
# Both notes brought together, under the decision that a colleague has taken.
KEEP = "keep"


class DecisionForm(VersionMixin, forms.Form):
    """The country's decision on an answer, with its note; an offer may be accepted in part.

    What is accepted starts from what is offered, or from what remains where that is less.
    """

    note = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Your note"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("The organisation reads it. Declining needs a reason."),
    )
    more = forms.BooleanField(label=gettext_lazy("Accept more than remains"), required=False)
    move = forms.ChoiceField(
        choices=[(move.value, move.value) for move in (AnswerMove.ACCEPT, AnswerMove.DISCUSS, AnswerMove.DECLINE)],
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Choose what to do."), "invalid_choice": gettext_lazy("Choose.")},
    )

    def __init__(self, *args: Any, page: AnswerPage, **options: Any) -> None:
        super().__init__(*args, **options)
        self.page = page
        can_accept = AnswerMove.ACCEPT in page.row.moves
        self.lines = tuple(line for line in page.lines if line.is_counted or line.part) if can_accept else ()
        for line in self.lines:
            self.fields[_accepted(line)] = _size_field(line, self._start(line))
        if not self.lines:
            del self.fields["more"]

    @property
    def accept_rows(self) -> list[tuple[AnswerLine, BoundField]]:
        """What can be accepted: each line with its field."""
        return [(line, self[_accepted(line)]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason, and nobody accepts more than is offered."""
        typed = super().clean() or self.cleaned_data
        if typed.get("move") == AnswerMove.DECLINE and not typed.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why: the organisation that offered has a right to a reason."))
        if typed.get("move") != AnswerMove.ACCEPT:
            for line in self.lines:
                self.errors.pop(_accepted(line), None)
            return typed
        for line in self.lines:
            size = typed.get(_accepted(line))
            if size is not None and size > line.offered:
                self.add_error(_accepted(line), _("You cannot accept more than is offered."))
        return typed

    def acceptance(self) -> Acceptance:
        """How much is accepted; what was left empty is accepted as offered."""
        sizes = {line: self.cleaned_data.get(_accepted(line)) for line in self.lines}
        return Acceptance(
            amount=next((size for line, size in sizes.items() if line.part is None), None),
            parts={line.part.component_id: size for line, size in sizes.items() if line.part and size is not None},
            more=bool(self.cleaned_data.get("more")),
        )

    def _start(self, line: AnswerLine) -> Decimal:
        left = line.remaining
        return left if left is not None and 0 < left < line.offered else line.offered


class MessageForm(forms.Form):
    """A message to the other side."""

    text = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Your message"),
        max_length=4000,
        help_text=gettext_lazy("Read by the two sides of this answer and nobody else."),
    )


class StepForm(VersionMixin, forms.Form):
    """Saying that delivery has begun."""

    move = forms.ChoiceField(choices=[(AnswerMove.START.value, "")], widget=forms.HiddenInput)


class WithdrawAnswerForm(VersionMixin, forms.Form):
    """Taking an answer back, or ending it early; the reason goes to the country."""

    note = TextField.several_lines(
        rows=2,
        label=gettext_lazy("Why"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("The country reads it."),
    )


class DeliveryForm(VersionMixin, forms.Form):
    """What was delivered: it starts from what was accepted and is still to come."""

    delivered_on = DayField(label=gettext_lazy("Delivered on"))
    note = TextField.several_lines(
        rows=3,
        label=gettext_lazy("In words"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("What was delivered, where, to whom. The country reads it."),
    )
    is_final = forms.BooleanField(
        label=gettext_lazy("This completes it: nothing more will come"),
        required=False,
        help_text=gettext_lazy("Once the country confirms, only what it confirmed counts, and the rest is open again."),
    )

    def __init__(self, *args: Any, page: AnswerPage, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = page.lines
        self.fields["delivered_on"].initial = timezone.localdate()
        self.fields["version"].initial = page.row.response.version
        for line in self.lines:
            self.fields[_delivered(line)] = _size_field(line, line.to_come)

    def show(self, draft: DeliveryDraft) -> None:
        """Start from what a report says."""
        says: dict[str, Any] = {"delivered_on": draft.delivered_on, "note": draft.note, "is_final": draft.is_final}
        for line in self.lines:
            size = draft.parts.get(line.part.pk) if line.part else draft.amount
            says[_delivered(line)] = "" if size is None else figures(size)
        self.initial = {**self.initial, **says}

    @property
    def rows(self) -> list[tuple[AnswerLine, BoundField]]:
        """What can be delivered: each line with its field."""
        return [(line, self[_delivered(line)]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        """Something was delivered, and not tomorrow."""
        typed = super().clean() or self.cleaned_data
        day = typed.get("delivered_on")
        if day and day > timezone.localdate():
            self.add_error("delivered_on", _("Report what was delivered, not what will be."))
        for line in self.lines:
            size = typed.get(_delivered(line))
            if line.part and not line.is_counted and size and size > 1:
                self.add_error(_delivered(line), _("This part is one: write 1, or leave it empty."))
        if not self.errors and not typed.get("note") and not any(typed.get(_delivered(line)) for line in self.lines):
            self.add_error(None, _("Say what was delivered: an amount, a part, or a few words."))
        return typed

    def draft(self) -> DeliveryDraft:
        """What was typed. Ask for it only where the form is valid."""
        typed = self.cleaned_data
        sizes = {line: typed.get(_delivered(line)) for line in self.lines}
        return DeliveryDraft(
            delivered_on=typed["delivered_on"],
            amount=next((size for line, size in sizes.items() if line.part is None and size), None),
            parts={line.part.pk: size for line, size in sizes.items() if line.part and size},
            note=typed["note"],
            is_final=typed["is_final"],
        )


class DeliveryDecisionForm(VersionMixin, forms.Form):
    """The country's word on a report of delivery."""

    note = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Your note"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("The organisation reads it. A dispute needs a reason."),
    )
    move = forms.ChoiceField(
        choices=[(name, name) for name in (DeliveryMove.CONFIRM.value, DeliveryMove.DISPUTE.value, KEEP)],
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Choose what to do."), "invalid_choice": gettext_lazy("Choose.")},
    )

    def clean(self) -> dict[str, Any]:
        """A dispute has a reason."""
        typed = super().clean() or self.cleaned_data
        if typed.get("move") == DeliveryMove.DISPUTE and not typed.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say what is wrong with it: the organisation has a right to a reason."))
        return typed


class PressForm(VersionMixin, forms.Form):
    """A press that carries nothing but the version that was seen."""


class SeenThreadForm(forms.Form):
    """Up to which message the thread has been read."""

    seen = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def figures(amount: Decimal) -> str:
    """An amount as people type it: grouped, no zeros after the point, no exponent."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _accepted(line: AnswerLine) -> str:
    return f"accepted_{line.part.component_id if line.part else MONEY}"


def _delivered(line: AnswerLine) -> str:
    return f"delivered_{line.part.component_id if line.part else MONEY}"


def _size_field(line: AnswerLine, start: Decimal) -> AmountField:
    """A field for how much of a line. A part that is not counted is one: 1 for it, 0 for nothing."""
    if line.part is None:
        label = _("Money, in %(currency)s") % {"currency": line.currency}
    elif line.is_counted and line.unit:
        label = _("%(part)s (%(unit)s)") % {"part": line.label, "unit": line.unit}
    elif line.is_counted:
        label = line.label
    else:
        label = _("%(part)s (1 for all of it, 0 for nothing)") % {"part": line.label}
    digits = 12 if line.part else 14
    return AmountField(max_digits=digits, label=label, required=False, initial=figures(start))
