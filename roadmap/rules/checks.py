"""What is refused, or pointed out, when a trajectory or a reading is entered."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from roadmap.choices import Accumulation, Direction
from roadmap.rules.terms import Point, Reading, Trajectory


class TrajectoryFault(TextChoices):
    """Why a trajectory cannot stand as entered."""

    DIRECTION_CONTRADICTS = (
        "direction_contradicts",
        _("The target lies on the wrong side of the baseline for the direction of this indicator."),
    )
    TARGET_WITHOUT_DIRECTION = (
        "target_without_direction",
        _("This indicator has no good direction, so it takes no target: more may mean better work or more crime."),
    )
    TARGET_NOT_AFTER_BASELINE = "target_not_after_baseline", _("The target's date must lie after the baseline's.")
    MILESTONES_OUT_OF_ORDER = "milestones_out_of_order", _("Write the milestones in order of their dates, each once.")
    MILESTONE_OUTSIDE_DATES = (
        "milestone_outside_dates",
        _("Each milestone's date must lie between the baseline's and the target's."),
    )
    MILESTONE_AGAINST_DIRECTION = (
        "milestone_against_direction",
        _("The milestones turn back on the way from baseline to target."),
    )
    MILESTONES_WITHOUT_TARGET = "milestones_without_target", _("Milestones need a target at their end.")
    TOTAL_STARTS_AT_ZERO = "total_starts_at_zero", _("A total to deliver starts at 0: write 0 as the baseline.")
    VALUE_OUTSIDE_KIND = "value_outside_kind", _("A value does not fit the kind of this indicator.")
    REPORTING_PERIOD_NOT_POSITIVE = (
        "reporting_period_not_positive",
        _("The reporting period must be at least one month."),
    )


class SeriesWarning(TextChoices):
    """What to point out about rows that are each fine by themselves."""

    PERIODS_OVERLAP = (
        "periods_overlap",
        _("Periods of this indicator overlap: only one of two values for the same days is counted."),
    )
    RUNNING_TOTAL_FELL = "running_total_fell", _("A running total is lower than the one before it.")
    BEGINS_BEFORE_BASELINE = (
        "begins_before_baseline",
        _("A period begins before the baseline: it cannot be split, so it is not counted."),
    )


def check_trajectory(trajectory: Trajectory) -> tuple[TrajectoryFault, ...]:
    """Every fault of a trajectory, each once; empty when it may stand.

    A total to deliver starts at 0 and rises, so a ceiling ("at most 30 in all") is refused as one: state it as a yearly
    rate or a running total. Milestones lie between baseline and target in date, and do not turn back on the way.
    """
    start, target, milestones = trajectory.baseline, trajectory.target, trajectory.milestones
    days = [point.on for point in milestones]
    ordered = sorted(milestones, key=lambda point: point.on)
    path = [point for point in (trajectory.start, *ordered, target) if point]
    points = [point for point in (start, *milestones, target) if point]
    found = {
        TrajectoryFault.DIRECTION_CONTRADICTS: trajectory.direction_contradicts,
        TrajectoryFault.TARGET_WITHOUT_DIRECTION: target is not None and trajectory.direction == Direction.NONE,
        TrajectoryFault.TARGET_NOT_AFTER_BASELINE: bool(start and target and target.on <= start.on),
        TrajectoryFault.MILESTONES_OUT_OF_ORDER: any(b <= a for a, b in pairwise(days)),
        TrajectoryFault.MILESTONE_OUTSIDE_DATES: any(
            (start and day <= start.on) or (target and day >= target.on) for day in days
        ),
        TrajectoryFault.MILESTONE_AGAINST_DIRECTION: bool(milestones) and _turns_back(trajectory.direction, path),
        TrajectoryFault.MILESTONES_WITHOUT_TARGET: bool(milestones) and target is None,
        TrajectoryFault.TOTAL_STARTS_AT_ZERO: bool(trajectory.is_flow_total and start and start.value != 0),
        TrajectoryFault.VALUE_OUTSIDE_KIND: any(trajectory.of_kind.is_outside(point.value) for point in points),
        TrajectoryFault.REPORTING_PERIOD_NOT_POSITIVE: trajectory.reporting_months < 1 or trajectory.grace_days < 0,
    }
    return tuple(fault for fault, is_found in found.items() if is_found)


def check_series(trajectory: Trajectory, readings: Iterable[Reading]) -> tuple[SeriesWarning, ...]:
    """What to point out about the rows together; superseded rows are history and are not looked at."""
    rows = sorted((r for r in readings if not r.is_superseded), key=lambda r: (r.period_end, r.period_start))
    values = [r.value for r in rows if r.value is not None]
    is_flow = trajectory.is_flow_total or trajectory.is_flow_rate
    is_level = trajectory.of_kind.is_level(trajectory.accumulation)
    is_running_total = not is_level and trajectory.accumulation == Accumulation.CUMULATIVE
    start = trajectory.baseline.on if trajectory.baseline else None
    found = {
        SeriesWarning.PERIODS_OVERLAP: is_flow and _overlap(rows),
        SeriesWarning.RUNNING_TOTAL_FELL: is_running_total and any(b < a for a, b in pairwise(values)),
        SeriesWarning.BEGINS_BEFORE_BASELINE: trajectory.is_flow_total
        and any(start is not None and r.period_start < start < r.period_end for r in rows),
    }
    return tuple(warning for warning, is_found in found.items() if is_found)


def _turns_back(direction: Direction, path: Sequence[Point]) -> bool:
    steps = [b.value - a.value for a, b in pairwise(path)]
    return any(step < 0 if direction == Direction.UP else step > 0 for step in steps) and direction != Direction.NONE


def _overlap(rows: Sequence[Reading]) -> bool:
    spans = sorted((r.period_start, r.period_end) for r in rows)
    return any(start <= end for (_start, end), (start, _end) in pairwise(spans))
