"""Writes the stored figures of needs: the coverage of each need, and from those the counts of many.

A row is locked before what it is counted from is read: of two that write the same figure the later one waits, and then
sees what the earlier one wrote.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Count, Min, Q, Sum

from core.clearance.rules import Disclosure, State
from core.figures import Figure
from core.folding import folded
from needs.models import Need, Urgency
from needs.rules import Coverage, CoverageStatus, NeedStatus
from partners.support.coverage import coverage_by_audience, with_facts
from partners.support.models.answers import Response
from partners.support.models.delivery import Delivery
from partners.support.models.figures import COVERAGE, TALLY, NeedCoverage, NeedTally
from partners.support.rules.counts import MoneySums, NeedCount, NeedInCell, Place, money_to_json

PORTION = 500
_COVERED = [field.attname for field in NeedCoverage._meta.concrete_fields if not field.primary_key]
_COUNTED = [*NeedCount.NUMBERS, "by_coverage", "money"]
# Needs of a member state are numbered; those of the one before it in ASEAN order come first.
_NUMBERS_OF_A_STATE = 1_000_000
_URGENCIES = list(Urgency)
_DISCLOSURES = list(Disclosure)

# A row for each that has none yet, to be locked.
_PLACE_NEEDS = """
INSERT INTO partners_needcoverage (need_id, country_id, priority_id)
SELECT id, country_id, priority_id FROM needs_need WHERE id = ANY(%s) ORDER BY id ON CONFLICT DO NOTHING
"""
_PLACE_CELLS = """
INSERT INTO partners_needtally (cell, country_id, priority_id, disclosure)
SELECT DISTINCT cell, country_id, priority_id, disclosure FROM partners_needcoverage WHERE cell = ANY(%s)
ORDER BY cell ON CONFLICT DO NOTHING
"""


def recount_coverage(keys: Collection[int]) -> None:
    """Count the coverage of these needs again. Three queries for each portion that changes nothing, six at most."""
    for portion in _portions(keys):
        stored = _locked(NeedCoverage, _PLACE_NEEDS, portion)
        _write(NeedCoverage, _COVERED, _covered(portion), stored)


def recount_tallies(cells: Collection[int]) -> None:
    """Add up the needs of these cells again. Three queries for each portion that changes nothing, six at most. A cell
    without needs stays, with noughts: who waits for it finds it."""
    for portion in _portions(cells):
        stored = _locked(NeedTally, _PLACE_CELLS, portion)
        _write(NeedTally, _COUNTED, _tallied(portion, stored.values()), stored)


def coverage_differences(keys: Collection[int]) -> list[str]:
    """Which of the needs have another coverage than their rows make, in words."""
    stored = NeedCoverage.objects.in_bulk(list(keys))
    codes = dict(Need.objects.filter(pk__in=keys).values_list("pk", "code"))
    found = {row.pk: row for row in _covered(list(keys))}
    return [line for key in keys for line in _said(codes.get(key, str(key)), found.get(key), stored.get(key), _COVERED)]


def tally_differences(cells: Collection[int]) -> list[str]:
    """Which of the cells have other counts than their needs make, in words."""
    stored = {row.pk: row for row in NeedTally.objects.filter(pk__in=cells).select_related("country", "priority")}
    keys = ("cell", "country_id", "priority_id", "disclosure")
    placed = NeedCoverage.objects.filter(cell__in=cells).order_by().values(*keys).distinct()
    blank = [NeedTally(**row) for row in placed]
    found = {row.pk: row for row in _tallied(list(cells), [*blank, *stored.values()])}
    return [line for key in cells for line in _said(f"cell {key}", found.get(key), stored.get(key), _COUNTED)]


def _covered(keys: list[int]) -> Iterator[NeedCoverage]:
    """The figures of these needs as their rows make them. One query."""
    needs = Need.objects.filter(pk__in=keys).select_related("country").order_by("pk")
    for need in with_facts(needs, Response.objects.all(), Delivery.objects.all()):
        seen = coverage_by_audience(need)
        counted = NeedInCell(
            NeedStatus(need.status),
            seen.shared,
            currency=need.currency,
            is_urgent=need.urgency == Urgency.HIGH,
            is_invented=need.is_demo,
            position=need.country.asean_order * _NUMBERS_OF_A_STATE + need.number,
        )
        is_counted = need.state == State.CLEARED and need.withdrawn_at is None
        place, sums = counted.place if is_counted else Place.ASIDE, counted.sums
        yield NeedCoverage(
            need_id=need.pk,
            country_id=need.country_id,
            priority_id=need.priority_id,
            disclosure=need.disclosure,
            state=need.state,
            is_withdrawn=need.withdrawn_at is not None,
            position=counted.position,
            cell=None if place is Place.ASIDE else _cell(need),
            word=need.status,
            place=place,
            urgency=_URGENCIES.index(Urgency(need.urgency)),
            needed_by=need.needed_by,
            status=seen.shared.status,
            has_support=counted.has_support,
            has_deliveries=seen.shared.has_deliveries,
            is_covered=counted.is_covered,
            is_by_word=counted.is_supported_by_word_alone,
            is_supported_aside=counted.is_supported_aside,
            is_urgent=counted.is_urgent,
            is_invented=counted.is_invented,
            currency=need.currency,
            requested=sums.requested if sums else None,
            confirmed=sums.confirmed if sums else None,
            delivered=sums.delivered if sums else None,
            words="\n".join(folded(text) for text in _searched(need)),
            shared=_stored(seen.shared),
            of_team=_stored(seen.of_team) if seen.of_team else None,
            of_organisations={str(key): _stored(one) for key, one in seen.of_organisations.items()},
        )


def _tallied(cells: list[int], rows: Iterable[NeedTally]) -> Iterator[NeedTally]:
    """The counts of these cells as the figures of their needs make them, in copies of the rows. Two queries."""
    figures: Any = NeedCoverage.objects.filter(cell__in=cells).order_by().values("cell")
    is_open, is_supported = Q(place=Place.OPEN), Q(place=Place.OPEN, has_support=True)
    counts = figures.annotate(
        total=Count("pk", filter=is_open),
        high_urgency=Count("pk", filter=is_open & Q(is_urgent=True)),
        n_supported=Count("pk", filter=is_supported),
        n_covered=Count("pk", filter=is_open & Q(is_covered=True)),
        n_by_word=Count("pk", filter=is_open & Q(is_by_word=True)),
        n_with_deliveries=Count("pk", filter=is_open & Q(has_deliveries=True)),
        n_without_amount=Count("pk", filter=is_open & Q(requested__isnull=True)),
        n_supported_aside=Count("pk", filter=is_open & Q(is_supported_aside=True)),
        n_invented=Count("pk", filter=is_open & Q(is_invented=True)),
        n_met=Count("pk", filter=Q(place=Place.MET)),
        **{f"of_{status}": Count("pk", filter=is_open & Q(status=status)) for status in CoverageStatus},
    )
    numbers: dict[int, dict[str, Any]] = {row["cell"]: row for row in counts}
    money: dict[int, dict[str, MoneySums]] = defaultdict(dict)
    for cell, currency, *sums in (
        figures.filter(is_open, requested__isnull=False)
        .values("cell", "currency")
        .annotate(first=Min("position"), asked=Sum("requested"), accepted=Sum("confirmed"), brought=Sum("delivered"))
        .values_list("cell", "currency", "first", "asked", "accepted", "brought")
    ):
        money[cell][currency] = MoneySums(*sums)
    for row in {row.pk: row for row in rows}.values():
        of_cell = numbers.get(row.pk, {})
        by_coverage = {status.value: of_cell.get(f"of_{status}", 0) for status in CoverageStatus}
        yield NeedTally(
            cell=row.pk,
            country_id=row.country_id,
            priority_id=row.priority_id,
            disclosure=row.disclosure,
            **{name: of_cell.get(name, 0) for name in NeedCount.NUMBERS},
            by_coverage={status: n for status, n in by_coverage.items() if n},
            money=money_to_json(money[row.pk]),
        )


def _searched(need: Need) -> tuple[str, ...]:
    """What a search of needs looks at."""
    return need.title, need.statement, need.code, need.lead_agency, need.country.name


def _cell(need: Need) -> int:
    place = need.country_id * 100_000 + need.priority_id
    return place * len(_DISCLOSURES) + _DISCLOSURES.index(Disclosure(need.disclosure))


def _stored(found: Coverage) -> Any:
    return msgspec.json.decode(msgspec.json.encode(found, enc_hook=dict))


def _portions(keys: Collection[int]) -> Iterator[list[int]]:
    in_order = sorted(keys)
    return (in_order[start : start + PORTION] for start in range(0, len(in_order), PORTION))


def _locked(model: type[Any], place: str, keys: list[int]) -> dict[int, Any]:
    """What is stored, locked in the order of the keys; what is missing is put there first. Where nothing is missing,
    nothing is written: even a statement that adds no row gives its table another version."""
    rows = model.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) == len(keys):
        return found
    with connection.cursor() as cursor:
        cursor.execute(place, [keys])
    return {row.pk: row for row in rows.all()}


def _write(model: type[Any], names: list[str], rows: Iterable[Any], stored: dict[int, Any]) -> None:
    """Write rows that are locked; those alone that differ, for who counts from them counts again."""
    fields = [model._meta.get_field(name).name for name in names]
    differing = [row for row in rows if any(getattr(row, name) != getattr(stored[row.pk], name) for name in names)]
    if differing:
        key = model._meta.pk.name
        model.objects.bulk_create(differing, update_conflicts=True, update_fields=fields, unique_fields=[key])


def _said(what: str, found: Any, stored: Any, names: list[str]) -> list[str]:
    if found is None or stored is None:
        return [] if found is stored else [f"{what}: {'is not stored' if stored is None else 'has no rows'}"]
    return [
        f"{what}: {name} is {getattr(stored, name)}, its rows make {getattr(found, name)}"
        for name in names
        if getattr(stored, name) != getattr(found, name)
    ]


FIGURES = (
    Figure(
        name=COVERAGE,
        recount=recount_coverage,
        keys=lambda: Need.objects.order_by().values_list("pk", flat=True).iterator(),
        differences=coverage_differences,
    ),
    Figure(
        name=TALLY,
        recount=recount_tallies,
        keys=lambda: (
            NeedTally.objects.order_by()
            .values_list("cell", flat=True)
            .union(NeedCoverage.objects.filter(cell__isnull=False).order_by().values_list("cell", flat=True))
        ),
        differences=tally_differences,
        after=(COVERAGE,),
    ),
)
