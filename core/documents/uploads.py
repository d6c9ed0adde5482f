"""What an uploaded file must be before it is taken: of a listed kind by its bytes and its name, and not too large."""

import io
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import IO, NamedTuple

import puremagic
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.documents.sanitise import Unfit, inert_office, inert_pdf, inert_picture, inert_table, inert_text
from core.documents.taken_out import Inert, TakenOut

MAX_NAME = 120
OFFICE, ZIP = "application/vnd.openxmlformats-officedocument", b"PK\x03\x04"


class Kind(NamedTuple):
    """A kind of file that is taken: how its bytes are made inert, and with which ones it begins, if with any."""

    media_type: str
    make_inert: Callable[[bytes], Inert]
    signature: bytes = b""


KINDS = {
    "pdf": Kind("application/pdf", inert_pdf, b"%PDF-"),
    "png": Kind("image/png", partial(inert_picture, form="PNG"), b"\x89PNG\r\n\x1a\n"),
    "jpg": Kind("image/jpeg", partial(inert_picture, form="JPEG"), b"\xff\xd8\xff"),
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", partial(inert_office, main_part="word/document.xml"), ZIP),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", partial(inert_office, main_part="xl/workbook.xml"), ZIP),
    "csv": Kind("text/csv", inert_table),
    "txt": Kind("text/plain", inert_text),
}
"""By the ending of their names; `jpeg` is written `jpg`."""

ENDINGS = ("pdf", "png", "jpg", "jpeg", "docx", "xlsx", "csv", "txt")
ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)


class Prepared(NamedTuple):
    """A file that may be kept: its neutral name, its kind by its bytes, its inert content, and what it has no more."""

    name: str
    media_type: str
    content: bytes
    taken_out: frozenset[TakenOut] = frozenset()


def prepare(name: str, file: IO[bytes], size: int) -> Prepared:
    """Check and disarm an uploaded file of `size` bytes. Raises Unfit with the reason in plain words."""
    limit = settings.DOCUMENT_MAX_BYTES
    too_large = _("The file is larger than %(limit)s.") % {"limit": filesizeformat(limit)}
    if size > limit:
        raise Unfit(too_large)
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Unfit(too_large)
    if not data:
        raise Unfit(_("The file is empty."))
    neutral = neutral_name(name)
    ending = neutral.rpartition(".")[2]
    if ending not in KINDS:
        raise Unfit(_("Files of this kind are not taken. Upload PDF, PNG, JPEG, DOCX, XLSX, CSV or plain text."))
    _check_signature(data, ending)
    content, taken_out = KINDS[ending].make_inert(data)
    if len(content) > limit * 2:
        raise Unfit(too_large)
    return Prepared(neutral, KINDS[ending].media_type, content, taken_out)


def neutral_name(name: str) -> str:
    """A file's name in NFC without folders, invisible signs and what turns the direction; the ending in small."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in base)
    visible = re.sub(r'[<>:"|?*;%\s]+', " ", visible).strip().rstrip(" .")
    stem, _dot, ending = visible.rpartition(".") if "." in visible else (visible, "", "")
    ending = "jpg" if ending.lower() == "jpeg" else ending.lower()
    stem = stem.strip(" .")[:MAX_NAME].strip() or str(_("document"))
    return f"{stem}.{ending}" if ending else stem


def _check_signature(data: bytes, ending: str) -> None:
    """Refuse bytes that are something else than the name says: by the first of them, and by what they look like."""
    other = _("The file is not what its name says: it is no %(kind)s.") % {"kind": ending.upper()}
    if signature := KINDS[ending].signature:
        if not data.startswith(signature):
            raise Unfit(other)
        return
    try:
        guesses = puremagic.magic_stream(io.BytesIO(data[:65_536]))
    except (puremagic.PureError, ValueError):
        return
    if any(guess.confidence >= 0.8 and not guess.mime_type.startswith("text/") for guess in guesses if guess.mime_type):
        raise Unfit(other)
