"""Tables as CSV and XLSX; a cell that a spreadsheet would run as a formula is marked as text (OWASP, CSV injection)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE_LENGTH = 31  # a worksheet's title holds no more
CSV = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # Excel knows UTF-8 by it
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
TEXT_MARK = "'"
Cell = str | int | Decimal | date | None
Answer = TypeVar("Answer", bound=HttpResponseBase)


def as_text(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if not isinstance(value, str) or not value.startswith(FORMULA_SIGNS):
        return value
    is_number = value.removeprefix("-").replace(".", "", 1).isdecimal()
    return value if is_number else f"{TEXT_MARK}{value}"


def without_mark(value: str) -> str:
    """A cell as it stood before `as_text`."""
    return value[1:] if value[:1] == TEXT_MARK and value[1:2] in FORMULA_SIGNS else value


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table as CSV, line by line."""
    writer: Any = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([as_text(cell.isoformat() if isinstance(cell, date) else cell) for cell in row])


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """The table as CSV in UTF-8."""
    return _attached(HttpResponse("".join(csv_lines(heads, rows)).encode(), content_type=CSV), f"{name}.csv")


def long_csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingHttpResponse:
    """The same for a table that is too long to be held in memory: sent row by row."""
    return _attached(StreamingHttpResponse(csv_lines(heads, rows), content_type=CSV), f"{name}.csv")


def xlsx_file(
    name: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], notes: Iterable[str] = ()
) -> HttpResponse:
    """The table as a workbook of one sheet: notes on top, a bold head that does not scroll away, numbers as numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:TITLE_LENGTH])
    lines = [*notes]
    sheet.freeze_panes = f"B{len(lines) + 2}"
    sheet.column_dimensions["A"].width = 44
    for line in lines:
        sheet.append([as_text(line)])
    bold = [WriteOnlyCell(sheet, value=as_text(head)) for head in heads]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    for row in rows:
        sheet.append([as_text(value) for value in row])
    packed = io.BytesIO()
    book.save(packed)
    return _attached(HttpResponse(packed.getvalue(), content_type=XLSX), f"{name}.xlsx")


class _Echo:
    """Gives back each line that a writer writes."""

    def write(self, line: str) -> str:
        return line


def _attached(answer: Answer, name: str) -> Answer:
    """A file that no cache keeps: what is in it depends on who asks."""
    stem, _, suffix = name.rpartition(".")
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}-{timezone.localdate().isoformat()}.{suffix}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
