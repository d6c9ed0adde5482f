"""The gap map: needs beside support, by priority and member state, as far as the viewer may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from core.clearance.models import Viewer
from core.figures import settle
from core.folding import sort_key
from core.models import Country, Priority
from needs.models import Need
from needs.rules import CLOSED_STATUSES, Coverage
from partners.programmes.money_facts import ProgrammeFacts
from partners.programmes.queries.money import MoneyBook, money_book
from partners.programmes.rules.explained import Cut, Explained, by_country_and_priority
from partners.programmes.rules.money import NOT_SPLIT
from partners.programmes.rules.programmes import NotCounted
from partners.support.coverage import coverage_of
from partners.support.messages import GAP_SENTENCES, GAP_SHORT
from partners.support.models.figures import NeedCoverage, NeedCoverageQuerySet
from partners.support.queries.need_counts import NeedCounts, need_counts
from partners.support.rules.gaps import GapCell, GapKind, gap_cell

LIVELIHOODS = "LIV"
NO_MONEY = Decimal(0)


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


@dataclass(frozen=True)
class ActiveProgramme:
    """An active programme behind a cell; `is_named` is False where it covers the region and names no member state."""

    facts: ProgrammeFacts
    is_named: bool


def stated_needs(
    viewer: Viewer, country: Country | None = None, priority: Priority | None = None
) -> NeedCoverageQuerySet:
    """The cleared needs that the viewer may see and that are not withdrawn, with their coverage: open needs first, then
    the urgent, then the nearest. `as_stated` makes rows of them.

    Delivered ones are among them: what was covered is not "no data".
    """
    settle()
    rows = NeedCoverage.objects.visible_to(viewer)
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
    """All that cells are counted from, so that one cell says the same on every page.

    `money` is in US dollars of the year, by member state and priority, with `NOT_SPLIT` for what is not split by them.
    """

    needs: NeedCounts
    active: Sequence[ProgrammeFacts]
    money: Mapping[tuple[str, str], Decimal]

    def cell(self, country: Country | None, priority: Priority | None) -> MapCell:
        """One cell or total."""
        programmes = self.programmes_in(country, priority)
        money = self.sum_of(country.iso3 if country else None, priority.code if priority else None)
        found = gap_cell(self.needs.of(country, priority), len(programmes), has_money=money is not None)
        return MapCell(
            **vars(found),
            country=country,
            priority=priority,
            n_regional=sum(not row.is_named for row in programmes),
            money=money,
        )

    def programmes_in(self, country: Country | None, priority: Priority | None) -> list[ActiveProgramme]:
        """The active programmes behind a cell."""
        return [
            ActiveProgramme(facts, not facts.is_everywhere)
            for facts in self.active
            if (country is None or facts.works_in(country.iso3)) and (priority is None or facts.serves(priority.code))
        ]

    def sum_of(self, country: str | None, priority: str | None) -> Decimal | None:
        """The money of a cell or total; None where no programme adds any."""
        found = [
            amount
            for (iso3, code), amount in self.money.items()
            if country in (None, iso3) and priority in (None, code)
        ]
        return sum(found, NO_MONEY) if found else None


def gap_map(viewer: Viewer, wanted: GapFilter, today: date) -> GapMap:
    """The map of the member states and priorities asked for. Four queries.

    Rows and columns are totals of everything in them, also of what the filter leaves out of sight on the other side, so
    that a total is the same on every view.
    """
    book = money_book(viewer)
    world = gap_world(need_counts(viewer), book, wanted.year, today)
    countries = [row for row in Country.objects.all() if wanted.country in ("", row.iso3)]
    priorities = [row for row in Priority.objects.all() if wanted.priority in ("", row.code)]
    # Livelihoods first: the founding document asked for that gap to be in plain sight.
    priorities.sort(key=lambda row: row.code != LIVELIHOODS)
    keys = [*(country.iso3 for country in countries), NOT_SPLIT]
    return GapMap(
        year=wanted.year,
        today=today,
        countries=tuple(countries),
        rows=tuple(
            MapRow(
                priority=priority,
                cells=tuple(world.cell(country, priority) for country in countries),
                not_split=world.sum_of(NOT_SPLIT, priority.code),
                total=world.cell(None, priority),
            )
            for priority in priorities
        ),
        totals=tuple(world.cell(country, None) for country in countries),
        no_priority=tuple(world.sum_of(key, NOT_SPLIT) for key in keys),
        no_priority_total=world.sum_of(None, NOT_SPLIT),
        not_split=world.sum_of(NOT_SPLIT, None),
        total=world.cell(None, None),
        not_counted=_not_counted(book, wanted, today),
    )


@dataclass(frozen=True)
class BehindCell:
    """One cell or total and what lies behind it; `needs` as `stated_needs` finds them."""

    cell: MapCell
    needs: NeedCoverageQuerySet
    programmes: list[ActiveProgramme]
    money: Explained
    not_counted: NotCounted | None


def gap_list(viewer: Viewer, wanted: GapFilter, today: date) -> BehindCell:
    """What lies behind a cell or total. Four queries."""
    book = money_book(viewer)
    world = gap_world(need_counts(viewer), book, wanted.year, today)
    country = next((row for row in Country.objects.all() if row.iso3 == wanted.country), None)
    priority = next((row for row in Priority.objects.all() if row.code == wanted.priority), None)
    needs = stated_needs(viewer, country, priority)
    programmes = sorted(
        world.programmes_in(country, priority), key=lambda row: (not row.is_named, sort_key(row.facts.title))
    )
    cut = Cut(country.iso3 if country else None, priority.code if priority else None, wanted.year)
    aside = _not_counted(book, wanted, today)
    return BehindCell(world.cell(country, priority), needs, programmes, book.sum_of(cut), aside)


def place_and_priority_choices() -> dict[str, list[tuple[str, str]]]:
    """The member states and priorities as choices of a filter. Two queries."""
    countries, priorities = Country.objects.values_list("iso3", "name"), Priority.objects.values_list("code", "name")
    return {"country": list(countries), "priority": list(priorities)}


def gap_world(needs: NeedCounts, book: MoneyBook, year: int, today: date) -> GapWorld:
    """What the cells of a year are counted from: needs as `need_counts` found them, and the programmes that count."""
    money: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in book.portfolio.counted.values():
        for key, amount in by_country_and_priority(one, year).items():
            if amount:
                money[key] += amount
    return GapWorld(needs, book.active(year, today), money)


def _not_counted(book: MoneyBook, wanted: GapFilter, today: date) -> NotCounted | None:
    return book.not_counted(wanted.country, wanted.priority) if wanted.year == today.year else None
