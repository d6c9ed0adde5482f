"""Which reported rows count, and the current value that they make.

Every row that does not count is named with its reason: a page can explain each number. Sources: UNICEF PRP
(what counts, ratios), TolaData (running periods count against nobody), Akvo RSR (sums of numerators over
denominators), UNEP Ozone reporting (superseded versions, blank is not zero).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from roadmap.rules.terms import Reading, Trajectory

_YEAR_DAYS = (365, 366)


class Exclusion(TextChoices):
    """Why a row does not count in the current value."""

    NOT_CLEARED = "not_cleared", _("not cleared")
    SUPERSEDED = "superseded", _("superseded by a correction")
    PERIOD_REVERSED = "period_reversed", _("its period ends before it begins")
    NOT_ENDED = "not_ended", _("its period has not ended")
    BLANK = "blank", _("no data")
    ZERO_DENOMINATOR = "zero_denominator", _("its denominator is 0: no data")
    OLDER = "older", _("a later value counts")
    SAME_OR_OVERLAPPING_PERIOD = "same_or_overlapping_period", _("another row covers the same days")
    BEFORE_BASELINE = "before_baseline", _("begins before the baseline")
    NOT_A_FULL_YEAR = "not_a_full_year", _("not a full year")


@dataclass(frozen=True)
class CurrentValue:
    """The value that counts, the day it refers to, and the rows that made it.

    `confirmed_by` is the row that carried an older value forward ("nothing has changed"); `has_gaps` says
    that a period between the first and the last added one is missing.
    """

    value: Decimal
    on: date
    is_provisional: bool = False
    readings: tuple[Reading, ...] = ()
    confirmed_by: Reading | None = None
    has_gaps: bool = False
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Screened:
    """The current value with every row that did not make it, and why."""

    current: CurrentValue | None
    excluded: tuple[tuple[Reading, Exclusion], ...]


def current_value(trajectory: Trajectory, readings: Iterable[Reading], as_of: date) -> CurrentValue | None:
    """The value that counts on a day, or None. The order in which rows arrive makes no difference."""
    return screen(trajectory, readings, as_of).current


def screen(trajectory: Trajectory, readings: Iterable[Reading], as_of: date) -> Screened:
    """The value that counts on a day, and the rows left out with the reason.

    Cleared, not superseded rows count whose period has ended by `as_of`; provisional ones count and mark the
    value. How they combine: `_latest` for what is on a day, `_total` and `_yearly` for flows.
    """
    valued, confirmations, excluded = [], [], []
    for reading in sorted(readings, key=_preference):
        reason = _exclusion(trajectory, reading, as_of)
        if reason is None:
            valued.append(reading)
        elif reading.no_change and reason is Exclusion.BLANK:
            confirmations.append(reading)
        else:
            excluded.append((reading, reason))
    combine = _total if trajectory.is_flow_total else _yearly if trajectory.is_flow_rate else _latest
    current, left_out = combine(trajectory, valued, confirmations)
    return Screened(current, tuple(sorted(excluded + left_out, key=lambda pair: _preference(pair[0]))))


def reported(trajectory: Trajectory, readings: Iterable[Reading], as_of: date) -> list[Reading]:
    """The rows that count as a report on their period: a value, or "nothing has changed". A blank is neither."""
    exclusions = [(reading, _exclusion(trajectory, reading, as_of)) for reading in readings]
    return [reading for reading, why in exclusions if why is None or (reading.no_change and why is Exclusion.BLANK)]


_Combined = tuple[CurrentValue | None, list[tuple[Reading, Exclusion]]]


def _exclusion(trajectory: Trajectory, reading: Reading, as_of: date) -> Exclusion | None:
    """Why a row cannot count by itself on a day, or None; what it shares with other rows is not looked at."""
    if reading.is_superseded:
        return Exclusion.SUPERSEDED
    if not reading.is_cleared:
        return Exclusion.NOT_CLEARED
    if reading.period_end < reading.period_start:
        return Exclusion.PERIOD_REVERSED
    if reading.period_end > as_of:
        return Exclusion.NOT_ENDED
    if reading.value is None:
        has_both = reading.denominator is not None and reading.numerator is not None
        has_ratio = has_both and trajectory.of_kind.takes_ratio
        return Exclusion.ZERO_DENOMINATOR if has_ratio else Exclusion.BLANK
    return None


def _preference(reading: Reading) -> tuple[object, ...]:
    """Later period first, then a final row, then the later report; the rest only makes the order total."""
    return (
        reading.period_end,
        not reading.is_provisional,
        reading.reported_on or date.min,
        reading.period_start,
        str(reading.value),
        str(reading.numerator),
        str(reading.denominator),
    )


def _latest(trajectory: Trajectory, valued: list[Reading], confirmations: list[Reading]) -> _Combined:
    """Stock, running total, percentage, scale, ladder, yes/no: the latest row. A running total is never summed over
    periods (akvo/akvo-rsr#5212). A later "nothing has changed" carries the value to its own date."""
    if not valued:
        return None, [(reading, Exclusion.BLANK) for reading in confirmations]
    latest = max(valued, key=_preference)
    confirmed_by = max((c for c in confirmations if c.period_end > latest.period_end), key=_preference, default=None)
    has_ratio = latest.numerator is not None and latest.denominator is not None
    is_ratio = has_ratio and trajectory.of_kind.takes_ratio
    current = CurrentValue(
        value=_value(latest),
        on=confirmed_by.period_end if confirmed_by else latest.period_end,
        is_provisional=latest.is_provisional or bool(confirmed_by and confirmed_by.is_provisional),
        readings=(latest,),
        confirmed_by=confirmed_by,
        numerator=latest.numerator if is_ratio else None,
        denominator=latest.denominator if is_ratio else None,
    )
    used = (latest, confirmed_by)
    return current, [(r, Exclusion.OLDER) for r in valued + confirmations if not any(r is u for u in used)]


def _total(trajectory: Trajectory, valued: list[Reading], confirmations: list[Reading]) -> _Combined:
    """A flow with a total to deliver: the sum over ended periods since the baseline.

    A row that begins before the baseline date belongs, at least in part, to the time before it and cannot be
    split: it is left out. "Nothing has changed" says that the total stands: it adds 0 for its period, as a
    statement and not as a blank.
    """
    start = trajectory.baseline.on if trajectory.baseline else date.min
    early = [r for r in valued + confirmations if r.period_start < start]
    rows, overlapping = _without_overlap([r for r in valued if r.period_start >= start])
    stated, doubled = _without_overlap([r for r in confirmations if r.period_start >= start], beside=rows)
    left_out = [(r, Exclusion.BEFORE_BASELINE) for r in early]
    left_out += [(r, Exclusion.SAME_OR_OVERLAPPING_PERIOD) for r in overlapping + doubled]
    if not rows:
        return None, left_out + [(r, Exclusion.BLANK) for r in stated]
    used = sorted(rows + stated, key=_preference)
    first, last = min(r.period_start for r in used), used[-1]
    is_late_start = trajectory.baseline is not None and (first - start).days > 1
    current = CurrentValue(
        value=sum(map(_value, rows), Decimal(0)),
        on=last.period_end,
        is_provisional=any(r.is_provisional for r in used),
        readings=tuple(used),
        confirmed_by=last if any(last is r for r in stated) else None,
        has_gaps=is_late_start or sum(map(_days, used)) < (last.period_end - first).days + 1,
    )
    return current, left_out


def _yearly(trajectory: Trajectory, valued: list[Reading], confirmations: list[Reading]) -> _Combined:
    """A flow stated as a yearly rate: the latest full year's sum, as if it were a stock.

    A row of twelve months is a full year wherever it begins (fiscal years differ). Shorter rows make a year
    where they fill a calendar year without a gap; a missing quarter is not a quarter of nothing, and a row
    for the whole year goes before the sum of its parts. Longer rows are not divided. "Nothing has changed" is
    not a number for a year and carries nothing here.
    """
    whole = [r for r in valued if _days(r) in _YEAR_DAYS]
    short = [r for r in valued if _days(r) < min(_YEAR_DAYS) and r.period_start.year == r.period_end.year]
    parts, overlapping = _without_overlap(short)
    years: list[tuple[Reading, ...]] = [(r,) for r in whole]
    for year in sorted({r.period_end.year for r in parts}):
        inside = tuple(sorted((r for r in parts if r.period_end.year == year), key=_preference))
        if sum(map(_days, inside)) == (date(year + 1, 1, 1) - date(year, 1, 1)).days:
            years.append(inside)
    left_out = [(r, Exclusion.SAME_OR_OVERLAPPING_PERIOD) for r in overlapping]
    left_out += [(r, Exclusion.BLANK) for r in confirmations]
    in_years = [r for rows in years for r in rows]
    left_out += [(r, Exclusion.NOT_A_FULL_YEAR) for r in valued if not _has(in_years, r) and not _has(overlapping, r)]
    if not years:
        return None, left_out
    used = max(years, key=lambda rows: (rows[-1].period_end, len(rows) == 1, _preference(rows[-1])))
    current = CurrentValue(
        value=sum(map(_value, used), Decimal(0)),
        on=used[-1].period_end,
        is_provisional=any(r.is_provisional for r in used),
        readings=used,
    )
    return current, left_out + [(r, Exclusion.OLDER) for r in in_years if not _has(used, r)]


def _value(reading: Reading) -> Decimal:
    """The value of a row that `_exclusion` lets through."""
    if reading.value is None:
        raise ValueError("a row without a value cannot count")
    return reading.value


def _without_overlap(rows: Iterable[Reading], beside: Iterable[Reading] = ()) -> tuple[list[Reading], list[Reading]]:
    """Rows that share no day, and those left out (toladata/TolaActivity#624): longer rows win, then preferred ones."""
    kept: list[Reading] = []
    left_out: list[Reading] = []
    for row in sorted(rows, key=lambda r: (_days(r), _preference(r)), reverse=True):
        is_taken = any(row.period_start <= k.period_end and k.period_start <= row.period_end for k in (*kept, *beside))
        (left_out if is_taken else kept).append(row)
    return kept, left_out


def _has(rows: Iterable[Reading], wanted: Reading) -> bool:
    return any(row is wanted for row in rows)


def _days(reading: Reading) -> int:
    return (reading.period_end - reading.period_start).days + 1
