"""Counts of needs by priority and member state, from what is stored: as many rows as there are cells, however many
needs."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from core.clearance.models import Viewer
from core.figures import settle
from core.models import Country, Priority
from needs.rules import CoverageStatus
from partners.support.models.figures import NeedTally
from partners.support.rules.counts import NeedCount, money_from_json, total_of


class NeedCounts:
    """The counts of the needs that a viewer may see, for each priority in each member state, and their totals."""

    def __init__(self, cells: dict[tuple[int, int], NeedCount]) -> None:
        self._cells = cells

    def of(self, country: Country | None, priority: Priority | None) -> NeedCount:
        """The counts of a cell, or a total over all of what is None."""
        if country is not None and priority is not None:
            return self._cells.get((country.pk, priority.pk)) or NeedCount()
        if country is not None:
            return self._by_country.get(country.pk) or NeedCount()
        return (self._by_priority.get(priority.pk) or NeedCount()) if priority is not None else self._total

    @cached_property
    def _by_country(self) -> dict[int, NeedCount]:
        return _summed((country, count) for (country, _priority), count in self._cells.items())

    @cached_property
    def _by_priority(self) -> dict[int, NeedCount]:
        return _summed((priority, count) for (_country, priority), count in self._cells.items())

    @cached_property
    def _total(self) -> NeedCount:
        return total_of(self._cells.values())


def need_counts(viewer: Viewer, country: Country | None = None) -> NeedCounts:
    """The counts of cleared needs that the viewer may see and that are not withdrawn. One query."""
    settle()
    rows = NeedTally.objects.visible_to(viewer).order_by()
    if country is not None:
        rows = rows.filter(country=country)
    cells: dict[tuple[int, int], NeedCount] = defaultdict(NeedCount)
    columns = ("country_id", "priority_id", "by_coverage", "money", *NeedCount.NUMBERS)
    for of_country, of_priority, by_coverage, money, *numbers in rows.values_list(*columns):
        if any(numbers):
            count = NeedCount(**dict(zip(NeedCount.NUMBERS, numbers, strict=True)))
            count.by_coverage.update({CoverageStatus(status): n for status, n in by_coverage.items()})
            count.money = money_from_json(money)
            cells[of_country, of_priority].add(count)
    return NeedCounts(dict(cells))


def _summed(counts: Iterable[tuple[int, NeedCount]]) -> dict[int, NeedCount]:
    found: dict[int, NeedCount] = defaultdict(NeedCount)
    for key, count in counts:
        found[key].add(count)
    return dict(found)
