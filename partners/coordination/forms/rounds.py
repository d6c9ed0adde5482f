"""Opening a reply round, and replying to one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.filters import Choices, FilterForm
from core.form_fields import AmountField, DayField, TextField, VersionMixin, offer
from core.formatting import money
from core.models import Organisation
from needs.models import Need
from partners.coordination.actions.rounds import MOST_NEEDS, RoundDraft, is_replaceable
from partners.coordination.models.rounds import ReplyRound
from partners.coordination.queries.rounds import NeedToReply
from partners.coordination.rules.rounds import default_reply_by
from partners.support.actions.answers import AnswerDraft
from partners.support.models.answers import ResponseKind


class RoundFilterForm(FilterForm):
    """Which needs the form of a round offers; who asks for one member state alone chooses none."""

    country = forms.ChoiceField(label=gettext_lazy("Needs of"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)

    def __init__(self, data: Mapping[str, Any], *, is_of_region: bool, **choices: Choices) -> None:
        super().__init__(data, **choices)
        if not is_of_region:
            del self.fields["country"]


class RoundForm(VersionMixin, forms.Form):
    """A round: its words, its day, and the needs and organisations that are put into it."""

    title = TextField(label=gettext_lazy("Title"), max_length=160)
    note = TextField.several_lines(
        rows=4,
        label=gettext_lazy("What the organisations are told"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Everybody who takes part reads this."),
    )
    reply_by = DayField(
        label=gettext_lazy("Reply by"),
        help_text=gettext_lazy("Two months from today unless you set another day. It can be put off later."),
    )
    needs = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Needs"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    organisations = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Organisations to ask"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        needs: Sequence[Need],
        organisations: Sequence[Organisation],
        reply_round: ReplyRound | None = None,
        asked: FilterForm | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        self.reply_round = reply_round
        offer(self, "needs", [(need.pk, f"{need.code} {need.title}") for need in needs])
        offer(self, "organisations", [(one.pk, one.name) for one in organisations])
        self.has_needs, self.has_organisations = bool(needs), bool(organisations)
        if reply_round is None:
            self.initial["reply_by"] = default_reply_by(timezone.localdate())
            self.fields["needs"].required = self.fields["organisations"].required = True
            self.fields["needs"].error_messages["required"] = _("Choose at least one need.")
            self.fields["organisations"].error_messages["required"] = _("Choose at least one organisation.")
            return
        self.fields["needs"].label = _("Further needs")
        self.fields["organisations"].label = _("Further organisations to ask")
        self.initial.update({name: getattr(reply_round, name) for name in ("title", "note", "reply_by", "version")})

    def clean_reply_by(self) -> Any:
        """A new day lies ahead; one that stands may have passed."""
        day = self.cleaned_data["reply_by"]
        is_new = self.reply_round is None or day != self.reply_round.reply_by
        if is_new and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        """A round that asks about more than anybody reads on one page is two."""
        typed = super().clean() or self.cleaned_data
        if len(typed.get("needs") or ()) > MOST_NEEDS:
            self.add_error("needs", _("A round asks about %(most)d needs at most.") % {"most": MOST_NEEDS})
        return typed

    def draft(self) -> RoundDraft:
        """What was typed. Ask for it only where the form is valid."""
        names = ("title", "note", "reply_by", "needs", "organisations")
        return RoundDraft(**{name: self.cleaned_data[name] for name in names})


class ReplyForm(forms.Form):
    """An organisation's replies to the needs of a round. What is left open is not answered yet."""

    def __init__(self, *args: Any, targets: Sequence[NeedToReply], **options: Any) -> None:
        super().__init__(*args, **options)
        self.targets = list(targets)
        for target in self.targets:
            if target.standing is None or is_replaceable(target.standing):
                self._ask(target)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The needs in the order of the round, each with its fields (none where the answer has moved on)."""
        rows = []
        for target in self.targets:
            names = {name: f"{name}_{target.asked.need.pk}" for name in ("kind", "note", "amount")}
            fields = {name: self[field] for name, field in names.items() if field in self.fields}
            rows.append({"target": target, "need": target.asked.need, **fields})
        return rows

    def clean(self) -> dict[str, Any]:
        """Support says what it is; a note needs a reply to stand under."""
        typed = super().clean() or self.cleaned_data
        for target in self.targets:
            key = target.asked.need.pk
            kind, note = typed.get(f"kind_{key}"), typed.get(f"note_{key}")
            is_empty = not note and typed.get(f"amount_{key}") is None and not self.errors.get(f"amount_{key}")
            if kind == ResponseKind.OFFER and is_empty:
                self.add_error(f"note_{key}", _("Say in a few words what you can support, or give an amount."))
            if not kind and (note or typed.get(f"amount_{key}")) and not self.errors.get(f"kind_{key}"):
                self.add_error(f"kind_{key}", _("You wrote something here: choose what you reply."))
            if kind == ResponseKind.OFFER and typed.get(f"amount_{key}") == 0:
                self.add_error(f"amount_{key}", _("Leave it empty if you offer no money."))
        if not self.errors and not self.replies():
            raise forms.ValidationError(_("Nothing has been chosen that is not stored already."))
        return typed

    def replies(self) -> dict[int, AnswerDraft]:
        """What is new in what was typed, by the key of the need."""
        found = {}
        for target in self.targets:
            key, standing = target.asked.need.pk, target.standing
            kind = self.cleaned_data.get(f"kind_{key}")
            if not kind:
                continue
            amount = self.cleaned_data.get(f"amount_{key}") if kind == ResponseKind.OFFER else None
            one = AnswerDraft(kind=kind, note=self.cleaned_data.get(f"note_{key}", ""), amount=amount)
            if standing is None or (standing.kind, standing.note, standing.amount) != (one.kind, one.note, one.amount):
                found[key] = one
        return found

    def _ask(self, target: NeedToReply) -> None:
        need, standing = target.asked.need, target.standing
        self.fields[f"kind_{need.pk}"] = forms.ChoiceField(
            label=_("Your reply to %(code)s") % {"code": need.code},
            choices=[("", _("Not answered yet")), *ResponseKind.choices],
            required=False,
            initial=standing.kind if standing else "",
        )
        if need.currency:
            left = target.coverage.money.remaining
            amount = AmountField(label=_("Amount, in %(currency)s") % {"currency": need.currency}, required=False)
            if left is not None and left > 0:
                amount.help_text = _("%(remains)s remains.") % {"remains": money(left, need.currency)}
            self.fields[f"amount_{need.pk}"] = amount
        self.fields[f"note_{need.pk}"] = TextField.several_lines(
            rows=2,
            label=_("Note on %(code)s") % {"code": need.code},
            required=False,
            max_length=2000,
            initial=standing.note if standing else "",
        )
