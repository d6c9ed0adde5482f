"""What counts of many programmes: each dollar once, whatever is asked of it.

The rule, in the order in which it is applied:

1. A programme's money is its amount x the IWT share ÷ the rate stored with the amount (`programme_money`).
2. A programme that ended early counts for the days that it ran out of those that were planned.
3. Parent or children, not both. What the parts of a programme count is taken off the programme itself, so that it adds
   only what its parts leave; together they make whichever is more. A part that cannot be counted, or what an early end
   cut off of one, leaves its money with the whole. Between a part and a whole that a reader sees there may stand one
   that the reader does not see: the part belongs to the nearest whole that is seen (`parents_in_sight`). So whoever
   sees less never counts more. (IATI, general rules for multi-level reporting: budgets and commitments may stand at
   several levels but "must not be double counted within a hierarchical chain"; D-Portal#302 counted both, "a wrong
   picture".)
4. What is left is dealt out to the cent: first by country, then by priority, then by year (evenly over the days of its
   period). What no share claims is "not split", what has no period has no year; both are parts of every total.
   (IFRCGo/go-web-app#851: regional programmes missing from country pages. Count once, show everywhere.)
5. The money is its funders' alone (IATI role 1). Where there are several it is nobody's alone and stays "shared".

Every sum on every page is a sum of such parts, so that sums over countries, priorities, years and funders, each with
its "not split", are the total to the cent.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

from partners.programmes.rules.money import (
    CENT,
    NOT_SPLIT,
    MoneyGap,
    ProgrammeMoney,
    programme_money,
    shares_are_sound,
    split_amount,
)

NO_PERIOD = 0
"""The year of what has no known period."""
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class CountedProgramme:
    """A programme that counts, in US dollars: `iwt_usd` = `in_parts` + `not_provided` + `own`.

    `not_provided` is what an early end cut off, `in_parts` is counted with the programmes that are part of this one,
    and `own` is what the programme itself adds.
    """

    programme: ProgrammeMoney
    iwt_usd: Decimal
    in_parts: Decimal
    not_provided: Decimal
    own: Decimal

    @cached_property
    def by_country(self) -> Mapping[str, Decimal]:
        """Its own money by country; `NOT_SPLIT` holds the rest."""
        return _dealt(self.own, self.programme.countries, covers_more=self.programme.covers_more)

    def by_priority(self, amount: Decimal) -> Mapping[str, Decimal]:
        """Some of its money by priority; `NOT_SPLIT` holds the rest."""
        return _dealt(amount, self.programme.priorities)

    def in_year(self, amount: Decimal, year: int) -> Decimal:
        """Some of its money in one year; all of it in `NO_PERIOD` where the period is not known."""
        if self.period is None:
            return amount if year == NO_PERIOD else _NOTHING
        start, end = self.period
        if not start.year <= year <= end.year:
            return _NOTHING
        days = (end - start).days + 1
        before = max((datetime.date(year, 1, 1) - start).days, 0)
        after = min((datetime.date(year, 12, 31) - start).days + 1, days)
        return _portion(amount, after, days) - _portion(amount, before, days)

    @property
    def period(self) -> tuple[datetime.date, datetime.date] | None:
        """Its first and last day, where its money can be told by year."""
        start, end = self.programme.starts_on, self.programme.ends_on
        return (start, end) if start and end and start <= end else None


@dataclass(frozen=True)
class Portfolio:
    """Programmes that count and those that do not, by key, each once; the rule of this module in figures."""

    counted: Mapping[str, CountedProgramme]
    uncounted: Mapping[str, MoneyGap]
    programmes: Mapping[str, ProgrammeMoney]

    @cached_property
    def total(self) -> Decimal:
        """All that counts."""
        return sum((one.own for one in self.counted.values()), _NOTHING)

    @cached_property
    def by_country(self) -> Mapping[str, Decimal]:
        """The total by country, with `NOT_SPLIT` for what is regional or not split."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.counted.values():
            for country, amount in one.by_country.items():
                found[country] += amount
        return dict(found)


