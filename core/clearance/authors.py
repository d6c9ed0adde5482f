"""Who wrote what waits to be cleared. Nobody clears what they wrote, in whatever role they wrote it or act now.

The history tells it: a later hand in the record, or a later role of the person, changes nothing. What is cleared along
with a record, such as its documents, is a part of what waits; a room below this one adds its condition by `also_waits`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.models import User

AlongWith = Callable[[type[models.Model], int], Q]
_ALONG: list[AlongWith] = []
KNOWN = "_known_authors"


def also_waits(condition: AlongWith) -> AlongWith:
    """Let what is cleared along with a record count: `condition(kind, person)` finds the records of a kind beside which
    the person (a key) wrote something that waits."""
    _ALONG.append(condition)
    return condition


def has_written(person: User, record: Any) -> bool:
    """Whether a person wrote any of the content of a record, at any time. One query, unless the row itself says so."""
    if any(getattr(record, f"{name}_id") == person.pk for name in record.AUTHORS):
        return True
    known: dict[int, bool] = record.__dict__.setdefault(KNOWN, {})
    if person.pk not in known:
        known[person.pk] = bool(written_among(person, type(record), [record.pk]))
    return known[person.pk]


def written_among(person: User, kind: Any, keys: Iterable[int]) -> set[int]:
    """Which of these records of a kind a person wrote any of. One query."""
    events = kind._meta.get_field("events").related_model._default_manager
    wrote = Q(*((f"{name}_id", person.pk) for name in kind.AUTHORS), _connector=Q.OR)
    found = Q(Exists(events.filter(wrote, pgh_obj=OuterRef("pk"))))
    for condition in _ALONG:
        found |= condition(kind, person.pk)
    return set(kind._base_manager.filter(found, pk__in=keys).values_list("pk", flat=True))


def note_authors(person: User, rows: Iterable[Any]) -> list[Any]:
    """The rows, with what `has_written` would ask of each asked at once. One query a kind of record."""
    listed, by_kind = list(rows), dict[Any, list[Any]]()
    for row in listed:
        by_kind.setdefault(type(row), []).append(row)
    for kind, of_kind in by_kind.items():
        written = written_among(person, kind, [row.pk for row in of_kind])
        for row in of_kind:
            row.__dict__.setdefault(KNOWN, {})[person.pk] = row.pk in written
    return listed
