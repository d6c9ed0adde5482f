"""Makes uploads inert: pictures are drawn anew, PDF files lose what could run, Office files with it are refused."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from core.documents.office import check_office
from core.documents.pdf import PDF_LOCKED, disarmed
from core.documents.taken_out import Inert, TakenOut
from core.documents.unfit import OFFICE_DAMAGED, Unfit
from core.exports import TEXT_MARK, runs

MAX_PIXELS = 25_000_000

TOLD_BESIDE = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Raw profile type exif")
END_OF_ZIP = b"PK\x05\x06"
BETWEEN_CELLS = re.compile(r"([,;\t|\r\n]+)")
LIST_DASH = re.compile(r"[-+\u2013]\s")
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<iframe", b"<?php", b"#!/")


TOO_MANY_PIXELS = gettext_lazy("The picture has too many pixels. Make it smaller: 5000 by 5000 is enough.")


@contextmanager
def _read_by_library(damaged: Any, known: tuple[type[Exception], ...] = (), words: Any = "") -> Iterator[None]:
    """Refuse a file at which a library raises: `known` exceptions in `words`, any other as damaged."""
    try:
        yield
    except Unfit:
        raise
    except known as error:
        raise Unfit(words) from error
    # The decoders raise exceptions of many kinds for damaged files.
    except Exception as error:
        raise Unfit(damaged) from error


def inert_picture(data: bytes, form: str) -> Inert:
    """A picture drawn anew from its pixels: what was hidden beside them is gone. `form` is PNG or JPEG."""
    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    with (
        _read_by_library(_("The picture is damaged, or is no picture."), bombs, TOO_MANY_PIXELS),
        Image.open(io.BytesIO(data), formats=[form]) as opened,
    ):
        if opened.width * opened.height > MAX_PIXELS:
            raise Unfit(TOO_MANY_PIXELS)
        is_told = any(name in opened.info for name in TOLD_BESIDE) or bool(getattr(opened, "text", None))
        upright = ImageOps.exif_transpose(opened)
        has_alpha = form == "PNG" and ("A" in upright.getbands() or "transparency" in upright.info)
        plain = upright.convert("RGBA" if has_alpha else "L" if upright.mode in ("1", "L") else "RGB")
    drawn = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    drawn.save(out, form, **({"quality": 88} if form == "JPEG" else {"compress_level": 6}))
    return Inert(out.getvalue(), frozenset({TakenOut.HIDDEN} if is_told else ()))


def inert_pdf(data: bytes) -> Inert:
    """A PDF written anew without scripts, actions, attachments, media and hidden data. Links to the web stay."""
    damaged = _("The PDF is damaged. Print it to a new PDF and upload that.")
    with _read_by_library(damaged, (pikepdf.PasswordError,), PDF_LOCKED):
        return disarmed(data)


def inert_office(data: bytes, main_part: str) -> Inert:
    """A Word or Excel file as it came, once it is known that nothing in it runs, unpacks without end or reaches out."""
    with _read_by_library(OFFICE_DAMAGED), zipfile.ZipFile(io.BytesIO(data)) as parcel:
        # A file of another kind could hang behind this one.
        if parcel.comment or data[-22:-18] != END_OF_ZIP:
            raise Unfit(OFFICE_DAMAGED)
        check_office(parcel, main_part)
    return Inert(data)


def inert_text(data: bytes) -> Inert:
    """Plain text as UTF-8; what a browser could take for a page is refused."""
    text = _decoded(data)
    start = data[:4096].lower().lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or any(mark in start for mark in MARKUP):
        raise Unfit(_("The file is a web page or a script and not plain text. Upload a PDF of it."))
    return Inert(text.encode())


def inert_table(data: bytes) -> Inert:
    """Comma-separated text in which no cell is taken for a formula: a mark in front keeps it text."""
    text = inert_text(data).content.decode()
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error as error:
        raise Unfit(_("The table is damaged. Save it anew as CSV.")) from error
    marked = [[_without_formulas(cell) for cell in row] for row in rows]
    if marked == rows:
        return Inert(text.encode())
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n").writerows(marked)
    return Inert(out.getvalue().encode(), frozenset({TakenOut.FORMULAS}))


def _without_formulas(cell: str) -> str:
    """A cell that stays text, also where a program of another country takes another sign for the end of a cell."""
    pieces = BETWEEN_CELLS.split(cell)
    for place in range(0, len(pieces), 2):
        is_item_of_a_list = place and LIST_DASH.match(pieces[place])
        if _is_formula(pieces[place]) and not is_item_of_a_list:
            pieces[place] = TEXT_MARK + pieces[place]
    marked = "".join(pieces)
    return TEXT_MARK + marked if _is_formula(marked) else marked


def _is_formula(cell: str) -> bool:
    """As `core.exports.as_text` has it, but that a person's table may say +5, -1,000, or a dash for nothing."""
    is_number = cell.lstrip("+-").replace(".", "", 1).replace(",", "").isdecimal()
    return runs(cell) and not is_number and cell.strip() not in {"-", "–"}


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit(_("The text is not in UTF-8. Save it as “CSV UTF-8” or “plain text, UTF-8”.")) from error
    if any(ord(char) < 32 and char not in "\n\r\t\f" for char in text):
        raise Unfit(_("The file is not plain text."))
    return text
