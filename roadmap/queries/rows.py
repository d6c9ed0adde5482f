"""Indicators of member states as lists show them: from what is stored, and where that does not hold today, anew."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, QuerySet

from core.clearance.models import State, Viewer
from core.figures import settle
from core.models import Country
from roadmap import rules
from roadmap.models import CountryIndicator, Indicator, Origin, made_for
from roadmap.queries.listed import LatestValue, Listed, Provenance, Sparkline, listed_from, listed_of
from roadmap.queries.series import Series, load_series

ORDER = ("indicator__framework__title", "indicator__position", "indicator__code")


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of one member state as the viewer sees it.

    `country_indicator` and `reporting` are None where the viewer sees nothing, `assessment` too, unless the indicator
    cannot apply. `latest` is of the row that the current value rests on, and `origin` says whose word that is. `series`
    is there on the indicator's own page.
    """

    indicator: Indicator
    country: Country
    country_indicator: CountryIndicator | None = None
    assessment: rules.Assessment | None = None
    reporting: rules.Reporting | None = None
    sparkline: Sparkline | None = None
    latest: LatestValue | None = None
    provenance: Provenance | None = None
    not_applicable_reason: str = ""
    origin: str = Origin.COUNTRY
    levels: tuple[Decimal, ...] = ()
    series: Series | None = None

    @property
    def has_report(self) -> bool:
        """Whether there is a value to show."""
        return self.assessment is not None and self.assessment.value is not None

    @property
    def is_published(self) -> bool:
        """Whether the judged values come from a source that published them, not from the member state."""
        return self.origin == Origin.PUBLISHED

    @property
    def is_demo(self) -> bool:
        """Whether the set-up is demonstration data."""
        return self.country_indicator is not None and self.country_indicator.is_demo

    @property
    def is_on_its_way(self) -> bool:
        """Whether the indicator's own set-up is not cleared: its team sees it, the region does not count it."""
        return self.country_indicator is not None and self.country_indicator.state != State.CLEARED


def for_viewer(viewer: Viewer, as_of: date) -> FilteredRelation:
    """The way from an indicator of a member state to what is stored of it for a viewer's circle and holds on a day."""
    return FilteredRelation("assessments", condition=made_for(viewer, as_of, "assessments__", "country"))


def rows_of(
    viewer: Viewer, found: QuerySet[CountryIndicator], as_of: date, country: Country | None = None
) -> list[IndicatorRow]:
    """Indicators that the viewer may know of as rows of a list. One query, and two more where what is stored does not
    hold on the day. Their indicators are loaded with them, and their country, unless `country` is that of them all."""
    settle()
    rows: Any = found.annotate(for_viewer=for_viewer(viewer, as_of)).annotate(stored=F("for_viewer__content"))
    used = list(rows)
    for one in used if country else ():
        one.country = country
    listed = {one.pk: listed_from(one.stored) for one in used if one.stored is not None}
    listed |= judged_anew(viewer, [one for one in used if one.pk not in listed], as_of)
    return [row_of(one, listed[one.pk], as_of) for one in used]


def judged_anew(viewer: Viewer, used: Iterable[CountryIndicator], as_of: date) -> dict[int, Listed]:
    """What a list shows of indicators by their key, worked out from the values that the viewer sees. Two queries."""
    return {key: listed_of(series) for key, series in load_series(viewer, used, as_of).items()}


def row_of(one: CountryIndicator, listed: Listed, as_of: date) -> IndicatorRow:
    """An indicator of a member state with what was found of it."""
    source = listed.provenance
    return IndicatorRow(
        indicator=one.indicator,
        country=one.country,
        country_indicator=one,
        assessment=listed.assessment,
        reporting=listed.terms.on(as_of) if listed.terms else None,
        sparkline=listed.sparkline,
        latest=listed.latest,
        provenance=replace(source, country=one.country.name) if source and source.kind == "country" else source,
        not_applicable_reason=one.not_applicable_reason,
        origin=listed.origin,
        levels=listed.levels,
    )
