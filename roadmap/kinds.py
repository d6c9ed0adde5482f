"""The kinds of indicator: everything that depends on what sort of value an indicator takes stands here.

One class a kind and one registry; rules, forms, charts, messages and templates ask `kind_of(code)` and never compare
codes. A new kind is a class here, the migration of its code as a choice, and a test. Pure: no tables, no requests, no
form classes; who writes numbers is handed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from roadmap.choices import RUNGS, Accumulation, Rating, Reason, Status


class IndicatorKind(TextChoices):
    """What sort of value an indicator takes, as it is stored."""

    NUMBER = "number", _("Number")
    PERCENTAGE = "percentage", _("Percentage or ratio")
    SCALE = "scale", _("Scale 0 to 3")
    MILESTONES = "milestones", _("Milestone ladder")
    YES_NO = "yes_no", _("Yes or no")


class RegionalMethod(TextChoices):
    """How the regional value was made, to be said beside it."""

    SUM = "sum", _("Sum of the member states that reported")
    POOLED_RATIO = "pooled_ratio", _("All numerators over all denominators of those that reported")
    MEDIAN = "median", _("Median of the member states that reported")
    COUNT_DONE = "count_done", _("Member states that answered yes")
    COUNTS_ONLY = "counts_only", _("Counts alone: a ladder has no mean")
    BELOW_MINIMUM = "below_minimum", _("No regional figure: fewer than 6 of 11 have recent data")


@dataclass(frozen=True)
class RegionalValue:
    """One value for several countries; `low` and `high` give the range where it is a median."""

    method: RegionalMethod
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Judgement:
    """A status with what it was judged on: progress made, progress expected by then, and their ratio."""

    status: Status
    reason: Reason
    expected: Decimal | None = None
    ratio: Decimal | None = None


class _Stated(Protocol):
    """The value of one country, with the ratio that it came from where both parts were given."""

    @property
    def value(self) -> Decimal: ...

    @property
    def numerator(self) -> Decimal | None: ...

    @property
    def denominator(self) -> Decimal | None: ...


class Writer(Protocol):
    """Writes figures with so many decimal places, or with as many as they have where None is given."""

    def number(self, value: Decimal, places: int | None) -> str:
        """A plain number."""

    def per_cent(self, value: Decimal, places: int | None) -> str:
        """A number of per cent, with its sign."""


class Kind:
    """What every kind can be asked; the answers here are those of a plain measured value."""

    code: ClassVar[IndicatorKind]
    # Least and greatest value where the kind has ends, and whether values within them are whole numbers.
    bounds: ClassVar[tuple[Decimal, Decimal] | None] = None
    is_whole: ClassVar[bool] = False
    # Whether a value is a step that is taken or not: no half way, so no share of progress and no expected line.
    is_step: ClassVar[bool] = False
    # Whether a value is picked from `options` and not typed.
    is_chosen: ClassVar[bool] = False
    # Whether a value may be given as numerator and denominator.
    takes_ratio: ClassVar[bool] = False
    # Whether it matters if values are a stock, a flow or a running total, and whether a unit stands beside them.
    accumulates: ClassVar[bool] = False
    # The largest value that may be typed, where the form says so.
    largest: ClassVar[int | None] = None

    # Reading and checking a value

    def stated(self, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
        """The value that a row states, or None where it states none: blank and not-a-number are no data."""
        return None if value is None or not value.is_finite() else value

    def is_outside(self, value: Decimal) -> bool:
        """Whether the value cannot be one of this kind."""
        if self.bounds is None or not value.is_finite():
            return not value.is_finite()
        low, high = self.bounds
        return not (low <= value <= high and (not self.is_whole or value == value.to_integral_value()))

    def is_level(self, accumulation: str) -> bool:
        """Whether a value is what there is on a day, and not what happened in a period or up to its end."""
        return not self.accumulates or accumulation == Accumulation.STOCK

    # Progress

    def judge(self, value: Decimal, *, is_due: bool) -> Judgement | None:
        """The status of a value short of its target, whose date has come or not; None where the ratio decides."""
        return None

    # The region

    def aggregate(self, rows: Sequence[_Stated], accumulation: str) -> RegionalValue:
        """One value for several countries, at least one: the median with its range (as UNECE does), never a mean."""
        numbers = [row.value for row in rows]
        middle = to_decimal(Fraction(median(map(Fraction, numbers))))
        return RegionalValue(RegionalMethod.MEDIAN, middle, min(numbers), max(numbers))

    # How it is written, typed and drawn

    def text(self, value: Decimal, decimals: int, write: Writer) -> str:
        """A value as people read it; `decimals` are those of the indicator."""
        return write.number(value, decimals)

    def amount_text(self, amount: Decimal, decimals: int, write: Writer) -> str:
        """The size of a difference between two values."""
        return write.number(amount, None if self.is_chosen else decimals)

    def options(self) -> list[tuple[Decimal, Any]]:
        """The values that a person chooses from with their labels, in the order of the form; empty where typed."""
        return []

    def digits(self, decimals: int) -> tuple[int, int]:
        """Digits in all and decimal places that may be typed: counts are whole, finer values as fine as stored."""
        return 18, 6 if decimals else 0

    def value_label(self, unit: str) -> str:
        """What the field of a value is called."""
        return f"{_('Value')} ({unit})" if unit else str(_("Value"))

    def axis(self) -> dict[str, Any]:
        """Settings of the vertical axis in plotly's words: the labels in place of numbers where values are chosen."""
        shown = sorted(self.options(), key=lambda option: option[0])
        if not shown:
            return {}
        return {
            "tickvals": list(range(len(shown))),
            "ticktext": [str(label) for _value, label in shown],
            "range": [-0.3, len(shown) - 0.7],
        }


