"""Indicators as pages need them: of one member state, of the region, in a list. Each answer costs so many queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from core.clearance.models import State, Viewer, own_country_id
from core.models import CitesParty, Country
from core.reference_rows import countries
from core.search import holding
from roadmap import rules
from roadmap.choices import Accumulation, Reason, Status
from roadmap.kinds import IndicatorKind
from roadmap.models import CountryIndicator, Goal, Indicator, Observation, TrajectoryProposal
from roadmap.queries.listed import listed_of
from roadmap.queries.lookup import open_proposal
from roadmap.queries.rows import ORDER, IndicatorRow, row_of, rows_of
from roadmap.queries.series import ExplainedRow, explain, load_series


@dataclass(frozen=True)
class RegionalIndicator:
    """An indicator beside all member states in ASEAN order, and what may be said of the region."""

    indicator: Indicator
    rows: tuple[IndicatorRow, ...]
    summary: rules.RegionalSummary
    as_of: date

    @property
    def latest_on(self) -> date | None:
        """The date of the newest value that the viewer sees, recent or not."""
        dates = [row.assessment.value.on for row in self.rows if row.assessment and row.assessment.value]
        return max(dates, default=None)

    @property
    def has_demo(self) -> bool:
        """Whether demonstration rows are among what is counted."""
        return any(row.latest.is_demo if row.latest else row.is_demo for row in self.rows)

    @property
    def is_blank(self) -> bool:
        """Whether no member state has anything to show here."""
        return not any(row.country_indicator or row.has_report for row in self.rows)


@dataclass(frozen=True)
class IndicatorPage:
    """All that the page of one indicator of one member state shows; `proposal` and drafts for the own team alone."""

    row: IndicatorRow
    explained: tuple[ExplainedRow, ...]
    proposal: TrajectoryProposal | None
    is_own: bool


def country_indicators(viewer: Viewer, country: Country, as_of: date) -> list[IndicatorRow]:
    """Every indicator that a member state uses and the viewer may see, by framework, with its status. Two queries."""
    found = CountryIndicator.objects.visible_to(viewer).filter(country=country).select_related("indicator")
    return rows_of(viewer, found.order_by(*ORDER), as_of, country)


def regional_indicator(viewer: Viewer, indicator: Indicator, as_of: date) -> RegionalIndicator:
    """One indicator over all member states, counting only what the viewer may see. Three queries."""
    found = {row.country.pk: row for row in rows_of(viewer, _visible(viewer).filter(indicator=indicator), as_of)}
    rows = tuple(found.get(country.pk) or _unused(indicator, country) for country in countries())
    summary = rules.regional_summary(
        {row.country.iso3: row.assessment for row in rows if not row.is_on_its_way},
        IndicatorKind(indicator.kind),
        Accumulation(indicator.accumulation),
    )
    return RegionalIndicator(indicator, rows, summary, as_of)


def country_indicator_page(viewer: Viewer, indicator: Indicator, country: Country, as_of: date) -> IndicatorPage:
    """One indicator of one member state with every visible row explained. At most six queries."""
    # The goal has a disclosure of its own: one that the viewer may not know of is not named.
    goal = Prefetch("goal", Goal.objects.visible_to(viewer))
    one = _visible(viewer).prefetch_related(goal).filter(indicator=indicator, country=country).first()
    is_own = own_country_id(viewer) == country.pk
    if one is None:
        return IndicatorPage(_unused(indicator, country), (), None, is_own)
    series = load_series(viewer, [one], as_of)[one.pk]
    row = row_of(one, listed_of(series), as_of)
    return IndicatorPage(
        # With the rows that made the value, which a list leaves out.
        row=replace(row, assessment=series.assessment, series=series),
        explained=tuple(explain(series, as_of)),
        proposal=open_proposal(viewer, one) if is_own and one.state == State.CLEARED else None,
        is_own=is_own,
    )


def series_warnings(viewer: Viewer, row: Observation, as_of: date) -> tuple[rules.SeriesWarning, ...]:
    """What a waiting value would make of its series: overlapping periods, a running total that falls. Three queries."""
    one = _visible(viewer).filter(pk=row.country_indicator_id).first()
    if one is None:
        return ()
    own = load_series(viewer, [one], as_of)[one.pk]
    readings = [r for r in (*own.readings, *own.beside) if r.origin == row.origin and r.pk != row.supersedes_id]
    return rules.check_series(own.trajectory, readings)


def matching_indicators(wanted: Mapping[str, str]) -> QuerySet[Indicator]:
    """Indicators by framework and priority (codes), kind and text `q`, sorted by framework; open to everybody."""
    found = Indicator.objects.select_related("framework", "priority")
    for name, column in (("framework", "framework__code"), ("priority", "priority__code"), ("kind", "kind")):
        if name in wanted:
            found = found.filter(**{column: wanted[name]})
    found = found.filter(holding(wanted.get("q", ""), "title", "code", "outcome", "number"))
    return found.order_by("framework__title", "position", "code")


def country_indicators_of_goals(viewer: Viewer, goals: Iterable[Any]) -> QuerySet[CountryIndicator]:
    """The visible indicators of member states that stand under some goals, by country: for `rows_of`."""
    return _visible(viewer).filter(goal__in=list(goals)).order_by("country__asean_order", *ORDER[1:])


def _visible(viewer: Viewer) -> QuerySet[CountryIndicator]:
    found = CountryIndicator.objects.visible_to(viewer)
    return found.select_related("indicator__framework", "indicator__priority", "country")


def _unused(indicator: Indicator, country: Country) -> IndicatorRow:
    """A member state that says nothing of an indicator: silence, or it cannot apply."""
    reason = _("Not a Party to CITES") if indicator.needs_cites and country.cites_party == CitesParty.NO else ""
    assessment = rules.Assessment(Status.NOT_APPLICABLE, Reason.STATED) if reason else None
    return IndicatorRow(indicator, country, assessment=assessment, not_applicable_reason=reason)
