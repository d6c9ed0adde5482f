"""The landing page: the region as equal tiles, needs by priority, missing support, what changed, what is due."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import State, Viewer
from core.formatting import period_text
from core.models import Country
from core.page_cache.parts import kept_rows
from core.page_cache.recording import kept_attribute
from core.reference_rows import countries, priorities
from iwt_dashboard.pages.needs_summary import NeedsSummary, summarise
from needs.models import Need
from partners.programmes.queries.active import ProgrammesOfYear, not_counted, programmes_of_year
from partners.programmes.queries.money import sum_of
from partners.programmes.rules.explained import Cut, MoneySum
from partners.programmes.rules.programmes import NotCounted
from partners.support.queries.gaps import GapWorld, StatedNeed, as_stated, stated_needs
from partners.support.queries.need_counts import NeedCounts, need_counts
from partners.support.rules.counts import NeedCount
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
    """All that the landing page shows, each read where it is shown first, in thirteen queries at most. Counts hold what
    the viewer may see."""

    def __init__(self, viewer: Viewer, as_of: date) -> None:
        self.as_of = as_of
        self._viewer = viewer

    @kept_attribute
    def _counts(self) -> NeedCounts:
        return need_counts(self._viewer)

    @kept_attribute
    def _programmes(self) -> ProgrammesOfYear:
        return programmes_of_year(self._viewer, self.as_of.year, self.as_of)

    @kept_attribute
    def needs(self) -> NeedsSummary:
        """Open needs and their gap, in total and by priority."""
        return summarise(GapWorld(self._counts, self._programmes), priorities())

    @property
    def needs_in_total(self) -> NeedCount:
        """Open needs in total."""
        return self._counts.of(None, None)

    @kept_attribute
    def tiles(self) -> list[Tile]:
        """The member states."""
        in_use = CountryIndicator.objects.visible_to(self._viewer).filter(state=State.CLEARED, not_applicable_reason="")
        indicators_of = Counter(dict(in_use.order_by().values_list("country_id").annotate(Count("pk"))))
        return [
            Tile(country, count.total, count.unsupported, indicators_of[country.pk])
            for country in countries()
            for count in [self._counts.of(country, None)]
        ]

    @property
    def states_with_needs(self) -> int:
        """How many member states have open needs."""
        return sum(self._counts.of(country, None).total > 0 for country in countries())

    @kept_attribute
    def _missing(self) -> tuple[list[StatedNeed], list[StatedNeed]]:
        return _missing(self._viewer, self.as_of)

    @property
    def without_support(self) -> list[StatedNeed]:
        """The most urgent needs without confirmed support."""
        return self._missing[0]

    @property
    def due(self) -> list[StatedNeed]:
        """Needs without confirmed support whose date comes within half a year."""
        return self._missing[1]

    @kept_attribute
    def changes(self) -> tuple[RecentChange, ...]:
        """What was cleared last."""
        return recent_changes(self._viewer)

    @kept_attribute
    def cycle(self) -> Cycle | None:
        """The reporting cycle that is open, the one due first."""
        return kept_rows("open cycle", Cycle.objects.filter(status=CycleStatus.OPEN).order_by("due_on").first)

    @property
    def active_programmes(self) -> int:
        """How many programmes are active."""
        return self._programmes.n_active(None, None)

    @kept_attribute
    def not_counted(self) -> NotCounted:
        """Programmes that no count of active ones holds."""
        return not_counted(self._viewer)

    @kept_attribute
    def money(self) -> MoneySum:
        """What programmes provide against illegal wildlife trade in the current year, as far as it is known."""
        return sum_of(self._viewer, Cut(year=self.as_of.year))


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
