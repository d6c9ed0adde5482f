"""Turns database rows into the trajectories and readings of `roadmap.rules`, and has them judged. Nothing else does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils import timezone

from core.clearance.models import State, Viewer
from roadmap import rules
from roadmap.choices import Accumulation, Direction, FlowBasis
from roadmap.entries import TrajectoryEntry
from roadmap.kinds import IndicatorKind, Kind
from roadmap.models import CountryIndicator, Indicator, Observation, Origin

# What judging, sparklines and provenance need; the long texts of a row are left in the database.
LIGHT_FIELDS = (
    *("country_indicator_id", "country_id", "period_start", "period_end", "value", "numerator", "denominator"),
    *("is_provisional", "is_proxy", "is_no_change", "origin", "reported_on", "superseded_at", "supersedes_id"),
    *(
        "state",
        "disclosure",
        "cleared_at",
        "return_note",
        "is_demo",
        "source_title",
        "source_url",
        "source_date",
        "verified",
    ),
)


@dataclass(frozen=True)
class Series:
    """One indicator of one member state, with the values that one viewer may see, judged on a day.

    `readings` are of the series that is judged (`origin`), `beside` those of the other one; `observations` holds the
    rows of both, oldest first. `terms` are None where nothing is ever due: a published series that the member state has
    not made its own. All of it is the same on every day of `holds`.
    """

    trajectory: rules.Trajectory
    assessment: rules.Assessment
    terms: rules.ReportingTerms | None
    holds: rules.Span
    origin: str
    readings: tuple[rules.Reading, ...]
    beside: tuple[rules.Reading, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class ExplainedRow:
    """A row and why it counts or not: `exclusion` is None where it counts, or belongs to the other series."""

    observation: Observation
    value: Decimal | None
    is_used: bool
    is_beside: bool = False
    exclusion: rules.Exclusion | None = None

    @property
    def is_published(self) -> bool:
        """Whether the row is a published source's, not the member state's own."""
        return self.observation.origin == Origin.PUBLISHED


def trajectory_of(
    indicator: Indicator, way: CountryIndicator | TrajectoryEntry, milestones: Iterable[tuple[date, Decimal]]
) -> rules.Trajectory:
    """The way from baseline to target as it is stored, or as somebody is about to enter it."""
    return rules.Trajectory(
        kind=IndicatorKind(indicator.kind),
        accumulation=Accumulation(indicator.accumulation),
        direction=Direction(indicator.direction),
        flow_basis=FlowBasis(indicator.flow_basis),
        reporting_months=max(1, indicator.reporting_months),
        baseline=_point(way.baseline_on, way.baseline_value),
        target=_point(way.target_on, way.target_value),
        milestones=tuple(rules.Point(on, value) for on, value in milestones),
        not_applicable_reason=way.not_applicable_reason,
    )


def _reading_of(row: Observation, kind: Kind) -> rules.Reading:
    """A row as the rules read it: a late report is dated by the day it was given, or else by its clearance."""
    cleared_on = timezone.localtime(row.cleared_at).date() if row.cleared_at else None
    return rules.Reading(
        period_start=row.period_start,
        period_end=row.period_end,
        value=kind.stated(row.value, row.numerator, row.denominator),
        numerator=row.numerator,
        denominator=row.denominator,
        is_provisional=row.is_provisional,
        is_superseded=row.superseded_at is not None,
        is_cleared=row.state == State.CLEARED,
        reported_on=row.reported_on or cleared_on,
        no_change=row.is_no_change,
        pk=row.pk,
        origin=row.origin,
    )


def series_of(row: CountryIndicator, observations: Iterable[Observation], as_of: date) -> Series:
    """Judge an indicator of a member state on a day, from the rows that the viewer may see; milestones are prefetched.

    The member state's own series is judged wherever it holds a value that counts; otherwise the published one is. The
    two are never mixed: sources that count differently would show a change where there is none.
    """
    rows = tuple(observations)
    trajectory = trajectory_of(row.indicator, row, [(m.on, m.value) for m in row.milestones.all()])
    readings = [_reading_of(one, trajectory.of_kind) for one in rows]
    own = tuple(r for r in readings if r.origin == Origin.COUNTRY)
    published = tuple(r for r in readings if r.origin == Origin.PUBLISHED)
    assessment = rules.assess(trajectory, own, as_of)
    origin, judged, beside = Origin.COUNTRY, own, published
    if published and assessment.value is None and not trajectory.not_applicable_reason:
        origin, judged, beside = Origin.PUBLISHED, published, own
        assessment = rules.assess(trajectory, published, as_of)
    is_undertaken = bool(own or trajectory.baseline or trajectory.target)
    is_due_here = origin == Origin.COUNTRY or is_undertaken
    terms = rules.reporting_terms(trajectory, own or judged, as_of) if is_due_here else None
    holds = rules.holding_span(trajectory, readings, assessment.value.on if assessment.value else None, as_of)
    return Series(trajectory, assessment, terms, holds, origin, judged, beside, rows)


def load_series(viewer: Viewer, rows: Iterable[CountryIndicator], as_of: date) -> dict[int, Series]:
    """The series of many indicators of member states by their key. Two queries, however many there are, or one where
    milestones are prefetched."""
    by_key = {row.pk: row for row in rows}
    prefetch_related_objects(list(by_key.values()), "milestones")
    found = Observation.objects.visible_to(viewer).filter(country_indicator__in=by_key).order_by("period_end", "pk")
    grouped: dict[int, list[Observation]] = {key: [] for key in by_key}
    for observation in found.only(*LIGHT_FIELDS):
        grouped[observation.country_indicator_id].append(observation)
    return {key: series_of(row, grouped[key], as_of) for key, row in by_key.items()}


def explain(series: Series, as_of: date) -> list[ExplainedRow]:
    """Every row with why it counts or not, newest first: what stands under "explain this number"."""
    screened = rules.screen(series.trajectory, series.readings, as_of)
    excluded = {reading.pk: why for reading, why in screened.excluded}
    beside = {reading.pk for reading in series.beside}
    by_key = {reading.pk: reading for reading in (*series.readings, *series.beside)}
    return [
        ExplainedRow(
            observation=row,
            value=by_key[row.pk].value,
            is_used=row.pk not in excluded and row.pk not in beside,
            is_beside=row.pk in beside,
            exclusion=excluded.get(row.pk),
        )
        for row in reversed(series.observations)
    ]


def _point(on: date | None, value: Decimal | None) -> rules.Point | None:
    return None if on is None or value is None else rules.Point(on, value)
