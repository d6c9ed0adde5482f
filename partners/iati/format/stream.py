"""Goes through an IATI file in portions, in bounded memory and time, and hands out elements as they are complete.

lxml reads bytes with everything off that reaches outside of the file or swells inside of it: no entities, no DTD, no
network, and libxml2's own limits (10 MB for one text, tag or comment, 256 levels) on. Beyond those the amount that is
held at once is limited here: elements are dropped as soon as they are read, and a part that grows without an end is
refused before it is large.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, Any

from lxml import etree

from partners.iati.format.encoding import BYTE_ORDER_MARKS, AsUtf8
from partners.iati.format.faults import FileRefusal, NotWellFormed, RefusalCode

PORTION = 1 << 16
# Signs that open an element or an attribute, in one part that cannot be dropped yet: about 100 bytes of memory each.
LARGEST_PART = 500_000
# Bytes that may go by before a part is complete, and before the first element begins.
LONGEST_PART = 32_000_000
LONGEST_HEAD = 1_000_000
# How much more memory the process may hold than at the beginning, in bytes.
MOST_MEMORY = 100_000_000
LOOK_AT = 1 << 12
ACTIVITY = "iati-activity"
ROOTS = ("iati-activities", "iati-organisations", "iati-organisation")
# Parts of an activity that come in large numbers and are read one by one, and those that are read nowhere.
READ_AT_ONCE = ("transaction", "budget")
LEFT_OUT = ("result", "location", "document-link", "planned-disbursement", "contact-info", "country-budget-items")
BEGINNINGS = (ACTIVITY, *ROOTS)
NOTED = (ACTIVITY, *ROOTS, *READ_AT_ONCE, *LEFT_OUT)

Memory = Callable[[], int]


def no_memory() -> int:
    """The memory of a process that nobody measures."""
    return 0


def resident_memory() -> int:
    """The memory that this process holds, in bytes; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0


SIGNATURES = (
    (b"PK\x03\x04", RefusalCode.IS_ZIP),
    (b"PK\x05\x06", RefusalCode.IS_ZIP),
    (b"\x1f\x8b", RefusalCode.IS_GZIP),
    (b"BZh", RefusalCode.IS_GZIP),
    (b"\xfd7zXZ", RefusalCode.IS_GZIP),
    (b"7z\xbc\xaf", RefusalCode.IS_ZIP),
    (b"Rar!", RefusalCode.IS_ZIP),
    (b"\x28\xb5\x2f\xfd", RefusalCode.IS_GZIP),
    (b"\x1f\x9d", RefusalCode.IS_GZIP),
    (b"%PDF-", RefusalCode.IS_PDF),
    (b"\xd0\xcf\x11\xe0", RefusalCode.IS_SPREADSHEET),
)
WEB_PAGE = re.compile(rb"(?:<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s)*<(?:!doctype\s+html|html|head|body)\b", re.DOTALL)


def look_at_head(head: bytes) -> None:
    """Refuse at once what is plainly no XML, by the first bytes of a file."""
    if not head:
        raise FileRefusal(RefusalCode.EMPTY)
    for signature, code in SIGNATURES:
        if head.startswith(signature):
            # Spreadsheets and text documents of today are ZIP files with these names inside.
            is_office = b"[Content_Types].xml" in head or b"mimetypeapplication" in head
            raise FileRefusal(RefusalCode.IS_SPREADSHEET if is_office and code is RefusalCode.IS_ZIP else code)
    text = head
    for mark, _name in BYTE_ORDER_MARKS:
        text = text.removeprefix(mark).removeprefix(mark)
    # UTF-16 without its zero bytes reads like ASCII, as far as this looks.
    text = text.replace(b"\x00", b"").lstrip()
    if not text:
        raise FileRefusal(RefusalCode.EMPTY if len(head) < LOOK_AT else RefusalCode.NOT_XML)
    if text.startswith((b"{", b"[")):
        raise FileRefusal(RefusalCode.IS_JSON)
    if WEB_PAGE.match(text.lower()):
        raise FileRefusal(RefusalCode.IS_HTML)
    if not text.startswith(b"<"):
        raise FileRefusal(RefusalCode.NOT_XML)


