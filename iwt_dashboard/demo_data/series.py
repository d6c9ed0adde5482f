"""What the stories of indicators.yaml come to in numbers. No database here."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from iwt_dashboard.demo_data.stage import Calendar
from roadmap.choices import Accumulation
from roadmap.kinds import kind_of

Spec = dict[str, Any]
Story = dict[str, Any]

YEARS = (-3, -2, -1)
LADDER_TOP, SCALE_TOP = Decimal(5), Decimal(3)


@dataclass(frozen=True)
class Shape:
    """Baseline, target and milestones as (day, value), or why the indicator does not apply."""

    baseline: tuple[date, Decimal] | None = None
    target: tuple[date, Decimal] | None = None
    milestones: tuple[tuple[date, Decimal], ...] = ()
    not_applicable_reason: str = ""


@dataclass(frozen=True)
class Value:
    """One row of a series: its period, and a value, a ratio, or the word that nothing has changed."""

    start: date
    end: date
    value: Decimal | None = None
    ratio: tuple[Decimal, Decimal] | None = None
    is_no_change: bool = False
    marks: frozenset[str] = field(default_factory=frozenset)


def shape_of(spec: Spec, story: Story, size: Decimal, calendar: Calendar) -> Shape:
    """The way from baseline to target that a story asks for, over six years, of which three have passed."""
    twist = story.get("trajectory", "")
    if spec["direction"] == "none":
        return Shape()
    begins, ends = calendar.year_end(-4), calendar.year_end(2)
    if twist == "young":
        begins, ends = calendar.year_end(-2), calendar.year_end(9)
    if twist == "past_due_for_words" and kind_of(spec["kind"]).is_step:
        ends = calendar.year_end(-1)
    baseline = None if twist == "no_baseline" else (begins, _level(spec, story, size, Decimal(0)))
    target = None if twist == "no_target" else (ends, _level(spec, story, size, Decimal(1)))
    milestones: tuple[tuple[date, Decimal], ...] = ()
    if twist == "milestones" and not kind_of(spec["kind"]).is_chosen and spec["start"] != spec["target"]:
        on_the_way = ((calendar.year_end(-1), Decimal("0.45")), (calendar.year_end(0), Decimal("0.6")))
        milestones = tuple((day, _level(spec, story, size, share)) for day, share in on_the_way)
    return Shape(baseline, target, milestones)


def values_of(spec: Spec, story: Story, size: Decimal, calendar: Calendar) -> list[Value]:
    """The yearly values of a story, oldest first; years without a value are left out."""
    found: list[Value] = []
    before = Decimal(0)
    for position, year in enumerate(YEARS):
        is_last = year == YEARS[-1]
        marks = frozenset({story["last"]} if is_last and "last" in story else ())
        period = (calendar.day(year, 1, 1), calendar.year_end(year))
        stated = _stated(spec, story, position)
        if stated is None:
            # "Nothing has changed" makes sense for what is there on a day, not for what is counted anew.
            is_level = kind_of(spec["kind"]).is_level(spec.get("accumulation", Accumulation.STOCK))
            if "no_change" in marks and found and is_level:
                last = found[-1]
                found.append(Value(*period, value=last.value, ratio=last.ratio, is_no_change=True, marks=marks))
            continue
        if kind_of(spec["kind"]).is_chosen:
            found.append(Value(*period, value=stated, marks=marks))
        elif "base" in spec:
            found.append(Value(*period, ratio=_ratio(spec, stated, size, position), marks=marks))
        elif spec.get("flow_basis") == "total":
            found.append(Value(*period, value=_level(spec, story, size, max(Decimal(0), stated - before)), marks=marks))
            before = stated
        else:
            found.append(Value(*period, value=_number(spec, story, size, stated), marks=marks))
    return found


def _stated(spec: Spec, story: Story, position: int) -> Decimal | None:
    """What the story says of a year: a share of the way, or the value itself for scales, ladders and yes/no."""
    series: dict[str, list[Any]] = {
        "scale": story["scale"][1:],
        "milestones": story["rungs"],
        "yes_no": story["done_yes"],
    }
    told = (series.get(spec["kind"]) or story["done"])[position]
    return None if told is None else Decimal(str(told))


def _level(spec: Spec, story: Story, size: Decimal, share: Decimal) -> Decimal:
    """The value at a share of the way, rounded as the indicator is counted."""
    if spec["kind"] == "scale":
        return Decimal(story["scale"][0]) if share == 0 else SCALE_TOP
    if spec["kind"] == "milestones":
        return LADDER_TOP * share
    if spec["kind"] == "yes_no":
        return share
    start, target = Decimal(str(spec["start"])), Decimal(str(spec["target"]))
    scale = Decimal(1) if spec["kind"] == "percentage" or spec.get("fixed_size") else size
    return _rounded(spec, (start + (target - start) * share) * scale)


def _number(spec: Spec, story: Story, size: Decimal, share: Decimal) -> Decimal:
    """The value of a year. A level to be kept is kept from three tenths of the story on, and missed by one before."""
    if spec["direction"] == "none":
        return _rounded(spec, Decimal(spec["start"]) * size * (1 + share / 2))
    # A running total never falls.
    level = _level(spec, story, size, max(Decimal(0), share) if spec.get("accumulation") == "cumulative" else share)
    is_missed = spec["start"] == spec["target"] and share < Decimal("0.3")
    return level - 1 if is_missed else level


def _ratio(spec: Spec, share: Decimal, size: Decimal, position: int) -> tuple[Decimal, Decimal]:
    """Numerator and denominator; the denominator grows a little every year."""
    start, target = Decimal(spec["start"]), Decimal(spec["target"])
    below = (Decimal(spec["base"]) * size * (1 + Decimal(position) / 10)).quantize(Decimal(1))
    percent = start + (target - start) * share
    return (below * percent / 100).quantize(Decimal(1)), below


def _rounded(spec: Spec, value: Decimal) -> Decimal:
    step = Decimal(str(spec.get("step", 1)))
    return (value / step).quantize(Decimal(1)) * step
