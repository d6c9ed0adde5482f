"""What entry refuses or points out (points 1, 3 and 4)."""

from datetime import date
from decimal import Decimal

import pytest

from roadmap.choices import Accumulation, Direction, FlowBasis
from roadmap.kinds import IndicatorKind
from roadmap.rules import (
    Point,
    Reading,
    SeriesWarning,
    Trajectory,
    TrajectoryFault,
    check_series,
    check_trajectory,
)

START, END = date(2020, 12, 31), date(2025, 12, 31)


def D(value) -> Decimal:
    return Decimal(str(value))


def point(y, value) -> Point:
    return Point(date(y, 12, 31), D(value))


def way(baseline, target, direction=Direction.UP, milestones=(), kind=IndicatorKind.NUMBER, **fields) -> Trajectory:
    return Trajectory(
        kind,
        direction=direction,
        baseline=None if baseline is None else Point(START, D(baseline)),
        target=None if target is None else Point(END, D(target)),
        milestones=tuple(milestones),
        **fields,
    )


def year(y, value, **fields) -> Reading:
    return Reading(date(y, 1, 1), date(y, 12, 31), None if value is None else D(value), **fields)


TOTAL = {"accumulation": Accumulation.FLOW}
RATE = {"accumulation": Accumulation.FLOW, "flow_basis": FlowBasis.YEARLY_RATE}
F = TrajectoryFault


@pytest.mark.parametrize(
    ("trajectory", "faults"),
    [
        (way(0, 100), ()),
        (way(100, 0, Direction.DOWN), ()),
        (way(40, 40), ()),
        (way(40, 40, Direction.DOWN), ()),
        (way(None, None, Direction.NONE), ()),
        (way(None, 100), ()),
        (way(0, 100, milestones=[point(2021, 20), point(2022, 20), point(2024, 90)]), ()),
        (way(100, 0, Direction.DOWN, milestones=[point(2021, 50), point(2022, 50)]), ()),
        (way(0, 100, reporting_months=1, grace_days=0), ()),
        (way(0, 100, **TOTAL), ()),
        (way(40, 100, **RATE), ()),
        (way(100, 40, Direction.DOWN, **RATE), ()),
        (way(0, 3, kind=IndicatorKind.SCALE), ()),
        (way("0.5", "2.5", kind=IndicatorKind.SCALE), ()),
        (way(0, 1, kind=IndicatorKind.YES_NO), ()),
        (way(0, 5, kind=IndicatorKind.MILESTONES), ()),
        (way(100, 0), (F.DIRECTION_CONTRADICTS,)),
        (way(0, 100, Direction.DOWN), (F.DIRECTION_CONTRADICTS,)),
        (way(0, 100, Direction.NONE), (F.TARGET_WITHOUT_DIRECTION,)),
        (
            Trajectory(IndicatorKind.NUMBER, baseline=point(2025, 0), target=point(2020, 9)),
            (F.TARGET_NOT_AFTER_BASELINE,),
        ),
        (
            Trajectory(IndicatorKind.NUMBER, baseline=point(2025, 0), target=point(2025, 9)),
            (F.TARGET_NOT_AFTER_BASELINE,),
        ),
        (way(0, 100, milestones=[point(2023, 50), point(2022, 20)]), (F.MILESTONES_OUT_OF_ORDER,)),
        (way(0, 100, milestones=[point(2023, 50), point(2023, 50)]), (F.MILESTONES_OUT_OF_ORDER,)),
        (way(0, 100, milestones=[point(2020, 0)]), (F.MILESTONE_OUTSIDE_DATES,)),
        (way(0, 100, milestones=[point(2025, 100)]), (F.MILESTONE_OUTSIDE_DATES,)),
        (way(0, 100, milestones=[point(2022, 50), point(2023, 40)]), (F.MILESTONE_AGAINST_DIRECTION,)),
        (way(0, 100, milestones=[point(2022, 120)]), (F.MILESTONE_AGAINST_DIRECTION,)),
        (way(100, 0, Direction.DOWN, [point(2022, 110)]), (F.MILESTONE_AGAINST_DIRECTION,)),
        (way(0, None, milestones=[point(2022, 50)]), (F.MILESTONES_WITHOUT_TARGET,)),
        (way(25, 100, **TOTAL), (F.TOTAL_STARTS_AT_ZERO,)),
        (way(0, 30, Direction.DOWN, **TOTAL), (F.DIRECTION_CONTRADICTS,)),
        (way(0, 4, kind=IndicatorKind.SCALE), (F.VALUE_OUTSIDE_KIND,)),
        (way(-1, 3, kind=IndicatorKind.SCALE), (F.VALUE_OUTSIDE_KIND,)),
        (way(0, 2, kind=IndicatorKind.YES_NO), (F.VALUE_OUTSIDE_KIND,)),
        (way(0, "0.5", kind=IndicatorKind.YES_NO), (F.VALUE_OUTSIDE_KIND,)),
        (way(0, 6, kind=IndicatorKind.MILESTONES), (F.VALUE_OUTSIDE_KIND,)),
        (way(0, "4.5", kind=IndicatorKind.MILESTONES), (F.VALUE_OUTSIDE_KIND,)),
        (way(0, 100, reporting_months=0), (F.REPORTING_PERIOD_NOT_POSITIVE,)),
        (way(0, 100, grace_days=-1), (F.REPORTING_PERIOD_NOT_POSITIVE,)),
    ],
)
def test_faults_of_a_trajectory(trajectory, faults):
    assert check_trajectory(trajectory) == faults


