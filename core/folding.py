"""One reading of text for searching and one alphabet for sorting, the same in Python and in the database.

`folded` is what a search compares: without case, accents, invisible characters and doubled spaces, with one kind of
apostrophe, quotation mark, hyphen and digit, composed or not. The marks of Thai, Lao, Khmer and Burmese stay: they are
vowels there, or make another word.

`sort_key` is what a list is sorted by: the folded text without quotation marks and brackets, numbers by their size,
Thai and Lao by the consonant that a vowel is written before; what is alike in all that, by the letters as they stand.
Keys are compared by code point (collation "C"): no locale of a server or of an operating system has a say (ADR 37).

`FUNCTIONS` holds both for the database, made from the same tables; a migration takes them there. A change below needs a
migration that creates them again and rebuilds the indexes that hold them.
"""

import re
import unicodedata
from typing import Final

# Turned before normalisation, which would make a space and an accent of the first and several strokes of the others.
_APOSTROPHES_EARLY: Final = "\u00b4\u0384\u1fbd\u1fbf\u1fef\u1ffd\u1ffe"
_QUOTES_EARLY: Final = "\u02dd\u2033\u2034\u2036\u2037\u2057"
# Turned after it, in lower case.
_APOSTROPHES: Final = (
    "`\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\u2018\u2019\u201a\u201b"
    "\u2032\u2035\u2039\u203a\u275b\u275c\ua78c"
)
_QUOTES: Final = (
    "\u00ab\u00bb\u02ba\u02ee\u05f4\u201c\u201d\u201e\u201f\u275d\u275e\u300c\u300d\u300e\u300f\u301d\u301e\u301f"
)
_HYPHENS: Final = "\u02d7\u058a\u05be\u1806\u2010\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b"
# Letters with a stroke, a hook or no dot, which no normalisation takes apart.
_LETTERS: Final = (
    ("\u0180\u0253", "b"),
    ("\u0188\u023c", "c"),
    ("\u00f0\u0111\u0256\u0257", "d"),
    ("\u0247", "e"),
    ("\u01e5\u0260", "g"),
    ("\u0127", "h"),
    ("\u0131\u0268", "i"),
    ("\u0237\u0249", "j"),
    ("\u0138\u0199", "k"),
    ("\u0142\u026b", "l"),
    ("\u014b\u019e\u0272", "n"),
    ("\u00f8\u0275", "o"),
    ("\u024d", "r"),
    ("\u0167", "t"),
    ("\u0289", "u"),
    ("\u01b4\u024f", "y"),
    ("\u01b6\u0225", "z"),
    ("\u2c65", "a"),
    ("\u03c2", "\u03c3"),
)
_SEVERAL: Final = (("\u00df", "ss"), ("\u00e6", "ae"), ("\u0153", "oe"), ("\u00fe", "th"))
_ZEROS: Final = "\u0660\u06f0\u0966\u09e6\u0be6\u0e50\u0ed0\u1040\u1090\u17e0"

_EARLY: Final = dict.fromkeys(_APOSTROPHES_EARLY, "'") | dict.fromkeys(_QUOTES_EARLY, '"')
_LATE: Final = (
    dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_QUOTES, '"')
    | dict.fromkeys(_HYPHENS, "-")
    | {letter: plain for letters, plain in _LETTERS for letter in letters}
    | {chr(ord(zero) + digit): str(digit) for zero in _ZEROS for digit in range(10)}
)

