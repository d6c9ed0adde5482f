"""The form with which a need is entered and edited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import AmountField, DayField, TextField, VersionMixin, offer
from needs.content import NEED_FIELDS, NeedContent, PartContent, missing
from needs.forms.labels import label_of
from needs.forms.parts import figures
from needs.models import AmountBasis, PlanObjective, SupportKind, TargetGroup, Urgency
from needs.queries import EntryChoices
from needs.rules import NeedStatus

# The currencies of the member states, then those in which partners usually give.
ASEAN_CURRENCIES = ("BND", "IDR", "KHR", "LAK", "MMK", "MYR", "PHP", "SGD", "THB", "USD", "VND")
OTHER_CURRENCIES = ("AUD", "CAD", "CHF", "CNY", "DKK", "EUR", "GBP", "JPY", "KRW", "NOK", "NZD", "SEK")
CURRENCIES = (*ASEAN_CURRENCIES, *OTHER_CURRENCIES)


@dataclass(frozen=True)
class Cell:
    """A field of the entry form on the page. Ticks of long lists stand in columns."""

    field: forms.BoundField
    needed: bool

    @property
    def columns(self) -> bool:
        """Whether it is a list of ticks."""
        return isinstance(self.field.field.widget, forms.CheckboxSelectMultiple)


@dataclass(frozen=True)
class Section:
    """Fields under one legend, row by row; one without a legend is no group."""

    legend: Any
    rows: list[list[Cell]]

    @classmethod
    def of(cls, form: "NeedForm", legend: Any, names: Sequence[str | tuple[str, ...]]) -> "Section":
        """The section with those of the fields that the form has."""
        rows = [[name] if isinstance(name, str) else list(name) for name in names]
        needed = form.NEEDED_TO_SUBMIT | {"plan_objective"}
        cells = [[Cell(form[name], name in needed) for name in row if name in form.fields] for row in rows]
        return cls(legend, [row for row in cells if row])


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
        (gettext_lazy("Where it stands in your plans"), ("plan_objective", "no_plan_reason")),
        (gettext_lazy("What would help, and when"), ("support_kinds", "target_groups", ("urgency", "needed_by"))),
        (gettext_lazy("Money"), ("amount_sought", ("currency", "amount_basis"), "own_cofinancing")),
    )
    SECTIONS_BELOW_PARTS = (
        (gettext_lazy("What donors ask first"), ("under_way", "asked_elsewhere")),
        (gettext_lazy("Who leads"), ("lead_agency", "contact_role")),
        (gettext_lazy("The change"), ("status", "reason")),
    )
    # What must be filled before the clearing officer gets it, beside the title and the priority.
    NEEDED_TO_SUBMIT = frozenset({"statement", "support_kinds", "lead_agency", "reason"})

    title = TextField(
        label=label_of("title"),
        max_length=160,
        help_text=gettext_lazy("One line, as it should stand in the register: what, for whom."),
    )
    priority = forms.ChoiceField(
        label=label_of("priority"),
        help_text=gettext_lazy("The general priority under which this need comes first."),
    )
    statement = TextField.several_lines(
        rows=7,
        label=label_of("statement"),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("What is missing today, what would change, and where. A partner reads this first."),
    )
    plan_objective = forms.ChoiceField(
        label=label_of("plan_objective"),
        required=False,
        help_text=gettext_lazy(
            "The objective of an official plan that this need serves. Donors ask for it. "
            "Before submitting, choose one or give a reason below."
        ),
    )
    no_plan_reason = TextField.several_lines(
        rows=2,
        label=label_of("no_plan_reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Only where no plan covers it, such as a new threat or a plan under revision."),
    )
    support_kinds = forms.MultipleChoiceField(
        label=label_of("support_kinds"),
        required=False,
        choices=SupportKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick all that would help."),
    )
    target_groups = forms.MultipleChoiceField(
        label=label_of("target_groups"),
        required=False,
        choices=TargetGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Who would use the support."),
    )
    urgency = forms.ChoiceField(
        label=label_of("urgency"),
        choices=Urgency.choices,
        initial=Urgency.MEDIUM,
        help_text=gettext_lazy("In the words of CITES; “not a priority” is a legitimate answer."),
    )
    needed_by = DayField(
        label=label_of("needed_by"),
        required=False,
        help_text=gettext_lazy("The day after which it would come too late."),
    )
    amount_sought = AmountField(
        label=label_of("amount_sought"),
        required=False,
        help_text=gettext_lazy(
            "Figures only, such as 250,000. Leave it empty if it is not known: empty is not nought."
        ),
    )
    currency = forms.ChoiceField(
        label=label_of("currency"), required=False, choices=[("", "–"), *((code, code) for code in CURRENCIES)]
    )
    amount_basis = forms.ChoiceField(
        label=label_of("amount_basis"), required=False, choices=[("", "–"), *AmountBasis.choices]
    )
    own_cofinancing = AmountField(
        label=label_of("own_cofinancing"),
        required=False,
        help_text=gettext_lazy("What your country puts in itself, in the same currency."),
    )
    under_way = TextField.several_lines(
        rows=3,
        label=label_of("under_way"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("What is being done, by your country or with others."),
    )
    asked_elsewhere = TextField.several_lines(
        rows=3,
        label=label_of("asked_elsewhere"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Where the same has been asked for, and how it went."),
    )
    lead_agency = TextField(label=label_of("lead_agency"), required=False, max_length=200)
    contact_role = TextField(
        label=label_of("contact_role"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A role, not a person, such as “Head of the CITES Management Authority”."),
    )
    status = forms.ChoiceField(
        label=label_of("status"),
        choices=NeedStatus.choices,
        help_text=gettext_lazy("Your country's own word on support; what partners confirmed is computed beside it."),
    )
    reason = TextField.several_lines(
        rows=2,
        label=gettext_lazy("Reason for the change"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("The need has been cleared. All who see it will read why it changed."),
    )

    def __init__(
        self,
        *args: Any,
        choices: EntryChoices,
        is_change: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.choices, self.is_change = choices, is_change
        self.priorities = {row.code: row for row in choices.priorities}
        self.objectives = {str(row.pk): row for row in choices.objectives}
        in_plans = [("", _("In no plan yet")), *grouped(choices.objectives)]
        offer(self, "priority", [("", _("Choose")), *((code, row.name) for code, row in self.priorities.items())])
        offer(self, "plan_objective", in_plans)
        for name in () if is_change else ("status", "reason"):
            del self.fields[name]

    def sections(self) -> list[Section]:
        """What stands above the parts."""
        return [Section.of(self, *section) for section in self.SECTIONS]

    def sections_below_parts(self) -> list[Section]:
        """What stands below them; the change is asked for only where there is one."""
        found = [Section.of(self, *section) for section in self.SECTIONS_BELOW_PARTS]
        return [section for section in found if section.rows]

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
        """Add what is missing for submitting to the errors of the form; whether nothing is wrong with it.

        What is faulty already is told once: a field with an error is not called missing as well.
        """
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
    """Objectives as choices, plan by plan."""
    groups: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    for row in objectives:
        group = groups.setdefault(row.plan_id, (str(row.plan), []))
        group[1].append((str(row.pk), f"{row.number}: {row.title}"))
    return list(groups.values())


def initial_of(content: NeedContent) -> dict[str, Any]:
    """Content as the form's starting values."""
    values = {name: getattr(content, name) for name in NEED_FIELDS}
    values["priority"] = content.priority.code
    values["plan_objective"] = str(content.plan_objective.pk) if content.plan_objective else ""
    for name in ("amount_sought", "own_cofinancing"):
        values[name] = figures(values[name])
    return values