def test_several_faults_are_all_named():
    trajectory = way(100, 0, milestones=[point(2030, 5), point(2022, 50)])

    assert set(check_trajectory(trajectory)) == {
        F.DIRECTION_CONTRADICTS,
        F.MILESTONES_OUT_OF_ORDER,
        F.MILESTONE_OUTSIDE_DATES,
        F.MILESTONE_AGAINST_DIRECTION,
    }


RUNNING = Trajectory(IndicatorKind.NUMBER, Accumulation.CUMULATIVE)
MID_YEAR = Reading(date(2023, 7, 1), date(2024, 6, 30), D(5))


@pytest.mark.parametrize(
    ("trajectory", "readings", "warnings"),
    [
        (way(0, 100, **TOTAL), [year(2021, 1), year(2022, 1)], ()),
        (way(0, 100, **TOTAL), [year(2022, 1), MID_YEAR, year(2023, 1)], (SeriesWarning.PERIODS_OVERLAP,)),
        (way(0, 100, **RATE), [MID_YEAR, year(2024, 1)], (SeriesWarning.PERIODS_OVERLAP,)),
        (way(0, 100), [MID_YEAR, year(2024, 1)], ()),
        (way(0, 100, **TOTAL), [year(2022, 1), year(2022, 2, is_superseded=True)], ()),
        (
            way(0, 100, **TOTAL),
            [Reading(date(2020, 7, 1), date(2021, 6, 30), D(5))],
            (SeriesWarning.BEGINS_BEFORE_BASELINE,),
        ),
        (
            way(0, 100, **TOTAL),
            [Reading(START, date(2021, 12, 30), D(5)), year(2020, 5)],
            (SeriesWarning.PERIODS_OVERLAP,),
        ),
        (way(0, 100, **TOTAL), [Reading(date(2020, 2, 1), START, D(5))], ()),
        (RUNNING, [year(2021, 5), year(2022, 9), year(2023, 9)], ()),
        (RUNNING, [year(2022, 9), year(2021, 10)], (SeriesWarning.RUNNING_TOTAL_FELL,)),
        (RUNNING, [year(2021, 5), year(2022, None), year(2023, 4)], (SeriesWarning.RUNNING_TOTAL_FELL,)),
        (RUNNING, [], ()),
    ],
)
def test_warnings_about_a_series(trajectory, readings, warnings):
    assert check_series(trajectory, readings) == warnings
