"""Indicators of the demonstration with their trajectories and yearly values."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.clearance.models import State
from core.models import CitesParty, Country, Priority
from iwt_dashboard.demo_data.series import Shape, Spec, Story, Value, shape_of, values_of
from iwt_dashboard.demo_data.stage import Stage, at, texts
from roadmap.entries import TrajectoryEntry, content_of
from roadmap.models import CountryIndicator, Framework, Goal, Indicator, Milestone, Observation, TrajectoryProposal

UNCLEARED = (State.CLEARED, State.DRAFT, State.SUBMITTED, State.RETURNED)
STORY_STEP, LEVEL_STEP = 5, 3
PROPOSED = "demo-gateways-equipped"


def create_indicators(stage: Stage, framework: Framework, goals: dict[tuple[str, str], Goal]) -> None:
    """Every indicator for every member state, each with the story that is its turn."""
    told = texts("indicators")["indicators"]
    Indicator.objects.bulk_create(
        _indicator(stage, spec, framework, position) for position, spec in enumerate(told, start=1) if "title" in spec
    )
    by_code = Indicator.objects.in_bulk([spec["code"] for spec in told], field_name="code")
    cells = [
        _Cell(stage, by_code[spec["code"]], spec, country, row, column, goals.get((country.iso3, spec["priority"])))
        for row, spec in enumerate(told)
        for column, country in enumerate(stage.countries.values())
    ]
    CountryIndicator.objects.bulk_create(cell.record for cell in cells)
    TrajectoryProposal.objects.bulk_create(proposal for cell in cells for proposal in cell.proposals())
    Milestone.objects.bulk_create(
        Milestone(country_indicator=cell.record, on=day, value=value)
        for cell in cells
        for day, value in cell.shape.milestones
    )
    Observation.objects.bulk_create(value for cell in cells for value in cell.observations())
    Observation.objects.bulk_create(value for cell in cells for value in cell.corrections())


def _indicator(stage: Stage, spec: Spec, framework: Framework, position: int) -> Indicator:
    said = {field.name for field in Indicator._meta.concrete_fields} & spec.keys()
    fields = {name: spec[name] for name in said - {"priority"}}
    priority = stage.reference[Priority][spec["priority"]]
    return Indicator(framework=framework, number=str(position), position=position, priority=priority, **fields)


@dataclass
class _Cell:
    """One indicator of one member state."""

    stage: Stage
    indicator: Indicator
    spec: Spec
    country: Country
    row: int
    column: int
    goal: Goal | None

    def __post_init__(self) -> None:
        told = texts("indicators")
        stories, levels = told["stories"], told["levels"]
        self.story: Story = stories[(self.column + self.row * STORY_STEP) % len(stories)]
        self.size = Decimal(str(told["sizes"][self.country.iso3]))
        self.disclosure = levels[(self.column + self.row * LEVEL_STEP) % len(levels)]
        self.shape = self._shape()
        self.record = self._record(is_last_row=self.row == len(told["indicators"]) - 1)
        self.rows: list[tuple[Value, Observation]] = []

    def _shape(self) -> Shape:
        """Baseline, target and milestones; Parties alone report to CITES."""
        told = texts("indicators")
        if self.spec.get("needs_cites") and self.country.cites_party != CitesParty.YES:
            return Shape(not_applicable_reason=told["not_a_party_reason"])
        if self.story.get("trajectory") == "not_applicable":
            return Shape(not_applicable_reason=told["not_applicable_reason"])
        return shape_of(self.spec, self.story, self.size, self.stage.calendar)

    def _steps(self, state: str, days: int) -> dict[str, Any]:
        notes = texts("roadmap")["return_notes"]
        note = notes[self.column % len(notes)]
        return self.stage.steps(self.country, state, days, disclosure=self.disclosure, note=note)

    def _record(self, *, is_last_row: bool) -> CountryIndicator:
        state = UNCLEARED[self.column % len(UNCLEARED)] if is_last_row else State.CLEARED
        baseline_on, baseline = self.shape.baseline or (None, None)
        target_on, target = self.shape.target or (None, None)
        return CountryIndicator(
            indicator=self.indicator,
            country=self.country,
            goal=self.goal,
            baseline_value=baseline,
            baseline_on=baseline_on,
            target_value=target,
            target_on=target_on,
            not_applicable_reason=self.shape.not_applicable_reason,
            is_demo=True,
            **self._steps(state, self.column + (40 if state != State.CLEARED else 640 + 7 * self.row)),
        )

    def proposals(self) -> list[TrajectoryProposal]:
        """A change of the target of one indicator that waits for the clearing officer: half again as much."""
        if self.spec["code"] != PROPOSED or not (self.shape.target and self.shape.baseline):
            return []
        day, value = self.shape.target
        entry = TrajectoryEntry(
            goal=self.record.goal,
            baseline_value=self.record.baseline_value,
            baseline_on=self.record.baseline_on,
            target_value=(value * 3 / 2).quantize(Decimal(1)),
            target_on=day,
            milestones=self.shape.milestones,
        )
        # A proposal starts at the disclosure of its record.
        fields = self._steps(State.SUBMITTED, 7 + self.column) | {"disclosure": self.disclosure}
        return [
            TrajectoryProposal(
                country_indicator=self.record,
                country=self.country,
                base_version=self.record.version,
                content=content_of(entry),
                reason="More gateways have been named since (demonstration).",
                is_demo=True,
                **fields,
            )
        ]

    def observations(self) -> list[Observation]:
        """The rows of the series; a corrected one as it was before its correction."""
        if self.shape.not_applicable_reason or self.record.state != State.CLEARED:
            return []
        values = values_of(self.spec, self.story, self.size, self.stage.calendar)
        for value in values:
            before = _before_correction(self.spec, value) if "corrected" in value.marks else value
            self.rows.append((value, self._observation(before)))
        return [row for _, row in self.rows]

    def corrections(self) -> list[Observation]:
        """Corrections of the latest values: cleared ones, and ones that still wait."""
        found = []
        reasons = texts("roadmap")["correction_reasons"]
        for value, row in self.rows:
            if not value.marks & {"corrected", "correction_open"}:
                continue
            is_open = "correction_open" in value.marks
            better = _before_correction(self.spec, value) if is_open else value
            state = State.SUBMITTED if is_open else State.CLEARED
            correction = self._observation(replace(better, marks=frozenset({"correction"})), state)
            correction.supersedes, correction.correction_reason = row, reasons[self.column % len(reasons)]
            correction.disclosure = row.disclosure
            found.append(correction)
        return found

    def _observation(self, value: Value, state: str = "") -> Observation:
        """One value, on its way as its marks say."""
        open_states = {State.DRAFT, State.SUBMITTED, State.RETURNED} & value.marks
        state = state or next(iter(open_states), State.CLEARED)
        numerator, denominator = value.ratio or (None, None)
        fields = self._steps(state, self._entered(value, state))
        return Observation(
            country_indicator=self.record,
            country=self.country,
            period_start=value.start,
            period_end=value.end,
            value=value.value,
            numerator=numerator,
            denominator=denominator,
            is_provisional="provisional" in value.marks,
            is_proxy=self.spec["code"] == "demo-intent-to-buy" and self.column % 4 == 0,
            is_no_change=value.is_no_change,
            evidence=f"{self.spec['evidence']}, {value.end.year} (demonstration)",
            reported_on=fields["submitted_at"].date() if "submitted_at" in fields else None,
            superseded_at=at(self.stage.calendar.ago(11 + self.column), 7) if "corrected" in value.marks else None,
            is_demo=True,
            **fields,
        )

    def _entered(self, value: Value, state: str) -> int:
        """How many days ago: in February of the next year; what is still open was written in the last weeks."""
        if "correction" in value.marks:
            return self.column + (22 if state == State.CLEARED else 8)
        if state != State.CLEARED:
            return self.column + 16
        since = self.stage.calendar.today - date(value.end.year + 1, 2, 3 + self.column)
        return max(since.days, self.column + 36 if value.marks else 14)


def _before_correction(spec: Spec, value: Value) -> Value:
    """The value with the mistake in it: a little too high, and another step on ladders and scales."""
    if value.ratio:
        above, below = value.ratio
        return replace(value, ratio=(min(below, above + max(Decimal(1), (above / 10).quantize(Decimal(1)))), below))
    if value.value is None:
        return value
    if spec["kind"] in ("scale", "milestones"):
        return replace(value, value=value.value - 1)
    if spec["kind"] == "yes_no":
        return replace(value, value=1 - value.value)
    step = Decimal(str(spec.get("step", 1)))
    return replace(value, value=value.value + max(step, (value.value / 10 / step).quantize(Decimal(1)) * step))
