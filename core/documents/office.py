"""What a Word or Excel file may not hold: macros, other files, links to elsewhere, and formulas or fields that start a
program or ask another computer (DDE among them). Such a file is refused, with the reason; nothing in it is changed.

By what programs read, not by how files are usually written: names of parts are free, so the content types and relations
count; text may stand in any encoding, with character references, and be divided among elements.
"""

import re
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from core.documents.unfit import (
    OFFICE_DAMAGED,
    OFFICE_FETCHES,
    OFFICE_LINKS,
    OFFICE_NOT_ALONE,
    OFFICE_RUNS,
    OFFICE_TOO_LARGE,
    Unfit,
)
from core.web_address import leads_to_the_web

MAX_UNPACKED = 120_000_000
MAX_ENTRIES = 2_000
MAX_PART = 40_000_000  # which is read whole
NAMES_FORBIDDEN = re.compile(r"vbaproject|activex|oleobject|externallink|macrosheets|customui|\.\.|\.exe|\.dll|\.js")
# Types of parts and of relations, which say what a part is whatever it is called.
TYPES_FORBIDDEN = re.compile(
    r"macroenabled|vbaproject|macrosheet|oleobject|activex|/control|customui|ui/extensibility|webextension|taskpane|"
    r"dialogsheet|/package$",
    re.I,
)
TYPES_FETCHING = re.compile(r"externallink|connections|querytable|afchunk|subdocument|attachedtemplate", re.I)
# "program|topic!item" asks another program (DDE); the rest ask other computers, or call into programs.
FORMULA_RUNS = re.compile(
    r"[\w.]+\s*\|\s*['\w]|\b(?:DDE|WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(?:\.ID)?|EXEC|EVALUATE|SQL\.REQUEST|CUBE\w+|"
    r"IMAGE|STOCKHISTORY)\s*\(",
    re.I,
)
FORMULA_LINKS = re.compile(r"\bHYPERLINK\s*\(\s*\"([^\"]*)\"", re.I)
IN_QUOTES = re.compile(r"\"[^\"]*\"")
FIELD_RUNS = re.compile(
    r"\b(?:DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDE|IMPORT|DATABASE|MACROBUTTON|EMBED|AUTOTEXTLIST)\b", re.I
)
FIELD_LINKS = re.compile(r"\bHYPERLINK\s+(?:\\\w\s+)*\"([^\"]*)\"", re.I)
FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
FORMULAS |= {"calculatedColumnFormula", "totalsRowFormula"}
RUNNING = frozenset({"ddeLink", "oleLink", "control", "OLEObject"})
FETCHING = frozenset({"externalReference", "altChunk", "subDoc"})
# Kinds of files that no document needs inside; what a printer was set to is the one that comes in "bin".
ENDINGS_FORBIDDEN = frozenset({"bin", "js", "vbs", "html", "htm", "mht", "exe", "dll"})


def check_office(parcel: zipfile.ZipFile, main_part: str) -> None:
    """Raise Unfit, with the reason, for a file that is not taken."""
    _check_directory(parcel, main_part)
    for entry in parcel.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_part(entry.filename.lower(), _content(parcel, entry))


def _check_directory(parcel: zipfile.ZipFile, main_part: str) -> None:
    entries = parcel.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unfit(OFFICE_TOO_LARGE)
    if "[Content_Types].xml" not in names or main_part not in names or len(set(names)) != len(names):
        raise Unfit(OFFICE_DAMAGED)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit(_("The file is protected with a password. Take the protection off and upload it again."))
    for name in names:
        lowered = f"/{name.lower()}"
        # The numbers of a chart in a text are a workbook of their own; workbooks of this kind hold no macros.
        is_foreign = "/embeddings/" in lowered and not lowered.endswith(".xlsx")
        if is_foreign or NAMES_FORBIDDEN.search(lowered):
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


