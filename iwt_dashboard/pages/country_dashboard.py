"""A member state on one page: assembled from its needs, its road map and its partners' programmes.

Counts hold what the viewer may see; uncleared entries are left out for everybody, so that the page reads the same to a
minister and to the person who drafted.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.clearance.models import State, Viewer
from core.models import Authority, Country, Priority
from iwt_dashboard.pages.needs_summary import NeedsSummary, summarise
from needs.models import Plan
from needs.queries import plans_of
from partners.coordination.models.mechanisms import Engagement
from partners.coordination.queries.mechanisms import RaisedLine, raised_in
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.queries.funding import CountryFunding, funding_of
from partners.programmes.queries.money import MoneyBook, ProgrammeFacts, money_book
from partners.programmes.queries.programmes import ProgrammeInCountry, programmes_in
from partners.programmes.rules.portfolio import Cut
from partners.support.queries.gaps import StatedNeed, stated_needs
from roadmap.choices import Status
from roadmap.models import ExternalProcess, Origin
from roadmap.queries import CommitmentOfCountry, IndicatorRow, commitments_of, country_indicators, processes_of

SOME_DELIVERED = "some_delivered"
"""Asked of coverage: needs of which anything was delivered, whatever of them is still open."""


@dataclass(frozen=True)
class NeedsFilter:
    """What the needs on the country's page are narrowed to; unknown values mean all."""

    priority: str = ""
    urgency: str = ""
    coverage: str = ""

    def admits(self, row: StatedNeed) -> bool:
        """Whether a need passes."""
        if self.coverage == SOME_DELIVERED and not row.coverage.has_deliveries:
            return False
        return (
            self.priority in ("", row.need.priority.code)
            and self.urgency in ("", row.need.urgency)
            and self.coverage in ("", SOME_DELIVERED, row.coverage.status)
        )


@dataclass(frozen=True)
class PlanLine:
    """A plan, and whether its last year is over."""

    plan: Plan
    has_lapsed: bool


@dataclass(frozen=True)
class StatusCount:
    """How many of a country's own indicators have a status."""

    code: str
    label: Any
    number: int


@dataclass(frozen=True)
class IndicatorsOfCountry:
    """A member state's cleared indicators: its own, the series that others published, and those that don't apply."""

    own: tuple[IndicatorRow, ...]
    published: tuple[IndicatorRow, ...]
    not_applicable: tuple[IndicatorRow, ...]

    @property
    def reported(self) -> int:
        """Indicators of the country's own road map with a recent value."""
        return len([row for row in self.own if row.assessment and row.assessment.has_recent_value])

    @property
    def status_counts(self) -> list[StatusCount]:
        """The country's own indicators by status, in the order of the rules; empty ones left out."""
        counts = Counter(row.assessment.status for row in self.own if row.assessment)
        return [StatusCount(status.value, status.label, counts[status]) for status in Status if counts[status]]


@dataclass(frozen=True)
class CountryDashboard:
    """All that the country's page shows.

    `active` and `past` programmes are confirmed to counter illegal wildlife trade, of `unconfirmed` nobody has said so.
    `money` is in US dollars: the state's part of what programmes provide against illegal wildlife trade this year.
    """

    country: Country
    as_of: date
    plans: list[PlanLine]
    needs: NeedsSummary
    indicators: IndicatorsOfCountry
    active: list[ProgrammeInCountry]
    unconfirmed: list[ProgrammeInCountry]
    past: list[ProgrammeInCountry]
    money: Decimal
    commitments: list[CommitmentOfCountry]
    engagements: list[Engagement]
    raised: list[RaisedLine]

    @property
    def n_programmes(self) -> int:
        """Programmes on record, running or not."""
        return len(self.active) + len(self.unconfirmed) + len(self.past)


@dataclass(frozen=True)
class CountryProfile:
    """What stands behind the dashboard: plans with their objectives, authorities, processes of others, past funding."""

    country: Country
    plans: list[PlanLine]
    authorities: list[Authority]
    processes: list[ExternalProcess]
    funding: CountryFunding


def country_dashboard(viewer: Viewer, country: Country, as_of: date) -> CountryDashboard:
    """Assemble a member state's page in a fixed number of queries (thirteen)."""
    programmes, book = programmes_in(viewer, country), money_book(viewer)
    running = active_programmes_of(book, country, as_of)
    keys = {facts.pk for facts in running}
    unjudged = (IwtRelevance.SUGGESTED, IwtRelevance.NOT_JUDGED)
    return CountryDashboard(
        country=country,
        as_of=as_of,
        plans=[PlanLine(plan, plan.has_lapsed(as_of)) for plan in plans_of(country)],
        needs=needs_of(viewer, country, running),
        indicators=indicators_of(viewer, country, as_of),
        active=[found for found in programmes if found.programme.pk in keys],
        unconfirmed=[found for found in programmes if found.programme.iwt_relevance in unjudged],
        past=[
            found
            for found in programmes
            if found.programme.pk not in keys and found.programme.iwt_relevance == IwtRelevance.CONFIRMED
        ],
        money=book.total(Cut(country=country.iso3, year=as_of.year)),
        commitments=commitments_of(viewer, country),
        engagements=list(country.engagements.select_related("mechanism").order_by("mechanism__position")),
        raised=raised_in(viewer, country),
    )


def country_profile(country: Country, as_of: date) -> CountryProfile:
    """Assemble what stands behind the dashboard; all of it is public reference data. Five queries."""
    return CountryProfile(
        country=country,
        plans=[PlanLine(plan, plan.has_lapsed(as_of)) for plan in plans_of(country).prefetch_related("objectives")],
        authorities=list(country.authorities.all()),
        processes=processes_of(country),
        funding=funding_of(country),
    )


def needs_of(viewer: Viewer, country: Country, active: Iterable[ProgrammeFacts]) -> NeedsSummary:
    """A member state's open needs by priority, beside its active programmes. Two queries."""
    return summarise(stated_needs(viewer, country), Priority.objects.all(), active)


def indicators_of(viewer: Viewer, country: Country, as_of: date) -> IndicatorsOfCountry:
    """A member state's cleared indicators, sorted out. Three queries."""
    rows = [
        row
        for row in country_indicators(viewer, country, as_of)
        if row.country_indicator is not None and row.country_indicator.state == State.CLEARED
    ]
    in_use = [row for row in rows if not row.not_applicable_reason]
    return IndicatorsOfCountry(
        own=tuple(row for row in in_use if not is_published(row)),
        published=tuple(row for row in in_use if is_published(row)),
        not_applicable=tuple(row for row in rows if row.not_applicable_reason),
    )


def active_programmes_of(book: MoneyBook, country: Country, as_of: date) -> list[ProgrammeFacts]:
    """The programmes that are active in the country: those that name it, and regional ones that name no state."""
    return [facts for facts in book.active(as_of.year, as_of) if facts.works_in(country.iso3)]


def is_published(row: IndicatorRow) -> bool:
    """Whether the judged values come from a source that published them, not from the country."""
    return row.series is not None and row.series.origin == Origin.PUBLISHED
