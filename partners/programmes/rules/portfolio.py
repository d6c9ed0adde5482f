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

Every sum on every page (`partners.programmes.rules.explained`) is a sum of such parts, so that sums over countries,
priorities, years and funders, each with its "not split", are the total to the cent.
"""

import datetime
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from partners.programmes.rules.money import (
    CENT,
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
        return dealt(self.own, self.programme.countries, covers_more=self.programme.covers_more)

    def by_priority(self, amount: Decimal) -> Mapping[str, Decimal]:
        """Some of its money by priority; `NOT_SPLIT` holds the rest."""
        return dealt(amount, self.programme.priorities)

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


def dealt(amount: Decimal, shares: Mapping[str, Decimal | None], *, covers_more: bool = False) -> Mapping[str, Decimal]:
    """An amount by shares, what is not split beside them. Shares beyond the whole are as good as not given."""
    return split_amount(amount, shares if shares_are_sound(shares) else {}, covers_more=covers_more)


def _portion(amount: Decimal, part: int, whole: int) -> Decimal:
    """So many days' worth of an amount in cents. Portions of consecutive days are told by their differences, so that
    they make up the amount exactly."""
    size = (abs(amount) * part / whole).quantize(CENT, ROUND_HALF_UP) if part < whole else abs(amount)
    return size.copy_sign(amount) if size else _NOTHING
