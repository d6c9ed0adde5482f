"""The documents of a record as a page shows them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from core.clearance.models import State, Viewer
from core.clearance.permissions import Permission, can
from core.documents.actions import may_add, may_clear, may_withdraw
from core.documents.models import DOCUMENTED, Document, documented_model_of, record_title
from core.inbox import InboxEntry, shown
from core.models import User


@dataclass(frozen=True)
class DocumentRow:
    """One document, whether it waits to be cleared, and what its reader may do with it."""

    document: Document
    is_waiting: bool
    may_clear: bool
    may_withdraw: bool


@dataclass(frozen=True)
class DocumentList:
    """The documents of a record that its reader may read, and where further ones go."""

    kind: str
    record: int
    rows: tuple[DocumentRow, ...]
    withdrawn: tuple[Document, ...]
    may_add: bool


def documents_of(viewer: Viewer, record: models.Model, *, with_withdrawn: bool = False) -> DocumentList:
    """What hangs on a record, as far as the viewer may read it. One query; a second one for what was withdrawn."""
    adds = isinstance(viewer, User) and may_add(viewer, record)
    kind = documented_model_of(record).slug
    every = Document.objects.of(record).select_related("country", "added_by", "withdrawn_by")
    gone = every.filter(withdrawn_at__isnull=False) if adds and with_withdrawn else ()
    return DocumentList(
        kind=kind,
        record=record.pk,
        rows=tuple(_row(viewer, record, one) for one in every.visible_to(viewer, kinds=[kind]).with_clearance()),
        withdrawn=tuple(gone),
        may_add=adds,
    )


def _row(viewer: Viewer, record: Any, document: Any) -> DocumentRow:
    is_person = isinstance(viewer, User)
    is_up = getattr(record, "state", State.CLEARED) == State.CLEARED
    return DocumentRow(
        document,
        is_waiting=not document.is_cleared,
        may_clear=is_person and is_up and not document.is_cleared and may_clear(viewer, document),
        may_withdraw=is_person and may_withdraw(viewer, document),
    )


def find_record(viewer: Viewer, kind: str, record: int) -> Any:
    """The record of a kind that takes documents, if the viewer may read it."""
    documented = DOCUMENTED.get(kind)
    return documented.readers(viewer).select_related("country").filter(pk=record).first() if documented else None


def find_document(viewer: Viewer, key: Any) -> Document | None:
    """A document that the viewer may read."""
    return Document.objects.visible_to(viewer).filter(key=key).first()


def find_withdrawn(viewer: Viewer, key: Any) -> Document | None:
    """A withdrawn document of a record that the viewer may put documents to."""
    found = Document.objects.filter(key=key, withdrawn_at__isnull=False).first()
    record = find_record(viewer, found.kind, found.record) if found else None
    return found if record is not None and isinstance(viewer, User) and may_add(viewer, record) else None


def waiting_documents(user: User) -> list[InboxEntry]:
    """Documents that wait for this person to clear them, the oldest first; never their own.

    One query, and one a kind of record that they hang on.
    """
    if user.country_id is None or not can(user, Permission.ENTRY_CLEAR):
        return []
    waiting = Document.objects.visible_to(user).to_clear().filter(country=user.country_id).exclude(added_by=user)
    found = list(shown(waiting.select_related("added_by"), "offered_at"))
    keys = defaultdict(set)
    for one in found:
        keys[one.kind].add(one.record)
    records: dict[tuple[str, int], Any] = {}
    for kind, wanted in keys.items():
        rows = DOCUMENTED[kind].readers(user).select_related(*DOCUMENTED[kind].named_by).filter(pk__in=wanted)
        records |= {(kind, row.pk): row for row in rows}
    return [_entry(one, records[one.kind, one.record]) for one in found if (one.kind, one.record) in records]


def _entry(document: Document, record: Any) -> InboxEntry:
    return InboxEntry(
        what=_("Document to clear"),
        title=f"{record_title(record)}: {document.name}",
        url=document.path,
        state="document",
        sentence=_("%(who)s added it. Once it is cleared, whoever reads the record reads it too.")
        % {"who": document.added_by},
        since=document.offered_at,
        record=document,
    )
