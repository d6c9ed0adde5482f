"""Indicators as pages need them: of one member state, of the region, in a list. Each answer costs so many queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from core.clearance.models import State, Viewer, own_country_id
from core.folding import sort_key
from core.models import CitesParty, Country
from core.search import holding
from roadmap import rules
from roadmap.choices import Accumulation, Reason, Status
from roadmap.kinds import IndicatorKind
from roadmap.models import CountryIndicator, Goal, Indicator, Observation, TrajectoryProposal
from roadmap.queries.lookup import open_proposal
from roadmap.queries.series import (
    ExplainedRow,
    Provenance,
    Series,
    Sparkline,
    explain,
    load_series,
    provenance_of,
    sparkline_of,
)


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of one member state as the viewer sees it.

    `country_indicator`, `series` and `reporting` are None where the viewer sees nothing, `assessment` too, unless the
    indicator cannot apply. `latest` is the row that the current value rests on.
    """

    indicator: Indicator
    country: Country
    country_indicator: CountryIndicator | None = None
    assessment: rules.Assessment | None = None
    reporting: rules.Reporting | None = None
    sparkline: Sparkline | None = None
    latest: Observation | None = None
    provenance: Provenance | None = None
    not_applicable_reason: str = ""
    series: Series | None = None

    @property
    def levels(self) -> tuple[Decimal, ...]:
        """What stands beside each other of it: baseline, milestones, target, and the value that counts."""
        way = self.series.trajectory if self.series else None
        points = (way.baseline, *way.milestones, way.target) if way else ()
        used = self.country_indicator
        stated = (used.baseline_value, used.target_value) if used else ()
        value = self.assessment.value if self.assessment else None
        found = (*(point.value for point in points if point), *stated, value.value if value else None)
        return tuple(level for level in found if level is not None)

    @property
    def has_report(self) -> bool:
        """Whether there is a value to show."""
        return self.assessment is not None and self.assessment.value is not None

    @property
    def is_demo(self) -> bool:
        """Whether the set-up is demonstration data."""
        return self.country_indicator is not None and self.country_indicator.is_demo

    @property
    def is_on_its_way(self) -> bool:
        """Whether the indicator's own set-up is not cleared: its team sees it, the region does not count it."""
        return self.country_indicator is not None and self.country_indicator.state != State.CLEARED


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
    """Every indicator that a member state uses and the viewer may see, by framework, with its status. Three queries."""
    found = _visible(viewer).filter(country=country).order_by("indicator__framework__title", *_INDICATOR_ORDER)
    return _rows(viewer, found, as_of)


def regional_indicator(viewer: Viewer, indicator: Indicator, as_of: date) -> RegionalIndicator:
    """One indicator over all member states, counting only what the viewer may see. Four queries."""
    return status_counts(viewer, as_of, [indicator])[0]


def status_counts(
    viewer: Viewer, as_of: date, indicators: Iterable[Indicator] | None = None
) -> list[RegionalIndicator]:
    """Counts of statuses per indicator over all member states, of what the viewer may see. At most five queries.

    Without `indicators`, all that at least one member state uses, as far as the viewer may see.
    """
    visible = _visible(viewer)
    wanted = None if indicators is None else list(indicators)
    found = _rows(viewer, visible if wanted is None else visible.filter(indicator__in=wanted), as_of)
    if wanted is None:
        used = {row.indicator.pk: row.indicator for row in found}.values()
        wanted = sorted(used, key=lambda one: (sort_key(one.framework.title), one.position, sort_key(one.code)))
    rows = {(row.indicator.pk, row.country.pk): row for row in found}
    countries = list(Country.objects.all())
    return [_regional(indicator, countries, rows, as_of) for indicator in wanted]


def country_indicator_page(viewer: Viewer, indicator: Indicator, country: Country, as_of: date) -> IndicatorPage:
    """One indicator of one member state with every visible row explained. At most six queries."""
    # The goal has a disclosure of its own: one that the viewer may not know of is not named.
    goal = Prefetch("goal", Goal.objects.visible_to(viewer))
    one = _visible(viewer).prefetch_related(goal).filter(indicator=indicator, country=country).first()
    is_own = own_country_id(viewer) == country.pk
    if one is None:
        return IndicatorPage(_unused(indicator, country), (), None, is_own)
    series = load_series(viewer, [one], as_of, light=False)[one.pk]
    return IndicatorPage(
        row=_row(one, series),
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


def country_indicators_of_goals(viewer: Viewer, goals: Iterable[Any], as_of: date) -> list[IndicatorRow]:
    """The visible indicators of member states that stand under some goals, by country. Three queries."""
    found = _visible(viewer).filter(goal__in=list(goals)).order_by("country__asean_order", *_INDICATOR_ORDER)
    return _rows(viewer, found, as_of)


_INDICATOR_ORDER = ("indicator__position", "indicator__code")


def _visible(viewer: Viewer) -> QuerySet[CountryIndicator]:
    found = CountryIndicator.objects.visible_to(viewer).prefetch_related("milestones")
    return found.select_related("indicator__framework", "indicator__priority", "country")


def _rows(viewer: Viewer, found: Iterable[CountryIndicator], as_of: date) -> list[IndicatorRow]:
    used = list(found)
    series = load_series(viewer, used, as_of)
    return [_row(one, series[one.pk]) for one in used]


def _row(one: CountryIndicator, series: Series) -> IndicatorRow:
    value = series.assessment.value
    newest = value.readings[-1].pk if value and value.readings else None
    latest = next((row for row in series.observations if row.pk == newest), None)
    return IndicatorRow(
        indicator=one.indicator,
        country=one.country,
        country_indicator=one,
        assessment=series.assessment,
        reporting=series.reporting,
        sparkline=sparkline_of(series),
        latest=latest,
        provenance=provenance_of(latest, one.country.name) if latest else None,
        not_applicable_reason=one.not_applicable_reason,
        series=series,
    )


def _unused(indicator: Indicator, country: Country) -> IndicatorRow:
    """A member state that says nothing of an indicator: silence, or it cannot apply."""
    reason = _("Not a Party to CITES") if indicator.needs_cites and country.cites_party == CitesParty.NO else ""
    assessment = rules.Assessment(Status.NOT_APPLICABLE, Reason.STATED) if reason else None
    return IndicatorRow(indicator, country, assessment=assessment, not_applicable_reason=reason)


def _regional(
    indicator: Indicator, countries: list[Country], rows: dict[tuple[int, int], IndicatorRow], as_of: date
) -> RegionalIndicator:
    own = tuple(rows.get((indicator.pk, country.pk)) or _unused(indicator, country) for country in countries)
    summary = rules.regional_summary(
        {row.country.iso3: row.assessment for row in own if not row.is_on_its_way},
        IndicatorKind(indicator.kind),
        Accumulation(indicator.accumulation),
    )
    return RegionalIndicator(indicator, own, summary, as_of)
