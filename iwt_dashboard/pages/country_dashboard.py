"""A member state on one page: assembled from its needs, its road map and its partners' programmes.

Counts hold what the viewer may see; uncleared entries are left out for everybody, so that the page reads the same to a
minister and to the person who drafted.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.http import QueryDict

from core.clearance.models import Viewer
from core.models import Country
from core.page_cache.parts import kept_rows
from core.page_cache.recording import kept_attribute
from core.pages import page_of
from core.reference_rows import priorities
from iwt_dashboard.pages.needs_summary import NeedsSummary, summarise
from needs.models import Plan
from needs.queries import plans_of
from partners.coordination.models.mechanisms import Engagement
from partners.coordination.queries.mechanisms import raised_in
from partners.programmes.permissions import is_kept_by
from partners.programmes.queries.active import not_counted, programmes_of_year
from partners.programmes.queries.funding import funding_of
from partners.programmes.queries.money import sum_of
from partners.programmes.queries.programmes import (
    ProgrammeInCountry,
    ProgrammeTime,
    first_of_each,
    in_country,
    keys_of,
    programmes_in,
)
from partners.programmes.rules.explained import Cut, MoneySum
from partners.programmes.rules.programmes import NotCounted
from partners.support.models.figures import NeedCoverageQuerySet
from partners.support.queries.gaps import GapWorld, stated_needs
from partners.support.queries.need_counts import need_counts
from roadmap.choices import Status
from roadmap.queries import CommitmentOfCountry, IndicatorRow, commitments_of, processes_of, rows_of_keys, standings_of

LISTS = ("indicators", "series")
"""The lists of a member state's indicators in parts: its own, and published series, as addresses name them."""

# Needs to be raised, in parts, and how an address names them.
RAISED, RAISED_AT_ONCE = "raised", 12
# Programmes of each kind on a member state's page; the list of programmes has the rest.
MOST_LISTED = {ProgrammeTime.ACTIVE: 10, ProgrammeTime.OVERDUE: 5, ProgrammeTime.PAST: 10}


class IndicatorsOfCountry:
    """A member state's cleared indicators: its own, the series that others published, and those that don't apply.

    Of its own, how many are `reported`, with a recent value, and how many have each status, in the order of the rules.
    Rows are loaded of those that are shown alone. Two queries.
    """

    def __init__(self, viewer: Viewer, country: Country, as_of: date) -> None:
        self._viewer, self._country, self._as_of = viewer, country, as_of
        found = standings_of(viewer, country, as_of)
        in_use = [one for one in found if not one.not_applicable_reason]
        self.own = [one for one in in_use if not one.is_published]
        self.published = [one for one in in_use if one.is_published]
        self.not_applicable = [one for one in found if one.not_applicable_reason]
        counts = Counter(one.status for one in self.own)
        self.reported = sum(one.has_recent_value for one in self.own)
        self.n_in_use = len(in_use)
        self.status_counts = [(status, counts[status]) for status in Status if counts[status]]

    def shown(self, query: QueryDict, per_page: int) -> dict[str, Page[IndicatorRow]]:
        """The parts of both lists that an address asks for, by the parameter that names them. One query."""
        pages: dict[str, Page[Any]] = {
            name: page_of(found, query, per_page=per_page, parameter=name)
            for name, found in zip(LISTS, (self.own, self.published), strict=True)
        }
        keys = [one.key for page in pages.values() for one in page.object_list]
        rows = rows_of_keys(self._viewer, self._country, keys, self._as_of)
        for page in pages.values():
            page.object_list = [rows[one.key] for one in page.object_list]
        return pages


