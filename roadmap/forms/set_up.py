"""How a member state uses an indicator: the form of baseline, milestones and target."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import DayField, TextField, VersionMixin
from roadmap import rules
from roadmap.entries import TRAJECTORY_FIELDS, TrajectoryEntry, plain
from roadmap.forms.fields import value_field
from roadmap.models import Goal, Indicator
from roadmap.queries import trajectory_of

# Fields that belong together, value and date.
POINTS = (("baseline_value", "baseline_on"), ("target_value", "target_on"))
MILESTONES = tuple((f"milestone_{n}_value", f"milestone_{n}_on") for n in range(1, 6))

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
    decided_together = (*POINTS, *MILESTONES)

    goal = forms.ModelChoiceField(
        label=_("National goal"), queryset=Goal.objects.none(), required=False, empty_label="–"
    )
    baseline_on = DayField(label=_("Baseline date"), required=False)
    target_on = DayField(label=_("Target date"), required=False)
    not_applicable_reason = TextField(
        label=_("Not applicable because"),
        required=False,
        max_length=300,
        help_text=_("Only where the indicator can have no meaning for the member state. No values are due then."),
    )
    note = TextField(label=_("Note"), required=False, max_length=500)
    reason = TextField(label=_("Why is it changed"), required=False, max_length=500)

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
        kw["initial"] = {**_trajectory_initial(entry or TrajectoryEntry()), **(kw.get("initial") or {})}
        super().__init__(*args, **kw)
        goal: Any = self.fields["goal"]
        goal.queryset = goals
        for name, label in (("baseline_value", _("Baseline")), ("target_value", _("Target"))):
            self.fields[name] = value_field(indicator, label=label, required=False, compact=True)
        for n, (value, on) in enumerate(MILESTONES, start=1):
            self.fields[on] = DayField(label=_("Milestone %(n)d: date") % {"n": n}, required=False)
            called = _("Milestone %(n)d: value") % {"n": n}
            self.fields[value] = value_field(indicator, label=called, required=False, compact=True)
        if is_change:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    @property
    def points(self) -> list[tuple[Any, Any]]:
        """Baseline and target as pairs of bound fields, value and date."""
        return [(self[value], self[on]) for value, on in POINTS]

    @property
    def has_milestones(self) -> bool:
        """Whether to unfold the milestones: some are stored or typed."""
        return any(field.value() or field.errors for row in self.milestone_rows for field in row)

    @property
    def milestone_rows(self) -> list[tuple[Any, Any]]:
        """Milestones as pairs of bound fields, value and date."""
        return [(self[value], self[on]) for value, on in MILESTONES]

    def clean(self) -> dict[str, Any]:
        """Pair values with dates, then ask the rules."""
        data = super().clean() or self.cleaned_data
        stated = {name for pair in self.decided_together for name in pair if data.get(name) is not None}
        for pair in self.decided_together:
            absent = [name for name in pair if name not in stated]
            if len(absent) == 1 and not self.errors.keys() & pair:
                self.add_error(absent[0], _("Give both the value and its date, or neither."))
        if data.get("not_applicable_reason") and any(value in stated for value, _on in self.decided_together):
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
        typed = self.cleaned_data
        milestones = tuple((typed[on], typed[value]) for value, on in MILESTONES if typed.get(value) is not None)
        return TrajectoryEntry(**{name: typed[name] for name in TRAJECTORY_FIELDS}, milestones=milestones)


def _trajectory_initial(entry: TrajectoryEntry) -> dict[str, Any]:
    shown = {name: getattr(entry, name) for name in TRAJECTORY_FIELDS}
    shown["goal"] = entry.goal.pk if entry.goal else None
    shown |= {name: plain(shown[name]) for name in ("baseline_value", "target_value")}
    for (value_name, on_name), (on, value) in zip(MILESTONES, entry.milestones, strict=False):
        shown |= {on_name: on, value_name: plain(value)}
    return shown
