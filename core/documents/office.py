"""What a Word or Excel file may not hold: macros, other files, links to elsewhere, and formulas or fields that start a
program or ask another computer (DDE among them). Such a file is refused, with the reason; nothing in it is changed.

By what programs read, not by how files are usually written: names of parts are free, so the content types and relations
count; text may stand in any encoding, with character references, and be divided among elements.
"""

import io
import re
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from core.documents.office_code import Fields, check_formula, check_link, no_way_to_check
from core.documents.unfit import (
    OFFICE_DAMAGED,
    OFFICE_FETCHES,
    OFFICE_NOT_ALONE,
    OFFICE_RUNS,
    OFFICE_TOO_LARGE,
    Unfit,
)

MAX_UNPACKED = 120_000_000
MAX_ENTRIES = 2_000
MAX_PART = 40_000_000  # which is read whole
# Beginnings and ends of elements in all parts: about half a million cells; a few seconds to look through.
MAX_MARKS = 2_500_000
NAMES_FORBIDDEN = re.compile(r"vbaproject|activex|oleobject|externallink|macrosheets|customui|\.\.")
# Types of parts and of relations, which say what a part is whatever it is called.
TYPES_FORBIDDEN = re.compile(
    r"macroenabled|vbaproject|macrosheet|oleobject|activex|/control|customui|ui/extensibility|webextension|taskpane|"
    r"dialogsheet|/package$",
    re.I,
)
TYPES_FETCHING = re.compile(r"externallink|connections|querytable|afchunk|subdocument|attachedtemplate", re.I)
TYPES_OF_XML = re.compile(r"[+/]xml\s*(;|$)", re.I)
FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
FORMULAS |= {"calculatedColumnFormula", "totalsRowFormula"}
RUNNING = frozenset({"ddeLink", "oleLink", "control", "OLEObject"})
FETCHING = frozenset({"externalReference", "altChunk", "subDoc"})
# Of the language of pages, which a drawing could hold.
OF_PAGES = frozenset({"script", "foreignObject", "iframe", "embed", "object"})
# What a document may have inside, by the ending, and how its bytes begin; nothing where that says nothing.
XML_ENDINGS = frozenset({"xml", "rels", "vml", "svg"})
MEDIA: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG",),
    "gif": (b"GIF8",),
    "bmp": (b"BM",),
    "emf": (b"\x01\x00\x00\x00",),
    "wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00"),
    **dict.fromkeys(("jpg", "jpeg", "jfif"), (b"\xff\xd8\xff",)),
    **dict.fromkeys(("tif", "tiff"), (b"II*\x00", b"MM\x00*")),
    "wdp": (b"II\xbc",),
    "webp": (b"RIFF",),
    **dict.fromkeys(("odttf", "ttf", "fntdata"), ()),
}
ENDING_OF_PRINTERS = "bin"
HANDLERS = re.compile(
    r"on(?:click|dbl|mouse|key|load|unload|error|begin|end|repeat|focus|blur|activate|touch|pointer|wheel|toggle|anim)"
)
DRAWN = re.compile(r"data:image/(?:png|jpeg|gif);base64,", re.I)


def check_office(parcel: zipfile.ZipFile, main_part: str, *, marks: int = 0, is_inside: bool = False) -> int:
    """Raise Unfit, with the reason, for a file that is not taken. `is_inside`: it is a part of another one itself, in
    which so many `marks` were looked through already; gives how many there are with its own."""
    _check_directory(parcel, main_part)
    for entry in parcel.infolist():
        name, ending = entry.filename.lower(), _ending(entry.filename)
        if ending in XML_ENDINGS:
            content = _content(parcel, entry)
            marks += content.count(b"<")
            if marks > MAX_MARKS:
                raise no_way_to_check()
            _check_part(content)
        elif ending in MEDIA:
            with parcel.open(entry) as part:
                start = part.read(16)
            if MEDIA[ending] and start and not start.startswith(MEDIA[ending]):
                raise Unfit(OFFICE_NOT_ALONE)
        elif ending == "xlsx" and "/embeddings/" in f"/{name}" and not is_inside:
            with parcel.open(entry) as part, zipfile.ZipFile(io.BytesIO(part.read(MAX_PART))) as inner:
                marks = check_office(inner, "xl/workbook.xml", marks=marks, is_inside=True)
        elif not entry.is_dir() and not (ending == ENDING_OF_PRINTERS and "printersettings" in name):
            raise Unfit(OFFICE_NOT_ALONE)
    return marks


