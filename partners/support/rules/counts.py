"""What one need adds to the counts of needs, and the sum of many: of a priority, a member state, or all."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Any

from needs.rules import CLOSED_STATUSES, Coverage, CoverageStatus, NeedStatus

NOTHING = Decimal(0)


class Place(IntEnum):
    """Which needs a need is counted with: those that are open, those met earlier, or none. Lists go by it."""

    OPEN = 0
    MET = 1
    ASIDE = 2


@dataclass(frozen=True)
class NeedInCell:
    """A cleared need: the country's word, the computed coverage, and what else of it is counted.

    `position` is its place among all needs: sums name currencies in the order in which needs ask for them.
    """

    word: NeedStatus
    coverage: Coverage
    currency: str = ""
    is_urgent: bool = False
    is_invented: bool = False
    position: int = 0

    @property
    def place(self) -> Place:
        """Where it is counted."""
        if self.is_open:
            return Place.OPEN
        return Place.MET if self.word is NeedStatus.DELIVERED else Place.ASIDE

    @property
    def is_open(self) -> bool:
        """Whether it still looks for support."""
        return self.word not in CLOSED_STATUSES

    @property
    def has_support(self) -> bool:
        """Whether the country has accepted any answer to it. A word without an answer is no known support."""
        return self.coverage.has_confirmed_support

    @property
    def is_covered(self) -> bool:
        """Covered by the computation; where nothing can be measured, by the country's word on what it accepted."""
        if self.coverage.status is CoverageStatus.NOT_MEASURABLE:
            return self.has_support and self.word is NeedStatus.FULLY_SUPPORTED
        return self.coverage.status in (CoverageStatus.FULLY, CoverageStatus.DELIVERED)

    @property
    def is_supported_by_word_alone(self) -> bool:
        """The country says that it is supported, and no accepted answer bears that out."""
        return not self.has_support and self.word in (NeedStatus.PARTLY_SUPPORTED, NeedStatus.FULLY_SUPPORTED)

    @property
    def is_supported_aside(self) -> bool:
        """It has support that adds nothing to what is confirmed in money."""
        return self.has_support and (self.coverage.money.requested is None or not self.coverage.money.confirmed)

    @property
    def sums(self) -> "MoneySums | None":
        """Its money, None where no amount is asked for. More than was asked for on one need is none for another."""
        money = self.coverage.money
        if money.requested is None:
            return None
        return MoneySums(
            self.position, money.requested, min(money.confirmed, money.requested), min(money.delivered, money.requested)
        )


@dataclass(frozen=True)
class MoneySums:
    """Money of needs in one currency. `first` is the place of the first need that asks for it."""

    first: int
    requested: Decimal
    confirmed: Decimal
    delivered: Decimal

    def __add__(self, other: "MoneySums") -> "MoneySums":
        return MoneySums(
            min(self.first, other.first),
            self.requested + other.requested,
            self.confirmed + other.confirmed,
            self.delivered + other.delivered,
        )


@dataclass(kw_only=True)
class NeedCount:
    """Needs under one head: of the `total` that are open how many of each kind, and money by currency.

    Of the open needs, `n_supported` have an accepted answer, and `n_covered` of those are covered; `n_by_word` are
    supported in the country's word alone. `n_with_deliveries` have had something delivered, money or parts.
    `n_without_amount` name no amount, and `n_supported_aside` have support that adds nothing to what is confirmed in
    money. `n_met` more are closed, because what they asked for was delivered.
    """

    total: int = 0
    high_urgency: int = 0
    n_supported: int = 0
    n_covered: int = 0
    n_by_word: int = 0
    n_with_deliveries: int = 0
    n_without_amount: int = 0
    n_supported_aside: int = 0
    n_invented: int = 0
    n_met: int = 0
    by_coverage: Counter[CoverageStatus] = field(default_factory=Counter)
    money: dict[str, MoneySums] = field(default_factory=dict)

    NUMBERS = (
        "total",
        "high_urgency",
        "n_supported",
        "n_covered",
        "n_by_word",
        "n_with_deliveries",
        "n_without_amount",
        "n_supported_aside",
        "n_invented",
        "n_met",
    )

    def add(self, other: "NeedCount") -> None:
        """Count what the other counts as well."""
        for name in self.NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.by_coverage.update(other.by_coverage)
        self.add_money(other.money)

    def add_money(self, money: Mapping[str, MoneySums]) -> None:
        """Add sums of money, each in its currency."""
        for currency, sums in money.items():
            self.money[currency] = self.money[currency] + sums if currency in self.money else sums

    @property
    def supported(self) -> int:
        """Open needs with any confirmed support, measurable or not."""
        return self.n_supported

    @property
    def unsupported(self) -> int:
        """Open needs without confirmed support."""
        return self.total - self.n_supported

    @property
    def requested(self) -> dict[str, Decimal]:
        """What is asked for, by currency."""
        return {currency: sums.requested for currency, sums in self._in_order()}

    @property
    def confirmed(self) -> dict[str, Decimal]:
        """What is confirmed of what is asked for, by currency."""
        return {currency: sums.confirmed for currency, sums in self._in_order()}

    @property
    def delivered(self) -> dict[str, Decimal]:
        """What is delivered of what is asked for, by currency; those alone in which anything is."""
        return {currency: sums.delivered for currency, sums in self._in_order() if sums.delivered > 0}

    @property
    def coverage_parts(self) -> list[tuple[str, str, int]]:
        """Counts by coverage as code, words and number, from the least covered to the most; empty ones left out."""
        return [
            (status.value, str(status.label), self.by_coverage[status])
            for status in CoverageStatus
            if self.by_coverage[status]
        ]

    def _in_order(self) -> list[tuple[str, MoneySums]]:
        return sorted(self.money.items(), key=lambda pair: pair[1].first)


def count_of(need: NeedInCell) -> NeedCount:
    """What one need adds to the counts."""
    if not need.is_open:
        return NeedCount(n_met=int(need.place is Place.MET))
    sums = need.sums
    return NeedCount(
        total=1,
        high_urgency=int(need.is_urgent),
        n_supported=int(need.has_support),
        n_covered=int(need.is_covered),
        n_by_word=int(need.is_supported_by_word_alone),
        n_with_deliveries=int(need.coverage.has_deliveries),
        n_without_amount=int(sums is None),
        n_supported_aside=int(need.is_supported_aside),
        n_invented=int(need.is_invented),
        by_coverage=Counter({need.coverage.status: 1}),
        money={} if sums is None else {need.currency: sums},
    )


def counted(needs: Iterable[NeedInCell]) -> NeedCount:
    """All of the needs counted."""
    return total_of(map(count_of, needs))


def total_of(counts: Iterable[NeedCount]) -> NeedCount:
    """The sum of counts."""
    found = NeedCount()
    for count in counts:
        found.add(count)
    return found


def money_to_json(money: Mapping[str, MoneySums]) -> dict[str, list[Any]]:
    """Sums of money by currency as they are stored: the first need, then what is requested, confirmed, delivered."""
    return {
        currency: [sums.first, str(sums.requested), str(sums.confirmed), str(sums.delivered)]
        for currency, sums in sorted(money.items())
    }


def money_from_json(stored: Mapping[str, list[Any]]) -> dict[str, MoneySums]:
    """Sums of money by currency that were stored."""
    return {currency: MoneySums(first, *map(Decimal, sums)) for currency, (first, *sums) in stored.items()}
