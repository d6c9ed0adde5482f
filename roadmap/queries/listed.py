"""What a list shows of an indicator of a member state: made from its series, and kept as JSON beside it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from roadmap import rules
from roadmap.models import CountryIndicator, Observation, Origin
from roadmap.queries.series import Series
from roadmap.runs import shown_places


@dataclass(frozen=True)
class Provenance:
    """Where a figure comes from, as `components/_provenance.html` shows it; `verified` None: nothing to check."""

    kind: str
    source_title: str = ""
    source_url: str = ""
    source_date: date | None = None
    verified: bool | None = None
    country: str = ""


@dataclass(frozen=True)
class Sparkline:
    """A small run of values in a box 100 wide and 24 high, y down; `first` and `last` are values with their dates."""

    points: str
    last_x: Decimal
    last_y: Decimal
    target_y: Decimal | None
    first: tuple[date, Decimal]
    last: tuple[date, Decimal]


@dataclass(frozen=True)
class LatestValue:
    """What is shown of the row that the current value rests on."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    is_proxy: bool
    is_demo: bool


@dataclass(frozen=True)
class Listed:
    """All that a list shows of an indicator of a member state from one reader's point of view.

    The current value stands without the rows that made it, and the provenance without the member state's name.
    `levels` are the values that stand beside each other: baseline, milestones, target, and the value that counts.
    """

    assessment: rules.Assessment
    terms: rules.ReportingTerms | None
    origin: str
    sparkline: Sparkline | None
    latest: LatestValue | None
    provenance: Provenance | None
    levels: tuple[Decimal, ...]

    def shows_invented(self, one: CountryIndicator) -> bool:
        """Whether what is shown of an indicator is demonstration data: its value, or without one its set-up."""
        return self.latest.is_demo if self.latest else one.is_demo


def listed_of(series: Series) -> Listed:
    """What a list shows of a series."""
    found, way = series.assessment, series.trajectory
    value, newest = found.value, None
    if value is not None:
        key = value.readings[-1].pk if value.readings else None
        newest = next((row for row in series.observations if row.pk == key), None)
        found = replace(found, value=replace(value, readings=(), confirmed_by=None))
    levels = [point.value for point in (way.baseline, *way.milestones, way.target) if point]
    return Listed(
        assessment=found,
        terms=series.terms,
        origin=series.origin,
        sparkline=sparkline_of(series),
        latest=_latest(newest) if newest else None,
        provenance=_provenance(newest) if newest else None,
        levels=tuple(dict.fromkeys([*levels, value.value] if value else levels)),
    )


def content_of(listed: Listed) -> Any:
    """It as JSON values: dates in ISO form, decimals as text."""
    return msgspec.json.decode(msgspec.json.encode(listed))


def listed_from(content: Any) -> Listed:
    """The way back from JSON."""
    return msgspec.convert(content, Listed)


def sparkline_of(series: Series) -> Sparkline | None:
    """A small graphic of the judged series; None for fewer than two values: one dot is no run."""
    run = [
        (reading.period_end, reading.value)
        for reading in series.readings
        if reading.value is not None and reading.is_cleared and not reading.is_superseded
    ]
    if len(run) < 2:
        return None
    target = series.trajectory.target.value if series.trajectory.target else None
    heights = [value for _day, value in run] + ([target] if target is not None else [])
    low, high = min(heights), max(heights)
    first, last = run[0], run[-1]
    days = max(1, (last[0] - first[0]).days)

    def x(day: date) -> Decimal:
        return Decimal(100 * (day - first[0]).days) / days

    def y(value: Decimal) -> Decimal:
        return Decimal(12) if high == low else Decimal(22) - 20 * (value - low) / (high - low)

    bends = _corners(run)
    shown = [bends[place] for place in shown_places([value for _day, value in bends])]
    points = " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value in shown)
    return Sparkline(points, x(last[0]), y(last[1]), None if target is None else y(target), first, last)


def _corners(run: list[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """A run without the values between two that are the same: the line is the same without them."""
    inner = [
        here for before, here, after in zip(run, run[1:], run[2:], strict=False) if not before[1] == here[1] == after[1]
    ]
    return [run[0], *inner, run[-1]]


def _latest(row: Observation) -> LatestValue:
    return LatestValue(row.value, row.numerator, row.denominator, row.is_proxy, row.is_demo)


def _provenance(row: Observation) -> Provenance:
    """Where a value comes from."""
    if row.is_demo:
        return Provenance("demonstration")
    if row.origin == Origin.PUBLISHED:
        return Provenance("published", row.source_title, row.source_url, row.source_date, row.verified)
    return Provenance("country")
