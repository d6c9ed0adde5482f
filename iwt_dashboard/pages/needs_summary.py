"""Needs counted for a page of several apps: by priority and in total, with the coverage that partners' answers give.

Every figure counts only needs that the viewer may see, and only answers that the viewer may see.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.models import Country, Priority
from partners.support.queries.gaps import GapWorld, MapCell
from partners.support.rules.counts import NeedCount


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
    """Cleared needs that look for support, in total and by priority (all twelve, in their order).

    `gap` is the cell of the gap map that holds all of them; it also counts those that were met earlier.
    """

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
    counts = {priority.pk: world.needs.of(country, priority) for priority in listed}
    largest = max((count.total for count in counts.values()), default=0) or 1
    return NeedsSummary(
        total=world.needs.of(country, None),
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
