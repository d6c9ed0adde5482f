"""Imports of IATI files as their people see them, and what the publisher says beside what stands here."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from core.clearance.models import Viewer
from partners.iati.models import IatiImport, IatiImportRow, ImportOutcome


@dataclass(frozen=True)
class ImportCounts:
    """How many activities of a file are what to us, and how many of them were written."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    written: int = 0

    @property
    def total(self) -> int:
        """All activities of the file."""
        return self.new + self.changed + self.unchanged + self.skipped


def import_of(viewer: Viewer, pk: int) -> IatiImport | None:
    """An import that the viewer may see."""
    rows = IatiImport.objects.visible_to(viewer).select_related("asked_by", "organisation")
    return rows.filter(pk=pk).first()


def imports_of(viewer: Viewer) -> QuerySet[IatiImport]:
    """The imports that the viewer may see, the latest first."""
    return IatiImport.objects.visible_to(viewer).select_related("asked_by", "organisation")


def rows_of(of_import: IatiImport, outcome: str = "") -> QuerySet[IatiImportRow]:
    """The activities of an import in the order of the file, of one outcome where it is named; to be paged."""
    rows = IatiImportRow.objects.filter(of_import=of_import).select_related("programme")
    return rows.filter(outcome=outcome) if outcome in ImportOutcome.values else rows


def counts_of(of_import: IatiImport) -> ImportCounts:
    """Counts by outcome, in one query."""
    found = (
        IatiImportRow.objects.filter(of_import=of_import).values_list("outcome", "is_written").annotate(n=Count("pk"))
    )
    numbers: dict[str, int] = {}
    written = 0
    for outcome, is_written, n in found.order_by():
        numbers[outcome] = numbers.get(outcome, 0) + n
        written += n if is_written else 0
    return ImportCounts(**numbers, written=written)