class _Number(Kind):
    """A count or a measured amount in a unit."""

    code = IndicatorKind.NUMBER
    accumulates = True

    def aggregate(self, rows: Sequence[_Stated], accumulation: str) -> RegionalValue:
        if self.is_level(accumulation):
            return super().aggregate(rows, accumulation)
        return RegionalValue(RegionalMethod.SUM, sum((row.value for row in rows), Decimal(0)))


class _Percentage(Kind):
    """A share from 0 to 100, typed as such or given by numerator and denominator."""

    code = IndicatorKind.PERCENTAGE
    takes_ratio = True
    largest = 100

    def stated(self, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
        """100 x numerator / denominator where both are given, even beside a typed value (akvo/akvo-rsr#2446).

        A denominator of zero or less is no data, never 0 % (CITES MIKE: no carcass found says nothing about poaching).
        """
        if numerator is None or denominator is None:
            return super().stated(value, numerator, denominator)
        if not (numerator.is_finite() and denominator.is_finite()) or denominator <= 0:
            return None
        return to_decimal(100 * Fraction(numerator) / Fraction(denominator))

    def aggregate(self, rows: Sequence[_Stated], accumulation: str) -> RegionalValue:
        """Sum of numerators over sum of denominators where all gave both (akvo/akvo-rsr#2446), else the median."""
        pooled = pooled_percentage((row.numerator, row.denominator) for row in rows)
        if pooled is None:
            return super().aggregate(rows, accumulation)
        return RegionalValue(RegionalMethod.POOLED_RATIO, pooled)

    def text(self, value: Decimal, decimals: int, write: Writer) -> str:
        return write.per_cent(value, decimals)

    def amount_text(self, amount: Decimal, decimals: int, write: Writer) -> str:
        return f"{write.number(amount, decimals)} {_('points')}"

    def digits(self, decimals: int) -> tuple[int, int]:
        return 9, 6

    def value_label(self, unit: str) -> str:
        """Beside numerator and denominator, which go first."""
        return str(_("Percentage, where numerator and denominator are not known"))

    def axis(self) -> dict[str, Any]:
        return {"ticksuffix": "%"}


class _Scale(Kind):
    """A self-assessment from 0 to 3 (ICCWC). Stored values may lie between: medians and targets do."""

    code = IndicatorKind.SCALE
    bounds = (Decimal(0), Decimal(3))
    is_chosen = True
    words = (_("Nothing in place yet"), _("A beginning"), _("Largely in place"), _("Fully in place"))
    """General words for the four options; the framework words them for each indicator."""

    def text(self, value: Decimal, decimals: int, write: Writer) -> str:
        return str(_("%(value)s of 3")) % {"value": write.number(value, None)}

    def options(self) -> list[tuple[Decimal, Any]]:
        return [(Decimal(n), f"{n}: {word}") for n, word in enumerate(self.words)]


class _Milestones(Kind):
    """A ladder of six words (CITES NIAP), stored as the rung from 0, not commenced, to 5, achieved."""

    code = IndicatorKind.MILESTONES
    bounds = (Decimal(0), Decimal(len(RUNGS) - 1))
    is_whole = True
    is_step = True
    is_chosen = True

    def judge(self, value: Decimal, *, is_due: bool) -> Judgement:
        """A ladder is a word that was chosen (CITES NIAP): the word decides, not an arithmetic of rungs.

        Before the date "substantially achieved" and "on track" are on track (on track means within the time frame),
        "partial progress" is some progress; what waits for another action or is not begun is not rated. From the date
        on "on track" can no longer hold: the two upper words become some progress, the rest off track.
        """
        if self.is_outside(value):
            return Judgement(Status.NOT_RATED, Reason.VALUE_OUTSIDE_KIND)
        rating = RUNGS[int(value)]
        is_upper = rating in (Rating.ACHIEVED, Rating.SUBSTANTIALLY_ACHIEVED, Rating.ON_TRACK)
        if is_due:
            return Judgement(Status.SOME_PROGRESS if is_upper else Status.OFF_TRACK, Reason.TARGET_DATE_PASSED)
        if rating is Rating.PENDING_ANOTHER_ACTION:
            return Judgement(Status.NOT_RATED, Reason.PENDING_ANOTHER_ACTION)
        if rating is Rating.NOT_COMMENCED:
            return Judgement(Status.NOT_RATED, Reason.NOT_COMMENCED)
        return Judgement(Status.ON_TRACK if is_upper else Status.SOME_PROGRESS, Reason.BY_RUNG)

    def aggregate(self, rows: Sequence[_Stated], accumulation: str) -> RegionalValue:
        """A ladder has no mean: counts alone."""
        return RegionalValue(RegionalMethod.COUNTS_ONLY)

    def text(self, value: Decimal, decimals: int, write: Writer) -> str:
        return write.number(value, None) if self.is_outside(value) else str(RUNGS[int(value)].label)

    def options(self) -> list[tuple[Decimal, Any]]:
        return [(Decimal(n), rung.label) for n, rung in enumerate(RUNGS)]


class _YesNo(Kind):
    """Done or not done, stored as 1 or 0."""

    code = IndicatorKind.YES_NO
    bounds = (Decimal(0), Decimal(1))
    is_whole = True
    is_step = True
    is_chosen = True

    def judge(self, value: Decimal, *, is_due: bool) -> Judgement:
        """Yes/no has no half way: not done is not off track before its date, and is off track from then on."""
        if is_due:
            return Judgement(Status.OFF_TRACK, Reason.NOT_DONE_BY_DATE)
        return Judgement(Status.NOT_RATED, Reason.NOT_DONE_YET)

    def aggregate(self, rows: Sequence[_Stated], accumulation: str) -> RegionalValue:
        return RegionalValue(RegionalMethod.COUNT_DONE, Decimal(sum(row.value == 1 for row in rows)))

    def text(self, value: Decimal, decimals: int, write: Writer) -> str:
        return str(_("Yes") if value == 1 else _("No"))

    def options(self) -> list[tuple[Decimal, Any]]:
        return [(Decimal(1), _("Yes")), (Decimal(0), _("No"))]


KINDS: Mapping[IndicatorKind, Kind] = MappingProxyType(
    {kind.code: kind for kind in (_Number(), _Percentage(), _Scale(), _Milestones(), _YesNo())}
)
"""The registry: every code has its kind."""


def kind_of(code: str) -> Kind:
    """The kind of a stored code; ValueError for a code that is none."""
    return KINDS[IndicatorKind(code)]


def to_decimal(number: Fraction) -> Decimal:
    """The fraction as a decimal, rounded to the 28 digits of the default context."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def pooled_percentage(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """100 x sum of numerators / sum of denominators, or None unless every pair is whole and the divisor above 0."""
    numerators, denominators = Fraction(0), Fraction(0)
    for numerator, denominator in pairs:
        if numerator is None or denominator is None:
            return None
        numerators += Fraction(numerator)
        denominators += Fraction(denominator)
    return to_decimal(100 * numerators / denominators) if denominators > 0 else None
