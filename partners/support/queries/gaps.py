"""The gap map: needs beside support, by priority and member state, as far as the viewer may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from core.clearance.models import Viewer
from core.figures import settle
from core.models import Country, Priority
from core.reference_rows import countries, country_of, priorities
from needs.models import Need
from needs.rules import CLOSED_STATUSES, Coverage
from partners.programmes.queries.active import ProgrammesOfYear, active_programmes, not_counted, programmes_of_year
from partners.programmes.queries.money import sum_of
from partners.programmes.rules.explained import Cut, MoneySum
from partners.programmes.rules.money import NOT_SPLIT
from partners.programmes.rules.programmes import NotCounted
from partners.support.coverage import coverage_of
from partners.support.messages import GAP_SENTENCES, GAP_SHORT
from partners.support.models.figures import NeedCoverage, NeedCoverageQuerySet
from partners.support.queries.need_counts import NeedCounts, need_counts
from partners.support.rules.gaps import GapCell, GapKind, gap_cell

LIVELIHOODS = "LIV"


@dataclass(frozen=True)
class GapFilter:
    """Which part of the map a person asked for. Codes are empty for "all"; `as_table` asks for lines, not a grid."""

    year: int
    country: str = ""
    priority: str = ""
    kind: str = ""
    as_table: bool = False


@dataclass(frozen=True)
class StatedNeed:
    """A cleared need that is not withdrawn, with its coverage."""

    need: Need
    coverage: Coverage

    @property
    def is_open(self) -> bool:
        """Whether it still looks for support."""
        return self.need.status not in CLOSED_STATUSES

    @property
    def coverage_label(self) -> str:
        """The computed coverage in words."""
        return str(self.coverage.status.label)


@dataclass(frozen=True, kw_only=True)
class MapCell(GapCell):
    """A priority in a member state, or a total over all of either, where that is None.

    `n_regional` of the programmes cover the region without naming a member state. `money` is in US dollars, of the
    year; it is None where no programme that counts has to do with the cell, which is not nought.
    """

    country: Country | None
    priority: Priority | None
    n_regional: int
    money: Decimal | None

    @property
    def short(self) -> str:
        """The kind in as few words as a cell of the grid holds."""
        return str(GAP_SHORT[self.kind])

    @property
    def sentence(self) -> str:
        """What the kind means."""
        return str(GAP_SENTENCES[self.kind])


@dataclass(frozen=True)
class MapRow:
    """A priority, its cells in ASEAN order, what is not split by member state, and its total."""

    priority: Priority
    cells: tuple[MapCell, ...]
    not_split: Decimal | None
    total: MapCell

    @property
    def is_livelihoods(self) -> bool:
        """Whether it is the row that is kept in plain sight."""
        return self.priority.code == LIVELIHOODS

    @property
    def lead(self) -> MapCell:
        """What the row says in one cell: the member state's where one is shown, otherwise the total."""
        return self.cells[0] if len(self.cells) == 1 else self.total

    @property
    def n_without(self) -> int:
        """How many member states state a need here that has no confirmed support."""
        return sum(cell.kind is GapKind.NEED_WITHOUT_SUPPORT for cell in self.cells)


@dataclass(frozen=True)
class GapMap:
    """The map for a year. `no_priority` is the money that is not split by priority, by column.

    Its last figure is the region's own column, "not split by member state". `not_counted` stands beside the
    programmes that are active today; it is None in another year.
    """

    year: int
    today: date
    countries: tuple[Country, ...]
    rows: tuple[MapRow, ...]
    totals: tuple[MapCell, ...]
    no_priority: tuple[Decimal | None, ...]
    no_priority_total: Decimal | None
    not_split: Decimal | None
    total: MapCell
    not_counted: NotCounted | None

    @cached_property
    def cells(self) -> list[MapCell]:
        """Every cell, row by row."""
        return [cell for row in self.rows for cell in row.cells]


def stated_needs(
    viewer: Viewer, country: Country | None = None, priority: Priority | None = None
) -> NeedCoverageQuerySet:
    """The cleared needs that the viewer may see and that are not withdrawn, with their coverage: open needs first, then
    the urgent, then the nearest. `as_stated` makes rows of them.

    Delivered ones are among them: what was covered is not "no data".
    """
    settle()
    rows = NeedCoverage.objects.visible_to(viewer).stated()
    if country is not None:
        rows = rows.filter(country=country)
    if priority is not None:
        rows = rows.filter(priority=priority)
    found: NeedCoverageQuerySet = rows.with_coverage(viewer).urgent_first()
    return found


