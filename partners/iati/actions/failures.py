"""Imports that the worker could not carry on with, through no fault of the file: tried again, and told in plain words.

Nothing is left "being read" for ever: the last attempt says so on the page of the import. An import without a job (the
queue was emptied, or the last attempt could not write its reason) is found and stopped every minute.
"""

import logging

from django.db import DatabaseError, InterfaceError, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from partners.iati.actions.imports import READ_TASK, WRITE_TASK
from partners.iati.format.faults import FileRefusal
from partners.iati.messages import refusal_sentence
from partners.iati.models import IatiImport, IatiImportRow, ImportState

logger = logging.getLogger(__name__)
AT_WORK = (ImportState.WAITING, ImportState.READING, ImportState.QUEUED, ImportState.WRITING)


def reason_of(error: BaseException) -> str:
    """What went wrong, in a sentence for the people whose import it is."""
    if isinstance(error, FileRefusal):
        return refusal_sentence(error)
    if isinstance(error, DatabaseError | InterfaceError):
        return _("The database could not be reached, or had no room.")
    if isinstance(error, OSError | MemoryError):
        return _("The server has no room left, or cannot read its disk.")
    return _("Something went wrong that was not foreseen. The secretariat finds it in the log of the server.")


def broke_off() -> str:
    """The sentence where every attempt ended without an error to tell, such as a worker that was killed."""
    return _("The work broke off each time it was tried. Perhaps the file is too large for the server.")


def note_trouble(key: int, reason: str) -> None:
    """Say on the page what the attempt ended with; there will be another."""
    try:
        IatiImport.objects.filter(pk=key, state__in=AT_WORK).update(refusal=reason[:500])
    except (DatabaseError, InterfaceError):
        logger.warning("An import was interrupted, and that could not be noted.")


@transaction.atomic
def stop_import(key: int, reason: str, *, version: int | None = None) -> bool:
    """Stop an import until a person restarts or discards it. False where it is not in work, or not in `version`."""
    rows = IatiImport.objects.select_for_update(of=("self",), no_key=True).filter(pk=key, state__in=AT_WORK)
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None:
        return False
    if not row.confirmed_at:
        # Half a preview would mislead.
        IatiImportRow.objects.filter(of_import=row).delete()
    row.state, row.refusal, row.version = ImportState.STOPPED, reason[:500], row.version + 1
    row.save(update_fields=["state", "refusal", "version"])
    return True


def stop_what_is_lost() -> int:
    """Stop imports that should be in work but have no job, neither running nor waiting; how many they were."""
    # In this order: a job that ends between the two has moved its import on, and so counted its version up.
    found = list(IatiImport.objects.filter(state__in=AT_WORK).values_list("pk", "version", "refusal"))
    if not found:
        return 0
    jobs = ProcrastinateJob.objects.filter(task_name__in=(READ_TASK, WRITE_TASK), status__in=("todo", "doing"))
    alive = set(jobs.values_list("args__key", flat=True))
    return sum(
        stop_import(key, reason or broke_off(), version=version) for key, version, reason in found if key not in alive
    )
