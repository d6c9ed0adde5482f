"""What the status rules work on: thresholds, readings, and the way from baseline to target."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from roadmap.choices import Accumulation, Direction, FlowBasis
from roadmap.kinds import KINDS, IndicatorKind, Kind

RULES_VERSION = "2026.1"
"""Version of thresholds and rules; an edition of the report card stores the one it was made with."""

ON_TRACK = Decimal("0.85")
"""Least ratio of progress to expected progress that is on track: TolaData's 15 % margin, Akvo RSR's "high" grade."""

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


THRESHOLDS = {"on_track": ON_TRACK, "some": SOME, "too_early_time": TOO_EARLY_TIME, "region_minimum": REGION_MINIMUM}
"""The numbers of this version of the rules, for the method page and for an edition."""


@dataclass(frozen=True)
class Reading:
    """One reported row: the period it speaks of, and what it says. A blank value is None, never 0.

    `value` is what the row states as its kind states it (`Kind.stated`): who reads the row works a ratio out, once.
    `no_change` marks "nothing has changed since" as the whole message: with a value the value counts like any
    other, without one the last value is carried to the end of this period. `pk` and `origin` say to the caller which
    row it is and whose word; the rules do not look at them.
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
    pk: int = 0
    origin: str = ""


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

    What follows from these is worked out once, when a trajectory is made: whether periods add up to a total to deliver
    (`is_flow_total`), or each full year's sum is a value of its own (`is_flow_rate`); the baseline that progress is
    measured from, which for a total to deliver is always 0 (`start`); whether the goal is to keep a level
    (`is_maintain`); and whether the way leads against the stated direction.
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
    of_kind: Kind = field(init=False, repr=False, compare=False)
    is_flow_total: bool = field(init=False, repr=False, compare=False)
    is_flow_rate: bool = field(init=False, repr=False, compare=False)
    start: Point | None = field(init=False, repr=False, compare=False)
    is_maintain: bool = field(init=False, repr=False, compare=False)
    direction_contradicts: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        of_kind, start, step = KINDS[self.kind], self.baseline, None
        is_flow = of_kind.accumulates and self.accumulation == Accumulation.FLOW
        is_flow_total = is_flow and self.flow_basis == FlowBasis.TOTAL
        if start and is_flow_total:
            start = Point(start.on, Decimal(0))
        if start and self.target:
            step = self.target.value - start.value
        # Frozen, so past its own `__setattr__`.
        vars(self).update(
            of_kind=of_kind,
            is_flow_total=is_flow_total,
            is_flow_rate=is_flow and self.flow_basis == FlowBasis.YEARLY_RATE,
            start=start,
            is_maintain=step == 0,
            direction_contradicts=step is not None
            and ((self.direction == Direction.UP and step < 0) or (self.direction == Direction.DOWN and step > 0)),
        )

    def is_met_by(self, value: Decimal) -> bool:
        """Whether the value is at the target or on its good side. Overshooting is met, in either direction."""
        if self.target is None or self.direction == Direction.NONE:
            return False
        return value <= self.target.value if self.direction == Direction.DOWN else value >= self.target.value
