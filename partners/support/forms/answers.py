"""The answer to a need, and the decision on it."""

import re
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choosing import NameField, Names
from core.form_fields import AmountField, DayField, TextField, VersionMixin, offer
from core.formatting import as_typed, money, number
from needs.models import NeedComponent
from partners.programmes.models.programmes import Programme
from partners.support.actions.answers import AnswerDraft
from partners.support.models.answers import Response, ResponseKind
from partners.support.queries.responses import NeedToAnswer

PART_NAME = re.compile(r"part_\d{1,18}")


class PartRow:
    """A part of the need in the form: what it is, what remains of it, a tick, and a quantity where it has one."""

    def __init__(self, form: "AnswerForm", part: NeedComponent, remaining: Decimal) -> None:
        self.part = part
        self.remaining = remaining
        self.tick: BoundField = form[f"part_{part.pk}"]
        self.quantity: BoundField | None = form[f"quantity_{part.pk}"] if _is_counted(part) else None


class AnswerForm(forms.Form):
    """An organisation's answer to a need, filled with what remains of it. Only an offer carries parts and money.

    `under` is the short name of the programme to start from.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=ResponseKind.choices,
        initial=ResponseKind.OFFER,
        widget=forms.RadioSelect,
    )
    amount = AmountField(required=False)
    starts_on = DayField(label=gettext_lazy("From"), required=False)
    ends_on = DayField(label=gettext_lazy("Until"), required=False)
    programme = NameField(label=gettext_lazy("Under which programme"), required=False)
    note = TextField.several_lines(
        rows=4,
        label=gettext_lazy("What you offer, in words"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Also what is in kind: people, training, equipment. The country reads this."),
    )
    contact_role = TextField(
        label=gettext_lazy("Contact, by role"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A role, not a person, such as “Country programme manager”."),
    )

    def __init__(
        self, *args: Any, target: NeedToAnswer, programmes: QuerySet[Programme], under: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.target = target
        self.programmes = programmes
        names = Names(programmes, key="pk", name="title", others=("iati_identifier",))
        new = _("A new activity, or one that is not in the list")
        cast(NameField, self.fields["programme"]).choose_from(names, left_open=new)
        started_from = programmes.filter(slug=under).first() if under else None
        self.fields["programme"].initial = str(started_from.pk) if started_from else ""
        self._offer_amount()
        self._offer_parts()
        self._check_on_change()

    @property
    def part_rows(self) -> list[PartRow]:
        """The parts that can be ticked."""
        return [PartRow(self, part, self._remaining(part)) for part in self.target.uncovered]

    def clean(self) -> dict[str, Any]:
        """Leave aside what the answer does not carry, then ask that an offer offers something."""
        super().clean()
        typed, is_offer = self.cleaned_data, self.cleaned_data.get("kind") == ResponseKind.OFFER
        self._leave_aside(is_offer)
        if not is_offer or self.errors:
            return typed
        if any(PART_NAME.fullmatch(name) and name not in self.fields for name in self.data):
            vanished = _("A part that you ticked has been covered or changed meanwhile. Look at the parts once more.")
            self.add_error(None, vanished)
        if typed.get("amount") == 0:
            self.add_error("amount", _("Leave it empty if you offer no money."))
        for part in self._ticked():
            if typed.get(f"quantity_{part.pk}") == 0:
                self.add_error(f"quantity_{part.pk}", _("Say how many, or leave it empty for all of it."))
        if typed.get("amount") is None and not self._ticked() and not typed.get("note"):
            self.add_error(None, _("Say what you offer: an amount, a part of the need, or a few words."))
        starts_on, ends_on = typed.get("starts_on"), typed.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The offer ends before it begins."))
        return typed

    def draft(self) -> AnswerDraft:
        """What was typed. Ask for it only where the form is valid."""
        typed = self.cleaned_data
        is_offer = typed["kind"] == ResponseKind.OFFER
        return AnswerDraft(
            kind=typed["kind"],
            programme=self.programmes.filter(pk=typed["programme"]).first() if typed["programme"] else None,
            amount=typed.get("amount") if is_offer else None,
            parts={part.pk: typed.get(f"quantity_{part.pk}") for part in self._ticked()} if is_offer else {},
            starts_on=typed["starts_on"] if is_offer else None,
            ends_on=typed["ends_on"] if is_offer else None,
            note=typed["note"],
            contact_role=typed["contact_role"],
        )

    def more_than_remains(self) -> dict[str, str]:
        """Sentences on what is offered beyond what remains, by field. More is welcome; it is said, not refused."""
        typed = getattr(self, "cleaned_data", {})
        if typed.get("kind") != ResponseKind.OFFER:
            return {}
        found = {}
        amount, left = typed.get("amount"), self.target.coverage.money.remaining
        if amount and left is not None and amount > left:
            remains = money(left, self.target.need.currency)
            found["amount"] = _("This is more than remains: %(remains)s.") % {"remains": remains}
        for part in self._ticked():
            quantity, left = typed.get(f"quantity_{part.pk}"), self._remaining(part)
            if quantity and quantity > left:
                remains = f"{number(left)} {part.unit}".strip()
                found[f"quantity_{part.pk}"] = _("This is more than remains: %(remains)s.") % {"remains": remains}
        return found

    def _offer_amount(self) -> None:
        """Money is in the need's currency; a need without one takes none."""
        currency = self.target.need.currency
        if not currency:
            del self.fields["amount"]
            return
        field, left = self.fields["amount"], self.target.coverage.money.remaining
        field.label = _("Amount, in %(currency)s") % {"currency": currency}
        field.help_text = _("Figures only. Leave it empty if you offer no money.")
        if left:
            remains = money(left, currency)
            field.help_text = _("%(remains)s remains. Leave it empty if you offer no money.") % {"remains": remains}
            field.initial = as_typed(left)

    def _offer_parts(self) -> None:
        """A tick for each part that is not covered, and a quantity where it can be counted."""
        for part in self.target.uncovered:
            self.fields[f"part_{part.pk}"] = forms.BooleanField(label=part.title, required=False, initial=True)
            if _is_counted(part):
                label = _("How many (%(unit)s)") % {"unit": part.unit} if part.unit else _("How many")
                self.fields[f"quantity_{part.pk}"] = AmountField(
                    max_digits=12, label=label, required=False, initial=as_typed(self._remaining(part))
                )

    def _check_on_change(self) -> None:
        """Have each typed field checked by the server when it changes; only its place for errors is swapped."""
        address = reverse("partners:respond-check", args=[self.target.need.code])
        for name, field in self.fields.items():
            if field.widget.is_hidden or isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput):
                continue
            help_id = [f"id_{name}_helptext"] if field.help_text else []
            field.widget.attrs |= {
                "aria-describedby": " ".join([*help_id, f"id_{name}_error"]),
                "hx-post": f"{address}?field={name}",
                "hx-trigger": "change",
                "hx-target": f"#id_{name}_error",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-params": "not draft_envelope",
            }

    def _leave_aside(self, is_offer: bool) -> None:
        """Faults in fields that the answer does not carry are no faults: they are not stored."""
        ticked = {f"quantity_{part.pk}" for part in self._ticked()} if is_offer else set()
        for name in list(self.errors):
            is_unticked = name.startswith("quantity_") and name not in ticked
            if is_unticked or (not is_offer and name in ("amount", "starts_on", "ends_on")):
                del self.errors[name]
                self.cleaned_data[name] = None

    def _ticked(self) -> list[NeedComponent]:
        return [part for part in self.target.uncovered if self.cleaned_data.get(f"part_{part.pk}")]

    def _remaining(self, part: NeedComponent) -> Decimal:
        return self.target.coverage.each_part[str(part.pk)].remaining or Decimal(0)


class RevisionForm(VersionMixin, AnswerForm):
    """A change of an answer that the country has not decided on, filled with the answer as it stands."""

    def __init__(self, *args: Any, response: Response, target: NeedToAnswer, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        offer(self, "kind", [choice for choice in ResponseKind.choices if choice[0] != ResponseKind.NOT_NOW])
        names = ("kind", "starts_on", "ends_on", "note", "contact_role", "version")
        stands: dict[str, Any] = {name: getattr(response, name) for name in names}
        stands["programme"] = str(response.programme_id or "")
        if "amount" in self.fields:
            stands["amount"] = as_typed(response.amount)
        offered = {part.component_id: part.quantity for part in response.parts.all()}
        for part in target.uncovered:
            stands[f"part_{part.pk}"] = part.pk in offered
            quantity = offered.get(part.pk)
            if quantity is not None:
                stands[f"quantity_{part.pk}"] = as_typed(quantity)
        for name, value in stands.items():
            if name in self.fields:
                self.fields[name].initial = value


def _is_counted(part: NeedComponent) -> bool:
    """Whether a part has a quantity; without one it is one and indivisible."""
    return part.quantity is not None and part.quantity > 0
