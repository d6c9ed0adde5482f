"""Reads the history that database triggers keep, a row for each write; those of one transaction are told as one."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pghistory
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.formatting import number
from core.history.word_diff import Piece, pieces_of
from core.models import Role

# Bookkeeping that says nothing to a reader.
HIDDEN_FIELDS = frozenset(
    {
        *("id", "edited_at", "edited_by", "created_at", "created_by", "submitted_at", "submitted_by"),
        *("returned_at", "returned_by", "cleared_at", "cleared_by", "closed_by", "superseded_at", "version"),
        *("withdrawn_by", "offered_at", "added_at", "added_by", "stored_as", "sha256", "media_type", "key", "record"),
        *("is_demo", "base_version", "reference_digest"),
    }
)
PER_PAGE = 20


@dataclass(frozen=True)
class Change:
    """One field before and after."""

    label: str
    before: str
    after: str

    @property
    def before_pieces(self) -> tuple[Piece, ...]:
        """The text before, in pieces that stay and pieces that went; empty where a text was not merely edited."""
        return pieces_of(self.before, self.after, "del")

    @property
    def after_pieces(self) -> tuple[Piece, ...]:
        """The text after, in pieces that stayed and pieces that came."""
        return pieces_of(self.before, self.after, "ins")


@dataclass(frozen=True)
class HistoryEntry:
    """One write: when, by whom, and what it changed."""

    when: datetime
    who: str
    what: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Track:
    """One table whose rows belong to a record's history: those that `condition` finds among its history rows.

    `noun` names a row of it, or is empty for the record itself. `changes` tells the difference of two rows' JSON;
    `is_content` says that a version can be brought back; `title` names a row that has no name of its own.
    """

    name: str
    model: type[models.Model]
    condition: Q
    noun: str = ""
    changes: Any = None
    is_content: bool = False
    title: Any = None


@dataclass
class Write:
    """One row written: which, and what changed in it. `event` is the number of its history row."""

    track: Track
    event: int
    title: str
    what: str
    changes: list[Change]
    row: Any = None


@dataclass
class Moment:
    """One action: when, who in which role, by which command or in which request, and all that it wrote."""

    when: datetime
    who: str
    role: str
    command: str
    request_id: str
    writes: list[Write] = field(default_factory=list)

    @property
    def role_label(self) -> str:
        """The role in which it was done, in words; for what no person did, whatever is said of it."""
        return str(dict(Role.choices).get(self.role, "")) or self.who

    @property
    def headline(self) -> str:
        """What happened, in a word or two: the state that was reached, if one was."""
        for write in self.writes:
            for change in write.changes:
                if change.label == _("state") and write.what == _("Changed"):
                    return change.after
        return self.writes[0].what if self.writes else ""

    @property
    def restorable(self) -> Write | None:
        """The write whose version can be brought back, if there is one."""
        return next((write for write in self.writes if write.track.is_content), None)


def by_command(name: str, who: str) -> AbstractContextManager[Any]:
    """Note beside every history row that a command wrote it, and in whose name it is shown."""
    context: AbstractContextManager[Any] = pghistory.context(user_name=who, command=name)
    return context


def event_model_of(model: type[models.Model]) -> Any:
    """The table of a model's history."""
    return model._meta.get_field("events").related_model


def history_page(tracks: Sequence[Track], number: Any) -> "Page[Any]":
    """A page of a record's history, the newest first, as moments: uncleared content, for its own team alone.

    Costs a query, one a table, and one for each kind of link that changed.
    """
    keys, earlier = _keys_of(tracks)
    instants = sorted({(when, context) for _n, _event, when, context in keys}, key=lambda at: at[0], reverse=True)
    page: Page[Any] = Paginator(instants, PER_PAGE).get_page(number)
    wanted = set(page.object_list)
    moments: dict[Any, Moment] = {}
    for position, track in enumerate(tracks):
        events = [event for n, event, when, context in keys if n == position and (when, context) in wanted]
        for write in _writes(track, events, earlier):
            at = (write.row.pgh_created_at, write.row.pgh_context_id)
            moment = moments.setdefault(at, _moment(write.row))
            if write.changes or write.what == _("Created") or track.noun:
                moment.writes.append(write)
    page.object_list = [moments[at] for at in page.object_list if at in moments and moments[at].writes]
    return page


def _moment(row: Any) -> Moment:
    told = _metadata(row)
    role, command, request = (told.get(name, "") for name in ("role", "command", "request"))
    return Moment(row.pgh_created_at, _who(row), role, command, request)


def _metadata(row: Any) -> dict[str, Any]:
    return row.pgh_context.metadata if row.pgh_context else {}


def _who(row: Any) -> str:
    return _metadata(row).get("user_name") or _("The system")


