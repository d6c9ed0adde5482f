"""Reads the table in a file that somebody sends: an Excel workbook, or text with commas, semicolons or tabs.

Office programs write text in many ways: Excel with a European setting separates by semicolons, "Unicode text" is UTF-16
with tabs, older programs write Windows code pages. What can be told apart for certain is read; where it cannot, or the
file holds no table, `FileFault` says in words what is wrong and on which line.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from core.exports import without_mark

LONGEST_CELL = 32_767  # what a cell of Excel holds
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 500_000
MOST_LINES = 100_000  # with those that are empty
WIDEST_LINE = 16_384  # cells of a line of Excel, with those that are empty
MOST_BYTES = 10_000_000
MOST_BYTES_UNPACKED = 50_000_000
# Pieces of the parts of a workbook: those that hold cells or nothing that is read here, and all others.
MOST_PIECES, MOST_PIECES_BESIDE = 4_000_000, 50_000
PARTS_OF_CELLS = ("xl/worksheets/", "xl/sharedStrings", "xl/calcChain", "xl/pivotCache/")
SEPARATORS: dict[str, Any] = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
}
FORMULA_PIECE = re.compile(rb"<(?:\w+:)?f[\s/>]")
MERGED_PIECE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]{1,30})")
UTF_16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
UTF_32_MARKS = {b"\xff\xfe\x00\x00": "utf-32-le", b"\x00\x00\xfe\xff": "utf-32-be"}
ENCODING_NAMES: dict[str, Any] = {
    "cp1252": gettext_lazy("Western European text (Windows-1252)"),
    "cp874": gettext_lazy("Thai text (Windows-874)"),
}
# C0 controls but tab and line ends, C1 controls but "next line", and what is no character at all.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# What else people separate by, where the heading is but one column.
OTHER_SEPARATORS = re.compile("[|\uff0c\uff1b\uff5c\u3001]")
# A vowel or a tone mark that stands over or behind no consonant: the bytes are those of another script.
NO_THAI = re.compile("(?:^|[^\u0e01-\u0e4e])[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]|[\u0e5a\u0e5b]", re.MULTILINE)
HIGH_RUN = re.compile(b"[\x80-\xff]+")
OLD_EXCEL, PACKED, PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF"


class FileFault(ValueError):
    """A file that cannot be read; the message says why, to the person who sent it."""


@dataclass(frozen=True)
class FileTable:
    """A table as read: its heading, its rows as texts of equal number, and the line of the file where each begins.

    `how` says how text was read where that was not certain from the file itself, else "".
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    how: str = ""


