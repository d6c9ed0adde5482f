"""Which published budgets make one total: no money is counted twice, whatever its publisher has put beside each other.

IATI 2.03: a budget is of a period, original (type 1) or revised (type 2); a revised one replaces the original ones of
its time. Publishers also bring the same period twice, the whole life beside its years, years beside their quarters, and
periods that run into each other. Of what overlaps the standard says nothing. Here a reading is a set of budgets of
which no two overlap. Where shorter budgets, one after another, tell all the time of a longer one, the longer one says
the same once more, and is left out. Of what is left the largest reading counts: were all of it true, the money would be
no less, and no row is in it that tells the time of another. So years that are not all there do not replace the whole,
and a whole that is less than the years inside of it does not replace these. Of equal readings the one of the most days
counts, then the one in the most pieces. An original budget of nothing tells no time: it holds a place that its
publisher has not filled.
"""

from bisect import bisect_left, bisect_right
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
    NOT_ALL = "not_all", _("Some of that time is told by no budget that counts.")
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
    standing = _without_revised(left)
    counted = _largest_reading(_without_told_again(standing), worth)
    if len(counted) < len(standing):
        notes.append(BudgetNote.OVERLAPPING)
        if _differ(standing, counted, worth):
            notes.append(BudgetNote.DIFFERENT)
    if any(row.value and not _is_told(period_of(row), counted) for row in left):
        notes.append(BudgetNote.NOT_ALL)
    return BudgetsThatCount(_in_order(budgets, [*counted, *corrections]), tuple(notes))


def period_of(row: Budget) -> Period:
    """First and last day. What is not given makes a year, the longest that the standard allows; turned ends are turned
    back. A year from one first of January to the next ends on the day before, and so does any time of whole months."""
    starts, ends = row.starts_on, row.ends_on
    if starts is None:
        starts = (ends - YEAR + DAY if ends.year > 1 else date.min) if ends else date.min
    if ends is None:
        ends = starts + YEAR - DAY if starts.year < date.max.year else date.max
    starts, ends = min(starts, ends), max(starts, ends)
    is_of_months = starts < ends and starts.day == ends.day
    return starts, ends - DAY if is_of_months else ends


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


def _tells(row: Budget) -> bool:
    """Whether a budget tells what there is for its time: an original one of nothing does not."""
    return bool(row.value) or row.kind == "2"


def _without_told_again(rows: list[Budget]) -> list[Budget]:
    """The rows without those all of whose time shorter ones tell, one after another."""
    by_start: dict[date, set[Period]] = {}
    for row in rows:
        if _tells(row):
            by_start.setdefault(period_of(row)[0], set()).add(period_of(row))
    starts = sorted(by_start)
    again = {period for period in {period_of(row) for row in rows} if _is_in_pieces(period, by_start, starts)}
    return [row for row in rows if period_of(row) not in again]


def _is_in_pieces(period: Period, by_start: dict[date, set[Period]], starts: Sequence[date]) -> bool:
    """Whether periods that are shorter than one follow each other from its first day, or before, to its last."""
    length = period[1] - period[0]
    first = {
        one
        for start in starts[bisect_left(starts, period[0] - length) : bisect_right(starts, period[0])]
        for one in by_start[start]
        if period[0] < one[1] and one[1] - one[0] < length
    }
    reached, waiting = set(first), list(first)
    while waiting:
        last = waiting.pop()
        if last[1] >= period[1]:
            return True
        for start in (last[1], last[1] + DAY):
            for one in by_start.get(start, ()):
                if one not in reached and one[1] - one[0] < length and not overlap(last, one):
                    reached.add(one)
                    waiting.append(one)
    return False


def _largest_reading(rows: list[Budget], worth: Worth) -> list[Budget]:
    """The rows of which no two overlap that are of the most money, then tell the most days, in the most pieces.

    Weighted interval scheduling: by the last day, each row is taken with the best of what ends before it, or left.
    """
    by_period: dict[Period, Budget] = {}
    for row in rows:
        standing = by_period.get(period_of(row))
        if standing is None or (row.kind, worth(row)) > (standing.kind, worth(standing)):
            by_period[period_of(row)] = row
    periods = sorted(by_period, key=lambda period: (period[1], period[0]))
    ends = [(period[1], period[0]) for period in periods]
    best: list[tuple[tuple[Decimal, int, int, int], int, bool]] = [((Decimal(0), 0, 0, 0), 0, False)]
    for at, period in enumerate(periods):
        # What ends before it; or on its first day, unless one of both lasts that day alone: they would share it.
        first = period[0]
        before = bisect_left(ends, (first, first if first < period[1] else date.min), 0, at)
        money, days, pieces, number = best[before][0]
        row = by_period[period]
        told = (period[1] - period[0]).days + 1 if _tells(row) else 0
        taken = (money + worth(row), days + told, pieces + _tells(row), number + 1)
        best.append((taken, before, True) if taken > best[at][0] else (best[at][0], at, False))
    chosen, at = [], len(periods)
    while at:
        _score, before, is_taken = best[at]
        if is_taken:
            chosen.append(by_period[periods[at - 1]])
        at = before
    return chosen


def _is_told(period: Period, counted: Sequence[Budget]) -> bool:
    """Whether every day of a period is in one of the budgets that count."""
    told_to = period[0]
    for first, last in sorted(map(period_of, counted)):
        if first <= told_to <= last:
            told_to = last + DAY if last < date.max else date.max
    return told_to > period[1]


def _differ(rows: list[Budget], counted: list[Budget], worth: Worth) -> bool:
    """Whether a row that is left out is worth something else than those that stand for its time, or less than those
    of them that lie inside of it."""
    taken = set(map(id, counted))
    pieces = [(period_of(one), worth(one)) for one in counted]
    for row in rows:
        if id(row) in taken:
            continue
        period = period_of(row)
        meeting = [piece for piece in pieces if overlap(piece[0], period)]
        within = [amount for (first, last), amount in meeting if period[0] <= first and last <= period[1]]
        told = sum(within, Decimal(0))
        if told > worth(row) or (len(within) == len(meeting) and told != worth(row)):
            return True
    return False


def _in_order(budgets: Sequence[Budget], chosen: Sequence[Budget]) -> tuple[Budget, ...]:
    keys = set(map(id, chosen))
    return tuple(row for row in budgets if id(row) in keys)