@dataclass(frozen=True)
class Listed:
    """The first programmes of some, and how many there are."""

    rows: list[ProgrammeInCountry]
    n: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more than stand here."""
        return self.n > len(self.rows)


class ProgrammesOfCountry:
    """The programmes in a member state that are confirmed to counter illegal wildlife trade: the `active`, the
    `overdue`, whose planned end has passed without anybody's word that they ended, and the `past`. Of each the first
    few, in the order of titles, those that name the state before those for the whole region; the list has the rest.

    Those of which nobody has said so, such as what was imported, are a number alone: `n_unjudged`, and `n_to_judge` of
    them are for the viewer to judge. `n` are all on record. Two queries.
    """

    def __init__(self, viewer: Viewer, country: Country, as_of: date, aside: NotCounted) -> None:
        rows = programmes_in(viewer, country)
        # Where none waits to be judged, none is asked for.
        to_judge = is_kept_by(viewer) if aside.n_not_judged else Q(pk__in=[])
        found = first_of_each(rows, country, as_of, MOST_LISTED, to_judge)
        loaded = {one.programme.pk: one for one in in_country(rows.filter(pk__in=keys_of(found)), country)}
        self.active, self.overdue, self.past = (
            Listed([loaded[key] for key in found[kind].keys], found[kind].n) for kind in MOST_LISTED
        )
        self.n_unjudged = aside.n_not_judged
        self.n_to_judge = found[ProgrammeTime.NOT_JUDGED].n
        self.n = self.active.n + self.overdue.n + self.past.n + self.n_unjudged


class CountryDashboard:
    """All that the country's page shows, each read where it is shown first, in a fixed number of queries (eighteen).

    `open_needs`, by number, are left to be filtered and cut.
    """

    def __init__(self, viewer: Viewer, country: Country, as_of: date) -> None:
        self.country, self.as_of = country, as_of
        self._viewer = viewer

    @kept_attribute
    def needs(self) -> NeedsSummary:
        """Open needs and their gap, in total and by priority."""
        programmes = programmes_of_year(self._viewer, self.as_of.year, self.as_of, self.country.iso3)
        world = GapWorld(need_counts(self._viewer, self.country), programmes)
        return summarise(world, priorities(), self.country)

    @property
    def open_needs(self) -> NeedCoverageQuerySet:
        """Its open needs by number."""
        return stated_needs(self._viewer, self.country).open().order_by("position")

    @kept_attribute
    def plans(self) -> list[tuple[Plan, bool]]:
        """Its plans, the newest first, each with whether it has lapsed."""
        plans = kept_rows(f"plans of {self.country.iso3}", lambda: list(plans_of(self.country)))
        return _with_lapse(plans, self.as_of)

    @kept_attribute
    def indicators(self) -> IndicatorsOfCountry:
        """Its cleared indicators."""
        return IndicatorsOfCountry(self._viewer, self.country, self.as_of)

    @kept_attribute
    def not_counted(self) -> NotCounted:
        """Programmes that no count of active ones holds."""
        return not_counted(self._viewer, self.country.iso3)

    @kept_attribute
    def programmes(self) -> ProgrammesOfCountry:
        """Its programmes."""
        return ProgrammesOfCountry(self._viewer, self.country, self.as_of, self.not_counted)

    @kept_attribute
    def money(self) -> MoneySum:
        """The state's part of what programmes provide against illegal wildlife trade this year, as far as known."""
        return sum_of(self._viewer, Cut(country=self.country.iso3, year=self.as_of.year))

    @kept_attribute
    def commitments(self) -> list[CommitmentOfCountry]:
        """How far it has come with each commitment."""
        return commitments_of(self._viewer, self.country)

    @kept_attribute
    def engagements(self) -> list[Engagement]:
        """Its engagements with mechanisms."""
        told = Engagement.objects.told_to(self._viewer).filter(country=self.country)
        return list(told.select_related("mechanism").order_by("mechanism__position"))

    def raised_shown(self, query: QueryDict) -> Page[Any]:
        """The part of the needs to be raised that an address asks for by `RAISED`. One query."""
        return raised_in(self._viewer, self.country, query, RAISED_AT_ONCE, RAISED)


class CountryProfile:
    """What stands behind the dashboard: plans with their objectives, authorities, processes of others, past funding.

    All of it is public reference data. Five queries.
    """

    def __init__(self, country: Country, as_of: date) -> None:
        self.plans = _with_lapse(plans_of(country).prefetch_related("objectives"), as_of)
        self.authorities = list(country.authorities.all())
        self.processes = processes_of(country)
        self.funding = funding_of(country)


def _with_lapse(plans: Iterable[Plan], as_of: date) -> list[tuple[Plan, bool]]:
    """Plans, each with whether its last year is over."""
    return [(plan, plan.has_lapsed(as_of)) for plan in plans]
