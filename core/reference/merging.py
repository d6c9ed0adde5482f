"""Two entries of one thing become one: whatever hangs on the duplicate hangs on the one that stays.

Nothing is lost: the duplicate keeps its row and its history and points to the one that stays (`merged_into`), so that a
file that still names it, and a link that leads to it, find that one. Organisations are merged here; other records of
reference by their own app, between `begin_merger` and `end_merger`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.clearance.actions import Refused, ask_may
from core.clearance.permissions import Permission
from core.history.audit import AuditKind, note
from core.models import Organisation, User
from core.tracking import Withdrawable


@dataclass(frozen=True)
class Hanging:
    """What hangs on a record: rows of a table, in the reader's words, and how many."""

    what: str
    n: int


@dataclass(frozen=True)
class Merged:
    """What came of a merger: rows that moved, and rows that the one that stays had already."""

    moved: int
    had: int


def what_hangs_on(row: Any) -> list[Hanging]:
    """The rows that a merger would move, by table. One query a table."""
    counted = ((model, rows.count()) for model, _field, rows in _rows_of(row))
    return [Hanging(str(model._meta.verbose_name_plural), n) for model, n in counted if n]


@transaction.atomic
def merge_organisations(*, by: User, duplicate: Organisation, kept: Organisation, reason: str) -> Merged:
    """Make one organisation of two. Raises Refused."""
    gone, stays = begin_merger(by=by, duplicate=duplicate, kept=kept, reason=reason)
    if gone.country_id != stays.country_id:
        raise Refused(_("One is an agency of a member state that the other is not of."))
    moved = had = 0
    for _model, name, rows in _rows_of(gone):
        for row in rows.select_for_update():
            if _move(row, name, stays, by, reason):
                moved += 1
            else:
                had += 1
    identifier, gone.iati_identifier = gone.iati_identifier, stays.iati_identifier and gone.iati_identifier
    gone.is_active = False
    end_merger(by=by, gone=gone, stays=stays, moved=moved, reason=reason)
    if identifier and not stays.iati_identifier:
        stays.iati_identifier = identifier
        stays.save()
    return Merged(moved, had)


def begin_merger(*, by: User, duplicate: Any, kept: Any, reason: str) -> tuple[Any, Any]:
    """The two rows, locked: the one that goes and the one that stays. Raises Refused where they cannot be one."""
    ask_may(by, Permission.REFERENCE_KEEP)
    # In one order, so that two mergers never wait for one another.
    rows = type(duplicate)._base_manager.select_for_update().filter(pk__in=[duplicate.pk, kept.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    gone, stays = locked[duplicate.pk], locked[kept.pk]
    if gone.pk == stays.pk:
        raise Refused(_("Choose another one: this is the same."))
    if gone.merged_into_id or stays.merged_into_id:
        raise Refused(_("One of the two has been merged already. Look at it once more."))
    if not reason.strip():
        raise Refused(_("Say how you know that it is the same."))
    return gone, stays


def end_merger(*, by: User, gone: Any, stays: Any, moved: int, reason: str) -> None:
    """Let the one that goes, and what was merged into it before, point to the one that stays; and write it down."""
    gone.merged_into = stays
    gone.save()
    type(gone)._base_manager.filter(merged_into=gone).update(merged_into=stays)
    names = {"about": _named(gone), "into": _named(stays)}
    note(AuditKind.MERGED, by=by, **names, moved=moved, reason=reason.strip()[:200])


def _named(row: Any) -> str:
    """A row in the log: by its code, or what it is called."""
    return str(getattr(row, "code", row))[:200]


def _rows_of(row: Any) -> Iterator[tuple[Any, str, Any]]:
    """Every table that points to a row: its model, the name of the link, and the rows that do."""
    for link in row._meta.related_objects:
        model: Any = link.related_model
        is_history = hasattr(model, "pgh_tracked_model")
        if link.many_to_many or is_history or model is type(row):
            continue
        yield model, link.field.name, model._base_manager.filter(**{link.field.name: row}).order_by("pk")


def _move(row: Any, name: str, stays: Organisation, by: User, reason: str) -> bool:
    """Let a row hang on the one that stays. What that one has already is withdrawn, or where it cannot be, left."""
    before = getattr(row, f"{name}_id")
    setattr(row, name, stays)
    written = [name]
    if any(field.name == "version" for field in row._meta.concrete_fields):
        row.version += 1
        written.append("version")
    try:
        with transaction.atomic():
            row.save(update_fields=written)
    except IntegrityError:
        setattr(row, f"{name}_id", before)
        if isinstance(row, Withdrawable) and row.withdrawn_at is None:
            row.withdraw(by, reason)
            row.save(update_fields=list(row.WITHDRAWAL))
        return False
    return True
