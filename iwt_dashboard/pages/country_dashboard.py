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
from django.http import QueryDict

from core.clearance.models import Viewer
from core.models import Country, Priority
from core.pages import page_of
from iwt_dashboard.pages.needs_summary import summarise
from needs.models import Plan
from needs.queries import plans_of
from partners.coordination.models.mechanisms import Engagement
from partners.coordination.queries.mechanisms import raised_in, raised_lines
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.permissions import kept_by
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
from partners.programmes.rules.explained import Cut
from partners.programmes.rules.programmes import NotCounted
from partners.support.queries.gaps import GapWorld, stated_needs
from partners.support.queries.need_counts import need_counts
from roadmap.choices import Status
from roadmap.queries import IndicatorRow, commitments_of, processes_of, rows_of_keys, standings_of

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
    them are for the viewer to judge. `n` are all on record. Three queries at most.
    """

    def __init__(self, viewer: Viewer, country: Country, as_of: date, aside: NotCounted) -> None:
        rows = programmes_in(viewer, country)
        found = first_of_each(rows.judged(ProgrammeFilter()), country, as_of, MOST_LISTED)
        loaded = {one.programme.pk: one for one in in_country(rows.filter(pk__in=keys_of(found)), country)}
        self.active, self.overdue, self.past = (
            Listed([loaded[key] for key in found[kind].keys], found[kind].n) for kind in ProgrammeTime
        )
        self.n_unjudged = aside.n_not_judged
        self.n_to_judge = kept_by(viewer, rows.not_judged()).count() if self.n_unjudged else 0
        self.n = self.active.n + self.overdue.n + self.past.n + self.n_unjudged


class CountryDashboard:
    """All that the country's page shows, in a fixed number of queries (eighteen). `open_needs`, by number, are left to
    be filtered and cut.

    `money` is the state's part of what programmes provide against illegal wildlife trade this year, as far as known.
    """

    def __init__(self, viewer: Viewer, country: Country, as_of: date) -> None:
        programmes = programmes_of_year(viewer, as_of.year, as_of, country.iso3)
        world = GapWorld(need_counts(viewer, country), programmes)
        self.country, self.as_of = country, as_of
        self.plans = _with_lapse(plans_of(country), as_of)
        self.needs = summarise(world, Priority.objects.all(), country)
        self.open_needs = stated_needs(viewer, country).open().order_by("position")
        self.indicators = IndicatorsOfCountry(viewer, country, as_of)
        self.not_counted = not_counted(viewer, country.iso3)
        self.programmes = ProgrammesOfCountry(viewer, country, as_of, self.not_counted)
        self.money = sum_of(viewer, Cut(country=country.iso3, year=as_of.year))
        self.commitments = commitments_of(viewer, country)
        told = Engagement.objects.told_to(viewer).filter(country=country)
        self.engagements = list(told.select_related("mechanism").order_by("mechanism__position"))
        self.raised = raised_in(viewer, country)
        self._viewer = viewer

    def raised_shown(self, query: QueryDict) -> Page[Any]:
        """The part of the needs to be raised that an address asks for by `RAISED`. One query where there is any."""
        keys: list[Any] = self.raised
        page = page_of(keys, query, per_page=RAISED_AT_ONCE, parameter=RAISED)
        page.object_list = raised_lines(self._viewer, list(page.object_list))
        return page


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
