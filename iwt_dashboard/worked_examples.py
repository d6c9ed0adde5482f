"""Worked examples for the method page: small invented cases, judged by the very rules that judge real ones."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from roadmap.queries import status_label
from roadmap.rules import Accumulation, Assessment, Direction, Point, Reading, Trajectory, ValueKind, assess

AS_OF = date(2026, 3, 1)


@dataclass(frozen=True)
class StatusExample:
    """A case in words, and what the rule makes of it. Shares are ratios: 0.5 is half of the way."""

    case: str
    status: str
    label: str
    progress: Decimal | None
    expected: Decimal | None
    ratio: Decimal | None


def _year(year: int, value: str) -> Reading:
    return Reading(date(year, 1, 1), date(year, 12, 31), Decimal(value))


def _rising(value: str, *, year: int = 2025) -> Assessment:
    way = Trajectory(
        kind=ValueKind.NUMBER,
        accumulation=Accumulation.STOCK,
        direction=Direction.UP,
        baseline=Point(date(2023, 12, 31), Decimal(40)),
        target=Point(date(2027, 12, 31), Decimal(100)),
    )
    return assess(way, [_year(year, value)], AS_OF)


def _falling(value: str) -> Assessment:
    way = Trajectory(
        kind=ValueKind.NUMBER,
        accumulation=Accumulation.STOCK,
        direction=Direction.DOWN,
        baseline=Point(date(2023, 12, 31), Decimal(80)),
        target=Point(date(2027, 12, 31), Decimal(40)),
    )
    return assess(way, [_year(2025, value)], AS_OF)


def status_examples() -> list[StatusExample]:
    """One case for each status that has a number behind it."""
    cases = [
        (_("From 40 (end of 2023) to 100 (end of 2027); 100 at the end of 2025"), _rising("100")),
        (_("The same; 70 at the end of 2025, half of the time and half of the way"), _rising("70")),
        (_("The same; 58 at the end of 2025"), _rising("58")),
        (_("The same; 46 at the end of 2025"), _rising("46")),
        (_("The same; 35 at the end of 2025"), _rising("35")),
        (_("To fall from 80 to 40 in the same years; 60 at the end of 2025"), _falling("60")),
        (_("The first case, but the last value is 58 at the end of 2023 and nothing since"), _rising("58", year=2023)),
    ]
    return [
        StatusExample(
            case=case,
            status=judged.status,
            label=status_label(judged.status),
            progress=judged.progress.ratio,
            expected=judged.expected,
            ratio=judged.ratio,
        )
        for case, judged in cases
    ]
