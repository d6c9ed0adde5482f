"""The activities of an imported file as its page shows them, and what was published of a programme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Sum

from core.clearance.models import Viewer
from partners.iati.messages import change_of
from partners.iati.models import (
    IatiImport,
    IatiImportRow,
    IatiRecord,
    ImportOutcome,
    ProgrammeBudget,
    ProgrammePlace,
    ProgrammeRelation,
    ProgrammeSector,
    ProgrammeTransaction,
    TransactionType,
)
from partners.iati.queries.imports import rows_of
from partners.programmes.models.programmes import Programme

PER_PAGE, ROWS_PER_PAGE = 20, 50
SHOWN_CHANGES = 12


@dataclass(frozen=True)
class ShownRow:
    """An activity of a file; `changes` are lines of a difference, of which `hidden` more are left out."""

    row: IatiImportRow
    changes: tuple[dict[str, str], ...] = ()
    stays: tuple[dict[str, str], ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class TypeSum:
    """A sum of published rows: what they are, in which currency ("" where nobody says), and how many."""

    label: str
    currency: str
    total: Decimal
    count: int


@dataclass(frozen=True)
class PublishedRows:
    """What was published of a programme. `transactions` is one page of them; related programmes that the viewer may see
    stand in `known` by identifier."""

    record: IatiRecord | None
    sums: tuple[TypeSum, ...]
    budgets: Page[Any]
    transactions: Page[Any]
    places: tuple[ProgrammePlace, ...]
    sectors: tuple[ProgrammeSector, ...]
    relations: tuple[tuple[ProgrammeRelation, Programme | None], ...]
    texts: tuple[tuple[str, str], ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was published."""
        rows = (self.budgets.paginator.count, self.transactions.paginator.count, self.places, self.sectors)
        return self.record is None and not any(rows) and not self.relations


def import_rows(of_import: IatiImport, outcome: str, position: str, number: Any) -> Page[ShownRow]:
    """One page of the activities of a file, of one outcome where it is named; one alone, whole, by its position."""
    rows = rows_of(of_import, outcome)
    is_one = position.isascii() and position.isdecimal() and len(position) < 9
    if is_one:
        rows = rows.filter(position=int(position))
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(number)
    page.object_list = [_shown(row, is_whole=is_one) for row in page.object_list]
    return page


def report_of(of_import: IatiImport) -> dict[str, Any]:
    """What happened to a file, with every activity that was skipped or left open, and why."""
    rows = rows_of(of_import)
    told = rows.filter(outcome=ImportOutcome.SKIPPED).values("identifier", "line", "reason")
    noted = rows.exclude(notes=[]).values("identifier", "line", "notes")
    return {
        **of_import.report,
        "state": of_import.state,
        "refusal": of_import.refusal,
        "skipped": list(told),
        "notes": list(noted),
    }


def published_programme(viewer: Viewer, slug: str) -> Programme | None:
    """The programme of that short name, with what its publisher last said, if the viewer may know of it. One query."""
    return Programme.objects.visible_to(viewer).select_related("iati__latest_import").filter(slug=slug).first()


def published_of(viewer: Viewer, programme: Programme, page: Any, budget_page: Any) -> PublishedRows:
    """What was published of a programme that the viewer may read. At most eight queries, whatever the rows."""
    record: IatiRecord | None = getattr(programme, "iati", None)
    relations = list(ProgrammeRelation.objects.visible_to(viewer).filter(programme=programme)[:ROWS_PER_PAGE])
    named = {row.identifier for row in relations}
    known = {row.iati_identifier: row for row in Programme.objects.visible_to(viewer).filter(iati_identifier__in=named)}
    return PublishedRows(
        record=record,
        sums=tuple(_sums(viewer, programme)),
        budgets=_paged(ProgrammeBudget, viewer, programme, budget_page),
        transactions=_paged(ProgrammeTransaction, viewer, programme, page),
        places=tuple(ProgrammePlace.objects.visible_to(viewer).filter(programme=programme)[:ROWS_PER_PAGE]),
        sectors=tuple(ProgrammeSector.objects.visible_to(viewer).filter(programme=programme)[:ROWS_PER_PAGE]),
        relations=tuple((row, known.get(row.identifier)) for row in relations),
        texts=tuple(_texts(record)),
    )


def _sums(viewer: Viewer, programme: Programme) -> list[TypeSum]:
    """Transactions by type and currency, in the order of the codelist. One query."""
    rows = ProgrammeTransaction.objects.visible_to(viewer).filter(programme=programme)
    found = rows.order_by().values("kind", "currency").annotate(total=Sum("value"), n=Count("pk"))
    place = {kind: number for number, kind in enumerate(TransactionType.values)}
    labels = dict(TransactionType.choices)
    return [
        TypeSum(str(labels.get(row["kind"], row["kind"])), row["currency"], row["total"], row["n"])
        for row in sorted(found, key=lambda row: (place.get(row["kind"], len(place)), row["currency"]))
    ]


def _paged(model: Any, viewer: Viewer, programme: Programme, number: Any) -> Page[Any]:
    return Paginator(model.objects.visible_to(viewer).filter(programme=programme), ROWS_PER_PAGE).get_page(number)


def _texts(record: IatiRecord | None) -> list[tuple[str, str]]:
    """Titles in other languages than the one shown."""
    titles = record.narratives.get("title", {}) if record else {}
    return [(str(code), str(text)) for code, text in titles.items()] if isinstance(titles, Mapping) else []


def _shown(row: IatiImportRow, *, is_whole: bool) -> ShownRow:
    lines = [change_of(raw, is_whole=is_whole) for raw in row.diff if isinstance(raw, dict)]
    shown = lines if is_whole else lines[:SHOWN_CHANGES]
    taken = tuple(line for line in shown if not line["stays"])
    stays = tuple(line for line in shown if line["stays"])
    return ShownRow(row, taken, stays, len(lines) - len(shown))
