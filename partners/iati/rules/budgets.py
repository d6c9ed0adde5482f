"""Which published budgets make one total: no money is counted twice, whatever its publisher has put beside each other.

IATI 2.03: a budget is of a period, original (type 1) or revised (type 2); a revised one replaces the original ones of
its time. Publishers also bring the same period twice, the whole life beside its years, years beside their quarters, and
periods that run into each other. Of what overlaps the standard says nothing: here a reading is a set of budgets of
which no two overlap, and the one is taken that speaks for the most days, then the one in the most pieces, then the
larger. An original budget of nothing speaks for no day: it holds a place that its publisher has not filled. So a total
is never more than the largest reading there is.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from partners.iati.format.activity import Budget

DAY = timedelta(days=1)
YEAR = relativedelta(years=1)
Period = tuple[date, date]
Worth = Callable[[Budget], Decimal]
"""What a budget is worth beside others, whatever their currencies."""


class BudgetNote(TextChoices):
    """What was odd about the budgets of which a total was made."""

    REVISED_AGAIN = "revised_again", _("A period was revised more than once: the last revision counts.")
    OVERLAPPING = "overlapping", _("Budgets of the same time overlap: that money is counted once.")
    DIFFERENT = "different", _("What overlaps does not add up to the same amount.")
    UNDATED = "undated", _("Budgets without a period are not counted beside those with one.")


@dataclass(frozen=True)
class BudgetsThatCount:
    """The budgets of a total in the order of the file, and what was odd about the others."""

    counted: tuple[Budget, ...]
    notes: tuple[BudgetNote, ...] = ()


def budgets_that_count(budgets: Sequence[Budget], worth: Worth = lambda row: row.value) -> BudgetsThatCount:
    """The budgets that make one total. Negative ones are corrections, and all of them count.

    Budgets without any period count where there are no others; they may be of different times.
    """
    corrections = [row for row in budgets if row.value < 0]
    told = [row for row in budgets if row.value >= 0]
    dated = [row for row in told if row.starts_on or row.ends_on]
    notes: list[BudgetNote] = []
    if not dated:
        revised = [row for row in told if row.kind == "2"]
        return BudgetsThatCount(_in_order(budgets, [*(revised or told), *corrections]))
    if len(dated) < len(told):
        notes.append(BudgetNote.UNDATED)
    left, is_again = _last_revisions(dated)
    if is_again:
        notes.append(BudgetNote.REVISED_AGAIN)
    left = _without_revised(left)
    counted = _best_reading(left, worth)
    if len(counted) < len(left):
        notes.append(BudgetNote.OVERLAPPING)
        if _differ(left, counted, worth):
            notes.append(BudgetNote.DIFFERENT)
    return BudgetsThatCount(_in_order(budgets, [*counted, *corrections]), tuple(notes))


def period_of(row: Budget) -> Period:
    """First and last day. What is not given makes a year, the longest that the standard allows; turned ends are turned
    back."""
    starts, ends = row.starts_on, row.ends_on
    if starts is None:
        starts = (ends - YEAR + DAY if ends.year > 1 else date.min) if ends else date.min
    if ends is None:
        ends = starts + YEAR - DAY if starts.year < date.max.year else date.max
    return min(starts, ends), max(starts, ends)


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share time. One that begins on the day on which the other ends comes after it: publishers
    write years so. One of a single day shares that day."""
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]


def _last_revisions(rows: list[Budget]) -> tuple[list[Budget], bool]:
    """The rows, of several revisions of one period the last alone; whether there were any."""
    last = {period_of(row): row for row in rows if row.kind == "2"}
    kept = [row for row in rows if row.kind != "2" or row is last[period_of(row)]]
    return kept, len(kept) < len(rows)


def _without_revised(rows: list[Budget]) -> list[Budget]:
    """Without original budgets whose time is revised, but with those of a longer time of which only a part is."""
    revised = sorted({period_of(row) for row in rows if row.kind == "2"})
    return [row for row in rows if row.kind == "2" or not _is_revised(period_of(row), revised)]


def _is_revised(period: Period, revised: list[Period]) -> bool:
    """Whether a revision shares its time, and is not only of a part of it."""
    meeting = (one for one in revised if overlap(one, period))
    return any(one == period or one[0] < period[0] or period[1] < one[1] for one in meeting)


def _best_reading(rows: list[Budget], worth: Worth) -> list[Budget]:
    """The rows of which no two overlap that speak for the most days, in the most pieces, of the most money.

    Weighted interval scheduling: by the last day, each row is taken with the best of what ends before it, or left.
    """
    by_period: dict[Period, Budget] = {}
    for row in rows:
        standing = by_period.get(period_of(row))
        if standing is None or (row.kind, worth(row)) > (standing.kind, worth(standing)):
            by_period[period_of(row)] = row
    periods = sorted(by_period, key=lambda period: (period[1], period[0]))
    ends = [(period[1], period[0]) for period in periods]
    best: list[tuple[tuple[int, int, Decimal, int], int, bool]] = [((0, 0, Decimal(0), 0), 0, False)]
    for at, period in enumerate(periods):
        # What ends before it; or on its first day, unless one of both lasts that day alone: they would share it.
        first = period[0]
        before = bisect_left(ends, (first, first if first < period[1] else date.min), 0, at)
        days, pieces, money, number = best[before][0]
        row = by_period[period]
        speaks = bool(row.value) or row.kind == "2"
        spoken = (period[1] - period[0]).days + 1 if speaks else 0
        taken = (days + spoken, pieces + speaks, money + worth(row), number + 1)
        best.append((taken, before, True) if taken > best[at][0] else (best[at][0], at, False))
    chosen, at = [], len(periods)
    while at:
        _score, before, is_taken = best[at]
        if is_taken:
            chosen.append(by_period[periods[at - 1]])
        at = before
    return chosen


def _differ(rows: list[Budget], counted: list[Budget], worth: Worth) -> bool:
    """Whether a row that is left out is worth something else than those that stand for its time."""
    taken = set(map(id, counted))
    pieces = [(period_of(one), worth(one)) for one in counted]
    for row in rows:
        if id(row) in taken:
            continue
        period = period_of(row)
        meeting = [piece for piece in pieces if overlap(piece[0], period)]
        within = all(period[0] <= first and last <= period[1] for (first, last), _worth in meeting)
        if within and sum((amount for _period, amount in meeting), Decimal(0)) != worth(row):
            return True
    return False


def _in_order(budgets: Sequence[Budget], chosen: Sequence[Budget]) -> tuple[Budget, ...]:
    keys = set(map(id, chosen))
    return tuple(row for row in budgets if id(row) in keys)
