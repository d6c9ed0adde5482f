"""Makes uploads inert: pictures are drawn anew, PDF files lose what could run, Office files with it are refused."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pikepdf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from core.documents.office import check_office
from core.documents.unfit import OFFICE_DAMAGED, Unfit
from core.exports import TEXT_MARK, runs
from core.web_address import leads_to_the_web

MAX_PIXELS = 25_000_000
MAX_PDF_OBJECTS = 200_000

PDF_KEYS = frozenset(
    {
        *("/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/Collection", "/AF", "/Ref"),
        *("/RichMediaContent", "/RichMediaSettings", "/Requirements", "/SpiderInfo"),
    }
)
# What makes a stream's content come from a file elsewhere.
PDF_KEYS_OF_STREAMS = ("/F", "/FFilter", "/FDecodeParms")
PDF_ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"),
        *("/RichMediaExecute", "/GoTo3DView", "/Thread", "/Trans"),
    }
)
PDF_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<iframe", b"<?php", b"#!/")


TOO_MANY_PIXELS = gettext_lazy("The picture has too many pixels. Make it smaller: 5000 by 5000 is enough.")
PDF_LOCKED = gettext_lazy("The PDF is protected with a password. Take the protection off and upload it again.")
PDF_COMPLICATED = gettext_lazy("The PDF is too complicated. Print it to a new PDF and upload that.")


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


def inert_picture(data: bytes, form: str) -> bytes:
    """A picture drawn anew from its pixels: what was hidden beside them is gone. `form` is PNG or JPEG."""
    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    with (
        _read_by_library(_("The picture is damaged, or is no picture."), bombs, TOO_MANY_PIXELS),
        Image.open(io.BytesIO(data), formats=[form]) as opened,
    ):
        if opened.width * opened.height > MAX_PIXELS:
            raise Unfit(TOO_MANY_PIXELS)
        upright = ImageOps.exif_transpose(opened)
        has_alpha = form == "PNG" and ("A" in upright.getbands() or "transparency" in upright.info)
        plain = upright.convert("RGBA" if has_alpha else "L" if upright.mode in ("1", "L") else "RGB")
    drawn = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    drawn.save(out, form, **({"quality": 88} if form == "JPEG" else {"compress_level": 6}))
    return out.getvalue()


def inert_pdf(data: bytes) -> bytes:
    """A PDF written anew without scripts, actions, attachments and media. Links to addresses on the web stay."""
    damaged, out = _("The PDF is damaged. Print it to a new PDF and upload that."), io.BytesIO()
    with _read_by_library(damaged, (pikepdf.PasswordError,), PDF_LOCKED), pikepdf.open(io.BytesIO(data)) as pdf:
        if pdf.is_encrypted:
            raise Unfit(PDF_LOCKED)
        if len(pdf.objects) > MAX_PDF_OBJECTS:
            raise Unfit(PDF_COMPLICATED)
        _disarm(pdf)
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def _disarm(pdf: pikepdf.Pdf) -> None:
    for name, key in product(("/Names", "/AcroForm"), ("/JavaScript", "/EmbeddedFiles", "/XFA")):
        if name in pdf.Root and key in pdf.Root[name]:
            del pdf.Root[name][key]
    # Where links without a scheme begin ("/Base"), a file could name "javascript:".
    if "/URI" in pdf.Root:
        del pdf.Root["/URI"]
    for item in pdf.objects:
        _clean(item, 0)
    _clean(pdf.trailer, 0)
    if not len(pdf.pages):
        raise Unfit(_("The PDF has no pages."))


def _clean(item: Any, depth: int) -> None:
    """Take out what could run. Values that are objects of their own are met by the walk over all objects."""
    if depth > 40:
        raise Unfit(PDF_COMPLICATED)
    if isinstance(item, pikepdf.Array):
        for position in range(len(item) - 1, -1, -1):
            inner: Any = item[position]
            if isinstance(inner, pikepdf.Dictionary) and str(inner.get("/Subtype", "")) in PDF_ANNOTATIONS:
                del item[position]
            elif not getattr(inner, "is_indirect", False):
                _clean(inner, depth + 1)
        return
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    _keep_content_inside(item)
    for key in list(item.keys()):
        inner = item.get(key)
        if key in PDF_KEYS or _is_forbidden_action(inner):
            del item[key]
        elif not getattr(inner, "is_indirect", False):
            _clean(inner, depth + 1)
    if _is_forbidden_action(item):
        # Reached from somewhere as an object of its own: an empty action does nothing.
        for key in list(item.keys()):
            del item[key]


def _keep_content_inside(item: Any) -> None:
    """Let no stream take its content from a file elsewhere."""
    for key in PDF_KEYS_OF_STREAMS if isinstance(item, pikepdf.Stream) else ():
        if key in item:
            del item[key]


def _is_forbidden_action(item: Any) -> bool:
    """Whether it is an action that runs or fetches something, or a link that leads elsewhere than to the web or to a
    mailbox. Readers of PDF ask only for the kind (`/S`), whatever type an object says it is of."""
    if not isinstance(item, pikepdf.Dictionary):
        return False
    kind = item.get("/S")
    if not isinstance(kind, pikepdf.Name):
        return False
    if str(kind) == "/URI":
        return not _is_link(item.get("/URI"))
    return str(kind) in PDF_ACTIONS


def _is_link(target: Any) -> bool:
    """Whether the target of a link may stay: an address on the web, or one of a mailbox."""
    if not isinstance(target, pikepdf.String):
        return False
    text = str(target)
    return leads_to_the_web(text) or (text.isprintable() and text.lower().startswith("mailto:"))


def inert_office(data: bytes, main_part: str) -> bytes:
    """A Word or Excel file as it came, once it is known that nothing in it runs, unpacks without end or reaches out."""
    with _read_by_library(OFFICE_DAMAGED), zipfile.ZipFile(io.BytesIO(data)) as parcel:
        check_office(parcel, main_part)
    return data


def inert_text(data: bytes) -> bytes:
    """Plain text as UTF-8; what a browser could take for a page is refused."""
    text = _decoded(data)
    start = data[:4096].lower().lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or any(mark in start for mark in MARKUP):
        raise Unfit(_("The file is a web page or a script and not plain text. Upload a PDF of it."))
    return text.encode()


def inert_table(data: bytes) -> bytes:
    """Comma-separated text in which no cell is taken for a formula: a mark in front keeps it text."""
    text = inert_text(data).decode()
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error as error:
        raise Unfit(_("The table is damaged. Save it anew as CSV.")) from error
    if not any(_is_formula(cell) for row in rows for cell in row):
        return text.encode()
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerows([f"{TEXT_MARK}{cell}" if _is_formula(cell) else cell for cell in row] for row in rows)
    return out.getvalue().encode()


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