def portfolio(programmes: Iterable[ProgrammeMoney]) -> Portfolio:
    """What counts of these programmes, each once, whatever their order.

    A programme that comes twice under one key counts once; two different records under one key are an error, for which
    of them is true is not for arithmetic to say. A parent that is not among them is as good as none. Programmes that
    are each said to contain the other count nowhere.
    """
    once: dict[str, ProgrammeMoney] = {}
    for programme in programmes:
        if once.setdefault(programme.key, programme) != programme:
            raise ValueError(f"two different records of programme {programme.key}")
    counted: dict[str, CountedProgramme] = {}
    uncounted = dict.fromkeys(once, MoneyGap.IN_A_CIRCLE)
    makes: dict[str, Decimal] = defaultdict(Decimal)
    for key in _parts_first(once):
        programme, money = once[key], programme_money(once[key])
        if isinstance(money, MoneyGap):
            uncounted[key] = money
        else:
            del uncounted[key]
            counted[key] = _counted(programme, money, makes[key])
            makes[key] += counted[key].own
        makes[programme.parent] += makes[key]
    return Portfolio(dict(sorted(counted.items())), dict(sorted(uncounted.items())), once)


def parents_in_sight(parents: Mapping[str, str], seen: Container[str]) -> dict[str, str]:
    """The nearest larger programme that is seen, for every key in `parents` that is seen and has one.

    `parents` maps programmes, seen or not, to the one that contains them. In a circle that is the programme itself,
    where nobody else of it is seen.
    """
    found: dict[str, str] = {}
    for key in parents:
        passed, above = {""}, parents[key]
        while above not in seen and above not in passed:
            passed.add(above)
            above = parents.get(above, "")
        if key in seen and above in seen:
            found[key] = above
    return found


def all_above(key: str, parents: Mapping[str, str]) -> list[str]:
    """The programmes that contain one, the nearest first; `parents` maps each to its own."""
    found: list[str] = []
    above = parents.get(key, "")
    while above and above not in found:
        found.append(above)
        above = parents.get(above, "")
    return found


def makes_circle(key: str, parent: str, parents: Mapping[str, str]) -> bool:
    """Whether a programme would contain itself if it were part of `parent`; `parents` maps the others to theirs."""
    seen, above = set[str](), parent
    while above and above not in seen:
        if above == key:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False


def _parts_first(programmes: Mapping[str, ProgrammeMoney]) -> list[str]:
    """Keys with every part before its whole; those in a circle, which have no first, are left out."""
    waiting = dict.fromkeys(programmes, 0)
    for programme in programmes.values():
        if programme.parent in programmes:
            waiting[programme.parent] += 1
    order = sorted(key for key, parts in waiting.items() if not parts)
    for key in order:
        parent = programmes[key].parent
        if parent in waiting:
            waiting[parent] -= 1
            if not waiting[parent]:
                order.append(parent)
    return order


def _counted(programme: ProgrammeMoney, iwt_usd: Decimal, below: Decimal) -> CountedProgramme:
    """What a programme adds beside what its parts count (`below`)."""
    start, end, planned = programme.starts_on, programme.ends_on, programme.planned_ends_on
    provided = iwt_usd
    if start and end and planned and planned > end:
        ran = max((end - start).days + 1, 0)
        provided = _portion(iwt_usd, ran, max((planned - start).days + 1, 1))
    in_parts = min(max(provided, _NOTHING), max(below, _NOTHING))
    return CountedProgramme(programme, iwt_usd, in_parts, iwt_usd - provided, provided - in_parts)


def _dealt(
    amount: Decimal, shares: Mapping[str, Decimal | None], *, covers_more: bool = False
) -> Mapping[str, Decimal]:
    """An amount by shares, what is not split beside them. Shares beyond the whole are as good as not given."""
    return split_amount(amount, shares if shares_are_sound(shares) else {}, covers_more=covers_more)


