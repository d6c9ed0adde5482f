"""A member state on one page: assembled from its needs, its road map and its partners' programmes.

Counts hold what the viewer may see; uncleared entries are left out for everybody, so that the page reads the same to a
minister and to the person who drafted.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.clearance import State, Viewer
from core.models import Authority, Country, Priority
from iwt_dashboard.needs_summary import CoveredNeed, NeedsSummary, open_needs, summarise
from needs.models import Plan
from needs.queries import plans_of
from partners.models import ACTIVE_STATUSES
from partners.queries.funding import CountryFunding, funding_of
from partners.queries.mechanisms import CountryMechanism, mechanisms_of
from partners.queries.programmes import ProgrammeInCountry, programmes_in
from roadmap.models import ExternalProcess, Origin
from roadmap.queries import CommitmentOfCountry, IndicatorRow, commitments_of, country_indicators, processes_of
from roadmap.rules import Status
from roadmap.words import STATUS_LABELS


@dataclass(frozen=True)
class NeedsFilter:
    """What the needs on the country's page are narrowed to; unknown values mean all."""

    priority: str = ""
    urgency: str = ""
    coverage: str = ""

    def admits(self, row: CoveredNeed) -> bool:
        """Whether a need passes."""
        return (
            self.priority in ("", row.need.priority.code)
            and self.urgency in ("", row.need.urgency)
            and self.coverage in ("", row.coverage.status)
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
class CountryDashboard:
    """All that the country's page and its report card show."""

    country: Country
    as_of: date
    plans: list[PlanLine]
    needs: NeedsSummary
    indicators: tuple[IndicatorRow, ...]
    published: tuple[IndicatorRow, ...]
    not_applicable: tuple[IndicatorRow, ...]
    programmes: list[ProgrammeInCountry]
    commitments: list[CommitmentOfCountry]
    processes: list[ExternalProcess]
    mechanisms: list[CountryMechanism]
    funding: CountryFunding
    authorities: list[Authority]

    @property
    def reported(self) -> int:
        """Indicators of the country's own road map with a recent value."""
        return sum(bool(row.assessment and row.assessment.has_recent_value) for row in self.indicators)

    @property
    def status_counts(self) -> list[StatusCount]:
        """The country's own indicators by status, in the order of the rules; empty ones left out."""
        counts = Counter(row.assessment.status for row in self.indicators if row.assessment)
        return [StatusCount(status.value, STATUS_LABELS[status], counts[status]) for status in Status if counts[status]]

    @property
    def active_programmes(self) -> list[ProgrammeInCountry]:
        """Programmes that run or are about to."""
        return [found for found in self.programmes if found.row.programme.status in ACTIVE_STATUSES]


def country_dashboard(viewer: Viewer, country: Country, as_of: date) -> CountryDashboard:
    """Assemble a member state's page in a fixed number of queries."""
    rows = [
        row
        for row in country_indicators(viewer, country, as_of)
        if row.country_indicator is not None and row.country_indicator.state == State.CLEARED
    ]
    in_use = [row for row in rows if not row.not_applicable_reason]
    return CountryDashboard(
        country=country,
        as_of=as_of,
        plans=[PlanLine(plan, plan.has_lapsed(as_of)) for plan in plans_of(country)],
        needs=summarise(open_needs(viewer, country), Priority.objects.all()),
        indicators=tuple(row for row in in_use if not _is_published(row)),
        published=tuple(row for row in in_use if _is_published(row)),
        not_applicable=tuple(row for row in rows if row.not_applicable_reason),
        programmes=programmes_in(viewer, country),
        commitments=commitments_of(viewer, country),
        processes=processes_of(country),
        mechanisms=mechanisms_of(country),
        funding=funding_of(country),
        authorities=list(country.authorities.all()),
    )


def _is_published(row: IndicatorRow) -> bool:
    """Whether the judged values come from a source that published them, not from the country."""
    return row.series is not None and row.series.origin == Origin.PUBLISHED
