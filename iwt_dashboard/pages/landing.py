"""The landing page: the region as equal tiles, needs by priority, missing support, what changed, what is due."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import State, Viewer
from core.formatting import period_text
from core.models import Country, Priority
from iwt_dashboard.pages.needs_summary import summarise
from needs.models import Need
from partners.programmes.queries.active import not_counted, programmes_of_year
from partners.programmes.queries.money import sum_of
from partners.programmes.rules.explained import Cut
from partners.support.queries.gaps import GapWorld, StatedNeed, as_stated, stated_needs
from partners.support.queries.need_counts import need_counts
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

    record: Need | Observation
    title: str
    what: str
    url: str

    @property
    def when(self) -> datetime:
        """When it was cleared."""
        return self.record.cleared_at or self.record.created_at


class Region:
    """All that the landing page shows, in thirteen queries. Counts hold what the viewer may see.

    `money` is what programmes provide against illegal wildlife trade in the current year, as far as it is known.
    """

    def __init__(self, viewer: Viewer, as_of: date) -> None:
        self.as_of = as_of
        counts = need_counts(viewer)
        world = GapWorld(counts, programmes_of_year(viewer, as_of.year, as_of))
        self.needs = summarise(world, Priority.objects.all())
        in_use = CountryIndicator.objects.visible_to(viewer).filter(state=State.CLEARED, not_applicable_reason="")
        indicators_of = Counter(dict(in_use.order_by().values_list("country_id").annotate(Count("pk"))))
        self.tiles = [
            Tile(country, count.total, count.unsupported, indicators_of[country.pk])
            for country in Country.objects.all()
            for count in [counts.of(country, None)]
        ]
        self.states_with_needs = sum(tile.open_needs > 0 for tile in self.tiles)
        self.without_support, self.due = _missing(viewer, as_of)
        self.changes = recent_changes(viewer)
        self.cycle = Cycle.objects.filter(status=CycleStatus.OPEN).order_by("due_on").first()
        self.active_programmes = world.programmes.n_active(None, None)
        self.not_counted = not_counted(viewer)
        self.money = sum_of(viewer, Cut(year=as_of.year))


def _missing(viewer: Viewer, as_of: date) -> tuple[list[StatedNeed], list[StatedNeed]]:
    """Needs without confirmed support: the most urgent, and those whose date comes within half a year. One query."""
    last = as_of + DUE_WITHIN
    missing = stated_needs(viewer).unsupported()
    soonest = missing.filter(needed_by__range=(as_of, last)).order_by("needed_by", "position")
    keys = missing.values("pk")[:LINES].union(soonest.values("pk")[:LINES])
    rows = list(missing.filter(pk__in=keys))
    soon = [row for row in rows if row.needed_by and as_of <= row.needed_by <= last]
    soon.sort(key=lambda row: (row.needed_by, row.position))
    return as_stated(rows[:LINES]), as_stated(soon[:LINES])


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
            need,
            title=need.title,
            what=_("Need %(code)s cleared") % {"code": need.code},
            url=reverse("needs:detail", args=[need.code]),
        )
        for need in needs.order_by("-cleared_at", "-pk")[:LINES]
    ] + [
        RecentChange(
            value,
            title=value.country_indicator.indicator.title,
            what=_("Value for %(period)s cleared") % {"period": period_text(value.period_start, value.period_end)},
            url=reverse("roadmap:country-indicator", args=[value.country_indicator.indicator.code, value.country.iso3]),
        )
        for value in values.order_by("-cleared_at", "-pk")[:LINES]
    ]
    return tuple(sorted(changes, key=lambda change: change.when, reverse=True)[:LINES])
