"""What the status rules work on: thresholds, readings, and the way from baseline to target."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from roadmap.choices import Accumulation, Direction, FlowBasis
from roadmap.kinds import IndicatorKind, kind_of

RULES_VERSION = "2026.1"
"""Version of thresholds and rules; an edition of the report card stores the one it was made with."""

ON_TRACK = Decimal("0.85")
"""Least ratio of progress to expected progress that is on track: TolaData's 15 % margin, Akvo RSR's "high"
grade."""

SOME = Decimal("0.5")
"""Least ratio that counts as some progress. No published source sets it: half of the way, to be confirmed by
the secretariat."""

TOO_EARLY_TIME = Decimal("0.10")
"""Share of the time from baseline to target before which nothing is rated: expected progress is near 0, and a
ratio to it says nothing."""

REGION_MEMBERS = 11
"""Member states of ASEAN since 26 October 2025."""

REGION_MINIMUM = 6
"""Fewest members with recent data for any regional value or status. ESCAP uses an indicator only with data
for more than half of the countries; the SDG Index gives no overall score on thin data."""


THRESHOLDS = {
    "on_track": ON_TRACK,
    "some": SOME,
    "too_early_time": TOO_EARLY_TIME,
    "region_minimum": REGION_MINIMUM,
}
"""The numbers of this version of the rules, for the method page and for an edition."""


@dataclass(frozen=True)
class Reading:
    """One reported row: the period it speaks of, and what it says. A blank value is None, never 0.

    `no_change` marks "nothing has changed since" as the whole message: with a value the value counts like any
    other, without one the last value is carried to the end of this period.
    """

    period_start: date
    period_end: date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False
    is_superseded: bool = False
    is_cleared: bool = True
    reported_on: date | None = None
    no_change: bool = False


@dataclass(frozen=True)
class Point:
    """A value with its date: baseline, milestone or target."""

    on: date
    value: Decimal


@dataclass(frozen=True)
class Trajectory:
    """The way from baseline to target, and how often a value is due.

    Milestones and target are in the unit of the value; percentages run from 0 to 100. For a flow with a total
    to deliver they are running totals ("30 by the end of 2024, 100 by the end of 2026").
    """

    kind: IndicatorKind
    accumulation: Accumulation = Accumulation.STOCK
    direction: Direction = Direction.UP
    baseline: Point | None = None
    target: Point | None = None
    milestones: tuple[Point, ...] = ()
    flow_basis: str = FlowBasis.TOTAL
    not_applicable_reason: str = ""
    reporting_months: int = 12
    grace_days: int = 90

    @property
    def is_flow_total(self) -> bool:
        """Whether periods add up to a total to deliver."""
        return self._is_flow and self.flow_basis == FlowBasis.TOTAL

    @property
    def is_flow_rate(self) -> bool:
        """Whether each full year's sum is a value of its own."""
        return self._is_flow and self.flow_basis == FlowBasis.YEARLY_RATE

    @property
    def _is_flow(self) -> bool:
        return self.accumulation == Accumulation.FLOW and not kind_of(self.kind).is_level(self.accumulation)

    @property
    def start(self) -> Point | None:
        """The baseline that progress is measured from; a total to deliver always starts at 0."""
        if self.baseline and self.is_flow_total:
            return Point(self.baseline.on, Decimal(0))
        return self.baseline

    @property
    def is_maintain(self) -> bool:
        """Whether the goal is to keep a level: target equals baseline."""
        return bool(self.start and self.target and self.start.value == self.target.value)

    @property
    def direction_contradicts(self) -> bool:
        """Whether the way from baseline to target leads against the stated direction."""
        if not (self.start and self.target):
            return False
        step = self.target.value - self.start.value
        return (self.direction == Direction.UP and step < 0) or (self.direction == Direction.DOWN and step > 0)

    def is_met_by(self, value: Decimal) -> bool:
        """Whether the value is at the target or on its good side. Overshooting is met, in either
        direction."""
        if self.target is None or self.direction == Direction.NONE:
            return False
        return value <= self.target.value if self.direction == Direction.DOWN else value >= self.target.value
