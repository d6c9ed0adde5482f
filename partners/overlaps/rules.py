"""When two programmes are likely the same, probably overlap, or work in the same field.

Two programmes overlap where member state, priority and dates meet and their titles or who carries them out are alike. A
stated "no" on any of the three (no state in common, no priority in common, one ended before the other began) settles
that they do not; what one of them leaves open is told as open and grades the pair lower. The same identifier settles
that they are the same. A programme and its parts never overlap: one contains the other. Source: the working rules of
the stock-takes (ASEAN partners, 2019), where the same programme was listed by donor and by implementer.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.choices import TextChoices
from core.choices import gettext_lazy as _

# Share of trigrams in common, as PostgreSQL's pg_trgm counts it: 0 nothing, 1 the same words.
EQUAL_TITLE = 0.95
STRONG_TITLE = 0.8
CLEAR_TITLE = 0.5
SOME_TITLE = 0.4
ALIKE_IMPLEMENTER = 0.7
TITLE_BOUNDS = (EQUAL_TITLE, STRONG_TITLE, CLEAR_TITLE, SOME_TITLE)
SHORTEST_IDENTIFIER = 5

_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")
_SIGNS = re.compile(r"[\W_]+")


class OverlapGrade(TextChoices):
    """How much two programmes look like one, the most first."""

    LIKELY_SAME = "likely_same", _("Likely the same")
    PROBABLE = "probable", _("Probably overlapping")
    SAME_FIELD = "same_field", _("Same field")


class InCommon(StrEnum):
    """Whether two programmes have member states, priorities or dates in common; open where one does not say."""

    YES = "yes"
    OPEN = "open"
    NO = "no"


@dataclass(frozen=True)
class Likeness:
    """What two programmes have in common. `title` and `implementer` are shares of trigrams, from 0 to 1."""

    places: InCommon
    priorities: InCommon
    dates: InCommon
    title: float = 0.0
    implementer: float = 0.0
    has_same_identifier: bool = False
    is_family: bool = False


def overlap_grade(found: Likeness) -> OverlapGrade | None:
    """The grade of a pair, or None where it is no overlap."""
    if found.is_family:
        return None
    if found.has_same_identifier:
        return OverlapGrade.LIKELY_SAME
    answers = (found.places, found.priorities, found.dates)
    if InCommon.NO in answers:
        return None
    if all(one is InCommon.YES for one in answers):
        return _grade_where_all_meet(found.title, found.implementer >= ALIKE_IMPLEMENTER)
    bounds = {
        OverlapGrade.LIKELY_SAME: EQUAL_TITLE,
        OverlapGrade.PROBABLE: STRONG_TITLE,
        OverlapGrade.SAME_FIELD: CLEAR_TITLE,
    }
    return next((grade for grade, bound in bounds.items() if found.title >= bound), None)


def in_common(first: Collection[object], second: Collection[object]) -> InCommon:
    """Whether two sets (of member states, of priorities) share an element; open where one of them is empty."""
    if not first or not second:
        return InCommon.OPEN
    return InCommon.YES if set(first) & set(second) else InCommon.NO


def dates_in_common(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> InCommon:
    """Whether two periods (first and last day) share a day. A day that is not known leaves it open, not more."""
    (start, end), (other_start, other_end) = first, second
    if (end and other_start and end < other_start) or (other_end and start and other_end < start):
        return InCommon.NO
    return InCommon.YES if start and end and other_start and other_end else InCommon.OPEN


def identifier_key(text: str) -> str:
    """An identifier without what publishers vary: case, spaces, and the sign between its pieces. Empty if too short.

    "gb-chc-1081247 / A1" and "GB-CHC-1081247-A1" are one. What is too short to tell anything ("n/a") is none.
    """
    key = _SIGNS.sub("-", _SPACES.sub("", text)).strip("-").upper()
    return key if len(key) >= SHORTEST_IDENTIFIER else ""


def _grade_where_all_meet(title: float, is_carried_by_same: bool) -> OverlapGrade | None:
    if title >= STRONG_TITLE:
        return OverlapGrade.LIKELY_SAME
    if title >= CLEAR_TITLE or (title >= SOME_TITLE and is_carried_by_same):
        return OverlapGrade.PROBABLE
    return OverlapGrade.SAME_FIELD if title >= SOME_TITLE or is_carried_by_same else None
