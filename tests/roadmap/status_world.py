"""Short ways to write the cases of the rules of values and of status."""

from datetime import date, timedelta
from decimal import Decimal

from roadmap.choices import Accumulation, Direction
from roadmap.kinds import IndicatorKind
from roadmap.rules import Point, Reading, Trajectory
from roadmap.rules.values import CurrentValue

START = date(2020, 1, 1)
DAYS = 1000
END = START + timedelta(days=DAYS)


def D(value) -> Decimal:
    return Decimal(str(value))


def on_day(days: int) -> date:
    return START + timedelta(days=days)


def way(
    baseline=0, target=100, direction=Direction.UP, kind=IndicatorKind.NUMBER, milestones=(), **fields
) -> Trajectory:
    return Trajectory(
        kind,
        direction=direction,
        baseline=None if baseline is None else Point(START, D(baseline)),
        target=None if target is None else Point(END, D(target)),
        milestones=tuple(Point(on_day(days), D(value)) for days, value in milestones),
        **fields,
    )


def value(number, days: int) -> CurrentValue:
    return CurrentValue(D(number), on_day(days))


def year(y, number, **fields) -> Reading:
    return Reading(date(y, 1, 1), date(y, 12, 31), None if number is None else D(number), **fields)


TOTAL = Trajectory(
    IndicatorKind.NUMBER,
    Accumulation.FLOW,
    baseline=Point(date(2020, 12, 31), D(0)),
    target=Point(date(2025, 12, 31), D(100)),
    milestones=tuple(Point(date(2020 + n, 12, 31), D(20 * n)) for n in range(1, 5)),
)
