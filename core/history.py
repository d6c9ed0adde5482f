"""Reads the history that database triggers keep, as a timeline with differences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

# Bookkeeping that says nothing to a reader.
HIDDEN_FIELDS = frozenset(
    {
        *("id", "edited_at", "edited_by", "created_at", "created_by", "submitted_at", "submitted_by"),
        *("returned_at", "returned_by", "cleared_at", "cleared_by", "superseded_at", "version", "reference_digest"),
    }
)


@dataclass(frozen=True)
class Change:
    """One field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """One write: when, by whom, and what it changed."""

    when: datetime
    who: str
    what: str
    changes: tuple[Change, ...]


def timeline(record: models.Model, *, limit: int = 50) -> list[HistoryEntry]:
    """The newest `limit` writes to a record, newest first. Costs one query, or two where values name other rows.

    Show it to the record's own team only: it holds uncleared content.
    """
    event_model: Any = record._meta.get_field("events").related_model
    rows = list(
        event_model.objects.filter(pgh_obj_id=record.pk).select_related("pgh_context").order_by("-pgh_id")[: limit + 1]
    )
    names = _names_of_related(record, rows)
    entries = []
    for position, row in enumerate(rows[:limit]):
        before = rows[position + 1] if position + 1 < len(rows) else None
        metadata = row.pgh_context.metadata if row.pgh_context else {}
        entries.append(
            HistoryEntry(
                when=row.pgh_created_at,
                who=metadata.get("user_name") or _("The system"),
                what=_("Created") if row.pgh_label == "insert" else _("Changed"),
                changes=_changes(record, before, row, names),
            )
        )
    return entries


_Names = dict[tuple[str, Any], str]


def _shown_fields(record: models.Model, row: Any) -> list[Any]:
    """The fields of a record that its history rows hold and a reader cares about."""
    return [f for f in record._meta.concrete_fields if f.name not in HIDDEN_FIELDS and hasattr(row, f.attname)]


def _names_of_related(record: models.Model, rows: list[Any]) -> _Names:
    """The names of all rows that the history points at: one query for each foreign key, however long the history."""
    names: _Names = {}
    for field in _shown_fields(record, rows[0]) if rows else []:
        if isinstance(field, models.ForeignKey):
            related: Any = field.related_model
            keys = {getattr(row, field.attname) for row in rows}
            if len(keys) < 2:
                continue  # never changed, so never named
            keys -= {None}
            found = related._base_manager.select_related().in_bulk(keys)
            names |= {(field.name, key): str(instance) for key, instance in found.items()}
    return names


def _changes(record: models.Model, before: Any, after: Any, names: _Names) -> tuple[Change, ...]:
    """What differs between two history rows of a record, in words; nothing for the first row."""
    if before is None:
        return ()
    found = []
    for field in _shown_fields(record, after):
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            found.append(Change(str(field.verbose_name), _in_words(field, old, names), _in_words(field, new, names)))
    return tuple(found)


def _in_words(field: Any, value: Any, names: _Names) -> str:
    """A stored value as a reader would say it."""
    if value in (None, "", []):
        return "–"
    if isinstance(field, models.ForeignKey):
        return names.get((field.name, value), str(value))
    if isinstance(value, list):
        words = dict(getattr(getattr(field, "base_field", None), "flatchoices", None) or [])
        return ", ".join(str(words.get(item, item)) for item in value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    words = dict(getattr(field, "flatchoices", None) or [])
    return str(words.get(value, value))