def elements(file: IO[bytes], *, memory: Memory = resident_memory) -> Iterator[tuple[str, Any, bool]]:
    """The noted elements of a file in its order, by local name, and whether each only begins: roots do, activities do
    and come once more when they are complete, all others come complete.

    Raises FileRefusal for what is no well-formed XML, is hostile, or is no IATI file. Whoever reads has to have read a
    part of an activity, and what stands before it there, when asking for the next one: then it is emptied, and those
    before it are dropped. What stands inside of a part that may still be read stays with it (`_drop`).
    """
    with _refusals():
        head = file.read(LOOK_AT)
    look_at_head(head)
    text = AsUtf8(head, file)
    with _refusals():
        start = text.read(LOOK_AT)
    portion = _open(start, text)
    parser = _parser(tag=tuple(f"{{*}}{name}" for name in NOTED))
    events = parser.read_events()
    signs, passed, end, limit = 0, 0, End(), memory() + MOST_MEMORY
    while portion:
        signs += portion.count(b"<") + portion.count(b"=")
        passed += len(portion)
        with _refusals(is_declared=text.is_declared):
            parser.feed(portion)
        for event, element in events:
            name = local_name(element)
            if event == "start" and name in BEGINNINGS:
                # What only sounds like the root of a file is none inside of an activity.
                if name == ACTIVITY or not any(local_name(one) == ACTIVITY for one in element.iterancestors()):
                    yield name, element, True
            elif event == "end" and name not in ROOTS:
                yield name, element, False
                if _drop(element):
                    signs = passed = 0
        if signs > LARGEST_PART or passed > LONGEST_PART or memory() > limit:
            raise FileRefusal(RefusalCode.TOO_LARGE_A_PART, line=end.line)
        end.pass_by(portion)
        with _refusals():
            portion = text.read(PORTION)
    with _refusals(end, is_declared=text.is_declared):
        parser.close()


def _parser(**more: Any) -> Any:
    # `collect_ids=False` is not among these: it makes libxml2 look for the DTD that a file names.
    return etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        **more,
    )


def _open(head: bytes, file: AsUtf8) -> bytes:
    """Read on until the first element has begun; refuse what defines entities, and what is no IATI file."""
    parser = _parser()
    events = parser.read_events()
    portion = head
    while portion:
        with _refusals(is_declared=file.is_declared):
            parser.feed(portion)
        for _event, element in events:
            dtd = element.getroottree().docinfo.internalDTD
            if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
                raise FileRefusal(RefusalCode.ENTITIES)
            if local_name(element).lower() == "html":
                raise FileRefusal(RefusalCode.IS_HTML)
            return head
        if len(head) > LONGEST_HEAD:
            raise FileRefusal(RefusalCode.TOO_LARGE_A_PART)
        with _refusals():
            portion = file.read(PORTION)
        head += portion
    end = End()
    end.pass_by(head)
    with _refusals(end):
        parser.close()
    return head


@dataclass
class End:
    """Where a file ends, as far as it has gone by: on which line, and whether that is inside of a tag or a text."""

    line: int = 1
    is_open: bool = False

    def pass_by(self, portion: bytes) -> None:
        """Take the next portion into account."""
        self.line += portion.count(b"\n")
        if last := portion.rstrip():
            self.is_open = not last.endswith(b">")


@contextmanager
def _refusals(end: End | None = None, *, is_declared: bool = True) -> Iterator[None]:
    """Refuse the file for what its disk or the parser says; whether it `is_declared` what its encoding is."""
    try:
        yield
    except OSError as error:
        raise FileRefusal(RefusalCode.NOT_READABLE) from error
    except LookupError as error:
        raise FileRefusal(RefusalCode.ENCODING, detail=str(error)) from None
    except etree.XMLSyntaxError as error:
        refusal = _refusal(error, end)
        if refusal.code is RefusalCode.ENCODING and not is_declared:
            refusal = FileRefusal(RefusalCode.NOT_UTF8, line=refusal.line)
        raise refusal from None


