"""Money of one programme: what of it counters illegal wildlife trade, split so that nothing is lost.

Source: World Bank analysis of international funding (the share of a project that counters illegal wildlife trade ran
from 5 to 100 per cent: count amount times share). Many programmes together are `partners.programmes.rules.portfolio`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_NOTHING = Decimal(0)


# --- Money of one programme ------------------------------------------------------------------------


class MoneyGap(StrEnum):
    """Why a programme's money is not counted: it is listed with this reason, and never guessed."""

    CANCELLED = "cancelled"
    NOT_JUDGED = "not_judged"
    SUGGESTED = "suggested"
    NOT_IWT = "not_iwt"
    NO_PLACE = "no_place"
    IN_A_CIRCLE = "in_a_circle"
    NO_AMOUNT = "no_amount"
    NO_RATE = "no_rate"
    SHARE_UNKNOWN = "share_unknown"


@dataclass(frozen=True)
class ProgrammeMoney:
    """What is known of a programme's money.

    `amount` is in its own currency, `per_usd` how many units of it one US dollar bought on the day of the amount (1
    for US dollars); `iwt_share` is in per cent. `countries` maps every country it covers to its share in per cent, or
    to None where the programme is not split; `covers_more` says that it covers others besides them. `priorities` does
    the same for what it works for, as far as a person has confirmed it. `barred` is the reason why it may not count
    whatever its figures are. `parent` is the key of the programme that contains it. `planned_ends_on` is given where
    it ended before its time, on `ends_on`. `funders` have the funding role of IATI in it; nobody else's money it is.
    """

    key: str
    amount: Decimal | None
    per_usd: Decimal | None
    iwt_share: Decimal | None
    countries: Mapping[str, Decimal | None] = field(default_factory=dict)
    covers_more: bool = False
    priorities: Mapping[str, Decimal | None] = field(default_factory=dict)
    barred: MoneyGap | None = None
    parent: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    planned_ends_on: datetime.date | None = None
    funders: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CountedMoney:
    """The IWT part of a programme in US dollars, None where it cannot be known, and the first reason why."""

    iwt_usd: Decimal | None
    gap: MoneyGap | None = None


def programme_money(programme: ProgrammeMoney) -> CountedMoney:
    """Amount x IWT share ÷ rate, rounded once, to cents.

    A share of 0 is known and counts as 0; an unknown share is neither 0 nor 100.
    """
    if programme.barred is not None:
        return CountedMoney(None, programme.barred)
    if programme.amount is None:
        return CountedMoney(None, MoneyGap.NO_AMOUNT)
    if programme.per_usd is None or programme.per_usd <= 0:
        return CountedMoney(None, MoneyGap.NO_RATE)
    if programme.iwt_share is None:
        return CountedMoney(None, MoneyGap.SHARE_UNKNOWN)
    if not 0 <= programme.iwt_share <= _HUNDRED:
        raise ValueError("a share lies between 0 and 100 per cent")
    return CountedMoney(to_cents(programme.amount * programme.iwt_share / _HUNDRED / programme.per_usd))


def iwt_amount(total: Decimal, iwt_share: Decimal) -> Decimal:
    """The part of an amount that counters illegal wildlife trade, in cents. The share is in per cent, 0 to
    100."""
    if not 0 <= iwt_share <= _HUNDRED:
        raise ValueError("a share lies between 0 and 100 per cent")
    return to_cents(total * iwt_share / _HUNDRED)


# --- Splitting over countries or priorities --------------------------------------------------------


class PartCode(StrEnum):
    """What a country's page says beside a programme."""

    SHARE = "share"
    WHOLE = "whole"
    NOT_SPLIT = "not_split"
    NOT_IN_IT = "not_in_it"


@dataclass(frozen=True)
class Split:
    """An amount split by key (countries or priorities), and what is not split. Together they are the total
    exactly."""

    total: Decimal
    by_key: Mapping[str, Decimal]
    not_split: Decimal


def shares_are_sound(shares: Mapping[str, Decimal | None]) -> bool:
    """Whether the shares given lie between 0 and 100 per cent, also in sum. Entry refuses others."""
    known = [share for share in shares.values() if share is not None]
    return all(share >= 0 for share in known) and sum(known, _NOTHING) <= _HUNDRED


def split_amount(total: Decimal, shares: Mapping[str, Decimal | None], *, covers_more: bool = False) -> Split:
    """Split an amount by shares in per cent; what no share claims stays "not split".

    A single key without a share has the whole, unless the programme `covers_more` than is named. A key
    without a share beside others gets nothing of its own. Each part is within one cent of its exact amount
    and cents are handed out so that nothing is lost (largest remainders first). Negative amounts are
    corrections (IATI) and split alike. Shares beyond 100 per cent in sum are an error.
    """
    if len(shares) == 1 and None in shares.values() and not covers_more:
        return Split(total, MappingProxyType(dict.fromkeys(shares, total)), _NOTHING)
    if not shares_are_sound(shares):
        raise ValueError("shares lie between 0 and 100 per cent, also in sum")
    known = {key: share for key, share in shares.items() if share is not None}
    claimed = sum(known.values(), _NOTHING)
    buckets = [*((key, known[key]) for key in sorted(known)), (None, _HUNDRED - claimed)]
    parts = _apportion(total, [share for _, share in buckets])
    by_key = {key: part for (key, _), part in zip(buckets, parts, strict=True) if key is not None}
    return Split(total, MappingProxyType(by_key), parts[-1])


def country_part(
    amount: Decimal | None, shares: Mapping[str, Decimal | None], key: str, *, covers_more: bool = False
) -> tuple[PartCode, Decimal | None]:
    """What one country's page shows of a programme: its part, all of it, or "share not given".

    The amount is None with a part where the programme's amount is not known. Shares that make more than the whole are
    as good as not given.
    """
    if key not in shares:
        return PartCode.NOT_IN_IT, None
    if not shares_are_sound(shares):
        return PartCode.NOT_SPLIT, None
    share = shares[key]
    if share == _HUNDRED or (share is None and len(shares) == 1 and not covers_more):
        return PartCode.WHOLE, amount
    if share is None:
        return PartCode.NOT_SPLIT, None
    return PartCode.SHARE, None if amount is None else split_amount(amount, shares).by_key[key]


def _apportion(total: Decimal, shares: list[Decimal]) -> list[Decimal]:
    """Cents of the total by shares that sum to 100: floors first, then one cent each by the largest
    remainder."""
    size, sign = abs(total), -1 if total < 0 else 1
    exact = [size * share / _HUNDRED for share in shares]
    parts = [amount.quantize(CENT, ROUND_FLOOR) for amount in exact]
    left = size - sum(parts, _NOTHING)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder:
        if left <= 0 or shares[i] == 0:
            continue
        step = min(CENT, left)
        parts[i] += step
        left -= step
    return [sign * part for part in parts]


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half up to cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)
