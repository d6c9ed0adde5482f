"""The words of the status rules: kinds, statuses, reasons, thresholds and the records they work on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.choices import TextChoices
from core.choices import gettext_lazy as _

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


class IndicatorKind(TextChoices):
    """What sort of value an indicator takes; `roadmap.kinds` says what each kind does."""

    NUMBER = "number", _("Number")
    PERCENTAGE = "percentage", _("Percentage or ratio")
    SCALE = "scale", _("Scale 0 to 3")
    MILESTONES = "milestones", _("Milestone ladder")
    YES_NO = "yes_no", _("Yes or no")


class Accumulation(TextChoices):
    """How numbers of several periods belong together; it matters for the kind "number" alone."""

    STOCK = "stock", _("Stock: the latest value counts")
    FLOW = "flow", _("Flow: the sum inside a period")
    CUMULATIVE = "cumulative", _("Cumulative: a running total")


class Direction(TextChoices):
    """Which way is good. Seizure, arrest and case counts have none: more may be better work or more crime
    (EIA, CITES CoP19)."""

    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")
    NONE = "none", _("No good direction")


class FlowBasis(TextChoices):
    """What the target of a flow is: a total to deliver, or a yearly rate to reach."""

    TOTAL = "total", _("A total to deliver")
    YEARLY_RATE = "yearly_rate", _("A yearly rate")


class Status(StrEnum):
    """How an indicator stands, at the date of its value."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    SOME_PROGRESS = "some_progress"
    OFF_TRACK = "off_track"
    MOVING_AWAY = "moving_away"
    TOO_EARLY = "too_early"
    NO_RECENT_DATA = "no_recent_data"
    NOT_APPLICABLE = "not_applicable"
    NO_TARGET = "no_target"  # trend only
    NOT_RATED = "not_rated"  # no direction, no baseline, or a yes/no that is not due yet
    BELOW_LEVEL = "below_level"  # a level was to be kept and is not


class Reason(StrEnum):
    """Why a status or a missing percentage is what it is."""

    BY_RATIO = "by_ratio"
    TARGET_DATE_PASSED = "target_date_passed"
    TARGET_MET = "target_met"
    LEVEL_KEPT = "level_kept"
    LEVEL_NOT_KEPT = "level_not_kept"
    BEFORE_TENTH_OF_TIME = "before_tenth_of_time"
    NOTHING_EXPECTED_YET = "nothing_expected_yet"
    VALUE_BEFORE_BASELINE = "value_before_baseline"
    NO_VALUE = "no_value"
    NO_TARGET = "no_target"
    NO_BASELINE = "no_baseline"
    NO_DIRECTION = "no_direction"
    MAINTAIN = "maintain"
    NOT_A_RATIO = "not_a_ratio"
    DIRECTION_CONTRADICTS = "direction_contradicts"
    DATES_CONTRADICT = "dates_contradict"
    NOT_DONE_YET = "not_done_yet"
    NOT_DONE_BY_DATE = "not_done_by_date"
    BY_RUNG = "by_rung"
    PENDING_ANOTHER_ACTION = "pending_another_action"
    NOT_COMMENCED = "not_commenced"
    VALUE_OUTSIDE_KIND = "value_outside_kind"
    STATED = "stated"
    OLDER_THAN_PERIOD = "older_than_period"


class Rating(TextChoices):
    """The six words of CITES National Ivory Action Plans (SC70 Doc. 27.4 Annex 1), in the order printed
    there."""

    ACHIEVED = "achieved", _("Achieved")
    SUBSTANTIALLY_ACHIEVED = "substantially_achieved", _("Substantially achieved")
    ON_TRACK = "on_track", _("On track")
    PARTIAL_PROGRESS = "partial_progress", _("Partial progress")
    PENDING_ANOTHER_ACTION = "pending_completion", _("Pending completion of another action")
    NOT_COMMENCED = "not_commenced", _("Not commenced")


RUNGS = tuple(reversed(Rating))
"""The same six from the lowest (0, not commenced) to the highest (5, achieved): how a milestone ladder is
stored."""


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
        return self.kind == IndicatorKind.NUMBER and self.accumulation == Accumulation.FLOW

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
