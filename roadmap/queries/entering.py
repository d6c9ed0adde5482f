"""What somebody who enters values sees: the own indicators, the missing ones first, and what a typed figure would
mean."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.clearance.models import State
from core.models import Country, User
from roadmap import rules
from roadmap.entries import ObservationEntry
from roadmap.models import CountryIndicator, Observation, Origin
from roadmap.queries.indicators import country_indicators
from roadmap.queries.rows import IndicatorRow
from roadmap.queries.series import load_series
from roadmap.rules import ReportingState

LATE = (ReportingState.OVERDUE, ReportingState.DUE)
EARLIER_SHOWN = 5


@dataclass(frozen=True)
class OwnIndicator:
    """An own indicator as its focal point works through them: where it stands, and the value that is on its way.

    `due_on` is the last day of the reporting period's grace, None where nothing is due. `underway` is the draft,
    returned or submitted value, the returned one first; `open_values` are all that are not cleared.
    """

    row: IndicatorRow
    due_on: date | None
    open_values: tuple[Observation, ...] = ()

    @property
    def underway(self) -> Observation | None:
        """The own value that is not cleared: returned before draft before submitted, and of two the newer period."""
        found = [one for one in self.open_values if one.origin == Origin.COUNTRY]
        rank = (State.SUBMITTED, State.DRAFT, State.RETURNED)
        return max(found, key=lambda one: (rank.index(State(one.state)), one.period_end, one.pk), default=None)

    @property
    def is_missing(self) -> bool:
        """Whether a value is due and none lies with the clearing officer."""
        return self.due_on is not None and (self.underway is None or self.underway.state != State.SUBMITTED)

    @property
    def is_to_go_on_with(self) -> bool:
        """Whether a draft or a returned value waits to be finished."""
        return self.underway is not None and self.underway.state != State.SUBMITTED


def own_indicators(person: User, country: Country, as_of: date) -> list[OwnIndicator]:
    """The indicators that a member state uses, those whose value is missing first, the longest due above. Three
    queries."""
    rows = country_indicators(person, country, as_of)
    by_key = {row.country_indicator.pk: row.country_indicator for row in rows if row.country_indicator}
    values: dict[int, list[Observation]] = {key: [] for key in by_key}
    on_their_way = Observation.objects.visible_to(person).filter(country_indicator__in=by_key)
    for value in on_their_way.exclude(state=State.CLEARED).order_by("period_end", "pk"):
        one = by_key[value.country_indicator_id]
        value.country_indicator, value.country = one, one.country
        values[one.pk].append(value)
    found = [
        OwnIndicator(row, due_on(row, as_of), tuple(values[row.country_indicator.pk]))
        for row in rows
        if row.country_indicator
    ]
    return sorted(found, key=lambda one: (not one.is_missing, one.due_on or date.max))


def due_on(row: IndicatorRow, as_of: date) -> date | None:
    """The day by which a value is or was due; None where none is, or where a published source brings it."""
    reporting = row.reporting
    if reporting is None or reporting.state not in LATE or row.not_applicable_reason:
        return None
    if row.is_published:
        return None
    days = timedelta(days=reporting.days)
    return as_of - days if reporting.state is ReportingState.OVERDUE else as_of + days


def open_value(person: User, one: CountryIndicator) -> Observation | None:
    """The draft or returned value of an indicator that its team should go on with, the returned one first."""
    rows = Observation.objects.visible_to(person).filter(country_indicator=one, origin=Origin.COUNTRY)
    found = {row.state: row for row in rows.filter(state__in=(State.DRAFT, State.RETURNED)).order_by("period_end")}
    return found.get(State.RETURNED) or found.get(State.DRAFT)


def earlier_values(person: User, one: CountryIndicator) -> list[Observation]:
    """The latest values of the own series that stand, newest first."""
    rows = Observation.objects.visible_to(person).current().filter(country_indicator=one, origin=Origin.COUNTRY)
    return list(rows.order_by("-period_end", "-pk")[:EARLIER_SHOWN])


def expected_assessment(
    person: User, one: CountryIndicator, entry: ObservationEntry, as_of: date, *, instead_of: int | None = None
) -> rules.Assessment:
    """What the indicator would be judged once the typed value was cleared today; `instead_of` is the key of the row
    that it corrects or rewrites. Milestones of `one` are prefetched. One query."""
    series = load_series(person, [one], as_of)[one.pk]
    kind = series.trajectory.of_kind
    typed = rules.Reading(
        period_start=entry.period_start,
        period_end=entry.period_end,
        value=kind.stated(entry.value, entry.numerator, entry.denominator),
        numerator=entry.numerator,
        denominator=entry.denominator,
        is_provisional=entry.is_provisional,
        reported_on=as_of,
        origin=Origin.COUNTRY,
    )
    own = [r for r in (*series.readings, *series.beside) if r.origin == Origin.COUNTRY]
    kept = [replace(r, is_superseded=True) if r.pk == instead_of else r for r in own]
    return rules.assess(series.trajectory, [*kept, typed], as_of)
