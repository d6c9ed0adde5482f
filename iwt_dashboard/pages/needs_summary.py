"""Needs counted for a page of several apps: by priority and in total, with the coverage that partners' answers give.

Every figure counts only needs that the viewer may see, and only answers that the viewer may see.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from core.models import Priority
from needs.models import Urgency
from needs.rules import CoverageStatus, NeedStatus
from partners.programmes.queries.money import ProgrammeFacts
from partners.support.queries.gaps import StatedNeed, gap_cells
from partners.support.rules.gaps import GapCell


@dataclass
class NeedCount:
    """Needs under one head: how many, how covered, and money by currency: requested, confirmed, delivered.

    `n_with_deliveries` of the needs have had something delivered, money or parts.
    """

    total: int = 0
    high_urgency: int = 0
    unsupported: int = 0
    n_with_deliveries: int = 0
    by_coverage: Counter[CoverageStatus] = field(default_factory=Counter)
    requested: dict[str, Decimal] = field(default_factory=dict)
    confirmed: dict[str, Decimal] = field(default_factory=dict)
    delivered: dict[str, Decimal] = field(default_factory=dict)

    def add(self, row: StatedNeed) -> None:
        """Count one need."""
        self.total += 1
        self.high_urgency += row.need.urgency == Urgency.HIGH
        self.unsupported += not row.coverage.has_confirmed_support
        self.n_with_deliveries += row.coverage.has_deliveries
        self.by_coverage[row.coverage.status] += 1
        money, currency = row.coverage.money, row.need.currency
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
    gap: GapCell
    bar_percent: float
    supported_percent: float


@dataclass(frozen=True)
class NeedsSummary:
    """Cleared needs that look for support: all, in total and by priority (all twelve, in their order).

    `n_done` more are closed, because what they asked for was delivered.
    """

    rows: tuple[StatedNeed, ...]
    n_done: int
    total: NeedCount
    by_priority: tuple[PriorityCount, ...]


def summarise(
    needs: Iterable[StatedNeed], priorities: Iterable[Priority], programmes: Iterable[ProgrammeFacts]
) -> NeedsSummary:
    """Count open needs in total and for each priority; a priority without needs keeps its row.

    `needs` are all that are stated, `programmes` those that are active: the kind of gap is the one of the gap map.
    Drafts are left out for their own team too: a figure that changes with who looks at an unfinished draft would be
    quoted wrongly.
    """
    stated, listed = list(needs), list(priorities)
    kept = tuple([row for row in stated if row.is_open])
    total, counts = NeedCount(), {priority.pk: NeedCount() for priority in listed}
    cells = gap_cells(stated, programmes, listed)
    for row in kept:
        total.add(row)
        counts[row.need.priority_id].add(row)
    largest = max((count.total for count in counts.values()), default=0) or 1
    return NeedsSummary(
        rows=kept,
        n_done=sum(row.need.status == NeedStatus.DELIVERED for row in stated),
        total=total,
        by_priority=tuple(
            PriorityCount(
                priority=priority,
                count=counts[priority.pk],
                gap=cells[priority.pk],
                bar_percent=100 * counts[priority.pk].total / largest,
                supported_percent=100 * counts[priority.pk].supported / largest,
            )
            for priority in listed
        ),
    )