def _portion(amount: Decimal, part: int, whole: int) -> Decimal:
    """So many days' worth of an amount in cents. Portions of consecutive days are told by their differences, so that
    they make up the amount exactly."""
    size = (abs(amount) * part / whole).quantize(CENT, ROUND_HALF_UP) if part < whole else abs(amount)
    return size.copy_sign(amount) if size else _NOTHING


class CutReason(StrEnum):
    """Why a programme that counts adds nothing to the part that is asked for."""

    IN_ITS_PARTS = "in_its_parts"
    SHARED_FUNDING = "shared_funding"
    REGIONAL = "regional"
    COUNTRY_NOT_SPLIT = "country_not_split"
    NO_PRIORITY = "no_priority"
    PRIORITY_NOT_SPLIT = "priority_not_split"
    NO_PERIOD = "no_period"
    OTHER_YEARS = "other_years"


UNJUDGED = frozenset({MoneyGap.NOT_JUDGED, MoneyGap.SUGGESTED})
"""The reasons that say that nobody has confirmed yet that a programme belongs into any sum."""
ADDS_NOTHING = frozenset({MoneyGap.CANCELLED, MoneyGap.NOT_IWT, CutReason.IN_ITS_PARTS, CutReason.OTHER_YEARS})
"""The reasons that say that a programme adds nothing; all others, that nobody knows what it adds."""


@dataclass(frozen=True)
class Cut:
    """Which part of the money is asked for: None is all of it, `NOT_SPLIT` and `NO_PERIOD` are what has no such key."""

    country: str | None = None
    priority: str | None = None
    year: int | None = None
    funder: str | None = None


@dataclass(frozen=True)
class Line:
    """What one programme adds to a sum, or why it adds nothing.

    `is_unknown` says that it might add something all the same; None, that nobody says that it belongs here.
    """

    key: str
    amount: Decimal
    counted: CountedProgramme | None
    reason: MoneyGap | CutReason | None = None
    is_unknown: bool | None = False

    @property
    def known(self) -> Decimal | None:
        """What it adds; None where it might add something that nobody knows, which is not nought."""
        return self.amount if self.is_unknown is False else None


@dataclass(frozen=True)
class Explained:
    """A sum with the programmes that make it, and those that were left out though they have to do with it."""

    total: Decimal
    included: tuple[Line, ...]
    left_out: tuple[Line, ...]

    @property
    def known(self) -> Decimal | None:
        """The sum, or None where nothing of it is known, which is not nought.

        Nought it is where programmes have to do with it of which each is known to add nothing.
        """
        is_nought = {line.is_unknown for line in self.left_out} <= {False, None} and self.has_lines
        return self.total if self.included or is_nought else None

    @property
    def has_lines(self) -> bool:
        """Whether any programme is said to belong here, whatever is known of its money."""
        return bool(self.included) or any(line.is_unknown is not None for line in self.left_out)

    @property
    def unknown_reasons(self) -> dict[MoneyGap | CutReason, int]:
        """How many programmes may add something that nobody knows, by the reason, the most frequent first."""
        return dict(Counter(line.reason for line in self.left_out if line.reason and line.is_unknown).most_common())

    @property
    def reasons(self) -> dict[MoneyGap | CutReason, int]:
        """How many programmes were left out for each reason, the most frequent first."""
        return dict(Counter(line.reason for line in self.left_out if line.reason).most_common())


def amount_in(one: CountedProgramme, cut: Cut) -> Decimal:
    """What a programme adds to a part: country, priority and year, in this order. Funders are not looked at."""
    countries = one.by_country
    amounts = countries.values() if cut.country is None else [countries.get(cut.country, _NOTHING)]
    if cut.priority is None and cut.year is None:
        return sum(amounts, _NOTHING)
    total = _NOTHING
    for amount in amounts:
        priorities = one.by_priority(amount)
        for code, part in priorities.items():
            if cut.priority in (None, code):
                total += part if cut.year is None else one.in_year(part, cut.year)
    return total


def by_country_and_priority(one: CountedProgramme, year: int | None) -> dict[tuple[str, str], Decimal]:
    """What a programme adds to each cell of country x priority in a year, or in all."""
    return {
        (country, priority): part if year is None else one.in_year(part, year)
        for country, amount in one.by_country.items()
        for priority, part in one.by_priority(amount).items()
    }


