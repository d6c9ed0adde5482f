"""What one programme says to every sum that can be asked for, in few rows: stored beside it, and read by pages.

A row stands for a member state (or all, or what is not split, or any) and a priority alike; its years stand in it.
What it says is what `partners.programmes.rules.explained` says, which alone decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from partners.programmes.rules.explained import (
    Cut,
    CutReason,
    by_country_and_priority,
    concerns,
    may_add,
    possible_years,
    reason_in,
)
from partners.programmes.rules.money import NOT_SPLIT, MoneyGap
from partners.programmes.rules.portfolio import NO_PERIOD, CountedProgramme, Portfolio

ALL = "all"
"""In the place of a member state or a priority: all of them, with what is not split."""
ANY = "any"
"""In the place of a member state or a priority: each of them alike, for the programme names none."""
_NOTHING = Decimal(0)
_SOMEBODY = "somebody"


@dataclass(frozen=True, kw_only=True)
class MoneyRow:
    """What a programme says where a member state and a priority are asked for: an amount, or a reason.

    `amount` is that of all years, `by_year` that of each from `first_year` to `last_year`; without a known period it is
    all in `NO_PERIOD`. What does not count at all has neither. `alone_reason` is the reason where one funder is asked
    for. `might_add` says whether there might be money all the same (None: nobody says that it belongs here), in the
    years from `possible_from` to `possible_until`; where a row adds something, it says so of years before and after,
    should its period not be known. `iwt_usd`, `in_parts` and `not_provided` are those of `CountedProgramme`.
    """

    country: str
    priority: str
    amount: Decimal
    first_year: int | None
    last_year: int | None
    by_year: list[Decimal]
    reason: str
    alone_reason: str
    might_add: bool | None
    possible_from: int
    possible_until: int
    n_funders: int
    iwt_usd: Decimal | None
    in_parts: Decimal | None
    not_provided: Decimal | None


def rows_of(found: Portfolio, key: str) -> list[MoneyRow]:
    """The rows of one programme; none where it was judged to be about something else, which stands nowhere."""
    programme = found.programmes[key]
    if programme.barred == MoneyGap.NOT_IWT:
        return []
    one = found.counted.get(key)
    first, last = _years(one)
    parts = _parts(one, range(first, last + 1)) if one else {}
    funder = next(iter(programme.funders), NOT_SPLIT)
    possible_from, possible_until = possible_years(programme)
    rows = []
    for country, priority in [(c, p) for c in _keys(programme.countries) for p in _keys(programme.priorities)]:
        cut = Cut(_asked(country), _asked(priority))
        if not concerns(programme, cut):
            continue
        reason = reason_in(one, cut) if one else found.uncounted[key]
        alone = reason_in(one, Cut(cut.country, cut.priority, funder=funder)) if one else reason
        by_year = [] if reason else _sums(parts, country, priority, last - first + 1)
        rows.append(
            MoneyRow(
                country=country,
                priority=priority,
                amount=sum(by_year, _NOTHING),
                first_year=first if one else None,
                last_year=last if one else None,
                by_year=by_year,
                reason=reason or "",
                alone_reason=alone or "",
                might_add=may_add(programme, reason or CutReason.NO_PERIOD, cut),
                possible_from=possible_from,
                possible_until=possible_until,
                n_funders=len(programme.funders),
                iwt_usd=one.iwt_usd if one else None,
                in_parts=one.in_parts if one else None,
                not_provided=one.not_provided if one else None,
            )
        )
    return rows


def _years(one: CountedProgramme | None) -> tuple[int, int]:
    """The first and the last year of its money."""
    if one is None or one.period is None:
        return NO_PERIOD, NO_PERIOD
    return one.period[0].year, one.period[1].year


def _parts(one: CountedProgramme, years: range) -> Mapping[tuple[str, str], list[Decimal]]:
    """What it adds to each member state and priority, year by year."""
    cells = by_country_and_priority(one, None).items()
    return {key: [one.in_year(part, year) for year in years] for key, part in cells if part}


def _sums(parts: Mapping[tuple[str, str], list[Decimal]], country: str, priority: str, n_years: int) -> list[Decimal]:
    """What these make together in each year."""
    sums = [_NOTHING] * n_years
    for (of_country, of_priority), amounts in parts.items():
        if country in (ALL, of_country) and priority in (ALL, of_priority):
            sums = [sum_so_far + amount for sum_so_far, amount in zip(sums, amounts, strict=True)]
    return sums


def _keys(named: Mapping[str, Decimal | None]) -> list[str]:
    """The member states or priorities for which a programme has rows."""
    return [ALL, NOT_SPLIT, *(sorted(named) or [ANY])]


def _asked(key: str) -> str | None:
    """What a sum is asked for where a row of that key answers: one that is not named stands for any."""
    return {ALL: None, ANY: _SOMEBODY}.get(key, key)