def _ending(name: str) -> str:
    return name.lower().rpartition("/")[2].rpartition(".")[2]


def _check_directory(parcel: zipfile.ZipFile, main_part: str) -> None:
    entries = parcel.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unfit(OFFICE_TOO_LARGE)
    # Readers of these files take no notice of case, nor of which way a stroke leans.
    known = {name.lower().replace("\\", "/") for name in names}
    if "[Content_Types].xml" not in names or main_part not in names or len(known) != len(names):
        raise Unfit(OFFICE_DAMAGED)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit(_("The file is protected with a password. Take the protection off and upload it again."))
    if any(NAMES_FORBIDDEN.search(f"/{name.lower()}") for name in names):
        raise Unfit(OFFICE_NOT_ALONE)


def _content(parcel: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # Unpacked no further than the directory says, whatever it holds.
    with parcel.open(entry) as part:
        content = part.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise Unfit(OFFICE_TOO_LARGE)
    text = content.replace(b"\x00", b"").lower()
    if b"<!doctype" in text or b"<!entity" in text:
        raise Unfit(_("The file holds instructions that a document has no use for. Save it anew and upload that."))
    return content


def _check_part(content: bytes) -> None:
    root = _parsed(content)
    if root is None:
        # Office opens what lxml mends; what neither can read is damaged, an empty part is not.
        if content.strip():
            raise Unfit(OFFICE_DAMAGED)
        return
    fields = Fields()
    for element in root.iter(etree.Element):
        local = _local(element.tag)
        if local in ("Default", "Override"):
            _refuse_type(element)
        elif local == "Relationship":
            _check_relation(element)
        elif local in RUNNING | FETCHING:
            raise Unfit(OFFICE_FETCHES if local in FETCHING else OFFICE_RUNS)
        elif local in OF_PAGES:
            raise Unfit(OFFICE_NOT_ALONE)
        elif local in FORMULAS:
            check_formula("".join(element.itertext()), _cell_of(element))
        else:
            fields.take(element, local)
        _check_links_of(element)
    fields.check()


def _cell_of(formula: Any) -> str:
    """Where in a sheet a formula stands, such as B7; empty where it stands in no cell."""
    around = formula.getparent()
    return str(around.get("r", ""))[:10] if around is not None and _local(around.tag) == "c" else ""


def _local(name: str) -> str:
    """A name without its space, also where a file binds its prefix to none."""
    return name.rpartition("}")[2].rpartition(":")[2]


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def _refuse_type(element: Any) -> None:
    """Refuse a type that no document needs, or that says of a part that it is read as what its name hides."""
    kind, ending = element.get("ContentType", ""), element.get("Extension", "").lower()
    ending = ending or _ending(element.get("PartName", ""))
    if TYPES_FETCHING.search(kind):
        raise Unfit(OFFICE_FETCHES)
    if TYPES_FORBIDDEN.search(kind) and not kind.endswith("spreadsheetml.sheet"):
        raise Unfit(OFFICE_NOT_ALONE)
    is_hidden = ending not in XML_ENDINGS and bool(TYPES_OF_XML.search(kind))
    if is_hidden or (ending == ENDING_OF_PRINTERS and "printersettings" not in kind.lower()):
        raise Unfit(OFFICE_NOT_ALONE)


def _check_relation(relation: Any) -> None:
    kind, target = str(relation.get("Type", "")), str(relation.get("Target", ""))
    is_told = relation.get("TargetMode", "").strip().lower() == "external"
    if is_told or ":" in target or target.startswith(("\\\\", "//")):
        # A link that a reader follows or not; anything else is fetched when the file is opened.
        if not kind.lower().endswith("/hyperlink"):
            raise Unfit(OFFICE_FETCHES)
        check_link(target)
    elif TYPES_FETCHING.search(kind):
        raise Unfit(OFFICE_FETCHES)
    elif TYPES_FORBIDDEN.search(kind) and not target.lower().endswith(".xlsx"):
        raise Unfit(OFFICE_NOT_ALONE)


def _check_links_of(element: Any) -> None:
    """Links that stand in attributes, as in drawings, and what would run there."""
    for name, value in element.attrib.items():
        local = _local(name).lower()
        if local in ("href", "src") and ":" in value and not DRAWN.match(value):
            check_link(value)
        elif HANDLERS.match(local):
            raise Unfit(OFFICE_NOT_ALONE)
