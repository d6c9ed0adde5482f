"""Stored assessments: worked out again when their rows change, or when the calendar makes them run out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.rules import Disclosure
from core.figures import Figure, register
from core.figures.settling import recount as count_again
from core.tracking import standing
from roadmap.models import CountryIndicator, IndicatorAssessment, Observation, is_read_by
from roadmap.models.assessments import FIGURE
from roadmap.queries.listed import Listed, content_of, listed_of
from roadmap.queries.series import LIGHT_FIELDS, series_of
from roadmap.rules import Span

# Indicators whose values are in memory at once: 20 years of monthly values of each are a quarter of a million rows.
PORTION = 200
KEY = ("country_indicator", "audience")
# What is worked out, beside the key.
WORKED_OUT = ("status", "has_recent_value", "value_on", "shows_invented", "holds_from", "holds_until", "content")

Source = tuple[CountryIndicator, list[Observation]]


def recount(keys: Collection[int]) -> None:
    """Work out the assessments of some indicators of member states for every circle of readers. Seven queries at most
    for each portion."""
    today = timezone.localdate()
    for portion in _portions(sorted(keys)):
        stored = _locked(portion)
        found = {
            (row.country_indicator_id, row.audience): row
            for source in _sources(portion)
            for row in _assessments(source, today)
        }
        changed = [row for key, row in found.items() if _worked_out(row) != _worked_out(stored[key])]
        IndicatorAssessment.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=KEY, update_fields=WORKED_OUT
        )
        gone = {key for key, _audience in stored} - {key for key, _audience in found}
        IndicatorAssessment.objects.filter(country_indicator__in=gone).delete()


def recount_run_out() -> int:
    """Work out again what the calendar has made run out; how many indicators that were."""
    today = timezone.localdate()
    run_out = IndicatorAssessment.objects.filter(Q(holds_until__lt=today) | Q(holds_from__gt=today))
    keys = sorted(set(run_out.values_list("country_indicator", flat=True)))
    for portion in _portions(keys):
        with transaction.atomic():
            count_again(FIGURE, portion)
    return len(keys)


def differences(keys: Collection[int]) -> list[str]:
    """What is stored of some indicators otherwise than the rules work out from the rows, in words."""
    today = timezone.localdate()
    found = []
    for portion in _portions(sorted(keys)):
        rows = IndicatorAssessment.objects.filter(country_indicator__in=portion)
        stored = {(row.country_indicator_id, row.audience): row for row in rows}
        for one, values in _sources(portion):
            for audience in Disclosure:
                row = stored.pop((one.pk, audience), None)
                # What has run out is held against the last of its days: that nobody has counted it since is no fault.
                day = _day_of(row, today) if row else today
                fresh = _assessment(one, [value for value in values if is_read_by(audience, value, one)], audience, day)
                if row is None or _worked_out(row) != _worked_out(fresh):
                    said = {"what": f"{one}, {audience}", "stored": row.status if row else "–", "found": fresh.status}
                    found.append(_("%(what)s: stored as %(stored)s, worked out as %(found)s") % said)
        found += [_("%(what)s: stored, but the indicator is gone") % {"what": row} for row in stored.values()]
    return found


def keys() -> Iterable[int]:
    """Every indicator of a member state, and those of which something is stored."""
    used = CountryIndicator.objects.filter(standing()).values_list("pk", flat=True)
    return {*used, *IndicatorAssessment.objects.values_list("country_indicator", flat=True)}


def _locked(keys: Sequence[int]) -> dict[tuple[int, str], IndicatorAssessment]:
    """What is stored, locked in the order of the keys; what is missing is put there first, so that two who count the
    same indicator for the first time wait for each other as well."""
    rows = IndicatorAssessment.objects.filter(country_indicator__in=keys).order_by(*KEY)
    found = {(row.country_indicator_id, row.audience): row for row in rows.select_for_update()}
    missing = [(key, audience) for key in keys for audience in sorted(Disclosure) if (key, audience) not in found]
    if not missing:
        return found
    IndicatorAssessment.objects.bulk_create(
        (
            IndicatorAssessment(
                country_indicator_id=key, audience=audience, has_recent_value=False, shows_invented=False, content={}
            )
            for key, audience in missing
        ),
        ignore_conflicts=True,
    )
    return {(row.country_indicator_id, row.audience): row for row in rows.select_for_update()}


def _sources(keys: Sequence[int]) -> Iterator[Source]:
    """The indicators that stand, with their values that stand. Three queries."""
    values: dict[int, list[Observation]] = defaultdict(list)
    rows = Observation.objects.filter(standing(), country_indicator__in=keys).order_by("period_end", "pk")
    for row in rows.only(*LIGHT_FIELDS):
        values[row.country_indicator_id].append(row)
    used = CountryIndicator.objects.filter(standing(), pk__in=keys).select_related("indicator", "country")
    for one in used.prefetch_related("milestones"):
        yield one, values[one.pk]


def _assessments(source: Source, as_of: date) -> Iterator[IndicatorAssessment]:
    """One for every circle of readers; those who read the same values are told the same."""
    one, values = source
    made: dict[tuple[int, ...], IndicatorAssessment] = {}
    for audience in Disclosure:
        rows = [row for row in values if is_read_by(audience, row, one)]
        seen = tuple(row.pk for row in rows)
        if seen not in made:
            made[seen] = _assessment(one, rows, audience, as_of)
        kept = {name: getattr(made[seen], name) for name in WORKED_OUT}
        yield IndicatorAssessment(country_indicator_id=one.pk, audience=audience, **kept)


def _assessment(one: CountryIndicator, rows: Sequence[Observation], audience: str, as_of: date) -> IndicatorAssessment:
    series = series_of(one, rows, as_of)
    listed: Listed = listed_of(series)
    found = listed.assessment
    return IndicatorAssessment(
        country_indicator_id=one.pk,
        audience=audience,
        status=found.status.value,
        has_recent_value=found.has_recent_value,
        value_on=found.value.on if found.value else None,
        shows_invented=listed.shows_invented(one),
        holds_from=series.holds.first,
        holds_until=series.holds.last,
        content=content_of(listed),
    )


def _worked_out(row: IndicatorAssessment) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in WORKED_OUT)


def _day_of(row: IndicatorAssessment, today: date) -> date:
    """The day on which what is stored is to be judged: today, or else the day of its span that is nearest."""
    span = Span(row.holds_from, row.holds_until)
    if today in span:
        return today
    return span.last if span.last is not None and span.last < today else span.first or today


def _portions(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while portion := list(islice(rest, PORTION)):
        yield portion


register(Figure(name=FIGURE, recount=recount, keys=keys, differences=differences))