def explain(found: Portfolio, cut: Cut, among: Container[str] | None = None) -> Explained:
    """The sum that is asked for, line by line. `NOT_IWT` programmes stand nowhere.

    `among` are the keys of the programmes that are looked at; None is all. What one of them adds stays what it adds to
    the whole, whether its parts are looked at or not: so the sums of two halves of a list are the sum of the list.
    """
    lines = []
    for key, programme in sorted(found.programmes.items()):
        if (among is None or key in among) and programme.barred != MoneyGap.NOT_IWT and _concerns(programme, cut):
            one = found.counted.get(key)
            reason = _reason(one, cut) if one else found.uncounted[key]
            amount = amount_in(one, cut) if one and not reason else _NOTHING
            lines.append(Line(key, amount, one, reason, _may_add(programme, reason, cut)))
    return Explained(
        total=sum((line.amount for line in lines), _NOTHING),
        included=tuple(line for line in lines if line.reason is None),
        left_out=tuple(line for line in lines if line.reason is not None),
    )


def _concerns(programme: ProgrammeMoney, cut: Cut) -> bool:
    """Whether a reader of this part would look for the programme: it works there, or might."""
    if cut.funder is not None and cut.funder not in (programme.funders or {NOT_SPLIT}):
        return False
    if cut.country is not None and not _touches(programme.countries, cut.country, programme.covers_more):
        return False
    return cut.priority is None or _touches(programme.priorities, cut.priority, False)


def _touches(shares: Mapping[str, Decimal | None], key: str, covers_more: bool) -> bool:
    if not shares:
        return True
    if key != NOT_SPLIT:
        return key in shares
    return bool(_dealt(Decimal(100), shares, covers_more=covers_more)[NOT_SPLIT])


def _reason(one: CountedProgramme, cut: Cut) -> CutReason | None:
    """Why a programme that has to do with a part adds nothing to it, or None where it adds something."""
    programme, period = one.programme, one.period
    by_priority = {} if cut.priority is None else one.by_priority(one.own)
    is_in_year = cut.year is None or (period and period[0].year <= cut.year <= period[1].year)
    reasons = (
        (bool(one.in_parts) and not one.own, CutReason.IN_ITS_PARTS),
        (cut.funder is not None and len(programme.funders) > 1, CutReason.SHARED_FUNDING),
        (_is_unclaimed(cut.country, one.by_country) and not programme.countries, CutReason.REGIONAL),
        (_is_unclaimed(cut.country, one.by_country), CutReason.COUNTRY_NOT_SPLIT),
        (_is_unclaimed(cut.priority, by_priority) and not programme.priorities, CutReason.NO_PRIORITY),
        (_is_unclaimed(cut.priority, by_priority), CutReason.PRIORITY_NOT_SPLIT),
        (cut.year and not period, CutReason.NO_PERIOD),
        (period and not is_in_year, CutReason.OTHER_YEARS),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _may_add(programme: ProgrammeMoney, reason: MoneyGap | CutReason | None, cut: Cut) -> bool | None:
    """Whether a programme that is left out could give money here, as far as its dates, places and priorities tell.

    None where nobody says that it belongs here at all: what names no member state is not said to be in each, and what
    has no priority is not said to serve each.
    """
    if reason is None or reason in ADDS_NOTHING:
        return False
    if cut.country not in (None, NOT_SPLIT) and reason == MoneyGap.NO_PLACE:
        return None
    if cut.priority not in (None, NOT_SPLIT) and not programme.priorities:
        return None
    if cut.year is None or cut.year == NO_PERIOD:
        return True
    if programme.is_idle and programme.ends_on is None:
        return False
    begins = programme.starts_on.year if programme.starts_on else cut.year
    ends = programme.ends_on.year if programme.ends_on else cut.year
    return begins <= cut.year <= ends


def _is_unclaimed(wanted: str | None, parts: Mapping[str, Decimal]) -> bool:
    return wanted is not None and wanted not in parts
