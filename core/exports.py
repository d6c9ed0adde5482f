"""Tables as CSV and XLSX, in which no text runs as a formula (OWASP, CSV injection).

A workbook says of each cell that it is text, and shows nothing but the text. CSV cannot say so: there an apostrophe
stands before what a spreadsheet would run, and is taken away when the file comes back.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.xml.constants import ARC_CORE

from core.folding import SEEN

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE_LENGTH = 31  # a worksheet's title holds no more
CSV = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # Excel knows UTF-8 by it
FORMULA_SIGNS = tuple("=+-@")
_MOMENTS = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
BREAKS = ("\t", "\r", "\n")
TEXT_MARK = "'"
NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)", re.ASCII)
# A spreadsheet whose country separates by semicolons takes a text apart at them, and at line ends, which are then
# inside no quotation marks.
PARTED = re.compile(r"([;\t\r\n])")
CALLS = re.compile(r"[(|!]")
Cell = str | int | Decimal | date | None
Answer = TypeVar("Answer", bound=HttpResponseBase)


def runs(text: str) -> bool:
    """Whether a spreadsheet would run a cell of CSV: by its first sign, also after spaces and what is unseen."""
    return text.startswith(BREAKS) or (_start(text).startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(text))


def runs_apart(text: str) -> bool:
    """Whether a piece behind a semicolon or a line end would run, once a spreadsheet makes a cell of its own of it. A
    dash before a point of a list does not."""
    start = _start(text)
    return start.startswith(("=", "@")) or (start.startswith(("+", "-")) and CALLS.search(start) is not None)


def _start(text: str) -> str:
    """A text from its first sign that is seen; that sign as a spreadsheet reads it, full-width or small."""
    seen = SEEN.search(text)
    return unicodedata.normalize("NFKC", text[seen.start()]) + text[seen.start() + 1 :] if seen else ""


def needs_mark(text: str) -> bool:
    """Whether a text needs the mark in CSV: one that would run, and one that looks as if it had the mark already."""
    return runs(text.lstrip(TEXT_MARK))


def as_text(value: Any) -> Any:
    """A cell of CSV that no spreadsheet takes for a formula; numbers stay numbers. `without_mark` reads it back."""
    if not isinstance(value, str):
        return value
    first, *rest = _parted(value)
    text = first + "".join(TEXT_MARK + piece if runs_apart(piece.lstrip(TEXT_MARK)) else piece for piece in rest)
    return TEXT_MARK + text if needs_mark(text) else text


def without_mark(value: str) -> str:
    """A cell of CSV as it stood before `as_text`; an apostrophe that is no mark stays."""
    first, *rest = _parted(value[1:] if value.startswith(TEXT_MARK) and needs_mark(value) else value)
    marked = (piece.startswith(TEXT_MARK) and runs_apart(piece.lstrip(TEXT_MARK)) for piece in rest)
    return first + "".join(piece[1:] if is_marked else piece for piece, is_marked in zip(rest, marked, strict=True))


def _parted(text: str) -> list[str]:
    """A text in pieces as a spreadsheet may take it apart, with the signs between them."""
    body = text.lstrip()
    first, *rest = PARTED.split(body)
    return [text[: len(text) - len(body)] + first, *rest]


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table as CSV, line by line."""
    writer: Any = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([as_text(head) for head in heads])
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
    """The table as a workbook of one sheet."""
    return _attached(HttpResponse(xlsx(title, heads, rows, notes), content_type=XLSX), f"{name}.xlsx")


def xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], notes: Iterable[str] = ()) -> bytes:
    """A workbook of one sheet: notes on top, a bold head that stays in sight, numbers and days as what they are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:TITLE_LENGTH])
    lines = [*notes]
    sheet.freeze_panes = f"B{len(lines) + 2}"
    sheet.column_dimensions["A"].width = 44
    for line in lines:
        sheet.append([_cell(sheet, line)])
    bold = [_cell(sheet, head) for head in heads]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    packed = io.BytesIO()
    book.save(packed)
    return _without_moment(packed)


def _without_moment(packed: io.BytesIO) -> bytes:
    """A workbook that does not say when it was made: the same rows make the same file, by whatever process (ETag)."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(packed) as found, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as written:
        for one in found.infolist():
            content = found.read(one)
            if one.filename == ARC_CORE:
                content = _MOMENTS.sub(b"", content)
            # The first day that a zip file can say.
            written.writestr(zipfile.ZipInfo(one.filename), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _cell(sheet: Any, value: Cell) -> Any:
    """A cell of a workbook; of text it is said that it is text, also to who edits it."""
    if not isinstance(value, str):
        return value
    cell: Any = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    cell.quotePrefix = runs(value)
    return cell


class _Echo:
    """Gives back each line that a writer writes."""

    def write(self, line: str) -> str:
        return line


def _attached(answer: Answer, name: str) -> Answer:
    """A file to keep, named after the day. Who may keep a copy is said of every answer alike (`ops.headers`)."""
    stem, _, suffix = name.rpartition(".")
    answer.headers["Content-Disposition"] = f'attachment; filename="{stem}-{timezone.localdate().isoformat()}.{suffix}"'
    return answer
