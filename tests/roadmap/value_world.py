"""Short ways to write the cases of the rules of values."""

from datetime import date
from decimal import Decimal

from roadmap.choices import Accumulation, FlowBasis
from roadmap.kinds import IndicatorKind
from roadmap.rules import Point, Reading, Trajectory

AS_OF = date(2026, 6, 30)


def D(value) -> Decimal:
    return Decimal(str(value))


def year(y, value, **fields) -> Reading:
    return Reading(date(y, 1, 1), date(y, 12, 31), None if value is None else D(value), **fields)


TOTAL = Trajectory(
    IndicatorKind.NUMBER,
    Accumulation.FLOW,
    baseline=Point(date(2020, 12, 31), D(0)),
    target=Point(date(2025, 12, 31), D(100)),
)
RATE = Trajectory(IndicatorKind.NUMBER, Accumulation.FLOW, flow_basis=FlowBasis.YEARLY_RATE)
