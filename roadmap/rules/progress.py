"""How far the way has been gone, and how far it should have been. Exact fractions inside, decimals outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from roadmap.choices import Direction, Reason
from roadmap.kinds import to_decimal
from roadmap.rules.terms import Point, Reading, Trajectory


@dataclass(frozen=True)
class Progress:
    """Share of the way gone: 1 is the target, negative the wrong way, above 1 beyond; None where `reason` says why."""

    ratio: Decimal | None
    reason: Reason | None = None


def progress(trajectory: Trajectory, value: Decimal | None) -> Progress:
    """(value - baseline) / (target - baseline), or the reason why there is no such share.

    One formula for both directions: the sign of the divisor carries the direction (hikaya-io/activity#397;
    UNICEF PRP shows 0 for every falling target). ESCAP calls it "current status": progress made over progress
    needed. No share without a baseline (it is not guessed to be 0), without a target, where a level is to be
    kept, without a direction, or for yes/no and ladders, which have no half way.
    """
    share = exact_progress(trajectory, value)
    return Progress(None, share) if isinstance(share, Reason) else Progress(to_decimal(share))


def exact_progress(  # noqa: PLR0911  one line a reason, in the order that the page names them
    trajectory: Trajectory, value: Decimal | None
) -> Fraction | Reason:
    """The share as an exact fraction, so that thresholds are compared without rounding, or why there is none."""
    start, target = trajectory.start, trajectory.target
    if value is None:
        return Reason.NO_VALUE
    if trajectory.of_kind.is_step:
        return Reason.NOT_A_RATIO
    if trajectory.direction == Direction.NONE:
        return Reason.NO_DIRECTION
    if target is None:
        return Reason.NO_TARGET
    if start is None:
        return Reason.NO_BASELINE
    if trajectory.is_maintain:
        return Reason.MAINTAIN
    if trajectory.direction_contradicts:
        return Reason.DIRECTION_CONTRADICTS
    return _share(start, target, value)


def exact_expected(trajectory: Trajectory, on: date) -> Fraction | None:
    """The expected share as an exact fraction; milestones outside baseline and target dates are not used."""
    start, target = trajectory.start, trajectory.target
    if start is None or target is None or trajectory.is_maintain or target.on <= start.on:
        return None
    if on <= start.on:
        return Fraction(0)
    if on >= target.on:
        return Fraction(1)
    between = {point.on: point for point in trajectory.milestones if start.on < point.on < target.on}
    path = [start, *(between[day] for day in sorted(between)), target]
    before, after = next((a, b) for a, b in pairwise(path) if a.on <= on <= b.on)
    low, high = _share(start, target, before.value), _share(start, target, after.value)
    return low + (high - low) * Fraction((on - before.on).days, (after.on - before.on).days)


def exact_expected_of(trajectory: Trajectory, readings: Iterable[Reading]) -> Fraction | None:
    """Share of the way planned for just the periods of these rows: what a total to deliver is measured against.

    A period in progress and a period nobody reported on count against nobody (TolaData judges ended periods only); what
    was delivered in the reported ones is compared with what was planned for the same ones.
    """
    shares = [
        (
            exact_expected(trajectory, reading.period_end),
            exact_expected(trajectory, reading.period_start - timedelta(days=1)),
        )
        for reading in readings
    ]
    if any(end is None or start is None for end, start in shares):
        return None
    return sum((end - start for end, start in shares if end is not None and start is not None), Fraction(0))


def time_share(trajectory: Trajectory, on: date) -> Fraction | None:
    """Share of the time between baseline and target that has passed by a day; below 0 before, above 1 after."""
    start, target = trajectory.start, trajectory.target
    if start is None or target is None or target.on <= start.on:
        return None
    return Fraction((on - start.on).days, (target.on - start.on).days)


def _share(start: Point, target: Point, value: Decimal) -> Fraction:
    return (Fraction(value) - Fraction(start.value)) / (Fraction(target.value) - Fraction(start.value))
