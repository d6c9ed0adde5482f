"""What a person sets aside of the preview of a file, or takes again: a whole heap, or one activity and another."""

from collections.abc import Collection

from django.db import transaction

from core.models import User
from partners.iati.actions.aside import TO_WRITE
from partners.iati.actions.imports import lock_import
from partners.iati.models import IatiImport, IatiImportRow, ImportHeap, ImportState


@transaction.atomic
def choose_of_import(
    *,
    by: User,
    of_import: IatiImport,
    takes: bool,
    heap: ImportHeap | None = None,
    positions: Collection[int] = (),
) -> int:
    """Take or set aside all of a heap, else the activities at these positions of the file; gives how many changed.

    Nothing is written by it, and it may be turned round until the import is confirmed. Whoever confirms what they saw
    before is told that it has changed. Raises Refused where the file is not (or no longer) a preview.
    """
    row = lock_import(by, of_import, None, [ImportState.PREVIEW])
    rows = IatiImportRow.objects.filter(of_import=row, outcome__in=TO_WRITE, is_set_aside=takes)
    rows = rows.filter(heap=heap) if heap else rows.filter(position__in=positions)
    changed: int = rows.update(is_set_aside=not takes)
    if changed:
        row.version += 1
        row.save(update_fields=["version"])
    return changed
