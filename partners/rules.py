"""Money of programmes, and where support is missing.

No Django. Sources: World Bank analysis of international funding (the share of a project that counters illegal
wildlife trade ran from 5 to 100 per cent: count amount times share), IATI/D-Portal#302 and #3 (programme and
country both added), IFRCGo/go-web-app#851 (regional programmes missing from country pages): count once, show
everywhere.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from needs.rules import AnswerStatus, Coverage, CoverageStatus, NeedWord

CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_NOTHING = Decimal(0)


# --- Money of one programme ------------------------------------------------------------------------


class MoneyGap(StrEnum):
    """Why a programme's money cannot be counted: it is listed with this reason, and never guessed."""

    NO_AMOUNT = "no_amount"
    NO_RATE = "no_rate"
    SHARE_UNKNOWN = "share_unknown"


@dataclass(frozen=True)
class ProgrammeMoney:
    """What is known of a programme's money.

    `amount` is in its own currency, `per_usd` how many units of it one US dollar bought on the day of
    signature or in that year (1 for US dollars); `iwt_share` is in per cent. `countries` maps every country
    it covers to its share in per cent, or to None where the programme is not split; `covers_more` says that
    it covers others besides them.
    """

    key: str
    amount: Decimal | None
    per_usd: Decimal | None
    iwt_share: Decimal | None
    countries: Mapping[str, Decimal | None] = field(default_factory=dict)
    covers_more: bool = False


@dataclass(frozen=True)
class CountedMoney:
    """Total and IWT part of a programme in US dollars, each None where it cannot be known, and the first
    reason why."""

    total_usd: Decimal | None
    iwt_usd: Decimal | None
    gap: MoneyGap | None = None


def programme_money(programme: ProgrammeMoney) -> CountedMoney:
    """Convert at the rate of its date, round to cents, then take the share.

    A share of 0 is known and counts as 0; an unknown share is neither 0 nor 100.
    """
    if programme.amount is None:
        return CountedMoney(None, None, MoneyGap.NO_AMOUNT)
    if programme.per_usd is None or programme.per_usd <= 0:
        return CountedMoney(None, None, MoneyGap.NO_RATE)
    total = _to_cents(programme.amount / programme.per_usd)
    if programme.iwt_share is None:
        return CountedMoney(total, None, MoneyGap.SHARE_UNKNOWN)
    return CountedMoney(total, iwt_amount(total, programme.iwt_share))


def iwt_amount(total: Decimal, iwt_share: Decimal) -> Decimal:
    """The part of an amount that counters illegal wildlife trade, in cents. The share is in per cent, 0 to
    100."""
    if not 0 <= iwt_share <= _HUNDRED:
        raise ValueError("a share lies between 0 and 100 per cent")
    return _to_cents(total * iwt_share / _HUNDRED)


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

    @property
    def adds_up(self) -> bool:
        """The invariant: sum over countries + not split = total."""
        return sum(self.by_key.values(), _NOTHING) + self.not_split == self.total


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


def _to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


# --- Regional totals -------------------------------------------------------------------------------


@dataclass(frozen=True)
class RegionalMoney:
    """IWT money of many programmes in US dollars, each counted once, and those that could not be counted.

    `unsound` names counted programmes whose shares make more than the whole: they stand under "not split".
    """

    total: Decimal
    by_country: Mapping[str, Decimal]
    not_split: Decimal
    counted: tuple[str, ...]
    uncounted: Mapping[str, MoneyGap]
    unsound: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """The invariant: sum over countries + not split = total."""
        return sum(self.by_country.values(), _NOTHING) + self.not_split == self.total


def regional_money(programmes: Iterable[ProgrammeMoney]) -> RegionalMoney:
    """Add up programmes by country. A programme that comes twice under one key counts once.

    Two different records under one key are an error: which of them is true is not for arithmetic to say.
    """
    once: dict[str, ProgrammeMoney] = {}
    for programme in programmes:
        if once.setdefault(programme.key, programme) != programme:
            raise ValueError(f"two different records of programme {programme.key}")
    total, not_split, by_country = _NOTHING, _NOTHING, dict[str, Decimal]()
    counted: list[str] = []
    unsound: list[str] = []
    uncounted: dict[str, MoneyGap] = {}
    for key in sorted(once):
        money = programme_money(once[key])
        if money.iwt_usd is None:
            uncounted[key] = money.gap or MoneyGap.NO_AMOUNT
            continue
        is_sound = shares_are_sound(once[key].countries)
        countries = once[key].countries if is_sound else {}
        split = split_amount(money.iwt_usd, countries, covers_more=once[key].covers_more)
        if not is_sound:
            unsound.append(key)
        counted.append(key)
        total += split.total
        not_split += split.not_split
        for country, part in split.by_key.items():
            by_country[country] = by_country.get(country, _NOTHING) + part
    return RegionalMoney(
        total, MappingProxyType(by_country), not_split, tuple(counted), MappingProxyType(uncounted), tuple(unsound)
    )


# --- Answers to needs ------------------------------------------------------------------------------


_DECIDED = {
    "accepted": AnswerStatus.ACCEPTED,
    "delivering": AnswerStatus.DELIVERING,
    "completed": AnswerStatus.COMPLETED,
    "declined": AnswerStatus.DECLINED,
    "withdrawn": AnswerStatus.WITHDRAWN,
}


