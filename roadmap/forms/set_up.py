"""How a member state uses an indicator: the form of baseline, milestones and target."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import DayField, TextField, VersionMixin
from roadmap import rules
from roadmap.entries import TrajectoryEntry
from roadmap.forms.fields import typed, value_field
from roadmap.models import Goal, Indicator
from roadmap.queries import trajectory_of

MILESTONE_ROWS = 5

_FAULT_FIELDS = {
    rules.TrajectoryFault.TARGET_NOT_AFTER_BASELINE: "target_on",
    rules.TrajectoryFault.TOTAL_STARTS_AT_ZERO: "baseline_value",
    rules.TrajectoryFault.MILESTONES_OUT_OF_ORDER: "milestone_1_on",
    rules.TrajectoryFault.MILESTONE_OUTSIDE_DATES: "milestone_1_on",
    rules.TrajectoryFault.MILESTONE_AGAINST_DIRECTION: "milestone_1_value",
    rules.TrajectoryFault.MILESTONES_WITHOUT_TARGET: "target_value",
}


class SetUpForm(VersionMixin, forms.Form):
    """How a member state uses an indicator: baseline, milestones and target, values alone, or not at all."""

    # A value makes sense only with its date.
    decided_together = (
        ("baseline_value", "baseline_on"),
        ("target_value", "target_on"),
        *((f"milestone_{n}_value", f"milestone_{n}_on") for n in range(1, MILESTONE_ROWS + 1)),
    )

    goal = forms.ModelChoiceField(
        label=gettext_lazy("National goal"), queryset=Goal.objects.none(), required=False, empty_label="–"
    )
    baseline_on = DayField(label=gettext_lazy("Baseline date"), required=False)
    target_on = DayField(label=gettext_lazy("Target date"), required=False)
    not_applicable_reason = TextField(
        label=gettext_lazy("Not applicable because"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Only where the indicator can have no meaning for the member state. No values are due then."
        ),
    )
    note = TextField(label=gettext_lazy("Note"), required=False, max_length=500)
    reason = TextField(label=gettext_lazy("Why is it changed"), required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        goals: Any,
        entry: TrajectoryEntry | None = None,
        is_change: bool = False,
        **kw: Any,
    ) -> None:
        """`goals` are those to choose from, `entry` what is stored, `is_change` whether a cleared one is to change."""
        self.indicator = indicator
        if entry is not None:
            kw["initial"] = {**_trajectory_initial(entry), **(kw.get("initial") or {})}
        super().__init__(*args, **kw)
        self._goal_field.queryset = goals
        for name, label in (("baseline_value", _("Baseline")), ("target_value", _("Target"))):
            self.fields[name] = value_field(indicator, label=label, required=False, compact=True)
        for n in range(1, MILESTONE_ROWS + 1):
            self.fields[f"milestone_{n}_on"] = DayField(label=_("Milestone %(n)d: date") % {"n": n}, required=False)
            self.fields[f"milestone_{n}_value"] = value_field(
                indicator, label=_("Milestone %(n)d: value") % {"n": n}, required=False, compact=True
            )
        if is_change:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    @property
    def _goal_field(self) -> Any:
        return self.fields["goal"]

    @property
    def points(self) -> list[tuple[Any, Any]]:
        """Baseline and target as pairs of bound fields, value and date."""
        return [(self["baseline_value"], self["baseline_on"]), (self["target_value"], self["target_on"])]

    @property
    def has_milestones(self) -> bool:
        """Whether to unfold the milestones: some are stored or typed."""
        return any(field.value() or field.errors for row in self.milestone_rows for field in row)

    @property
    def milestone_rows(self) -> list[tuple[Any, Any]]:
        """Milestones as pairs of bound fields, value and date."""
        return [(self[f"milestone_{n}_value"], self[f"milestone_{n}_on"]) for n in range(1, MILESTONE_ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Pair values with dates, then ask the rules."""
        data = super().clean() or self.cleaned_data
        for value, on in self._pairs():
            if (
                value not in self.errors
                and on not in self.errors
                and (data.get(value) is None) != (data.get(on) is None)
            ):
                missing = value if data.get(value) is None else on
                self.add_error(missing, _("Give both the value and its date, or neither."))
        if data.get("not_applicable_reason") and any(data.get(value) is not None for value, _on in self._pairs()):
            self.add_error(
                "not_applicable_reason",
                _("What does not apply has no baseline and no target: empty the one or the other."),
            )
        if not self.errors:
            entry = self.entry()
            for fault in rules.check_trajectory(trajectory_of(self.indicator, entry, entry.milestones)):
                self.add_error(_FAULT_FIELDS.get(fault, "target_value"), str(fault.label))
        return data

    def entry(self) -> TrajectoryEntry:
        """What was typed; milestones in the order of their rows."""
        data = self.cleaned_data
        pairs = list(self._pairs())[2:]
        milestones = tuple((data[on], data[value]) for value, on in pairs if data.get(value) is not None)
        return TrajectoryEntry(
            goal=data.get("goal"),
            baseline_value=data.get("baseline_value"),
            baseline_on=data.get("baseline_on"),
            target_value=data.get("target_value"),
            target_on=data.get("target_on"),
            not_applicable_reason=data.get("not_applicable_reason", ""),
            note=data.get("note", ""),
            milestones=milestones,
        )

    def _pairs(self) -> Iterator[tuple[str, str]]:
        yield "baseline_value", "baseline_on"
        yield "target_value", "target_on"
        for n in range(1, MILESTONE_ROWS + 1):
            yield f"milestone_{n}_value", f"milestone_{n}_on"


def _trajectory_initial(entry: TrajectoryEntry) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "goal": entry.goal.pk if entry.goal else None,
        "baseline_value": typed(entry.baseline_value),
        "baseline_on": entry.baseline_on,
        "target_value": typed(entry.target_value),
        "target_on": entry.target_on,
        "not_applicable_reason": entry.not_applicable_reason,
        "note": entry.note,
    }
    for n, (on, value) in enumerate(entry.milestones[:MILESTONE_ROWS], start=1):
        shown |= {f"milestone_{n}_on": on, f"milestone_{n}_value": typed(value)}
    return shown