# Patterns that Python and PostgreSQL read alike. Unseen are the soft hyphen, joiners, fillers, marks of direction, the
# byte-order mark, variation selectors and controls; accents those of Latin, Greek and Cyrillic letters.
_UNSEEN: Final = (
    r"[\u0001-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
SEEN: Final = re.compile(rf"(?!{_UNSEEN})[^\s\x00]")
"""The first sign of a text that a reader sees."""
_ACCENTS: Final = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_SPACE: Final = r"\u0009-\u000d\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES: Final = rf"[{_SPACE}][{_SPACE} ]*| [{_SPACE} ]+"
# What no column can hold, but a person can type into an address.
_NOT_STORED: Final = re.compile("[\x00\ud800-\udfff]")
# What is typed in two ways that nobody can tell apart. SARA AM and its Lao sister are taken apart by normalisation; a
# tone mark typed between their halves goes before both. Two of the vowel E look like the one of AE; so do the halves of
# two Khmer vowels like the whole, and a letter that Unicode advises against like the other A.
_LOOK_ALIKE: Final = (
    (r"([\u0e4d\u0ecd]+)([\u0e48-\u0e4b\u0ec8-\u0ecb]+)", r"\2\1"),
    (r"\u0e40\u0e40", "\u0e41"),
    (r"\u0ec0\u0ec0", "\u0ec1"),
    (r"\u17c1\u17b6", "\u17c4"),
    (r"\u17c1\u17b8", "\u17be"),
    (r"\u17a3", "\u17a2"),
)
_MAY_LOOK_ALIKE: Final = r"[\u0e40-\u0ecd\u17a3-\u17c1]"

LONGEST: Final = 400
"""Characters of a text that its sort key looks at, and characters of the key: an index takes no longer ones."""
_TIE: Final = 100

_NOT_SORTED: Final = (r"""["'()<>\[\]\\^_{|}~]""", "")
# Tone marks of Thai and Lao go; a vowel that is written before its consonant is sorted after it.
_THAI_LAO: Final = (
    (r"[\u0e47-\u0e4c\u0e4e\u0ec8-\u0ecc]", ""),
    (r"([\u0e40-\u0e44])([\u0e01-\u0e2e])", r"\2\1"),
    (r"([\u0ec0-\u0ec4])([\u0e81-\u0eae])", r"\2\1"),
)
# Numbers get leading zeros up to twenty digits.
_NUMBERS: Final = (("([0-9]+)", r"0000000000000000000\1"), ("0{0,19}([0-9]{20})(?![0-9])", r"\1"))


_TO_EARLY: Final = str.maketrans(_EARLY)
_TO_LATE: Final = str.maketrans(_LATE)
_NEEDS_ALL: Final = r"[^\u0009\u000a\u000d -_a-~]"
_needs_all = re.compile(_NEEDS_ALL).search
_is_thai_or_lao = re.compile(r"[\u0e40-\u0ecc]").search
_may_look_alike = re.compile(_MAY_LOOK_ALIKE).search
_has_number = re.compile("[0-9]").search


def folded(text: str) -> str:
    """What a search compares of a text."""
    if _needs_all(text):
        text = re.sub(_UNSEEN, "", _NOT_STORED.sub("", text).translate(_TO_EARLY))
        text = re.sub(_ACCENTS, "", unicodedata.normalize("NFKD", text)).lower()
        for letter, several in _SEVERAL:
            text = text.replace(letter, several)
        text = text.translate(_TO_LATE)
        for rule in _LOOK_ALIKE if _may_look_alike(text) else ():
            text = re.sub(*rule, text)
    else:
        text = text.lower()
    return re.sub(_SPACES, " ", text).strip(" ")


def words_of(text: str) -> list[str]:
    """The words that a search looks for, folded."""
    return folded(text).split(" ") if folded(text) else []


def sort_key(text: str) -> str:
    """What a text is sorted by. Texts that differ have keys that differ, as far as keys look."""
    key = re.sub(*_NOT_SORTED, folded(text[:LONGEST]))
    for rule in _THAI_LAO if _is_thai_or_lao(key) else ():
        key = re.sub(*rule, key)
    for rule in _NUMBERS if _has_number(key) else ():
        key = re.sub(*rule, key)
    tie = unicodedata.normalize("NFD", _NOT_STORED.sub("", text[:LONGEST]))[:_TIE]
    return f"{key.lstrip(' -')[:LONGEST]}\u0001{tie}"


def _quoted(text: str) -> str:
    """A text as a literal of PostgreSQL, in ASCII."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "E'" + "".join(one if one.isascii() else f"\\u{ord(one):04x}" for one in escaped) + "'"


def _step(expression: str) -> str:
    return f"    t := {expression};"


def _translate(turned: dict[str, str]) -> str:
    return _step(f"translate(t, {_quoted(''.join(turned))}, {_quoted(''.join(turned.values()))})")


def _substitute(pattern: str, plain: str) -> str:
    return _step(f"regexp_replace(t, {_quoted(pattern)}, {_quoted(plain)}, 'g')")


def _function(name: str, steps: list[str]) -> str:
    """A function of one text, `t`. Which letter is the small one of which is the server's knowledge: its own since
    PostgreSQL 17, that of ICU or of the C library before."""
    body = "\n".join(steps)
    return _MAKE.replace("@NAME@", name).replace("@BODY@", body)


_MAKE: Final = """
DO $make$
DECLARE
    known text[] := ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8', 'C.UTF-8', 'default'];
    letters text := (
        SELECT quote_ident(collname) FROM pg_collation
        WHERE collnamespace = 'pg_catalog'::regnamespace AND collname::text = ANY (known)
        ORDER BY array_position(known, collname::text) LIMIT 1);
BEGIN
    EXECUTE replace($sql$
CREATE OR REPLACE FUNCTION @NAME@(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
@BODY@
$body$
$sql$, '@LETTERS@', letters);
END
$make$;
"""


def _where(pattern: str, *steps: str, otherwise: str = "") -> list[str]:
    """Steps for a text that holds the pattern, and one for all others: the most of all text is spared most steps."""
    return [
        f"    IF t ~ {_quoted(pattern)} THEN",
        *steps,
        *(["    ELSE", otherwise] if otherwise else []),
        "    END IF;",
    ]


_LOWER: Final = _step("lower(t COLLATE @LETTERS@)")
_FOLD: Final = [
    *_where(
        _NEEDS_ALL,
        _translate(_EARLY),
        _substitute(_UNSEEN, ""),
        _step("normalize(t, NFKD)"),
        _substitute(_ACCENTS, ""),
        _LOWER,
        *(_step(f"replace(t, {_quoted(letter)}, {_quoted(several)})") for letter, several in _SEVERAL),
        _translate(_LATE),
        *_where(_MAY_LOOK_ALIKE, *(_substitute(*rule) for rule in _LOOK_ALIKE)),
        otherwise=_LOWER,
    ),
    *_where(_SPACES, _substitute(_SPACES, " ")),
    _step("btrim(t, ' ')"),
]
_FOLDED_SQL: Final = _function("core_folded", ["BEGIN", *_FOLD, "    RETURN t;", "END"])
# It calls no function of ours: while an index is built or restored, the server looks for functions among its own alone.
_SORT_KEY_SQL: Final = _function(
    "core_sort_key",
    [
        f"DECLARE\n    tie text := left(normalize(left(t, {LONGEST}), NFD), {_TIE});",
        "BEGIN",
        _step(f"left(t, {LONGEST})"),
        *_FOLD,
        _substitute(*_NOT_SORTED),
        *_where(r"[\u0e40-\u0ecc]", *(_substitute(*rule) for rule in _THAI_LAO)),
        *_where("[0-9]", *(_substitute(*rule) for rule in _NUMBERS)),
        f"    RETURN left(ltrim(t, ' -'), {LONGEST}) || E'\\u0001' || tie;",
        "END",
    ],
)
FUNCTIONS: Final = _FOLDED_SQL + _SORT_KEY_SQL
"""What makes `core_folded` and `core_sort_key` in the database, or makes them again."""
