"""The region on one page: equal tiles, needs by priority, where support is missing, what changed, what is due."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import State, Viewer
from core.models import Country, Priority
from iwt_dashboard.pages.needs_summary import NeedsSummary, summarise
from needs.models import Need
from partners.programmes.queries.money import money_book
from partners.programmes.rules.portfolio import Cut
from partners.support.queries.gaps import StatedNeed, stated_needs
from roadmap.messages import period_text
from roadmap.models import CountryIndicator, Cycle, CycleStatus, Observation, Origin

DUE_WITHIN = timedelta(days=180)
LINES = 8


@dataclass(frozen=True)
class Tile:
    """A member state in the grid: the same size and the same three facts for each."""

    country: Country
    open_needs: int
    unsupported: int
    indicators: int


@dataclass(frozen=True)
class RecentChange:
    """Something that was cleared lately."""

    when: datetime
    country: Country
    title: str
    what: str
    url: str
    is_demo: bool


@dataclass(frozen=True)
class Region:
    """All that the landing page shows. Counts hold what the viewer may see.

    `money` is in US dollars: what programmes provide against illegal wildlife trade in the current year.
    """

    tiles: tuple[Tile, ...]
    needs: NeedsSummary
    without_support: tuple[StatedNeed, ...]
    changes: tuple[RecentChange, ...]
    cycle: Cycle | None
    due: tuple[StatedNeed, ...]
    active_programmes: int
    money: Decimal
    as_of: date

    @property
    def states_with_needs(self) -> int:
        """How many member states have an open need that the viewer may see."""
        return sum(tile.open_needs > 0 for tile in self.tiles)


def region(viewer: Viewer, as_of: date) -> Region:
    """Assemble the landing page in a fixed number of queries (eight)."""
    book, stated = money_book(viewer), stated_needs(viewer)
    active = book.active(as_of.year, as_of)
    needs = summarise(stated, Priority.objects.all(), active)
    rows = needs.rows
    needs_of, unsupported_of = Counter[int](), Counter[int]()
    for row in rows:
        needs_of[row.need.country_id] += 1
        unsupported_of[row.need.country_id] += not row.coverage.has_confirmed_support
    in_use = CountryIndicator.objects.visible_to(viewer).filter(state=State.CLEARED, not_applicable_reason="")
    indicators_of = Counter(in_use.values_list("country_id", flat=True))
    unsupported = [row for row in rows if not row.coverage.has_confirmed_support]
    return Region(
        tiles=tuple(
            Tile(country, needs_of[country.pk], unsupported_of[country.pk], indicators_of[country.pk])
            for country in Country.objects.all()
        ),
        needs=needs,
        without_support=tuple(sorted(unsupported, key=_urgent_first)[:LINES]),
        changes=recent_changes(viewer),
        cycle=Cycle.objects.filter(status=CycleStatus.OPEN).order_by("due_on").first(),
        due=_due(unsupported, as_of),
        active_programmes=len(active),
        money=book.total(Cut(year=as_of.year)),
        as_of=as_of,
    )


def recent_changes(viewer: Viewer, country: Country | None = None) -> tuple[RecentChange, ...]:
    """The needs and values that were cleared last, newest first. Two queries."""
    needs = Need.objects.visible_to(viewer).filter(state=State.CLEARED).select_related("country")
    values = (
        Observation.objects.visible_to(viewer)
        .current()
        .filter(origin=Origin.COUNTRY)
        .select_related("country", "country_indicator__indicator")
    )
    if country is not None:
        needs, values = needs.filter(country=country), values.filter(country=country)
    changes = [
        RecentChange(
            when=need.cleared_at or need.created_at,
            country=need.country,
            title=need.title,
            what=_("Need %(code)s cleared") % {"code": need.code},
            url=reverse("needs:detail", args=[need.code]),
            is_demo=need.is_demo,
        )
        for need in needs.order_by("-cleared_at", "-pk")[:LINES]
    ] + [
        RecentChange(
            when=value.cleared_at or value.created_at,
            country=value.country,
            title=value.country_indicator.indicator.title,
            what=_("Value for %(period)s cleared") % {"period": period_text(value.period_start, value.period_end)},
            url=reverse("roadmap:country-indicator", args=[value.country_indicator.indicator.code, value.country.iso3]),
            is_demo=value.is_demo,
        )
        for value in values.order_by("-cleared_at", "-pk")[:LINES]
    ]
    return tuple(sorted(changes, key=lambda change: change.when, reverse=True)[:LINES])


def _urgent_first(row: StatedNeed) -> tuple[int, date, int, int]:
    """High urgency first, then the nearer date, then ASEAN order: never by the size of a country or an amount."""
    urgencies = {"high": 0, "medium": 1, "low": 2}
    need = row.need
    return urgencies.get(need.urgency, 3), need.needed_by or date.max, need.country.asean_order, need.number


def _due(rows: Iterable[StatedNeed], as_of: date) -> tuple[StatedNeed, ...]:
    """Needs without confirmed support whose date comes within half a year."""
    soon = [row for row in rows if row.need.needed_by and as_of <= row.need.needed_by <= as_of + DUE_WITHIN]
    return tuple(sorted(soon, key=lambda row: (row.need.needed_by, row.need.country.asean_order))[:LINES])
