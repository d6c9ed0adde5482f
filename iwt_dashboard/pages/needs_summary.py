"""Needs counted for a page of several apps: by priority and in total, with the coverage that partners' answers give.

Every figure counts only needs that the viewer may see, and only answers that the viewer may see.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from core.models import Country, Priority
from needs.models import Urgency
from needs.rules import CoverageStatus
from partners.support.queries.gaps import GapWorld, MapCell, StatedNeed


@dataclass
class NeedCount:
    """Needs under one head: how many, how covered, and money by currency: requested, confirmed, delivered.

    `n_with_deliveries` of the needs have had something delivered, money or parts. `n_without_amount` name no amount,
    and `n_supported_aside` have support that adds nothing to what is confirmed in money.
    """

    total: int = 0
    high_urgency: int = 0
    unsupported: int = 0
    n_with_deliveries: int = 0
    n_without_amount: int = 0
    n_supported_aside: int = 0
    by_coverage: Counter[CoverageStatus] = field(default_factory=Counter)
    requested: dict[str, Decimal] = field(default_factory=dict)
    confirmed: dict[str, Decimal] = field(default_factory=dict)
    delivered: dict[str, Decimal] = field(default_factory=dict)

    def add(self, row: StatedNeed) -> None:
        """Count one need."""
        self.total += 1
        self.high_urgency += row.need.urgency == Urgency.HIGH
        self.unsupported += not row.has_support
        self.n_with_deliveries += row.coverage.has_deliveries
        self.by_coverage[row.coverage.status] += 1
        money, currency = row.coverage.money, row.need.currency
        self.n_without_amount += money.requested is None
        self.n_supported_aside += row.has_support and (money.requested is None or not money.confirmed)
        if money.requested is not None:
            _add(self.requested, currency, money.requested)
            # More than was asked for on one need is no money for another.
            _add(self.confirmed, currency, min(money.confirmed, money.requested))
            if money.delivered > 0:
                _add(self.delivered, currency, min(money.delivered, money.requested))

    @property
    def supported(self) -> int:
        """Needs with any confirmed support, measurable or not."""
        return self.total - self.unsupported

    @property
    def coverage_parts(self) -> list[tuple[str, str, int]]:
        """Counts by coverage as code, words and number, from the least covered to the most; empty ones left out."""
        return [
            (status.value, str(status.label), self.by_coverage[status])
            for status in CoverageStatus
            if self.by_coverage[status]
        ]


def _add(sums: dict[str, Decimal], currency: str, amount: Decimal) -> None:
    sums[currency] = sums.get(currency, Decimal(0)) + amount


@dataclass(frozen=True)
class PriorityCount:
    """The needs of one priority, and the gap they show. `bar_percent` is the count beside the largest, 0 to 100."""

    priority: Priority
    count: NeedCount
    gap: MapCell
    bar_percent: float
    supported_percent: float


@dataclass(frozen=True)
class NeedsSummary:
    """Cleared needs that look for support: all, in total and by priority (all twelve, in their order).

    `gap` is the cell of the gap map that holds all of them; it also counts those that were met earlier.
    """

    rows: tuple[StatedNeed, ...]
    total: NeedCount
    gap: MapCell
    by_priority: tuple[PriorityCount, ...]


def summarise(world: GapWorld, priorities: Iterable[Priority], country: Country | None = None) -> NeedsSummary:
    """Count open needs in total and for each priority, of a member state or of all; a priority without needs keeps its
    row.

    The world is the gap map's, so that a gap reads the same on both. Drafts are left out for their own team too: a
    figure that changes with who looks at an unfinished draft would be quoted wrongly.
    """
    listed = list(priorities)
    kept = tuple([row for row in world.needs_in(country, None) if row.is_open])
    total, counts = NeedCount(), {priority.pk: NeedCount() for priority in listed}
    for row in kept:
        total.add(row)
        counts[row.need.priority_id].add(row)
    largest = max((count.total for count in counts.values()), default=0) or 1
    return NeedsSummary(
        rows=kept,
        total=total,
        gap=world.cell(country, None),
        by_priority=tuple(
            PriorityCount(
                priority=priority,
                count=counts[priority.pk],
                gap=world.cell(country, priority),
                bar_percent=100 * counts[priority.pk].total / largest,
                supported_percent=100 * counts[priority.pk].supported / largest,
            )
            for priority in listed
        ),
    )
