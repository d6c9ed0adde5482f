"""The form with which a need is entered and edited."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.form_fields import AmountField, DayField, TextField, VersionMixin, offer
from core.formatting import as_typed
from core.models import Priority
from needs.content import NEED_FIELDS, NeedContent, PartContent, missing
from needs.forms.fields import named, text
from needs.models import AmountBasis, PlanObjective, SupportKind, TargetGroup, Urgency
from needs.rules import NeedStatus

# The currencies of the member states, then those in which partners usually give.
ASEAN_CURRENCIES = ("BND", "IDR", "KHR", "LAK", "MMK", "MYR", "PHP", "SGD", "THB", "USD", "VND")
OTHER_CURRENCIES = ("AUD", "CAD", "CHF", "CNY", "DKK", "EUR", "GBP", "JPY", "KRW", "NOK", "NZD", "SEK")
CURRENCIES = (*ASEAN_CURRENCIES, *OTHER_CURRENCIES)
Ticks = partial(forms.MultipleChoiceField, widget=forms.CheckboxSelectMultiple)
Choices = tuple[list[Priority], list[PlanObjective]]
Section = tuple[Any, list[list[tuple[forms.BoundField, bool]]]]


class NeedForm(VersionMixin, forms.Form):
    """A need as a focal point enters it. A title and a priority make a draft; submitting asks for the rest."""

    # What makes sense only together: an amount in another currency is another amount.
    decided_together = (
        ("plan_objective", "no_plan_reason"),
        ("amount_sought", "currency", "amount_basis", "own_cofinancing"),
    )
    # Legend -> names of fields in their order; what stands in brackets stands side by side. The parts come in between.
    SECTIONS = (
        ("", ("title", "priority", "statement")),
        (_("Where it stands in your plans"), ("plan_objective", "no_plan_reason")),
        (_("What would help, and when"), ("support_kinds", "target_groups", ("urgency", "needed_by"))),
        (_("Money"), ("amount_sought", ("currency", "amount_basis"), "own_cofinancing")),
    )
    SECTIONS_BELOW_PARTS = (
        (_("What donors ask first"), ("under_way", "asked_elsewhere")),
        (_("Who leads"), ("lead_agency", "contact_role")),
        (_("The change"), ("status", "reason")),
    )
    # What must be filled before the clearing officer gets it, beside the title and the priority.
    NEEDED_TO_SUBMIT = frozenset({"statement", "plan_objective", "support_kinds", "lead_agency", "reason"})

    title = text("title", _("One line, as it should stand in the register: what, for whom."))
    priority = named("priority", forms.ChoiceField, _("The general priority under which this need comes first."))
    statement = text(
        "statement", _("What is missing today, what would change, and where. A partner reads this first."), rows=7
    )
    plan_objective = named(
        "plan_objective",
        forms.ChoiceField,
        _(
            "The objective of an official plan that this need serves. Donors ask for it. "
            "Before submitting, choose one or give a reason below."
        ),
    )
    no_plan_reason = text(
        "no_plan_reason", _("Only where no plan covers it, such as a new threat or a plan under revision."), rows=2
    )
    support_kinds = named("support_kinds", Ticks, _("Tick all that would help."), choices=SupportKind.choices)
    target_groups = named("target_groups", Ticks, _("Who would use the support."), choices=TargetGroup.choices)
    urgency = named(
        "urgency",
        forms.ChoiceField,
        _("In the words of CITES; “not a priority” is a legitimate answer."),
        choices=Urgency.choices,
        initial=Urgency.MEDIUM,
    )
    needed_by = named("needed_by", DayField, _("The day after which it would come too late."))
    amount_sought = named(
        "amount_sought",
        AmountField,
        _("Figures only, such as 250,000. Leave it empty if it is not known: empty is not nought."),
    )
    currency = named("currency", forms.ChoiceField, choices=[("", "–"), *((code, code) for code in CURRENCIES)])
    amount_basis = named("amount_basis", forms.ChoiceField, choices=[("", "–"), *AmountBasis.choices])
    own_cofinancing = named(
        "own_cofinancing", AmountField, _("What your country puts in itself, in the same currency.")
    )
    under_way = text("under_way", _("What is being done, by your country or with others."), rows=3)
    asked_elsewhere = text("asked_elsewhere", _("Where the same has been asked for, and how it went."), rows=3)
    lead_agency = text("lead_agency")
    contact_role = text("contact_role", _("A role, not a person, such as “Head of the CITES Management Authority”."))
    status = named(
        "status",
        forms.ChoiceField,
        _("Your country's own word on support; what partners confirmed is computed beside it."),
        choices=NeedStatus.choices,
    )
    reason = TextField.several_lines(
        rows=2,
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("The need has been cleared. All who see it will read why it changed."),
    )

    def __init__(
        self, *args: Any, choices: Choices, is_change: bool = False, currency: str = "", **options: Any
    ) -> None:
        """`choices` as from `needs.queries.entry.entry_choices`; `is_change` where a cleared need is to change;
        `currency` is what stands in the need, and stays to be chosen also where it is used no more."""
        super().__init__(*args, **options)
        priorities, objectives = choices
        self.priorities = {row.code: row for row in priorities}
        self.objectives = {str(row.pk): row for row in objectives}
        in_plans = [("", _("In no plan yet")), *grouped(objectives)]
        offer(self, "priority", [("", _("Choose")), *((code, row.name) for code, row in self.priorities.items())])
        offer(self, "plan_objective", in_plans)
        codes = dict.fromkeys([*CURRENCIES, *([currency] if currency else [])])
        offer(self, "currency", [("", "–"), *((code, code) for code in codes)])
        if not is_change:
            del self.fields["status"], self.fields["reason"]

    def sections(self) -> list[Section]:
        """What stands above the parts: each legend, and its fields row by row with whether submitting needs them."""
        return self._sections(self.SECTIONS)

    def sections_below_parts(self) -> list[Section]:
        """What stands below them; the change is asked for only where there is one."""
        return self._sections(self.SECTIONS_BELOW_PARTS)

    def _sections(self, sections: Iterable[tuple[Any, tuple[str | tuple[str, ...], ...]]]) -> list[Section]:
        found = []
        for legend, names in sections:
            rows = [[name] if isinstance(name, str) else name for name in names]
            cells = [
                [(self[name], name in self.NEEDED_TO_SUBMIT) for name in row if name in self.fields] for row in rows
            ]
            if any(cells):
                found.append((legend, [row for row in cells if row]))
        return found

    def clean(self) -> dict[str, Any]:
        """Amounts need their currency even in a draft."""
        typed = super().clean() or self.cleaned_data
        amounts = [typed.get("amount_sought"), typed.get("own_cofinancing")]
        if any(amount is not None for amount in amounts) and not typed.get("currency"):
            self.add_error("currency", _("Name the currency of the amounts."))
        return typed

    def content(self, parts: tuple[PartContent, ...] = ()) -> NeedContent:
        """What was typed. Ask for it only where the form is valid."""
        values = {name: self.cleaned_data[name] for name in NEED_FIELDS if name in self.cleaned_data}
        values["priority"] = self.priorities[values["priority"]]
        values["plan_objective"] = self.objectives.get(values["plan_objective"])
        values["status"] = values.get("status") or NeedStatus.OPEN
        return NeedContent(**values, parts=parts)

    def check_complete(self, parts: tuple[PartContent, ...]) -> bool:
        """Add what is missing to the errors, but for fields that are faulty already; whether nothing is wrong."""
        faulty = set(self.errors)
        typed = {name: value for name, value in self.cleaned_data.items() if name in NEED_FIELDS}
        typed |= {"priority": self.priorities.get(typed.get("priority", "")), "title": typed.get("title", "")}
        typed["plan_objective"] = self.objectives.get(typed.get("plan_objective", ""))
        for name, message in missing(NeedContent(**typed, parts=parts), today=timezone.localdate()).items():
            is_told = name in faulty or (name == "plan_objective" and "no_plan_reason" in faulty)
            if not is_told:
                self.add_error(name, message)
        if "reason" in self.fields and not self.cleaned_data.get("reason") and "reason" not in faulty:
            self.add_error("reason", _("Say why the cleared need changes."))
        return not self.errors


def grouped(objectives: Sequence[PlanObjective]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Objectives, which are sorted by plan, as choices plan by plan."""
    return [
        (str(plan), [(str(row.pk), f"{row.number}: {row.title}") for row in rows])
        for plan, rows in groupby(objectives, key=attrgetter("plan"))
    ]


def initial_of(content: NeedContent) -> dict[str, Any]:
    """Content as the form's starting values."""
    values = {name: getattr(content, name) for name in NEED_FIELDS}
    values["priority"] = content.priority.code
    values["plan_objective"] = str(content.plan_objective.pk) if content.plan_objective else ""
    for name in ("amount_sought", "own_cofinancing"):
        values[name] = as_typed(values[name], cents=True)
    return values
