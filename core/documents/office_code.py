"""Formulas of Excel and fields of Word: which start a program, ask another computer, or lead to odd places.

Read as those programs read them: a name in single quotes is no text, a field may stand within another, and what a link
leads to may be put together of pieces. What cannot be told from the text is refused.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from core.documents.unfit import (
    A_CELL,
    A_FORMULA,
    OFFICE_LINK_ELSEWHERE,
    OFFICE_LINK_OF_CELL,
    OFFICE_LINKS,
    OFFICE_RUNS,
    Unfit,
)
from core.web_address import leads_to_the_web

# Functions that ask other programs or computers, in Excel, Calc and the sheets of the web.
FORMULA_RUNS = re.compile(
    r"\b(?:DDE|WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(?:\.ID)?|EXEC|EVALUATE|SQL\.REQUEST|CUBE\w+|IMAGE|STOCKHISTORY|"
    r"IMPORT(?:XML|HTML|DATA|FEED|RANGE)|GOOGLE\w+|TRANSLATE|COPILOT|PY)\s*\(|\b_xll\.",
    re.I,
)
# "program|topic!item" asks another program (DDE); formulas have no other use for a bar. Two backslashes open a folder
# of another computer.
FORMULA_ASKS = re.compile(r"\||\\\\\w")
QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
FORMULA_LINKS = re.compile(r"\bHYPERLINK\s*\(\s*(?:\"((?:[^\"]|\"\")*)\"\s*([,)&]?)|([^\s\"][^,)]*))", re.I)
WEB_START = re.compile(r"https?://[\w.-]+[/?#]|mailto:|#", re.I | re.A)

FIELD_NAMES = r"(?:DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|DATABASE|MACROBUTTON|EMBED|AUTOTEXTLIST)"
FIELD_RUNS = re.compile(rf"\b{FIELD_NAMES}\b", re.I)
# A field is what its first word says; "QUOTE 68 68 69" spells words in numbers.
FIELD_BEGINS = re.compile(rf"\s*(?:{FIELD_NAMES}|RD)\b|\s*QUOTE\s+\d", re.I)
IN_QUOTES = re.compile(r"\"[^\"]*\"")
FIELD_WORDS = re.compile(r"\"([^\"]*)\"?|(\\\w)(?=\s|$)|([^\s\"]+)")
SWITCHES_WITH_A_WORD = frozenset({"\\l", "\\o", "\\t"})
QUOTES_OF_WORD = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"'})
# What a system starts when it is opened.
PROGRAMS = re.compile(
    r"\.(?:exe|com|bat|cmd|scr|pif|ps1|vbs|vbe|js|jse|wsf|wsh|hta|lnk|url|msi|jar|reg|cpl|dll|iqy|settingcontent-ms)$",
    re.I,
)


def check_link(target: str, cell: str = "") -> None:
    """Refuse a link that leads neither to the web, nor to a mailbox, nor to a place or a document beside this one; with
    the `cell` of a sheet in which it stands, if it is known."""
    bare = target.strip()
    slashed = bare.replace("\\", "/")
    is_near = ":" not in bare and not slashed.startswith("//") and not PROGRAMS.search(re.split("[?#]", slashed)[0])
    if is_near or (bare.lower().startswith("mailto:") and bare.isprintable()):
        return
    if not leads_to_the_web(bare):
        raise Unfit((OFFICE_LINK_OF_CELL if cell else OFFICE_LINKS) % {"target": bare[:80], "cell": cell})


def check_formula(formula: str, cell: str = "") -> None:
    """Refuse a formula that asks others, or links to odd places; `cell` is where it stands, if it is known.

    What a cell holds is no proof of where a link leads that reads it: Excel works it out anew when it opens the file.
    """
    for literal, after, other in FORMULA_LINKS.findall(formula):
        if after != "&" and not other:
            check_link(literal, cell)
        elif other or not WEB_START.match(literal):
            # Put together of pieces, or read from a cell: it leads wherever those say.
            where = A_CELL % {"cell": cell} if cell else A_FORMULA
            raise Unfit(OFFICE_LINK_ELSEWHERE % {"where": where, "target": (literal or other)[:80]})
    bare = QUOTED.sub(lambda found: '""' if found[0].startswith('"') else found[0], formula)
    if FORMULA_RUNS.search(bare) or FORMULA_ASKS.search(bare) or re.search(r"\\\\\w", formula):
        raise Unfit(OFFICE_RUNS)


def check_field(code: str) -> None:
    """Refuse a field that asks others, or links to odd places."""
    plain = code.translate(QUOTES_OF_WORD)
    if FIELD_BEGINS.match(plain) or FIELD_RUNS.search(IN_QUOTES.sub('""', plain)):
        raise Unfit(OFFICE_RUNS)
    for start in re.finditer(r"\bHYPERLINK\b", IN_QUOTES.sub(lambda found: " " * len(found[0]), plain), re.I):
        _check_field_link(plain[start.end() :])


def _check_field_link(rest: str) -> None:
    """The words after HYPERLINK: switches, some with a word of their own, and the target."""
    is_of_switch = False
    for quoted, switch, bare in FIELD_WORDS.findall(rest):
        if switch:
            is_of_switch = switch.lower() in SWITCHES_WITH_A_WORD
            continue
        if not is_of_switch:
            check_link(quoted or bare)
        is_of_switch = False


class Fields:
    """The fields of a part, put together from their pieces, which may be divided among elements however their writer
    likes. A field within another is one of its own."""

    def __init__(self) -> None:
        self._open: list[list[str]] = [[]]
        self._whole: list[str] = []

    def take(self, element: Any, local: str) -> None:
        """Read one element."""
        if local == "instrText":
            self._open[-1].append("".join(element.itertext()))
            self._whole.append(self._open[-1][-1])
        elif local == "fldSimple":
            for value in element.attrib.values():
                check_field(str(value))
        elif local == "fldChar":
            marks = set(element.attrib.values())
            if "begin" in marks:
                self._open.append([])
            elif marks & {"separate", "end"}:
                self.check()
                if "end" in marks and len(self._open) > 1:
                    self._open.pop()
                if len(self._open) == 1:
                    self._open, self._whole = [[]], []

    def check(self) -> None:
        """Look at what has come so far."""
        check_field("".join(self._open[-1]))
        check_field("".join(self._whole))


def no_way_to_check() -> Unfit:
    """The refusal of a file that is too large to be looked through."""
    return Unfit(_("The file holds more than can be looked through. Divide it, or save it as PDF or CSV."))
