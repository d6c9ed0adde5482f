"""The country's decision on an answer, messages, and what was delivered."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import AmountField, DayField, TextField, VersionMixin
from core.formatting import as_typed
from partners.support.actions.answers import Acceptance
from partners.support.actions.deliveries import DeliveryDraft
from partners.support.queries.answer_page import AnswerLine, AnswerPage
from partners.support.rules.answers import DECISIONS, AnswerMove, DeliveryMove

# Both notes brought together, under the decision that a colleague has taken.
KEEP = "keep"


def _note_field(label: Any, help_text: Any, rows: int = 3) -> TextField:
    return TextField.several_lines(rows=rows, label=label, required=False, max_length=2000, help_text=help_text)


def _move_field(*moves: str) -> forms.ChoiceField:
    """The button that was pressed."""
    return forms.ChoiceField(
        choices=[(str(move), str(move)) for move in moves],
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Choose what to do."), "invalid_choice": gettext_lazy("Choose.")},
    )


class LinesForm(VersionMixin, forms.Form):
    """A form with a field for how much of each line of an answer; `stem` begins the fields' names."""

    stem: ClassVar[str]
    lines: tuple[AnswerLine, ...] = ()

    @property
    def rows(self) -> list[tuple[AnswerLine, BoundField]]:
        """Each line with its field."""
        return [(line, self[self._name(line)]) for line in self.lines]

    def _offer(self, lines: Iterable[AnswerLine], start: Callable[[AnswerLine], Decimal]) -> None:
        self.lines = tuple(lines)
        for line in self.lines:
            self.fields[self._name(line)] = _size_field(line, start(line))

    def _name(self, line: AnswerLine) -> str:
        return f"{self.stem}_{line.key}"

    def _sizes(self) -> dict[AnswerLine, Decimal | None]:
        """How much was typed for each line."""
        return {line: self.cleaned_data.get(self._name(line)) for line in self.lines}


class DecisionForm(LinesForm):
    """The country's decision on an answer, with its note; an offer may be accepted in part.

    What is accepted starts from what is offered, or from what remains where that is less.
    """

    stem = "accepted"
    note = _note_field(gettext_lazy("Your note"), gettext_lazy("The organisation reads it. Declining needs a reason."))
    more = forms.BooleanField(label=gettext_lazy("Accept more than remains"), required=False)
    move = _move_field(*DECISIONS)

    def __init__(self, *args: Any, page: AnswerPage, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer(page.lines if AnswerMove.ACCEPT in page.row.moves else (), _what_fits)
        if not self.lines:
            del self.fields["more"]

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason, and nobody accepts more than is offered."""
        typed = super().clean() or self.cleaned_data
        if typed.get("move") == AnswerMove.DECLINE and not typed.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why: the organisation that offered has a right to a reason."))
        for line, size in self._sizes().items():
            if typed.get("move") != AnswerMove.ACCEPT:
                self.errors.pop(self._name(line), None)
            elif size is not None and size > line.offered:
                self.add_error(self._name(line), _("You cannot accept more than is offered."))
        return typed

    def acceptance(self) -> Acceptance:
        """How much is accepted; what was left empty is accepted as offered."""
        sizes = self._sizes()
        return Acceptance(
            amount=next((size for line, size in sizes.items() if line.part is None), None),
            parts={line.part.component_id: size for line, size in sizes.items() if line.part and size is not None},
            more=bool(self.cleaned_data.get("more")),
        )


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

    note = _note_field(gettext_lazy("Why"), gettext_lazy("The country reads it."), rows=2)


class DeliveryForm(LinesForm):
    """What was delivered: it starts from what was accepted and is still to come."""

    stem = "delivered"
    delivered_on = DayField(label=gettext_lazy("Delivered on"))
    note = _note_field(
        gettext_lazy("In words"), gettext_lazy("What was delivered, where, to whom. The country reads it.")
    )
    is_final = forms.BooleanField(
        label=gettext_lazy("This completes it: nothing more will come"),
        required=False,
        help_text=gettext_lazy("Once the country confirms, only what it confirmed counts, and the rest is open again."),
    )

    def __init__(self, *args: Any, page: AnswerPage, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["delivered_on"].initial = timezone.localdate()
        self.fields["version"].initial = page.row.response.version
        self._offer(page.lines, lambda line: line.to_come)

    def show(self, draft: DeliveryDraft) -> None:
        """Start from what a report says."""
        says: dict[str, Any] = {"delivered_on": draft.delivered_on, "note": draft.note, "is_final": draft.is_final}
        for line in self.lines:
            size = draft.parts.get(line.part.pk) if line.part else draft.amount
            says[self._name(line)] = as_typed(size)
        self.initial = {**self.initial, **says}

    def clean(self) -> dict[str, Any]:
        """Something was delivered, and not tomorrow."""
        typed, sizes = super().clean() or self.cleaned_data, self._sizes()
        day = typed.get("delivered_on")
        if day and day > timezone.localdate():
            self.add_error("delivered_on", _("Report what was delivered, not what will be."))
        for line, size in sizes.items():
            if not line.is_counted and size and size > 1:
                self.add_error(self._name(line), _("This part is one: write 1, or leave it empty."))
        if not self.errors and not typed.get("note") and not any(sizes.values()):
            self.add_error(None, _("Say what was delivered: an amount, a part, or a few words."))
        return typed

    def draft(self) -> DeliveryDraft:
        """What was typed. Ask for it only where the form is valid."""
        typed, sizes = self.cleaned_data, self._sizes()
        return DeliveryDraft(
            delivered_on=typed["delivered_on"],
            amount=next((size for line, size in sizes.items() if line.part is None and size), None),
            parts={line.part.pk: size for line, size in sizes.items() if line.part and size},
            note=typed["note"],
            is_final=typed["is_final"],
        )


class DeliveryDecisionForm(VersionMixin, forms.Form):
    """The country's word on a report of delivery."""

    note = _note_field(gettext_lazy("Your note"), gettext_lazy("The organisation reads it. A dispute needs a reason."))
    move = _move_field(DeliveryMove.CONFIRM, DeliveryMove.DISPUTE, KEEP)

    def clean(self) -> dict[str, Any]:
        """A dispute has a reason."""
        typed = super().clean() or self.cleaned_data
        if typed.get("move") == DeliveryMove.DISPUTE and not typed.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say what is wrong with it: the organisation has a right to a reason."))
        return typed


class SeenThreadForm(forms.Form):
    """Up to which message the thread has been read."""

    seen = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def _what_fits(line: AnswerLine) -> Decimal:
    """What is offered, or what remains where that is less."""
    left = line.remaining
    return left if left is not None and 0 < left < line.offered else line.offered


def _size_field(line: AnswerLine, start: Decimal) -> AmountField:
    """A field for how much of a line. A part that is not counted is one: 1 for it, 0 for nothing."""
    if line.part is None:
        label = _("Money, in %(currency)s") % {"currency": line.currency}
    elif not line.is_counted:
        label = _("%(part)s (1 for all of it, 0 for nothing)") % {"part": line.label}
    elif unit := line.part.component.unit:
        label = _("%(part)s (%(unit)s)") % {"part": line.label, "unit": unit}
    else:
        label = line.label
    digits = 12 if line.part else 14
    return AmountField(max_digits=digits, label=label, required=False, initial=as_typed(start))
