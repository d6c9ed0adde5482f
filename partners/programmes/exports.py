"""Tables as files that open in a spreadsheet: CSV and XLSX, with text that looks like a formula kept as text."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.admin.base import as_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A worksheet's title holds no more.
TITLE_LENGTH = 31
Cell = str | int | Decimal | date | None


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The table as CSV in UTF-8, with the mark by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return _attached(f"{name}.csv", "text/csv; charset=utf-8", ("\ufeff" + text.getvalue()).encode())


def xlsx_file(
    name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], notes: Iterable[str] = ()
) -> HttpResponse:
    """The table as a workbook of one sheet: notes on top, a bold head that stays in sight, numbers as numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:TITLE_LENGTH])
    lines = [*notes]
    sheet.freeze_panes = f"B{len(lines) + 2}"
    sheet.column_dimensions["A"].width = 44
    for line in lines:
        sheet.append([as_text(line)])
    sheet.append([_bold(sheet, head) for head in heads])
    for row in rows:
        sheet.append([as_text(cell) for cell in row])
    packed = io.BytesIO()
    book.save(packed)
    return _attached(f"{name}.xlsx", XLSX, packed.getvalue())


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=as_text(text))
    cell.font = Font(bold=True)
    return cell


def _plain(cell: Cell) -> Any:
    return as_text(cell.isoformat() if isinstance(cell, date) else cell)


def _attached(name: str, kind: str, content: bytes) -> HttpResponse:
    """A file that no cache keeps: what is in it depends on who asks."""
    stem, _, suffix = name.rpartition(".")
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}-{timezone.localdate().isoformat()}.{suffix}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