# libxml2 error numbers: 4 document empty, 73/77 tag not finished, 31-33/81 encodings, 111 too large; 1 says that an
# error before left nothing. A character that XML does not know (9) is no fault of the encoding, where nothing says so.
ENDED = (4, 73, 77)
ENCODINGS = (31, 32, 33, 81, 6003)
TOO_LARGE = (2, 110, 111, 114, 115, 116, 117)
ENTITY_LOOP = (89,)
NOTHING_LEFT, AMPERSAND, NO_NAME = 1, 23, 68
WORDS = {
    5: NotWellFormed.BEHIND_THE_END,
    9: NotWellFormed.SIGN,
    23: NotWellFormed.AMPERSAND,
    26: NotWellFormed.NAME,
    27: NotWellFormed.NAME,
    38: NotWellFormed.ATTRIBUTE,
    39: NotWellFormed.ATTRIBUTE,
    40: NotWellFormed.ATTRIBUTE,
    41: NotWellFormed.ATTRIBUTE,
    42: NotWellFormed.ATTRIBUTE_TWICE,
    45: NotWellFormed.COMMENT,
    62: NotWellFormed.CDATA,
    63: NotWellFormed.CDATA,
    64: NotWellFormed.DECLARATION,
    65: NotWellFormed.ATTRIBUTE,
    68: NotWellFormed.ELEMENT_NAME,
    73: NotWellFormed.ATTRIBUTE,
    76: NotWellFormed.NOT_CLOSED,
    77: NotWellFormed.NOT_CLOSED,
    80: NotWellFormed.COMMENT,
    201: NotWellFormed.PREFIX,
}


def _refusal(error: Any, end: End | None) -> FileRefusal:
    """What the parser says, as a refusal. What only comes out at the end, where something is missing, is cut off."""
    line, number, said = error.lineno or 0, error.code or 0, str(error.msg or "")
    if number == NOTHING_LEFT and len(error.error_log):
        last = error.error_log[-1]
        line, number, said = last.line, last.type, last.message
    if end is not None and (number in ENDED or (end.is_open and line >= end.line)):
        return FileRefusal(RefusalCode.TRUNCATED, line=end.line)
    if number in ENTITY_LOOP or "amplification" in said.lower():
        return FileRefusal(RefusalCode.ENTITIES, line=line)
    if number in TOO_LARGE or "huge" in said.lower() or "limit" in said.lower():
        return FileRefusal(RefusalCode.TOO_LARGE_A_PART, line=line)
    if number in ENCODINGS or "encoding" in said.lower():
        return FileRefusal(RefusalCode.ENCODING, line=line, detail="UTF-8")
    said = " ".join(said.split(", line ", maxsplit=1)[0].split())[:200]
    if number == NO_NAME and "entityref" in said.lower():
        number = AMPERSAND
    words = WORDS.get(number)
    return FileRefusal(
        RefusalCode.NOT_WELL_FORMED, line=line, detail=str(words.label % {"said": said}) if words else said
    )


def local_name(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _drop(element: Any) -> bool:
    """Empty an element that has gone by, and drop what stands before it as far as nobody will read it any more;
    whether that is so.

    A part of an activity is read as a whole when it, or the next of many like parts, has gone by. Until then it keeps
    all that stands in it, whatever its name, and the activity keeps the parts before it. What is left out is read
    nowhere, and may go as it comes.
    """
    above = list(element.iterancestors())
    if any(_is_read_whole(inner, outer) for inner, outer in pairwise(above)):
        return False
    element.clear(keep_tail=True)
    for inner, outer in pairwise([element, *above]):
        if inner is element or local_name(outer) != ACTIVITY:
            while inner.getprevious() is not None:
                del outer[0]
    return True


def _is_read_whole(inner: Any, outer: Any) -> bool:
    """Whether an element is a part of an activity that is read once all of it is there."""
    return local_name(outer) == ACTIVITY and local_name(inner) not in (*LEFT_OUT, ACTIVITY)
