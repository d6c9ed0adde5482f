"""Single values of IATI files as they are really written: texts, dates, amounts, codes, truths."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import unescape
from html.entities import html5
from itertools import islice
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import yaml

from partners.iati.format.activity import Narrative
from partners.iati.format.faults import NoteCode

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# XML's own word for blanks and lines that are meant as they stand.
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
YEARS = range(1900, 2201)
BUDDHIST_BEFORE = 543
"""By how many years the Buddhist calendar, as Thailand uses it, is ahead of the common one."""
BUDDHIST_YEARS = range(1950 + BUDDHIST_BEFORE, 2101 + BUDDHIST_BEFORE)
COUNTRIES: dict[str, str] = yaml.safe_load(Path(__file__).with_name("country_codes.yaml").read_text(encoding="utf-8"))
_TWO_LETTERS = frozenset(COUNTRIES.values())
_NAMES: dict[str, str] = {
    name: code
    for code, names in yaml.safe_load(
        Path(__file__).with_name("country_names.yaml").read_text(encoding="utf-8")
    ).items()
    for name in names
}
# What ISO 3166 has called otherwise (3166-3), or keeps for a country beside its code.
FORMER = {"BU": "MM", "BUR": "MM", "TP": "TL", "TMP": "TL", "UK": "GB"}
# Signs that show nothing although they are no blanks and no marks: fillers and the blank of Braille.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
NO_CURRENCY, TEST_CURRENCY = "XXX", "XTS"
"""The codes of ISO 4217 for where no currency is meant, and for trying things out."""
# Room in a database row: 20 digits before the point.
LARGEST_VALUE = Decimal(10) ** 18
MOST_DIGITS = 60
# The same few days stand in thousands of rows. Nothing longer is remembered.
LENGTH_OF_DAY = 10
# Longer texts are cut: nobody reads them, and memory is to stay flat.
LONGEST_TEXT = 20_000

# HTML inside of HTML inside of HTML: nobody has been seen to write more.
MOST_LAYERS = 4

_INLINE = "a|abbr|acronym|b|big|cite|code|em|font|i|img|ins|del|label|mark|o:p|q|s|small|span|strike|strong|sub|sup|u"
_BLOCK = (
    "address|article|blockquote|body|br|center|dd|div|dl|dt|footer|h[1-6]|head|header|hr|html|li|main|ol|p|pre|section"
    "|table|tbody|td|tfoot|th|thead|tr|ul"
)
_HIDDEN = re.compile(
    r"<(script|style)\b[^<>]{0,500}>.{0,2000}?</\1\s{0,5}>|<!--.{0,2000}?-->", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(rf"</?(?:{_BLOCK})(?:\s[^<>]{{0,500}})?\s{{0,5}}/?>", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]{{0,500}})?\s{{0,5}}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
# Control signs, and signs that turn the direction of reading: they would make a text read as another one.
_UNSEEN = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)])
_UNSEEN |= dict.fromkeys(range(0x2066, 0x206A))
_UNSEEN |= dict.fromkeys([0xFEFF, 0xFFFE, 0xFFFF])


def line_of_text(text: str | None) -> str:
    """A text on one line, without unseen signs; in Unicode's form NFC, as all text here."""
    if text and text.isascii() and text.isprintable():
        # Most texts hold nothing that could be unseen, or be written in two forms.
        return " ".join(text.split()) if " " in text else text
    return " ".join(_seen(text).split())


def paragraphs(text: str | None) -> str:
    """A longer text with its paragraphs, without unseen signs and without runs of blanks."""
    lines = [" ".join(line.split()) for line in _seen(text).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def as_it_stands(text: str | None) -> str:
    """A text with its blanks and lines, without unseen signs."""
    return "\n".join(_seen(text).splitlines()).strip()


def without_markup(text: str) -> str:
    """A text without the HTML in which some publishers write: tags go, with lines where they made some, and entities
    become their signs. "a < b" and "R&D" are no HTML, and stay."""
    if "<" not in text and "&" not in text:
        return text
    for _turn in range(MOST_LAYERS):
        # Some wrap it twice: what an entity has become may be a tag.
        plain = _ENTITY.sub(_sign, _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub(" ", text))))
        if plain == text:
            break
        text = plain
    return text


def is_visible(text: str) -> bool:
    """Whether a text shows anything: blanks, marks of direction and joiners alone are none."""
    if text.isascii() and text.isprintable():
        return bool(text) and not text.isspace()
    return any(category(one)[0] not in "CZM" and one not in _BLANK_LETTERS for one in text)


def _sign(entity: re.Match[str]) -> str:
    """What an entity stands for; one that HTML does not know stays as it is."""
    text = entity[0]
    return unescape(text) if text[1] == "#" or text[1:] in html5 else text


def _seen(text: str | None) -> str:
    return normalize("NFC", (text or "").translate(_UNSEEN))


def attribute(element: Any, name: str) -> str:
    """An attribute on one line; empty where it is not given."""
    text: str | None = element.get(name)
    if not text:
        return ""
    return text if text.isascii() and text.isprintable() and " " not in text else identifier(text)


