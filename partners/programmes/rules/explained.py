"""What a sum of programmes' money is made of: the part that is asked for, line by line, and why others are left out."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from partners.programmes.rules.money import NOT_SPLIT, MoneyGap, ProgrammeMoney
from partners.programmes.rules.portfolio import NO_PERIOD, CountedProgramme, Portfolio, dealt

FIRST_YEAR, LAST_YEAR = 1, 9999
"""The years that there are: a programme without a day on which it begins or ends may run in any."""
_NOTHING = Decimal(0)


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
REASONS: tuple[MoneyGap | CutReason, ...] = (*MoneyGap, *CutReason)
"""Every reason, in the order in which the rule asks for them."""
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


class Summed(ABC):
    """What can be said of a sum, whether its lines are at hand or only counted."""

    total: Decimal

    @property
    @abstractmethod
    def n_included(self) -> int:
        """How many programmes make it."""

    @property
    @abstractmethod
    def left_out_by(self) -> Mapping[tuple[MoneyGap | CutReason, bool | None], int]:
        """How many programmes were left out, by the reason and whether they might add something all the same."""

    @property
    def n_left_out(self) -> int:
        """How many programmes were left out though they have to do with it."""
        return sum(self.left_out_by.values())

    @property
    def known(self) -> Decimal | None:
        """The sum, or None where nothing of it is known, which is not nought.

        Nought it is where programmes have to do with it of which each is known to add nothing.
        """
        is_nought = self.has_lines and not self.unknown_reasons
        return self.total if self.n_included or is_nought else None

    @property
    def has_lines(self) -> bool:
        """Whether any programme is said to belong here, whatever is known of its money."""
        return bool(self.n_included) or any(is_unknown is not None for _reason, is_unknown in self.left_out_by)

    @property
    def unknown_reasons(self) -> dict[MoneyGap | CutReason, int]:
        """How many programmes may add something that nobody knows, by the reason, the most frequent first."""
        return self._by_reason({key: n for key, n in self.left_out_by.items() if key[1]})

    @property
    def reasons(self) -> dict[MoneyGap | CutReason, int]:
        """How many programmes were left out for each reason, the most frequent first."""
        return self._by_reason(self.left_out_by)

    def _by_reason(
        self, counts: Mapping[tuple[MoneyGap | CutReason, bool | None], int]
    ) -> dict[MoneyGap | CutReason, int]:
        found: Counter[MoneyGap | CutReason] = Counter()
        for (reason, _is_unknown), n in counts.items():
            found[reason] += n
        # Of those that are as frequent, the one that the rule asks for first.
        return {one: found[one] for one in sorted(found, key=lambda one: (-found[one], REASONS.index(one)))}


@dataclass(frozen=True)
class Explained(Summed):
    """A sum with the programmes that make it, and those that were left out though they have to do with it."""

    total: Decimal
    included: tuple[Line, ...]
    left_out: tuple[Line, ...]

    @property
    def n_included(self) -> int:
        """How many programmes make it."""
        return len(self.included)

    @property
    def left_out_by(self) -> Mapping[tuple[MoneyGap | CutReason, bool | None], int]:
        """How many programmes were left out, by the reason and whether they might add something all the same."""
        return Counter((line.reason, line.is_unknown) for line in self.left_out if line.reason)


@dataclass(frozen=True)
class MoneySum(Summed):
    """A sum of which the lines are counted, and not at hand."""

    total: Decimal
    made_by: int
    left_out_for: Mapping[tuple[MoneyGap | CutReason, bool | None], int]

    @property
    def n_included(self) -> int:
        """How many programmes make it."""
        return self.made_by

    @property
    def left_out_by(self) -> Mapping[tuple[MoneyGap | CutReason, bool | None], int]:
        """How many programmes were left out, by the reason and whether they might add something all the same."""
        return self.left_out_for


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
        if (among is None or key in among) and programme.barred != MoneyGap.NOT_IWT and concerns(programme, cut):
            one = found.counted.get(key)
            reason = reason_in(one, cut) if one else found.uncounted[key]
            amount = amount_in(one, cut) if one and not reason else _NOTHING
            lines.append(Line(key, amount, one, reason, may_add(programme, reason, cut)))
    return Explained(
        total=sum((line.amount for line in lines), _NOTHING),
        included=tuple(line for line in lines if line.reason is None),
        left_out=tuple(line for line in lines if line.reason is not None),
    )


def concerns(programme: ProgrammeMoney, cut: Cut) -> bool:
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
    return bool(dealt(Decimal(100), shares, covers_more=covers_more)[NOT_SPLIT])


def reason_in(one: CountedProgramme, cut: Cut) -> CutReason | None:
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


def may_add(programme: ProgrammeMoney, reason: MoneyGap | CutReason | None, cut: Cut) -> bool | None:
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
    first, last = possible_years(programme)
    return first <= cut.year <= last


def possible_years(programme: ProgrammeMoney) -> tuple[int, int]:
    """The first and the last year in which a programme might give money, as far as its dates tell: what runs no more,
    nobody knows since when, does in none, and the last is before the first."""
    if programme.is_idle and programme.ends_on is None:
        return LAST_YEAR, FIRST_YEAR
    first = programme.starts_on.year if programme.starts_on else FIRST_YEAR
    return first, programme.ends_on.year if programme.ends_on else LAST_YEAR


def _is_unclaimed(wanted: str | None, parts: Mapping[str, Decimal]) -> bool:
    return wanted is not None and wanted not in parts
