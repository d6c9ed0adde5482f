"""How many member states stand where, for lists of indicators: counted in the database."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, Max, Q, QuerySet

from core.clearance.models import State, Viewer
from core.figures import settle
from core.models import CitesParty
from core.reference_rows import countries
from roadmap import rules
from roadmap.choices import Status
from roadmap.models import CountryIndicator, Indicator, IndicatorAssessment, made_for
from roadmap.queries.rows import judged_anew


@dataclass(frozen=True)
class CountedIndicator:
    """An indicator with the number of member states by status, as far as the viewer sees.

    `latest_on` is the date of the newest value, recent or not; `has_demo` says whether demonstration rows are among
    what is counted, and `is_blank` whether no member state has anything to show.
    """

    indicator: Indicator
    summary: rules.RegionalCounts
    latest_on: date | None
    has_demo: bool
    is_blank: bool


@dataclass
class _Tally:
    """What has been counted of one indicator so far."""

    n_rows: int = 0
    n_recent: int = 0
    latest_on: date | None = None
    has_demo: bool = False
    by_status: Counter[Status] = field(default_factory=Counter)

    def add(self, n_rows: int, latest_on: date | None, *, has_demo: bool) -> None:
        self.n_rows += n_rows
        self.latest_on = max((day for day in (self.latest_on, latest_on) if day), default=None)
        self.has_demo = self.has_demo or has_demo

    def count(self, status: Status, n: int, n_recent: int) -> None:
        self.by_status[status] += n
        self.n_recent += n_recent


def indicators_in_use(viewer: Viewer) -> QuerySet[Indicator]:
    """The indicators that at least one member state uses, as far as the viewer may see, by framework."""
    used = CountryIndicator.objects.visible_to(viewer).values("indicator")
    found = Indicator.objects.filter(pk__in=used).select_related("framework")
    return found.order_by("framework__title", "position", "code")


def status_counts(viewer: Viewer, as_of: date, indicators: Iterable[Indicator]) -> list[CountedIndicator]:
    """Counts of statuses per indicator over all member states, of what the viewer may see. At most four queries, and
    two more where what is stored does not hold on the day."""
    settle()
    wanted = list(indicators)
    visible = CountryIndicator.objects.visible_to(viewer).filter(indicator__in=wanted)
    tallies = _tallies(viewer, visible, as_of)
    out = _out_of_cites(visible, wanted)
    return [_counted(one, tallies[one.pk], out[one.pk]) for one in wanted]


def _counted(indicator: Indicator, tally: _Tally, n_out: int) -> CountedIndicator:
    tally.by_status[Status.NOT_APPLICABLE] += n_out
    return CountedIndicator(
        indicator=indicator,
        summary=rules.RegionalCounts(tally.n_recent, {one: n for one in Status if (n := tally.by_status[one])}),
        latest_on=tally.latest_on,
        has_demo=tally.has_demo,
        is_blank=not tally.n_rows,
    )


def _tallies(viewer: Viewer, visible: QuerySet[CountryIndicator], as_of: date) -> dict[int, _Tally]:
    """What is stored of the indicators, counted, and the rest worked out. A set-up on its way is not counted."""
    tallies: dict[int, _Tally] = defaultdict(_Tally)
    held: Any = IndicatorAssessment.objects.filter(made_for(viewer, as_of), country_indicator__in=visible)
    groups = (
        held.order_by()
        .values_list("country_indicator__indicator", "country_indicator__state", "status")
        .annotate(
            n=Count("pk"),
            n_recent=Count("pk", filter=Q(has_recent_value=True)),
            latest_on=Max("value_on"),
            has_demo=BoolOr("shows_invented"),
        )
    )
    for indicator, state, status, n, n_recent, latest_on, has_demo in groups:
        tallies[indicator].add(n, latest_on, has_demo=has_demo)
        if state == State.CLEARED:
            tallies[indicator].count(Status(status), n, n_recent)
    rest = list(visible.exclude(pk__in=held.values("country_indicator")).select_related("indicator"))
    listed = judged_anew(viewer, rest, as_of)
    for one in rest:
        found, tally = listed[one.pk], tallies[one.indicator_id]
        value = found.assessment.value
        tally.add(1, value.on if value else None, has_demo=found.shows_invented(one))
        if one.state == State.CLEARED:
            tally.count(found.assessment.status, 1, int(found.assessment.has_recent_value))
    return tallies


def _out_of_cites(visible: QuerySet[CountryIndicator], indicators: Iterable[Indicator]) -> Counter[int]:
    """To how many member states an indicator cannot apply, of those that say nothing of it. Two queries at most."""
    bound = [one.pk for one in indicators if one.needs_cites]
    outside = [one.pk for one in countries() if one.cites_party == CitesParty.NO] if bound else []
    found = Counter({key: len(outside) for key in bound})
    if outside:
        found.subtract(visible.filter(indicator__in=bound, country__in=outside).values_list("indicator", flat=True))
    return found