def identifier(text: str | None) -> str:
    """An identifier or a code on one line: signs that show nothing (a blank of no width, a soft hyphen) are no part of
    it, or two that look alike would be two."""
    if not text:
        return ""
    if text.isascii():
        # None of the signs that show nothing is one of ASCII.
        return line_of_text(text)
    return "".join(one for one in line_of_text(text) if category(one) != "Cf")


def code(element: Any, name: str = "code", longest: int = 40) -> str:
    """A code of a list; one that is too long to be a code is none."""
    found = attribute(element, name)
    return found if len(found) <= longest else ""


def day(text: str | None) -> tuple[date | None, NoteCode | None]:
    """A day in ISO 8601, and what is to be said of it; a time or zone behind it is left out. None where it is none.

    Years of the Buddhist calendar (2566 is 2023) become those of the common one. Years that cannot be true, as 9999
    and 0000 that stand for "without an end" and "not known", are no days.
    """
    told = (text or "").strip()
    return _day(told) if len(told) <= LENGTH_OF_DAY else _day.__wrapped__(told)


@lru_cache(maxsize=8_192)
def _day(text: str) -> tuple[date | None, NoteCode | None]:
    found = _DAY.match(text)
    if found is None:
        return None, NoteCode.DATE_UNREADABLE
    year, note = int(found[1]), None
    if year in BUDDHIST_YEARS:
        year, note = year - BUDDHIST_BEFORE, NoteCode.DATE_BUDDHIST
    elif year not in YEARS:
        return None, NoteCode.YEAR_IMPOSSIBLE
    try:
        return date(year, int(found[2]), int(found[3])), note
    except ValueError:
        return None, NoteCode.DATE_UNREADABLE


def number(text: str | None) -> Decimal | None:
    """A number with a point, thousands with commas or not. None where it is none, or too long to be one: a comma before
    decimals is read as one thing by its author and as another by others."""
    found = (text or "").strip().replace("\xa0", "").replace("\u202f", "").replace(" ", "")
    if not found or len(found) > MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(found):
        found = found.replace(",", "")
    return Decimal(found) if _NUMBER.fullmatch(found) else None


def percentage(text: str) -> Decimal | None:
    """A share in per cent: a number, with or without its sign. With a comma it is none: "33,333" is no 33,333%."""
    return None if "," in text else number(text.strip().rstrip("%"))


def country(text: str) -> str:
    """The code of a country in two letters, from two or three, in capitals or not, the former ones of Myanmar and
    Timor-Leste as well; "" for what is none."""
    found = text.upper()
    return FORMER.get(found) or COUNTRIES.get(found) or (found if found in _TWO_LETTERS else "")


def country_named(text: str) -> str:
    """The code of a member state by its name or number; "" for what is none of these."""
    letters = (one for one in normalize("NFKD", text.casefold()) if category(one) != "Mn" and one not in "'’")
    return _NAMES.get(" ".join("".join(one if one.isalnum() else " " for one in letters).split()), "")


def currency(text: str | None) -> str | None:
    """A currency code in capitals; empty where none is given, None where it is none, such as XXX, which says so."""
    found = line_of_text(text).upper()
    if not found:
        return ""
    return found if _CURRENCY.fullmatch(found) and found not in (NO_CURRENCY, TEST_CURRENCY) else None


def truth(text: str | None) -> bool:
    """An xsd:boolean."""
    return (text or "").strip().lower() in ("1", "true")


def language(element: Any, otherwise: str) -> str:
    """The language of an element in lower case, without its region."""
    told = element.get(LANGUAGE)
    if not told:
        return otherwise
    found = told.strip().lower().replace("_", "-").partition("-")[0]
    return found[:10] or otherwise


def all_text(element: Any) -> str:
    """The text of an element with that of what stands in it."""
    # Going through what stands in it costs several times as much, and hardly anything ever does.
    return "".join(element.itertext()) if len(element) else element.text or ""


def only_text(element: Any) -> str:
    """The text of an element that has just one narrative, which is plain; empty where it takes more to read it."""
    if len(element) != 1 or element[0].attrib or len(element[0]):
        return ""
    text: str = element[0].text or ""
    is_plain = text.isascii() and text.isprintable() and "<" not in text and "&" not in text
    return " ".join(text[: LONGEST_TEXT * MOST_LAYERS].split()) if is_plain else ""


def narratives(
    element: Any, prefix: str, otherwise: str, *, kind: str = "", is_long: bool = False, most: int | None = None
) -> list[Narrative]:
    """The texts of an element that are not empty, the first so many of them; text that stands in it directly counts
    where it has no narrative."""

    def tidy(text: str | None, one: Any = None) -> str:
        if one is None or one.get(SPACE) != "preserve":
            plain = without_markup((text or "")[: LONGEST_TEXT * MOST_LAYERS])
            return paragraphs(plain) if is_long else line_of_text(plain)
        return as_it_stands(text) if is_long else as_it_stands(text).replace("\n", " ")

    own = language(element, otherwise)
    told = (
        Narrative(text[:LONGEST_TEXT], language(one, own), kind)
        for one in element.iterchildren(f"{prefix}narrative")
        if is_visible(text := tidy(all_text(one), one))
    )
    found = list(islice(told, most))
    if not found and is_visible(text := tidy(element.text)):
        found = [Narrative(text[:LONGEST_TEXT], own, kind)]
    return found
