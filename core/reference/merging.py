"""Two entries of one organisation become one: whatever hangs on the duplicate hangs on the one that stays.

Nothing is lost: the duplicate keeps its row and its history, is no longer active, and points to the one that stays, so
that a file that still names it finds that one.
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
    """What hangs on an organisation: rows of a table, in the reader's words, and how many."""

    what: str
    n: int


@dataclass(frozen=True)
class Merged:
    """What came of a merger: rows that moved, and rows that the one that stays had already."""

    moved: int
    had: int


def what_hangs_on(row: Organisation) -> list[Hanging]:
    """The rows that a merger would move, by table. One query a table."""
    counted = ((model, rows.count()) for model, _field, rows in _rows_of(row))
    return [Hanging(str(model._meta.verbose_name_plural), n) for model, n in counted if n]


@transaction.atomic
def merge_organisations(*, by: User, duplicate: Organisation, kept: Organisation, reason: str) -> Merged:
    """Make one organisation of two. Raises Refused."""
    ask_may(by, Permission.REFERENCE_KEEP)
    # In one order, so that two mergers never wait for one another.
    locked = {
        row.pk: row
        for row in Organisation.objects.select_for_update().filter(pk__in=[duplicate.pk, kept.pk]).order_by("pk")
    }
    gone, stays = locked[duplicate.pk], locked[kept.pk]
    if gone.pk == stays.pk:
        raise Refused(_("Choose another organisation: this is the same."))
    if gone.merged_into_id or stays.merged_into_id:
        raise Refused(_("One of the two has been merged already. Look at it once more."))
    if gone.country_id != stays.country_id:
        raise Refused(_("One is an agency of a member state that the other is not of."))
    if not reason.strip():
        raise Refused(_("Say how you know that it is the same organisation."))
    moved = had = 0
    for _model, name, rows in _rows_of(gone):
        for row in rows.select_for_update():
            if _move(row, name, stays, by, reason):
                moved += 1
            else:
                had += 1
    identifier, gone.iati_identifier = gone.iati_identifier, stays.iati_identifier and gone.iati_identifier
    gone.is_active, gone.merged_into = False, stays
    gone.save()
    if identifier and not stays.iati_identifier:
        stays.iati_identifier = identifier
        stays.save()
    Organisation.objects.filter(merged_into=gone).update(merged_into=stays)
    note(AuditKind.MERGED, by=by, about=gone.code, into=stays.code, moved=moved, reason=reason.strip()[:200])
    return Merged(moved, had)


def _rows_of(organisation: Organisation) -> Iterator[tuple[Any, str, Any]]:
    """Every table that points to an organisation: its model, the name of the link, and the rows that do."""
    for link in organisation._meta.related_objects:
        model: Any = link.related_model
        is_history = hasattr(model, "pgh_tracked_model")
        if link.many_to_many or is_history or model is Organisation:
            continue
        yield model, link.field.name, model._base_manager.filter(**{link.field.name: organisation}).order_by("pk")


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
