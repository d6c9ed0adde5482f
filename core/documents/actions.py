"""Every write of documents: adding, clearing, withdrawing, bringing back. Keyword-only, attributed and atomic."""

import hashlib
from typing import IO, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance import rules
from core.clearance.actions import Refused, refused, short_name
from core.clearance.models import State
from core.clearance.permissions import Permission, can, holders
from core.documents import store as document_store
from core.documents.models import DOCUMENTED, Document, documented_model_of, record_title
from core.documents.uploads import prepare
from core.history.audit import AuditKind, note
from core.models import User
from core.notices.actions import notify, settle
from core.notices.models import NoticeKind
from core.tracking import is_invented, standing


def may_add(person: Any, record: models.Model) -> bool:
    """Whether a person may put documents to a record: who writes for its country, and the secretariat to plans."""
    if can(person, Permission.ENTRY_WRITE, country=record.country):  # type: ignore[attr-defined]
        return True
    return not documented_model_of(record).is_cleared_by_country and can(person, Permission.REFERENCE_KEEP)


def may_withdraw(person: Any, document: Document) -> bool:
    """Whether a person may hide a document: its country's writers and clearing officers, or the secretariat its own."""
    if can(person, Permission.DISCLOSURE_LOWER, country=document.country):
        return True
    return document.added_by_id == person.pk and can(person, Permission.REFERENCE_KEEP)


def may_clear(person: Any, document: Document) -> bool:
    """Whether a person may clear a document by itself: a clearing officer of its country, never an own one."""
    return document.added_by_id != person.pk and can(person, Permission.ENTRY_CLEAR, country=document.country)


def add_document(*, by: User, record: models.Model, name: str, file: IO[bytes], size: int) -> Document:
    """Put a file to a record: on the disk first, and only then is there a row. Raises Refused, or Unfit of the file."""
    if not may_add(by, record):
        raise refused(rules.Refusal.NOT_YOURS_TO_DO)
    _ask_open(record)
    prepared = prepare(name, file, size)
    stored_as = document_store.write(prepared.content)
    with transaction.atomic():
        row: Any = type(record)._base_manager.select_for_update().get(pk=record.pk)
        # Asked again on the locked row: nothing joins a record that lies with the clearing officer.
        _ask_open(row)
        is_published = can(by, Permission.REFERENCE_KEEP)
        document = Document.objects.create(
            kind=documented_model_of(record).slug,
            record=record.pk,
            country=row.country,
            name=prepared.name,
            media_type=prepared.media_type,
            size=len(prepared.content),
            sha256=hashlib.sha256(prepared.content).hexdigest(),
            stored_as=stored_as,
            taken_out=sorted(prepared.taken_out),
            added_by=by,
            cleared_at=timezone.now() if is_published else None,
            is_demo=is_invented(),
        )
        note(AuditKind.DOCUMENT_ADDED, by=by, about=short_name(row), document=document.pk)
        _ask_to_clear(document, row, by)
    return document


@transaction.atomic
def clear_document(*, by: User, document: Document) -> Document:
    """Let those who read the record read a document that came after it was cleared."""
    row = _lock(document)
    record = _record_of(row)
    if not may_clear(by, row):
        is_own = row.added_by_id == by.pk and can(by, Permission.ENTRY_CLEAR, country=row.country)
        raise refused(rules.Refusal.OWN_ENTRY if is_own else rules.Refusal.NOT_YOURS_TO_DO)
    known: Any = Document.objects.with_clearance().get(pk=row.pk)
    if known.is_cleared or getattr(record, "state", State.CLEARED) != State.CLEARED:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    row.cleared_at, row.cleared_by = timezone.now(), by
    row.save(update_fields=["cleared_at", "cleared_by"])
    settle(row)
    return row


@transaction.atomic
def withdraw_document(*, by: User, document: Document, reason: str) -> Document:
    """Hide a document from everybody at once; the file is kept. What others could read needs a reason."""
    row = _lock(document)
    if not may_withdraw(by, row):
        raise refused(rules.Refusal.NOT_YOURS_TO_DO)
    known: Any = Document.objects.with_clearance().get(pk=row.pk)
    if known.is_cleared and not reason.strip():
        raise Refused(_("Say why it is withdrawn: others have read it."))
    row.withdraw(by, reason)
    row.save(update_fields=list(row.WITHDRAWAL))
    settle(row)
    note(AuditKind.DOCUMENT_WITHDRAWN, by=by, about=short_name(_record_of(row)), document=row.pk)
    return row


@transaction.atomic
def bring_document_back(*, by: User, document: Document) -> Document:
    """Put a withdrawn document to its record again. It waits to be cleared, whatever it was before."""
    row = _lock(document, is_withdrawn=True)
    record = _record_of(row)
    if not may_add(by, record):
        raise refused(rules.Refusal.NOT_YOURS_TO_DO)
    _ask_open(record)
    row.bring_back()
    row.offered_at = timezone.now()
    row.cleared_at, row.cleared_by = (timezone.now() if can(by, Permission.REFERENCE_KEEP) else None), None
    row.save(update_fields=["offered_at", "cleared_at", "cleared_by", *row.WITHDRAWAL])
    note(AuditKind.DOCUMENT_BROUGHT_BACK, by=by, about=short_name(record), document=row.pk)
    _ask_to_clear(row, record, by)
    return row


def note_download(*, by: User, document: Document) -> None:
    """Write down that a person took a document."""
    note(AuditKind.DOCUMENT_DOWNLOADED, by=by, about=short_name(_record_of(document)), document=document.pk)


def _ask_to_clear(document: Document, record: Any, by: User) -> None:
    """Note for clearing officers that a document waits for them; one that is put to a draft is cleared with it."""
    if not Document.objects.to_clear().filter(pk=document.pk).exists():
        return
    notify(
        holders(Permission.ENTRY_CLEAR, country=document.country),
        NoticeKind.TO_CLEAR,
        document,
        title=record_title(record),
        sentence=_("%(who)s has added a document. Clear it, and whoever reads the record reads it too.") % {"who": by},
        path=document.path,
        by=by,
    )


def _ask_open(record: Any) -> None:
    if getattr(record, "withdrawn_at", None) or getattr(record, "merged_into_id", None):
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    if documented_model_of(record).is_waiting(record):
        raise Refused(_("This is with the clearing officer. Recall it, or wait for its return, before you add to it."))
    standing_now = Document.objects.of(record).filter(standing()).count()
    if standing_now >= settings.DOCUMENTS_PER_RECORD:
        raise Refused(_("There are %(count)s documents here already, and no more are taken.") % {"count": standing_now})


def _lock(document: Document, *, is_withdrawn: bool = False) -> Document:
    row = Document.objects.select_for_update(of=("self",)).select_related("country").get(pk=document.pk)
    if (row.withdrawn_at is not None) != is_withdrawn:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    return row


def _record_of(document: Document) -> Any:
    """The record that a document hangs on, withdrawn or not."""
    return DOCUMENTED[document.kind].model._base_manager.get(pk=document.record)