def answer_status(kind: str, state: str) -> AnswerStatus:
    """One status for the arithmetic of needs, from what was answered (offer, interest, not_now) and where it
    stands.

    What the country or the partner decided goes first; until then an offer is an offer, in discussion or
    waiting, and interest stays interest. "Not now" is never support, whatever state it was put into.
    """
    if kind == "not_now":
        return AnswerStatus.NOT_NOW
    if state in _DECIDED:
        return _DECIDED[state]
    if kind == "interest":
        return AnswerStatus.INTEREST
    return AnswerStatus.IN_DISCUSSION if state == "in_discussion" else AnswerStatus.OFFERED


class AnswerMove(StrEnum):
    """What one of the two sides can do with an answer."""

    ACCEPT = "accept"
    DISCUSS = "discuss"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    START = "start"
    COMPLETE = "complete"


class AnswerSide(StrEnum):
    """The two sides of an answer: the country that asked, the organisation that answers."""

    COUNTRY = "country"
    ORGANISATION = "organisation"


ANSWER_MOVES: Mapping[AnswerMove, tuple[AnswerSide, str, frozenset[str]]] = MappingProxyType(
    {
        AnswerMove.ACCEPT: (AnswerSide.COUNTRY, "accepted", frozenset({"waiting", "in_discussion"})),
        AnswerMove.DISCUSS: (AnswerSide.COUNTRY, "in_discussion", frozenset({"waiting", "in_discussion"})),
        AnswerMove.DECLINE: (AnswerSide.COUNTRY, "declined", frozenset({"waiting", "in_discussion"})),
        AnswerMove.START: (AnswerSide.ORGANISATION, "delivering", frozenset({"accepted"})),
        AnswerMove.COMPLETE: (AnswerSide.ORGANISATION, "completed", frozenset({"accepted", "delivering"})),
        AnswerMove.WITHDRAW: (
            AnswerSide.ORGANISATION,
            "withdrawn",
            frozenset({"waiting", "in_discussion", "accepted", "delivering"}),
        ),
    }
)
"""move -> (who, next state, from which states). The country decides, the organisation delivers; each may step back (a
programme can end overnight: domain 5.2), but what is declined, withdrawn or completed stays so."""


def answer_moves(kind: str, state: str, sides: Collection[AnswerSide]) -> tuple[AnswerMove, ...]:
    """The moves open to somebody on these sides.

    Interest is not support yet: it can be discussed, and leads to an offer, but there is nothing to accept. "Not now"
    asks for no decision.
    """
    fitting = {
        "offer": frozenset(AnswerMove),
        "interest": frozenset({AnswerMove.DISCUSS, AnswerMove.DECLINE, AnswerMove.WITHDRAW}),
        "not_now": frozenset({AnswerMove.WITHDRAW}),
    }[kind]
    return tuple(
        move
        for move, (side, _, states) in ANSWER_MOVES.items()
        if move in fitting and side in sides and state in states
    )


# --- Gaps ------------------------------------------------------------------------------------------


class GapKind(StrEnum):
    """What a cell of priority x country says. No data is not zero, and no need stated is not no need."""

    NEED_WITHOUT_SUPPORT = "need_without_support"
    PARTLY_COVERED = "partly_covered"
    COVERED = "covered"
    SUPPORT_WITHOUT_NEED = "support_without_need"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class NeedInCell:
    """A need that the viewer may see: the country's word, and the computed coverage."""

    word: NeedWord
    coverage: Coverage

    @property
    def is_covered(self) -> bool:
        """Covered by the computation; where nothing can be measured, by the country's word."""
        if self.coverage.status is CoverageStatus.NOT_MEASURABLE:
            return self.word in (NeedWord.FULLY_SUPPORTED, NeedWord.DELIVERED)
        return self.coverage.status in (CoverageStatus.FULLY, CoverageStatus.DELIVERED)

    @property
    def has_support(self) -> bool:
        """Some of it is confirmed; where nothing can be measured, or the country says so."""
        if self.coverage.status is CoverageStatus.NOT_MEASURABLE and self.word is NeedWord.PARTLY_SUPPORTED:
            return True
        return self.is_covered or self.coverage.has_confirmed_support


@dataclass(frozen=True)
class GapCell:
    """One cell of the gap map: its kind and the counts behind it."""

    kind: GapKind
    n_needs: int
    n_covered: int
    n_programmes: int

    @property
    def has_unlinked_programmes(self) -> bool:
        """Programmes run here while a need is not covered: an answer to it may be close at hand."""
        return self.n_programmes > 0 and self.kind in (GapKind.NEED_WITHOUT_SUPPORT, GapKind.PARTLY_COVERED)


def gap_cell(needs: Collection[NeedInCell], n_programmes: int) -> GapCell:
    """What a cell says, from its needs and the number of active programmes with this priority in this
    country.

    Withdrawn needs are no needs. A programme that nobody has linked to a need does not cover it: only
    accepted answers do; the count of programmes stands beside the kind.
    """
    stated = [need for need in needs if need.word is not NeedWord.WITHDRAWN]
    n_covered = sum(need.is_covered for need in stated)
    if not stated:
        kind = GapKind.SUPPORT_WITHOUT_NEED if n_programmes > 0 else GapKind.NO_DATA
    elif n_covered == len(stated):
        kind = GapKind.COVERED
    elif any(need.has_support for need in stated):
        kind = GapKind.PARTLY_COVERED
    else:
        kind = GapKind.NEED_WITHOUT_SUPPORT
    return GapCell(kind, len(stated), n_covered, n_programmes)
