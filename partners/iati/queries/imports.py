"""Imports of IATI files as their people see them, activity by activity, and what was published of a programme."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum

from core.clearance.models import Viewer
from partners.iati.choices import TransactionType
from partners.iati.messages import change_of, heap_reasons
from partners.iati.models import ROWS, IatiImport, IatiImportRow, IatiRecord, ImportHeap, ImportOutcome
from partners.programmes.models.programmes import Programme

PER_PAGE, ROWS_PER_PAGE = 20, 50
SHOWN_CHANGES = 12
ASIDE, ASKS = "aside", "asks"
KINDS: dict[str, Q] = {
    **{one.value: Q(outcome=one, is_set_aside=False, asks_only=False) for one in ImportOutcome},
    ASKS: Q(asks_only=True, is_set_aside=False),
    ASIDE: Q(is_set_aside=True),
}
"""Of which kind an activity of a file is; each is of one."""


@dataclass(frozen=True)
class ShownRow:
    """An activity of a file; `changes`, what `stays` and what is `refused` are lines of a difference, of which `hidden`
    more are left out. `why` says why it is in its heap."""

    row: IatiImportRow
    changes: list[dict[str, str]]
    stays: list[dict[str, str]]
    refused: list[dict[str, str]]
    hidden: int
    why: list[str]


@dataclass(frozen=True)
class PublishedRows:
    """What was published of a programme.

    `sums` are those of transactions by type ("label") and currency, each "" where nobody says, with "total" and
    "count". `transactions` and `budgets` are one page of them. Beside each relation stands the programme, if the viewer
    may see it. `texts` are titles by language.
    """

    record: IatiRecord | None
    sums: list[dict[str, Any]]
    budgets: Page[Any]
    transactions: Page[Any]
    places: list[Any]
    sectors: list[Any]
    relations: list[tuple[Any, Programme | None]]
    texts: list[tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was published."""
        pages = (self.budgets.paginator.count, self.transactions.paginator.count)
        return (self.record is None or not self.record.content_hash) and not any(
            (*pages, self.places, self.sectors, self.relations)
        )


def imports_of(viewer: Viewer) -> QuerySet[IatiImport]:
    """The imports that the viewer may see, the latest first."""
    return IatiImport.objects.visible_to(viewer).select_related("asked_by", "organisation")


@dataclass(frozen=True)
class HeapCount:
    """One of the two heaps of a preview: how many activities are in it, and how many of them are set aside."""

    heap: ImportHeap
    number: int
    aside: int

    @property
    def taken(self) -> int:
        """How many of them would be written."""
        return self.number - self.aside


def rows_of(of_import: IatiImport, outcome: str = "", heap: str = "") -> QuerySet[IatiImportRow]:
    """The activities of an import in the order of the file, of one outcome and one heap where named; to be paged.

    What is set aside is an outcome of its own (ASIDE), so is what only asks (ASKS), and both are none of the others.
    """
    rows = IatiImportRow.objects.filter(of_import=of_import).select_related("programme")
    if heap in ImportHeap.values:
        rows = rows.filter(heap=heap)
    return rows.filter(KINDS[outcome]) if outcome in KINDS else rows


def counts_of(of_import: IatiImport) -> dict[str, int]:
    """How many activities a file holds ("total"), of each outcome, set aside (ASIDE) and of those set aside "before",
    and such as only ask (ASKS), in one query; how many "programmes" are written, of which some stand there twice."""
    told = {name: Count("pk", filter=condition) for name, condition in KINDS.items()}
    told["programmes"] = Count("identifier", filter=KINDS["new"] | KINDS["changed"], distinct=True)
    told["before"] = Count("pk", filter=KINDS[ASIDE] & ~Q(reason=""))
    return IatiImportRow.objects.filter(of_import=of_import).aggregate(total=Count("pk"), **told)


def has_to_do(counts: dict[str, int]) -> bool:
    """Whether confirming does anything: writes or asks, or remembers what was set aside now."""
    return any(counts[name] for name in (ImportOutcome.NEW, ImportOutcome.CHANGED, ASKS)) or (
        counts[ASIDE] > counts["before"]
    )


