"""Short ways to write the cases of the rules of values."""

from datetime import date

from roadmap.choices import Accumulation, FlowBasis
from roadmap.kinds import IndicatorKind
from roadmap.rules import Point, Trajectory
from tests.roadmap.status_world import D

AS_OF = date(2026, 6, 30)


TOTAL = Trajectory(
    IndicatorKind.NUMBER,
    Accumulation.FLOW,
    baseline=Point(date(2020, 12, 31), D(0)),
    target=Point(date(2025, 12, 31), D(100)),
)
RATE = Trajectory(IndicatorKind.NUMBER, Accumulation.FLOW, flow_basis=FlowBasis.YEARLY_RATE)
