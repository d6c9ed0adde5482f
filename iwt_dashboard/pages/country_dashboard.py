"""A member state on one page: assembled from its needs, its road map and its partners' programmes.

Counts hold what the viewer may see; uncleared entries are left out for everybody, so that the page reads the same to a
minister and to the person who drafted.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from core.clearance.models import State, Viewer
from core.models import Country, Priority
from iwt_dashboard.pages.needs_summary import summarise
from needs.models import Plan
from needs.queries import plans_of
from partners.coordination.models.mechanisms import Engagement
from partners.coordination.queries.mechanisms import raised_in
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.permissions import keeps
from partners.programmes.queries.funding import funding_of
from partners.programmes.queries.money import money_book
from partners.programmes.queries.programmes import programmes_in
from partners.programmes.rules.explained import Cut
from partners.support.queries.gaps import gap_world, stated_needs
from partners.support.queries.need_counts import need_counts
from roadmap.choices import Status
from roadmap.queries import commitments_of, country_indicators, processes_of


class IndicatorsOfCountry:
    """A member state's cleared indicators: its own, the series that others published, and those that don't apply.

    Of its own, how many are `reported`, with a recent value, and how many have each status, in the order of the rules.
    Three queries.
    """

    def __init__(self, viewer: Viewer, country: Country, as_of: date) -> None:
        rows = [
            row
            for row in country_indicators(viewer, country, as_of)
            if row.country_indicator is not None and row.country_indicator.state == State.CLEARED
        ]
        in_use = [row for row in rows if not row.not_applicable_reason]
        self.own = [row for row in in_use if not row.is_published]
        self.published = [row for row in in_use if row.is_published]
        self.not_applicable = [row for row in rows if row.not_applicable_reason]
        judged = [row.assessment for row in self.own if row.assessment]
        counts = Counter(one.status for one in judged)
        self.reported = sum(one.has_recent_value for one in judged)
        self.n_in_use = len(in_use)
        self.status_counts = [(status, counts[status]) for status in Status if counts[status]]


class CountryDashboard:
    """All that the country's page shows, in a fixed number of queries (thirteen). `open_needs` are left to be filtered
    and cut.

    `active`, `overdue` and `past` programmes are confirmed to counter illegal wildlife trade; the planned end of the
    overdue has passed, and nobody has confirmed that they ended. Those of which nobody has said so,
    such as what was imported, are a number alone: `n_unjudged`, and `n_to_judge` of them are for the viewer to judge.
    `money` is the state's part of what programmes provide against illegal wildlife trade this year, as far as known.
    """

    def __init__(self, viewer: Viewer, country: Country, as_of: date) -> None:
        programmes, book = programmes_in(viewer, country), money_book(viewer)
        world = gap_world(need_counts(viewer, country), book, as_of.year, as_of)
        keys = {row.facts.pk for row in world.programmes_in(country, None)}
        unjudged = (IwtRelevance.SUGGESTED, IwtRelevance.NOT_JUDGED)
        self.country, self.as_of = country, as_of
        self.plans = _with_lapse(plans_of(country), as_of)
        self.needs = summarise(world, Priority.objects.all(), country)
        self.open_needs = stated_needs(viewer, country).open()
        self.indicators = IndicatorsOfCountry(viewer, country, as_of)
        self.active = [found for found in programmes if found.programme.pk in keys]
        waiting = [found.programme for found in programmes if found.programme.iwt_relevance in unjudged]
        self.n_unjudged = len(waiting)
        self.n_to_judge = sum(keeps(viewer, programme) for programme in waiting)
        others = [
            found
            for found in programmes
            if found.programme.pk not in keys and found.programme.iwt_relevance == IwtRelevance.CONFIRMED
        ]
        self.overdue = [found for found in others if found.is_overdue]
        self.past = [found for found in others if not found.is_overdue]
        self.not_counted = book.not_counted(country.iso3)
        self.n_programmes = len(self.active) + self.n_unjudged + len(others)
        self.money = book.sum_of(Cut(country=country.iso3, year=as_of.year))
        self.commitments = commitments_of(viewer, country)
        told = Engagement.objects.told_to(viewer).filter(country=country)
        self.engagements = list(told.select_related("mechanism").order_by("mechanism__position"))
        self.raised = raised_in(viewer, country)


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