def as_stated(rows: Iterable[NeedCoverage]) -> list[StatedNeed]:
    """Some of what `stated_needs` found, for a list."""
    return [StatedNeed(row.need, coverage_of(row)) for row in rows]


@dataclass(frozen=True)
class GapWorld:
    """All that cells are counted from, so that one cell says the same on every page."""

    needs: NeedCounts
    programmes: ProgrammesOfYear

    def cell(self, country: Country | None, priority: Priority | None) -> MapCell:
        """One cell or total."""
        iso3, code = country.iso3 if country else None, priority.code if priority else None
        money = self.programmes.sum_of(iso3, code)
        n_programmes = self.programmes.n_active(iso3, code)
        found = gap_cell(self.needs.of(country, priority), n_programmes, has_money=money is not None)
        n_regional = self.programmes.n_regional(code)
        return MapCell(**vars(found), country=country, priority=priority, n_regional=n_regional, money=money)


def gap_map(viewer: Viewer, wanted: GapFilter, today: date) -> GapMap:
    """The map of the member states and priorities asked for. Seven queries.

    Rows and shown are totals of everything in them, also of what the filter leaves out of sight on the other side, so
    that a total is the same on every view.
    """
    programmes = programmes_of_year(viewer, wanted.year, today)
    world = GapWorld(need_counts(viewer), programmes)
    states = [row for row in countries() if wanted.country in ("", row.iso3)]
    shown = [row for row in priorities() if wanted.priority in ("", row.code)]
    # Livelihoods first: the founding document asked for that gap to be in plain sight.
    shown.sort(key=lambda row: row.code != LIVELIHOODS)
    keys = [*(country.iso3 for country in states), NOT_SPLIT]
    return GapMap(
        year=wanted.year,
        today=today,
        countries=tuple(states),
        rows=tuple(
            MapRow(
                priority=priority,
                cells=tuple(world.cell(country, priority) for country in states),
                not_split=programmes.sum_of(NOT_SPLIT, priority.code),
                total=world.cell(None, priority),
            )
            for priority in shown
        ),
        totals=tuple(world.cell(country, None) for country in states),
        no_priority=tuple(programmes.sum_of(key, NOT_SPLIT) for key in keys),
        no_priority_total=programmes.sum_of(None, NOT_SPLIT),
        not_split=programmes.sum_of(NOT_SPLIT, None),
        total=world.cell(None, None),
        not_counted=_not_counted(viewer, wanted, today),
    )


@dataclass(frozen=True)
class BehindCell:
    """One cell or total and what lies behind it; `needs` as `stated_needs` finds them, `programmes` as
    `active_programmes` does."""

    cell: MapCell
    needs: NeedCoverageQuerySet
    programmes: QuerySet[Any, Any]
    money: MoneySum
    not_counted: NotCounted | None


def gap_list(viewer: Viewer, wanted: GapFilter, today: date) -> BehindCell:
    """What lies behind a cell or total. Nine queries, and those of its lists."""
    country = country_of(wanted.country)
    priority = next((row for row in priorities() if row.code == wanted.priority), None)
    needs = stated_needs(viewer, country, priority)
    programmes = active_programmes(viewer, wanted.year, today, country=wanted.country, priority=wanted.priority)
    cut = Cut(country.iso3 if country else None, priority.code if priority else None, wanted.year)
    aside = _not_counted(viewer, wanted, today)
    world = GapWorld(need_counts(viewer), programmes_of_year(viewer, wanted.year, today))
    return BehindCell(world.cell(country, priority), needs, programmes, sum_of(viewer, cut), aside)


def place_and_priority_choices() -> dict[str, list[tuple[str, str]]]:
    """The member states and priorities as choices of a filter. Two queries."""
    return {
        "country": [(one.iso3, one.name) for one in countries()],
        "priority": [(one.code, one.name) for one in priorities()],
    }


def _not_counted(viewer: Viewer, wanted: GapFilter, today: date) -> NotCounted | None:
    return not_counted(viewer, wanted.country, wanted.priority) if wanted.year == today.year else None
