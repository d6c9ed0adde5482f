"""Which programmes look like others: PostgreSQL finds and measures the candidates, the pure rule grades them."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from partners.overlaps import rules
from partners.overlaps.models import OverlapPair

_CANDIDATES = (Path(__file__).parent / "sql" / "candidates.sql").read_text(encoding="utf-8")


def alike(keys: Collection[int]) -> list[OverlapPair]:
    """The pairs, not stored, in which one of these programmes stands: each once, by their keys. One query."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        bounds = {"some_title": rules.SOME_TITLE, "alike_implementer": rules.ALIKE_IMPLEMENTER}
        cursor.execute(_CANDIDATES, {"keys": list(keys), **bounds})
        rows = {row[:2]: row for row in _last_rows(cursor)}
    return [pair for key in sorted(rows) if (pair := _graded(rows[key]))]


def _last_rows(cursor: CursorWrapper) -> list[tuple[Any, ...]]:
    """The rows of the last statement that has columns, of those sent as one."""
    rows = cursor.fetchall() if cursor.description else []
    while cursor.nextset():
        if cursor.description:
            rows = cursor.fetchall()
    return rows


def _graded(row: tuple[Any, ...]) -> OverlapPair | None:
    first, second, starts, ends, other_starts, other_ends, *rest = row
    countries, other_countries, priorities, other_priorities, names, other_names, title, implementer = rest
    own = {rules.identifier_key(name) for name in names} - {""}
    is_same = not own.isdisjoint(rules.identifier_key(name) for name in other_names)
    grade = rules.overlap_grade(
        rules.Likeness(
            places=rules.in_common(countries, other_countries),
            priorities=rules.in_common(priorities, other_priorities),
            dates=rules.dates_in_common((starts, ends), (other_starts, other_ends)),
            title=float(title),
            implementer=float(implementer),
            has_same_identifier=is_same,
        )
    )
    if grade is None:
        return None
    return OverlapPair(
        first_id=first,
        second_id=second,
        grade=grade,
        rank=list(rules.OverlapGrade).index(grade) + 1,
        title_likeness=float(title),
        implementer_likeness=float(implementer),
        has_same_identifier=is_same,
    )
