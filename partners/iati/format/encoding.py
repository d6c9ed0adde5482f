"""The bytes of a file as UTF-8, in whatever encoding it was saved: told by its byte order mark, its zero bytes, or its
own declaration, in this order. What cannot be is refused with the line.

On the way the names that HTML gives to signs ("&nbsp;") become what XML knows ("&#160;"): many publishers' texts come
from web pages, and XML itself knows five such names only.
"""

import codecs
import re
from html.entities import html5
from typing import IO, Any

from partners.iati.format.faults import FileRefusal, RefusalCode

# The longer marks first: that of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
FIRST_SIGNS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# Encodings of text in which a sign of ASCII is its own byte; all that publishers have been seen to declare.
ONE_BYTE = re.compile(
    r"(us-)?ascii|utf-?8|(iso-?8859|latin)-?\d{1,2}|iso-?8859-\d{1,2}|(windows|cp)-?(125\d|874)|koi8-[ru]|tis-?620"
    r"|gb2312|gbk|gb18030|big5(-hkscs)?|shift_?jis|euc-(jp|kr)|mac(intosh|-?roman)",
    re.IGNORECASE,
)
# Of one byte a sign, where every two bytes are two letters.
WESTERN = re.compile(r"(iso-?8859|latin)-?\d{1,2}|cp-?125\d|(us-)?ascii|mac(intosh|-?roman)", re.IGNORECASE)
PORTION = 1 << 16
# Of several bytes a sign: nonsense in a file whose declaration can be read byte by byte.
WIDE = re.compile(r"utf-?(16|32)(-?[bl]e)?|ucs-?[24]|iso-10646-ucs-[24]", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([^"'<>]{0,60})["']""")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
LONGEST_NAME = 33
KNOWN_TO_XML = (b"amp", b"lt", b"gt", b"quot", b"apos")


class AsUtf8:
    """A file of which the first bytes are read already, as UTF-8. Raises FileRefusal where it is not what it says."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self._file = file
        self.name, skip = encoding_of(head)
        self.is_declared = skip > 0 or _DECLARED.match(head) is not None
        if _is_utf8_all_the_same(self.name, head, file):
            self.name = "utf-8"
        self._head = head[skip:]
        is_utf8 = codecs.lookup(self.name).name in ("utf-8", "ascii")
        self._decoder: Any = None if is_utf8 else codecs.getincrementaldecoder(self.name)()
        self._line = 1
        self._waiting = b""

    def read(self, size: int) -> bytes:
        """About so many bytes; none at the end of the file alone."""
        while True:
            portion, self._head = self._head or self._file.read(size), b""
            text = self._waiting + self._decoded(portion, is_last=not portion)
            # A name that goes on in the next portion waits for it.
            start = text.rfind(b"&", -LONGEST_NAME) if portion else -1
            cut = start if start >= 0 and b";" not in text[start:] else len(text)
            text, self._waiting = text[:cut], text[cut:]
            if text or not portion:
                return _NAMED.sub(_as_number, text)

    def _decoded(self, portion: bytes, *, is_last: bool) -> bytes:
        if self._decoder is None:
            return portion
        try:
            text = self._decoder.decode(portion, is_last)
        except UnicodeDecodeError as error:
            if error.reason in ("truncated data", "unexpected end of data", "incomplete multibyte sequence"):
                raise FileRefusal(RefusalCode.TRUNCATED, line=self._line) from None
            line = self._line + error.object[: error.start].count(b"\n")
            raise FileRefusal(RefusalCode.ENCODING, line=line, detail=self.name.upper()) from None
        self._line += text.count("\n")
        try:
            encoded: bytes = text.encode()
        except UnicodeEncodeError:
            raise FileRefusal(RefusalCode.ENCODING, line=self._line, detail=self.name.upper()) from None
        return encoded


def _is_utf8_all_the_same(name: str, head: bytes, file: IO[bytes]) -> bool:
    """Whether a file that declares an encoding of Western letters is UTF-8 from end to end, and more than ASCII: no
    text of another encoding is that by chance. Its declaration was left as it was when somebody saved it anew."""
    if not WESTERN.fullmatch(name) or not file.seekable():
        return False
    start = file.tell()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_more, portion = False, head
    try:
        while portion:
            is_more |= not portion.isascii()
            decoder.decode(portion)
            portion = file.read(PORTION)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(start)
    return is_more


def encoding_of(head: bytes) -> tuple[str, int]:
    """The encoding of a file by its first bytes, and how many of them are only its mark. Raises FileRefusal for one
    that nobody knows."""
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            # Some programs put it in front of one that is there.
            return name, len(mark) * (2 if head.startswith(mark * 2) else 1)
    for signs, name in FIRST_SIGNS:
        if head.startswith(signs):
            return name, 0
    found = _DECLARED.match(head)
    declared = found[1].decode("ascii", "replace").strip() if found else "utf-8"
    if WIDE.fullmatch(declared):
        # Saved as UTF-8 by a program that thinks in UTF-16: its declaration could not be read otherwise.
        return "utf-8", 0
    if not ONE_BYTE.fullmatch(declared) or not _is_known(declared):
        raise FileRefusal(RefusalCode.ENCODING_UNKNOWN, line=1, detail=declared)
    return _name(declared), 0


def _name(declared: str) -> str:
    """The name under which Python knows a declared encoding: "windows-874" is its "cp874"."""
    return re.sub(r"^windows-?", "cp", declared.lower())


def _is_known(name: str) -> bool:
    try:
        codecs.lookup(_name(name))
    except LookupError:
        return False
    return True


def _as_number(found: re.Match[bytes]) -> bytes:
    name = found[1]
    sign = "" if name in KNOWN_TO_XML else html5.get(f"{name.decode()};", "")
    return "".join(f"&#{ord(one)};" for one in sign).encode() or found[0]
