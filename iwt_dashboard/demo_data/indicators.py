"""Indicators of the demonstration with their trajectories and yearly values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.clearance.models import Disclosure, State
from core.models import CitesParty, Country
from iwt_dashboard.demo_data.calendar import at
from iwt_dashboard.demo_data.series import Shape, Spec, Story, Value, shape_of, values_of
from iwt_dashboard.demo_data.stage import Stage, steps
from iwt_dashboard.demo_data.texts import texts
from roadmap.entries import TrajectoryEntry, content_of
from roadmap.models import (
    CountryIndicator,
    Framework,
    Goal,
    Indicator,
    Milestone,
    Observation,
    TrajectoryProposal,
)

LEVELS = (
    Disclosure.PUBLIC,
    Disclosure.PARTNERS,
    Disclosure.PUBLIC,
    Disclosure.ASEAN,
    Disclosure.PARTNERS,
    Disclosure.PUBLIC,
    Disclosure.NATIONAL,
)
FIELDS = ("title", "kind", "accumulation", "flow_basis", "direction", "unit", "decimals", "method", "needs_cites")
UNCLEARED = (State.CLEARED, State.DRAFT, State.SUBMITTED, State.RETURNED)
STORY_STEP, LEVEL_STEP = 5, 3
PROPOSED = "demo-gateways-equipped"


def create_indicators(stage: Stage, framework: Framework, goals: dict[tuple[str, str], Goal]) -> None:
    """Every indicator for every member state, each with the story that is its turn."""
    told = texts("indicators")
    own = [(position, spec) for position, spec in enumerate(told["indicators"], start=1) if "title" in spec]
    Indicator.objects.bulk_create(
        Indicator(
            code=spec["code"],
            framework=framework,
            number=str(position),
            priority=stage.priorities[spec["priority"]],
            position=position,
            **{name: spec[name] for name in FIELDS if name in spec},
        )
        for position, spec in own
    )
    by_code = Indicator.objects.in_bulk([spec["code"] for spec in told["indicators"]], field_name="code")
    indicators = [by_code[spec["code"]] for spec in told["indicators"]]
    cells = [
        _Cell(
            stage=stage,
            indicator=indicator,
            spec=spec,
            country=country,
            row=row,
            column=column,
            goal=goals.get((country.iso3, spec["priority"])),
        )
        for row, (indicator, spec) in enumerate(zip(indicators, told["indicators"], strict=True))
        for column, country in enumerate(stage.countries.values())
    ]
    CountryIndicator.objects.bulk_create(cell.record for cell in cells)
    TrajectoryProposal.objects.bulk_create(proposal for cell in cells for proposal in cell.proposals())
    Milestone.objects.bulk_create(milestone for cell in cells for milestone in cell.milestones())
    Observation.objects.bulk_create(value for cell in cells for value in cell.observations())
    Observation.objects.bulk_create(value for cell in cells for value in cell.corrections())


class _Cell:
    """One indicator of one member state."""

    def __init__(
        self,
        *,
        stage: Stage,
        indicator: Indicator,
        spec: Spec,
        country: Country,
        row: int,
        column: int,
        goal: Goal | None,
    ) -> None:
        stories, sizes = texts("indicators")["stories"], texts("indicators")["sizes"]
        self.stage, self.spec, self.country, self.column = stage, spec, country, column
        self.story: Story = stories[(column + row * STORY_STEP) % len(stories)]
        self.size = Decimal(str(sizes[country.iso3]))
        self.disclosure = LEVELS[(column + row * LEVEL_STEP) % len(LEVELS)]
        self.shape = self._shape()
        self.record = self._record(indicator, row, goal)
        self.rows: list[tuple[Value, Observation]] = []

    def _shape(self) -> Shape:
        """Baseline, target and milestones; Parties alone report to CITES."""
        told = texts("indicators")
        if self.spec.get("needs_cites") and self.country.cites_party != CitesParty.YES:
            return Shape(not_applicable_reason=told["not_a_party_reason"])
        if self.story.get("trajectory") == "not_applicable":
            return Shape(not_applicable_reason=told["not_applicable_reason"])
        return shape_of(self.spec, self.story, self.size, self.stage.calendar)

    def _record(self, indicator: Indicator, row: int, goal: Goal | None) -> CountryIndicator:
        is_last_row = row == len(texts("indicators")["indicators"]) - 1
        state = UNCLEARED[self.column % len(UNCLEARED)] if is_last_row else State.CLEARED
        days = 40 + self.column if state != State.CLEARED else 640 + 7 * row + self.column
        (baseline_on, baseline), (target_on, target) = (
            self.shape.baseline or (None, None),
            self.shape.target or (None, None),
        )
        return CountryIndicator(
            indicator=indicator,
            country=self.country,
            goal=goal,
            baseline_value=baseline,
            baseline_on=baseline_on,
            target_value=target,
            target_on=target_on,
            not_applicable_reason=self.shape.not_applicable_reason,
            **steps(
                self.stage,
                self.country,
                state,
                self.stage.calendar.ago(days),
                disclosure=self.disclosure,
                note=_note(self.column),
            ),
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
        fields = steps(
            self.stage,
            self.country,
            State.SUBMITTED,
            self.stage.calendar.ago(7 + self.column),
            disclosure=self.disclosure,
        )
        return [
            TrajectoryProposal(
                country_indicator=self.record,
                country=self.country,
                base_version=self.record.version,
                content=content_of(entry),
                reason="More gateways have been named since (demonstration).",
                **fields | {"disclosure": self.disclosure},
            )
        ]

    def milestones(self) -> Iterable[Milestone]:
        """The milestones on the way."""
        return [Milestone(country_indicator=self.record, on=day, value=value) for day, value in self.shape.milestones]

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
        entered = self._entered(value, state)
        numerator, denominator = value.ratio or (None, None)
        fields: dict[str, Any] = steps(
            self.stage, self.country, state, entered, disclosure=self.disclosure, note=_note(self.column)
        )
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
            superseded_at=at(self._corrected_on(), 7) if "corrected" in value.marks else None,
            **fields,
        )

    def _entered(self, value: Value, state: str) -> date:
        """Values come in February of the next year; what is still open was written in the last weeks."""
        calendar = self.stage.calendar
        if "correction" in value.marks:
            return calendar.ago(22 + self.column) if state == State.CLEARED else calendar.ago(8 + self.column)
        if state != State.CLEARED:
            return calendar.ago(16 + self.column)
        february = date(value.end.year + 1, 2, 3 + self.column)
        return calendar.past(february, days_ago=36 + self.column if value.marks else 14)

    def _corrected_on(self) -> date:
        return self.stage.calendar.ago(11 + self.column)


def _note(column: int) -> str:
    notes: list[str] = texts("roadmap")["return_notes"]
    return notes[column % len(notes)]


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