def _check_part(name: str, content: bytes) -> None:
    root = _parsed(content)
    if root is None:
        # Office opens what lxml mends; what neither can read is damaged, an empty part is not.
        if content.strip():
            raise Unfit(OFFICE_DAMAGED)
        return
    fields: list[str] = []
    for element in root.iter(etree.Element):
        local = _local(element.tag)
        if local in ("Default", "Override"):
            _refuse_type(element.get("ContentType", ""), element.get("Extension", ""))
        elif local == "Relationship":
            _check_relation(element)
        elif local in RUNNING | FETCHING:
            raise Unfit(OFFICE_FETCHES if local in FETCHING else OFFICE_RUNS)
        elif local in FORMULAS:
            _check_formula("".join(element.itertext()))
        else:
            _gather_field(element, local, fields)
        _check_links_of(element)
    _check_field("".join(fields))


def _local(name: str) -> str:
    """A name without its space, also where a file binds its prefix to none."""
    return name.rpartition("}")[2].rpartition(":")[2]


def _gather_field(element: Any, local: str, fields: list[str]) -> None:
    """Put the code of a field of Word together, which may be divided among elements however its writer likes, and
    check it where it ends."""
    if local == "instrText":
        fields.append("".join(element.itertext()))
    elif local == "fldSimple":
        _check_field(" ".join(element.attrib.values()))
    elif local == "fldChar" and fields and {"separate", "end"} & set(element.attrib.values()):
        _check_field("".join(fields))
        fields.clear()


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None


def _refuse_type(kind: str, ending: str) -> None:
    if TYPES_FETCHING.search(kind):
        raise Unfit(OFFICE_FETCHES)
    is_odd = ending.lower() in ENDINGS_FORBIDDEN and "printersettings" not in kind.lower()
    if is_odd or (TYPES_FORBIDDEN.search(kind) and not kind.endswith("spreadsheetml.sheet")):
        raise Unfit(OFFICE_NOT_ALONE)


def _check_relation(relation: Any) -> None:
    kind, target = str(relation.get("Type", "")), str(relation.get("Target", ""))
    is_told = relation.get("TargetMode", "").strip().lower() == "external"
    if is_told or ":" in target or target.startswith(("\\\\", "//")):
        # A link that a reader follows or not; anything else is fetched when the file is opened.
        if not kind.lower().endswith("/hyperlink"):
            raise Unfit(OFFICE_FETCHES)
        _check_link(target)
    elif TYPES_FETCHING.search(kind):
        raise Unfit(OFFICE_FETCHES)
    elif TYPES_FORBIDDEN.search(kind) and not target.lower().endswith(".xlsx"):
        raise Unfit(OFFICE_NOT_ALONE)


def _check_links_of(element: Any) -> None:
    """Links that stand in attributes, as in old drawings (VML)."""
    for name, value in element.attrib.items():
        if _local(name).lower() in ("href", "onclick", "onload") and ":" in value:
            _check_link(value)


def _check_link(target: str) -> None:
    """Refuse a link that leads neither to the web, nor to a mailbox, nor to a place or a file beside this one."""
    bare = target.strip()
    is_near = ":" not in bare and not bare.startswith(("\\\\", "//"))
    if is_near or (bare.lower().startswith("mailto:") and bare.isprintable()):
        return
    if not leads_to_the_web(bare):
        raise Unfit(OFFICE_LINKS % {"target": bare[:80]})


def _check_formula(formula: str) -> None:
    for target in FORMULA_LINKS.findall(formula):
        _check_link(target)
    # A bar within a text in quotes is a bar.
    if FORMULA_RUNS.search(IN_QUOTES.sub('""', formula)):
        raise Unfit(OFFICE_RUNS)


def _check_field(code: str) -> None:
    for target in FIELD_LINKS.findall(code):
        _check_link(target)
    if FIELD_RUNS.search(IN_QUOTES.sub('""', code)):
        raise Unfit(OFFICE_RUNS)
