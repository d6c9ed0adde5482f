"""Files as people upload them, harmless and hostile, made in code."""

import io
import struct
import zipfile
import zlib

import pikepdf
from openpyxl import Workbook
from PIL import Image


def png(size=(8, 8), **options):
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 90)).save(out, "PNG", **options)
    return out.getvalue()


def jpeg(**options):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (20, 90, 90)).save(out, "JPEG", **options)
    return out.getvalue()


def pdf(change=None, **options):
    """A PDF of one page; `change` may do anything to it before it is saved."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def xlsx():
    book = Workbook()
    book.active["A1"] = "Seizures"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parcel(**parts):
    """A zip file; the names of parts are written with __ for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(**more):
    plain = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types/>',
        "word/document.xml": '<?xml version="1.0"?><w:document/>',
    }
    return parcel(**(plain | more))


def bomb_png():
    """A picture of 60 000 by 60 000 pixels in a few kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 100_000)) + chunk(b"IEND", b"")


def with_parts(data, **parts):
    """A zip file with some of its parts replaced, or more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in read.infolist():
            if entry.filename not in parts:
                made.writestr(entry.filename, read.read(entry.filename))
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()
