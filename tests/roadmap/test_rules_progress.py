"""Points 3 and 4: progress in one formula for both directions, and what was expected by a day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from roadmap.choices import Accumulation, Direction, Reason
from roadmap.kinds import IndicatorKind
from roadmap.rules import Point, Trajectory
from roadmap.rules.progress import Progress, exact_expected, progress, time_share

START, END = date(2020, 1, 1), date(2030, 1, 1)


def D(value) -> Decimal:
    return Decimal(str(value))


def percent_of(found) -> Decimal | None:
    return None if found.ratio is None else found.ratio * 100


def way(baseline, target, direction=Direction.UP, kind=IndicatorKind.NUMBER, milestones=(), **fields) -> Trajectory:
    return Trajectory(
        kind,
        direction=direction,
        baseline=None if baseline is None else Point(START, D(baseline)),
        target=None if target is None else Point(END, D(target)),
        milestones=tuple(Point(on, D(value)) for on, value in milestones),
        **fields,
    )


# --- Point 3 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [IndicatorKind.NUMBER, IndicatorKind.PERCENTAGE, IndicatorKind.SCALE])
@pytest.mark.parametrize(
    ("baseline", "target", "direction", "value", "percent"),
    [
        (0, 3, Direction.UP, 0, 0),
        (0, 3, Direction.UP, "1.5", 50),
        (0, 3, Direction.UP, 3, 100),
        (1, 3, Direction.UP, 2, 50),
        (3, 1, Direction.DOWN, 2, 50),
        (3, 0, Direction.DOWN, 0, 100),
        (3, 0, Direction.DOWN, "1.5", 50),
        (1, 2, Direction.UP, 0, -100),
        (2, 1, Direction.DOWN, 3, -100),
        (1, 2, Direction.UP, 3, 200),
        (2, 1, Direction.DOWN, 0, 200),
    ],
)
def test_one_formula_for_both_directions(kind, baseline, target, direction, value, percent):
    assert percent_of(progress(way(baseline, target, direction, kind), D(value))) == percent


@pytest.mark.parametrize(
    ("baseline", "target", "direction", "value", "percent"),
    [
        (40, 100, Direction.UP, 10, -50),
        (40, 100, Direction.UP, 40, 0),
        (40, 100, Direction.UP, 70, 50),
        (40, 100, Direction.UP, 100, 100),
        (40, 100, Direction.UP, 130, 150),
        (-10, 10, Direction.UP, 0, 50),
        (100, 40, Direction.DOWN, 10, 150),
        (100, 0, Direction.DOWN, 120, -20),
    ],
)
def test_progress_is_never_clipped(baseline, target, direction, value, percent):
    result = progress(way(baseline, target, direction), D(value))

    assert result.ratio == D(percent) / 100


@pytest.mark.parametrize(
    ("trajectory", "value", "reason"),
    [
        (way(40, 100), None, Reason.NO_VALUE),
        (way(None, 100), D(50), Reason.NO_BASELINE),
        (way(40, None), D(50), Reason.NO_TARGET),
        (way(None, None), D(50), Reason.NO_TARGET),
        (way(40, 40), D(50), Reason.MAINTAIN),
        (way(0, 0, Direction.DOWN), D(0), Reason.MAINTAIN),
        (way(40, 100, Direction.NONE), D(50), Reason.NO_DIRECTION),
        (way(100, 40), D(50), Reason.DIRECTION_CONTRADICTS),
        (way(40, 100, Direction.DOWN), D(50), Reason.DIRECTION_CONTRADICTS),
        (way(0, 1, kind=IndicatorKind.YES_NO), D(1), Reason.NOT_A_RATIO),
        (way(0, 5, kind=IndicatorKind.MILESTONES), D(3), Reason.NOT_A_RATIO),
    ],
)
def test_no_share_and_why(trajectory, value, reason):
    assert progress(trajectory, value) == Progress(None, reason)


def test_missing_baseline_is_not_zero():
    assert progress(way(None, 100), D(50)).ratio is None
    assert progress(way(0, 100), D(50)).ratio == D("0.5")


@pytest.mark.parametrize("stated", [0, 25])
def test_total_to_deliver_starts_at_zero_whatever_is_stated(stated):
    trajectory = way(stated, 100, accumulation=Accumulation.FLOW)

    assert percent_of(progress(trajectory, D(30))) == 30


# --- Point 4 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (date(2019, 1, 1), 0),
        (START, 0),
        (date(2025, 1, 1), Fraction((date(2025, 1, 1) - START).days, (END - START).days)),
        (date(2029, 12, 31), Fraction((END - START).days - 1, (END - START).days)),
        (END, 1),
        (date(2035, 1, 1), 1),
    ],
)
@pytest.mark.parametrize(("baseline", "target", "direction"), [(40, 100, "up"), (100, 40, "down"), (9, 0, "down")])
def test_expected_is_linear_between_baseline_and_target(baseline, target, direction, on, share):
    expected = exact_expected(way(baseline, target, Direction(direction)), on)

    assert expected == share


MILESTONES = ((date(2022, 1, 1), 10), (date(2026, 1, 1), 90))


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (START, "0"),
        (date(2022, 1, 1), "0.1"),
        (date(2024, 1, 1), "0.5"),  # 730 of 1461 days
        (date(2026, 1, 1), "0.9"),
        (date(2028, 1, 1), "0.95"),
        (END, "1"),
    ],
)
def test_expected_follows_the_milestones(on, share):
    expected = exact_expected(way(0, 100, milestones=MILESTONES), on)

    assert abs(expected - Fraction(share)) < Fraction("0.0005")


def test_order_of_milestones_makes_no_difference():
    assert exact_expected(way(0, 100, milestones=MILESTONES[::-1]), date(2024, 1, 1)) == exact_expected(
        way(0, 100, milestones=MILESTONES), date(2024, 1, 1)
    )


def test_milestones_outside_the_dates_are_not_used():
    outside = ((date(2019, 1, 1), 50), (date(2031, 1, 1), 60), (START, 70), (END, 80))

    assert exact_expected(way(0, 100, milestones=outside), date(2025, 1, 1)) == exact_expected(
        way(0, 100), date(2025, 1, 1)
    )


@pytest.mark.parametrize(
    "trajectory",
    [
        way(None, 100),
        way(40, None),
        way(40, 40),
        Trajectory(IndicatorKind.NUMBER, baseline=Point(END, D(1)), target=Point(START, D(2))),
        Trajectory(IndicatorKind.NUMBER, baseline=Point(START, D(1)), target=Point(START, D(2))),
    ],
)
def test_nothing_is_expected_without_a_way(trajectory):
    assert exact_expected(trajectory, date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("on", "share"),
    [(date(2019, 1, 1), "-0.1"), (START, "0"), (END, "1"), (date(2040, 1, 1), "2")],
)
def test_time_share_runs_on_past_the_target(on, share):
    assert abs(time_share(way(0, 1), on) - Fraction(share)) < Fraction(1, 1000)
