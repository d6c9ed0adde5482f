"""Money of one programme: what of it counters illegal wildlife trade, split so that nothing is lost.

Source: World Bank analysis of international funding (the share of a project that counters illegal wildlife trade ran
from 5 to 100 per cent: count amount times share). Many programmes together are `partners.programmes.rules.portfolio`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
NOT_SPLIT = ""
"""The country or priority of what is not split by them."""
_HUNDRED = Decimal(100)
_NOTHING = Decimal(0)


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
    `is_idle` says that it is not known to run: it has ended, is suspended, or nobody says where it stands.
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
    is_idle: bool = False


def programme_money(programme: ProgrammeMoney) -> Decimal | MoneyGap:
    """The IWT part in US dollars: amount x IWT share ÷ rate, rounded once, to cents; or why it cannot be known.

    A share of 0 is known and counts as 0; an unknown share is neither 0 nor 100.
    """
    if programme.barred is not None:
        return programme.barred
    if programme.amount is None:
        return MoneyGap.NO_AMOUNT
    if programme.per_usd is None or programme.per_usd <= 0:
        return MoneyGap.NO_RATE
    if programme.iwt_share is None:
        return MoneyGap.SHARE_UNKNOWN
    if not 0 <= programme.iwt_share <= _HUNDRED:
        raise ValueError("a share lies between 0 and 100 per cent")
    return to_cents(programme.amount * programme.iwt_share / _HUNDRED / programme.per_usd)


def iwt_amount(total: Decimal, iwt_share: Decimal) -> Decimal:
    """The part of an amount that counters illegal wildlife trade, in cents. The share is in per cent, 0 to 100."""
    if not 0 <= iwt_share <= _HUNDRED:
        raise ValueError("a share lies between 0 and 100 per cent")
    return to_cents(total * iwt_share / _HUNDRED)


class PartCode(StrEnum):
    """What a country's page says beside a programme."""

    SHARE = "share"
    WHOLE = "whole"
    NOT_SPLIT = "not_split"
    NOT_IN_IT = "not_in_it"


def shares_are_sound(shares: Mapping[str, Decimal | None]) -> bool:
    """Whether the shares given lie between 0 and 100 per cent, also in sum. Entry refuses others."""
    known = [share for share in shares.values() if share is not None]
    return all(share >= 0 for share in known) and sum(known, _NOTHING) <= _HUNDRED


def split_amount(
    total: Decimal, shares: Mapping[str, Decimal | None], *, covers_more: bool = False
) -> dict[str, Decimal]:
    """Split an amount by shares in per cent; what no share claims stands under `NOT_SPLIT`. The parts make the total.

    A single key without a share has the whole, unless the programme `covers_more` than is named. A key
    without a share beside others gets nothing of its own. Each part is within one cent of its exact amount
    and cents are handed out so that nothing is lost (largest remainders first). Negative amounts are
    corrections (IATI) and split alike. Shares beyond 100 per cent in sum are an error.
    """
    if len(shares) == 1 and None in shares.values() and not covers_more:
        return {**dict.fromkeys(shares, total), NOT_SPLIT: _NOTHING}
    if not shares_are_sound(shares):
        raise ValueError("shares lie between 0 and 100 per cent, also in sum")
    known = {key: share for key, share in sorted(shares.items()) if share is not None}
    buckets = {**known, NOT_SPLIT: _HUNDRED - sum(known.values(), _NOTHING)}
    return dict(zip(buckets, _apportion(total, list(buckets.values())), strict=True))


def country_part(shares: Mapping[str, Decimal | None], key: str, *, covers_more: bool = False) -> PartCode:
    """What a country's page shows of a programme. Shares that make more than the whole are as good as not given."""
    if key not in shares:
        return PartCode.NOT_IN_IT
    share = shares[key]
    if not shares_are_sound(shares):
        return PartCode.NOT_SPLIT
    if share == _HUNDRED or (share is None and len(shares) == 1 and not covers_more):
        return PartCode.WHOLE
    return PartCode.NOT_SPLIT if share is None else PartCode.SHARE


def _apportion(total: Decimal, shares: list[Decimal]) -> list[Decimal]:
    """Cents of the total by shares that sum to 100: floors first, then one cent each by the largest remainder."""
    size, sign = abs(total), -1 if total < 0 else 1
    exact = [size * share / _HUNDRED for share in shares]
    parts = [amount.quantize(CENT, ROUND_FLOOR) for amount in exact]
    left = size - sum(parts, _NOTHING)
    for i in sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i)):
        if left > 0 and shares[i]:
            step = min(CENT, left)
            parts[i] += step
            left -= step
    return [sign * part for part in parts]


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half up to cents."""
    return amount.quantize(CENT, ROUND_HALF_UP)