def heaps_of(of_import: IatiImport) -> list[HeapCount]:
    """The heaps of what would be written, those that hold something. One query."""
    rows = IatiImportRow.objects.filter(of_import=of_import).exclude(heap="").order_by()
    found = rows.values_list("heap").annotate(number=Count("pk"), aside=Count("pk", filter=Q(is_set_aside=True)))
    counts = {heap: HeapCount(ImportHeap(heap), number, aside) for heap, number, aside in found}
    return [counts[heap] for heap in ImportHeap if heap in counts]


def import_rows(of_import: IatiImport, outcome: str, heap: str, position: str, number: Any) -> Page[ShownRow]:
    """One page of the activities of a file, of one outcome and one heap where named; one alone, whole, by its
    position."""
    rows = rows_of(of_import, outcome, heap)
    is_one = position.isascii() and position.isdecimal() and len(position) < 9
    if is_one:
        rows = rows.filter(position=int(position))
    page: Page[Any] = Paginator(rows, PER_PAGE).get_page(number)
    page.object_list = [_shown(row, is_whole=is_one) for row in page.object_list]
    return page


def _shown(row: IatiImportRow, *, is_whole: bool) -> ShownRow:
    lines = [change_of(raw, is_whole=is_whole) for raw in row.diff]
    shown = lines if is_whole else lines[:SHOWN_CHANGES]
    by_kind = {kind: [line for line in shown if line["kind"] == kind] for kind in ("changes", "stays", "refused")}
    why = heap_reasons(row.heap, row.signs) if row.heap else []
    return ShownRow(row, **by_kind, hidden=len(lines) - len(shown), why=why)


def report_of(of_import: IatiImport) -> dict[str, Any]:
    """What happened to a file, with every activity that was skipped or left open, and why."""
    rows = rows_of(of_import)
    return {
        **of_import.report,
        "state": of_import.state,
        "refusal": of_import.refusal,
        "skipped": list(rows.filter(outcome=ImportOutcome.SKIPPED).values("identifier", "line", "reason")),
        "set_aside": list(rows.filter(is_set_aside=True).values("identifier", "line", "heap")),
        "notes": list(rows.exclude(notes=[]).values("identifier", "line", "notes")),
    }


def published_programme(viewer: Viewer, slug: str) -> Programme | None:
    """The programme of that short name, with what its publisher last said, if the viewer may know of it. One query."""
    return Programme.objects.visible_to(viewer).select_related("iati__latest_import").filter(slug=slug).first()


def published_of(viewer: Viewer, programme: Programme, page: Any, budget_page: Any) -> PublishedRows:
    """What was published of a programme that the viewer may read. At most eight queries, whatever the rows."""
    record: IatiRecord | None = getattr(programme, "iati", None)
    rows = {name: model.objects.visible_to(viewer).filter(programme=programme) for name, model in ROWS.items()}
    relations = list(rows["relations"][:ROWS_PER_PAGE])
    named = {row.identifier for row in relations}
    known = {row.iati_identifier: row for row in Programme.objects.visible_to(viewer).filter(iati_identifier__in=named)}
    return PublishedRows(
        record=record,
        sums=_sums(rows["transactions"]),
        budgets=Paginator(rows["budgets"], ROWS_PER_PAGE).get_page(budget_page),
        transactions=Paginator(rows["transactions"], ROWS_PER_PAGE).get_page(page),
        places=list(rows["places"][:ROWS_PER_PAGE]),
        sectors=list(rows["sectors"][:ROWS_PER_PAGE]),
        relations=[(row, known.get(row.identifier)) for row in relations],
        texts=list(record.narratives.get("title", {}).items()) if record else [],
    )


def _sums(transactions: QuerySet[Any]) -> list[dict[str, Any]]:
    """Transactions by type and currency, in the order of the codelist. One query."""
    found = transactions.order_by().values("kind", "currency").annotate(total=Sum("value"), count=Count("pk"))
    labels = dict(TransactionType.choices)
    in_order = sorted(found, key=lambda row: (int(row["kind"] or len(labels) + 1), row["currency"]))
    return [{**row, "label": labels.get(row["kind"], "")} for row in in_order]