def _keys_of(tracks: Sequence[Track]) -> tuple[list[tuple[int, int, datetime, Any]], dict[tuple[str, int], int]]:
    """Every history row as (track, number, instant, context), and for each the row of the same record before it."""
    keys: list[tuple[int, int, datetime, Any]] = []
    earlier: dict[tuple[str, int], int] = {}
    newest: dict[tuple[int, Any], int] = {}
    parts = [
        event_model_of(track.model)
        .objects.filter(track.condition)
        .order_by()
        .values_list(models.Value(position), "pgh_id", "pgh_obj_id", "pgh_created_at", "pgh_context_id")
        for position, track in enumerate(tracks)
    ]
    for position, event, record, when, context in sorted(parts[0].union(*parts[1:], all=True), key=lambda row: row[:2]):
        if (position, record) in newest:
            earlier[tracks[position].name, event] = newest[position, record]
        newest[position, record] = event
        keys.append((position, event, when, context))
    return keys, earlier


def _writes(track: Track, events: list[int], earlier: dict[tuple[str, int], int]) -> Iterator[Write]:
    if not events:
        return
    needed = {*events, *(earlier[track.name, event] for event in events if (track.name, event) in earlier)}
    found = event_model_of(track.model).objects.filter(pgh_id__in=needed).select_related("pgh_context")
    rows = {row.pgh_id: row for row in found}
    model: Any = track.model
    pairs = {event: (rows.get(earlier.get((track.name, event), 0)), rows[event]) for event in sorted(events)}
    names = _names_of_related(model, list(pairs.values()))
    for event, (before, row) in pairs.items():
        changes = [*_changes(model, before, row, names), *(track.changes(before, row) if track.changes else ())]
        title = str(getattr(row, "title", "") or getattr(row, "name", "")) if track.noun else ""
        title = track.title(row) if track.title else title
        yield Write(track, event, title, _what(before, row), changes, row)


def _what(before: Any, row: Any) -> str:
    """What a write was, in a word."""
    if before is None:
        return _("Created")
    was_gone, is_gone = (getattr(one, "withdrawn_at", None) is not None for one in (before, row))
    if was_gone == is_gone:
        return _("Changed")
    return _("Withdrawn") if is_gone else _("Brought back")


def timeline(record: models.Model, *, limit: int = 50) -> list[HistoryEntry]:
    """The newest `limit` writes to a record: uncleared content, for its own team. One query, or two for links."""
    events = event_model_of(type(record)).objects.filter(pgh_obj_id=record.pk).select_related("pgh_context")
    rows = list(events.order_by("-pgh_id")[: limit + 1])
    pairs = list(zip([*rows[1:], None], rows, strict=False))
    names = _names_of_related(record, pairs)
    return [
        HistoryEntry(
            when=row.pgh_created_at,
            who=_who(row),
            what=_("Created") if row.pgh_label == "insert" else _("Changed"),
            changes=_changes(record, before, row, names),
        )
        for before, row in pairs[:limit]
    ]


_Names = dict[tuple[str, Any], str]


def _shown_fields(record: Any, row: Any) -> list[Any]:
    """The fields of a record that its history rows hold and a reader cares about."""
    found = [f for f in record._meta.concrete_fields if f.name not in HIDDEN_FIELDS and hasattr(row, f.attname)]
    # What stands in JSON is told by the track that knows its words.
    return [f for f in found if not isinstance(f, models.JSONField)]


def _names_of_related(record: Any, pairs: Sequence[tuple[Any, Any]]) -> _Names:
    """The names of the rows that changed links point at, a query a foreign key; `pairs` are rows before and after."""
    names: _Names = {}
    for column in _shown_fields(record, pairs[0][1]) if pairs else []:
        if isinstance(column, models.ForeignKey):
            related: Any = column.related_model
            sides = [(getattr(before, column.attname), getattr(row, column.attname)) for before, row in pairs if before]
            keys = {key for side in sides if side[0] != side[1] for key in side} - {None}
            found = related._base_manager.select_related().in_bulk(keys)
            names |= {(column.name, key): str(instance) for key, instance in found.items()}
    return names


def _changes(record: Any, before: Any, after: Any, names: _Names) -> tuple[Change, ...]:
    """What differs between two history rows of a record, in words; nothing for the first row."""
    columns = _shown_fields(record, after) if before is not None else []
    pairs = ((column, getattr(before, column.attname), getattr(after, column.attname)) for column in columns)
    return tuple(
        Change(str(column.verbose_name), _in_words(column, old, names), _in_words(column, new, names))
        for column, old, new in pairs
        if old != new
    )


def _in_words(column: Any, value: Any, names: _Names) -> str:
    """A stored value as a reader would say it."""
    if value in (None, "", []):
        return "–"
    if isinstance(column, models.ForeignKey):
        return names.get((column.name, value), str(value))
    words = dict(getattr(getattr(column, "base_field", column), "flatchoices", None) or [])
    if isinstance(value, list):
        return ", ".join(str(words.get(item, item)) for item in value)
    return str(words[value]) if value in words else _written(value)


def _written(value: Any) -> str:
    """A value without words of its own, as pages write it and not as the database does."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return number(value) if isinstance(value, Decimal) else str(value)