def read_table(content: bytes) -> FileTable:
    """The table in a file, whatever the file calls itself. Raises FileFault."""
    if not content.strip():
        raise FileFault(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise FileFault(_("The file is larger than %(most)d MB. Send it in parts.") % {"most": MOST_BYTES // 10**6})
    if content.startswith(OLD_EXCEL):
        raise FileFault(_("This is an Excel workbook of the old kind (.xls). Save it as .xlsx or as CSV."))
    if content.startswith(PDF):
        raise FileFault(_("This is a PDF. Send an Excel workbook or a CSV file."))
    if content.startswith(PACKED):
        return _workbook_table(content)
    text, encoding = decode(content)
    separator, records = _text_records(text)
    how = ""
    if encoding in ENCODING_NAMES:
        how = _("Read as %(text)s, separated by %(separator)s. Look whether the letters are right.") % {
            "text": ENCODING_NAMES[encoding],
            "separator": SEPARATORS[separator],
        }
    return _table(records, how=how)


def decode(content: bytes) -> tuple[str, str]:
    """The text in bytes and the name of its encoding. Raises FileFault where that cannot be told for certain."""
    text, encoding = _decoded(content)
    if not text.strip():
        raise FileFault(_("The file is empty."))
    if found := NO_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise FileFault(
            _("Line %(line)d holds characters that no text has. This is no CSV file; send an Excel workbook or CSV.")
            % {"line": line}
        )
    if text.lstrip()[:1] == "<":
        raise FileFault(_("This is a web page or XML. Send an Excel workbook or a CSV file."))
    return text, encoding


def _decoded(content: bytes) -> tuple[str, str]:
    marks = [(mark, name) for known in (UTF_32_MARKS, UTF_16_MARKS) for mark, name in known.items()]
    encoding = next((name for mark, name in marks if content.startswith(mark)), "") or _unmarked_utf_16(content)
    if encoding:
        try:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        except UnicodeDecodeError as error:
            words = _("The file says that it is %(encoding)s, but it is cut off or damaged. Save it once more.")
            raise FileFault(words % {"encoding": encoding.upper()}) from error
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _of_code_page(content)


def _unmarked_utf_16(content: bytes) -> str:
    """UTF-16 without its mark: in the heading, which is plain letters, every other byte is nought."""
    start = content[:200]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if len(content) % 2 or half < 2:
        return ""
    if odd > half * 0.7 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and not odd else ""


def _of_code_page(content: bytes) -> tuple[str, str]:
    """Text of one of the two Windows code pages that can be told apart: Thai letters stand in rows, accents alone."""
    runs = [len(run) for run in HIGH_RUN.findall(content)]
    in_rows = sum(run for run in runs if run > 2) / sum(runs)
    encoding = "cp874" if in_rows >= 0.8 else "cp1252" if in_rows <= 0.2 else ""
    if encoding:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            text = ""
        if text and not (encoding == "cp874" and NO_THAI.search(text)):
            return text, encoding
    raise FileFault(
        _("It cannot be told in which encoding this text is. Save it as “CSV UTF-8” or as an Excel workbook.")
    )


def _text_records(text: str) -> tuple[str, Iterator[tuple[int, list[Any]]]]:
    """The separator, and the records of a text with the line on which each begins."""
    first = re.split("\r\n|\r|\n", text.lstrip("\r\n"), maxsplit=1)[0]
    if declared := re.fullmatch('"?sep=(.)"?', first.strip(" "), re.IGNORECASE):
        if declared[1] not in SEPARATORS:
            raise FileFault(_("Separate the columns by commas, semicolons or tabs."))
        return declared[1], _records(text, declared[1], skip=1)
    separator = _separator_of(first)
    return separator, _records(text, separator)


def _separator_of(heading: str) -> str:
    """What separates the names of the columns, which hold none of the separators themselves."""
    counts = Counter({separator: heading.count(separator) for separator in SEPARATORS})
    (separator, most), (_second, next_most) = counts.most_common(2)
    if not most and OTHER_SEPARATORS.search(heading):
        raise FileFault(_("Separate the columns by commas, semicolons or tabs."))
    if most and most == next_most:
        raise FileFault(_("The heading mixes commas, semicolons and tabs. Separate all columns in one way."))
    return separator if most else ","


def _records(text: str, separator: str, skip: int = 0) -> Iterator[tuple[int, list[Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise FileFault(_csv_fault(str(error), begins)) from error
        if record is None:
            return
        _ask_size(reader.line_num, len(record))
        if skip:
            skip -= 1
        elif any(cell.strip() for cell in record):
            yield begins, [without_mark(cell) for cell in record]
        begins = reader.line_num + 1


def _ask_size(line: int, width: int) -> None:
    """Go no further in what is no table that anybody keeps. Raises FileFault."""
    if line > MOST_LINES:
        words = _("The file has more than %(most)d lines, with those that are empty. Delete the empty ones.")
        raise FileFault(words % {"most": MOST_LINES})
    if width > WIDEST_LINE:
        words = _("Line %(line)d has more than %(most)d cells. Is this a table?")
        raise FileFault(words % {"line": line, "most": WIDEST_LINE})


def _csv_fault(said: str, line: int) -> str:
    if "end of data" in said:
        return _("The quotation mark that opens on line %(line)d or after it is never closed.") % {"line": line}
    if "field limit" in said:
        return _too_long(line)
    if "expected after" in said:
        return _(
            "On line %(line)d something stands behind a closing quotation mark. Double the marks inside a cell."
        ) % {"line": line}
    return _("Line %(line)d cannot be read as CSV.") % {"line": line}


def _too_long(line: int) -> str:
    words = _("A cell on line %(line)d is longer than %(most)d characters. Is a quotation mark missing?")
    return words % {"line": line, "most": LONGEST_CELL}


def _workbook_table(content: bytes) -> FileTable:
    """The table on the sheet that lies on top."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if _is_too_large(packed):
                words = _("The workbook is too large. Copy the table alone into a new workbook, or send a CSV file.")
                raise FileFault(words)
            book = _book(content, worked_out=True)
            sheet = book.active
            if sheet is None or not hasattr(sheet, "iter_rows"):
                raise FileFault(_("The workbook has no sheet with a table on top."))
            source = packed.read(sheet._worksheet_path)
        sheets = [sheet, _book(content, worked_out=False).active] if FORMULA_PIECE.search(source) else [sheet]
    except FileFault:
        raise
    except Exception as error:
        raise _damaged() from error
    if merged := MERGED_PIECE.search(source):
        words = _("The table has merged cells (%(cells)s). Only the first of them holds a value: part them.")
        raise FileFault(words % {"cells": merged[1].decode()})
    how = _("Read from the sheet “%(name)s”. The other sheets of the file are not read.")
    return _table(_sheet_records(sheets), how=how % {"name": sheet.title} if len(book.sheetnames) > 1 else "")


def _book(content: bytes, *, worked_out: bool) -> Any:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=worked_out, keep_links=False)


def _damaged() -> FileFault:
    return FileFault(_("This is no Excel workbook (.xlsx), or it is damaged. Save it once more, or send a CSV file."))


def _sheet_records(sheets: Sequence[Any]) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a sheet with its values, and where it holds formulas, of the same sheet with those. What Excel has
    not worked out is told, for it would be taken for empty."""
    for sheet in sheets:
        # What the sheet says of its own size is wrong at times, and rows beyond it would be passed over.
        sheet.reset_dimensions()
    try:
        rows = (sheet.iter_rows(max_col=MOST_COLUMNS + 1) for sheet in sheets)
        for line, readings in enumerate(zip(*rows, strict=True), start=1):
            _ask_size(line, len(readings[0]))
            for cell, source in zip(readings[0], readings[-1], strict=True):
                _ask_value(cell, source)
            row = [cell.value for cell in readings[0]]
            if any(value not in (None, "") for value in row):
                yield line, row
    except FileFault:
        raise
    except Exception as error:
        raise _damaged() from error


def _ask_value(cell: Any, source: Any) -> None:
    """Refuse a cell that shows an error, and one whose formula has no value yet. Raises FileFault."""
    if cell.data_type == "e":
        words = _("Cell %(cell)s holds an error (%(error)s). Mend it, or empty the cell.")
        raise FileFault(words % {"cell": cell.coordinate, "error": cell.value})
    # A formula of which an empty text came says so by its type.
    if source.data_type == "f" and cell.value is None and cell.data_type != "str":
        words = _(
            "Cell %(cell)s holds a formula that was never worked out. Open the file in Excel, save it, and send it."
        )
        raise FileFault(words % {"cell": source.coordinate})


def _is_too_large(packed: zipfile.ZipFile) -> bool:
    """Whether a workbook holds more than a table here may. What is small when packed can be large, and a row of
    millions of cells is read as a whole, so the pieces are counted before anything is read."""
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
        return True
    pieces = Counter[bool]()
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as content:
                of_cells = part.filename.startswith(PARTS_OF_CELLS)
                pieces[of_cells] += sum(chunk.count(b"<") for chunk in iter(lambda: content.read(1 << 20), b""))
        if pieces[True] > MOST_PIECES or pieces[False] > MOST_PIECES_BESIDE:
            return True
    return False


def _table(records: Iterable[tuple[int, Sequence[Any]]], *, how: str) -> FileTable:
    """The records as a table: the first is the heading, and every other one has a cell for each column."""
    found = iter(records)
    _line, first = next(found, (1, ()))
    heading = [cell_text(value).strip() for value in first]
    while heading and not heading[-1]:
        heading.pop()
    if not heading:
        raise FileFault(_("The file has no heading: its first line names the columns."))
    if len(heading) > MOST_COLUMNS:
        raise FileFault(_("The heading has more than %(most)d columns.") % {"most": MOST_COLUMNS})
    rows, lines = [], []
    for line, record in found:
        cells = [cell_text(value) for value in record]
        rows.append(_even(cells, len(heading), line))
        lines.append(line)
        if len(rows) > MOST_ROWS:
            raise FileFault(_("The file has more than %(most)d rows. Send it in parts.") % {"most": MOST_ROWS})
        if len(rows) * len(heading) > MOST_CELLS:
            raise FileFault(_("The table has more than %(most)d cells. Send it in parts.") % {"most": MOST_CELLS})
    if not rows:
        raise FileFault(_("The file has a heading and no rows."))
    return FileTable(tuple(heading), tuple(rows), tuple(lines), how)


def _even(cells: list[str], width: int, line: int) -> tuple[str, ...]:
    """The cells of a row, one a column; what is left out at its end is empty only in a workbook or after separators."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) != width:
        words = _("Line %(line)d has %(found)d cells, but the heading names %(wanted)d columns.")
        raise FileFault(words % {"line": line, "found": len(cells), "wanted": width})
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise FileFault(_too_long(line))
    return tuple(cells)


def cell_text(value: Any) -> str:
    """A cell as a person would type it: days as year-month-day, yes and no as 1 and 0, whole numbers without point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet shows: 0.1 + 0.2 is 0.3 there.
        return f"{Decimal(f'{value:.15g}').normalize():f}"
    return str(value)
