"""What people have set aside of a file, and what comes of it when a file brings it again: it stays so, and is said."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core.models import Organisation
from partners.iati.actions.plans import ActivityPlan
from partners.iati.models import IatiImportRow, ImportHeap, ImportOutcome, ImportState
from partners.iati.rules.aside import Aside, stays_aside

TO_WRITE = (ImportOutcome.NEW, ImportOutcome.CHANGED)


def has_set_aside(organisation: Organisation | None) -> bool:
    """Whether anything was ever set aside of files that an organisation's people brought, or all others. One query."""
    return _set_aside(organisation).exists()


def set_aside_before(organisation: Organisation | None, plans: Iterable[ActivityPlan]) -> dict[str, str]:
    """Which of these activities stay set aside, by identifier, and why, in a sentence. One query.

    The people of an organisation decide for its files, the secretariat for all others, the command line's as well.
    """
    wanted = {done.identifier: done for done in plans if done.outcome in TO_WRITE and done.heap}
    if not wanted:
        return {}
    rows = _set_aside(organisation).filter(identifier__in=wanted).select_related("of_import")
    # The last word counts.
    latest = {row.identifier: row for row in rows.order_by("of_import__confirmed_at", "pk")}
    return {name: _said(row) for name, row in latest.items() if _stays(row, wanted[name])}


def _set_aside(organisation: Organisation | None) -> QuerySet[IatiImportRow]:
    """What people have confirmed to be set aside."""
    return IatiImportRow.objects.filter(
        is_set_aside=True, of_import__organisation=organisation, of_import__state=ImportState.DONE
    )


def _stays(row: IatiImportRow, done: ActivityPlan) -> bool:
    return stays_aside(
        Aside(row.outcome == ImportOutcome.NEW, row.heap == ImportHeap.IWT, row.content_hash),
        Aside(done.outcome is ImportOutcome.NEW, done.heap == ImportHeap.IWT, done.content_hash),
        decided_at=row.of_import.confirmed_at,
        imported_at=done.record.imported_at if done.record else None,
    )


def _said(row: IatiImportRow) -> str:
    day = row.of_import.confirmed_at
    said = _("It was set aside on %(day)s, when %(file)s was brought. It stays so until somebody takes it.")
    return said % {
        "day": date_format(localtime(day), "j F Y") if day else "",
        "file": row.of_import.file_name[:200],
    }
