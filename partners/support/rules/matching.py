"""Which needs a programme could support, and which programmes are already where a need is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.choices import TextChoices
from core.choices import gettext_lazy as _


class MatchPoint(StrEnum):
    """What a programme and a need are compared by."""

    COUNTRY = "country"
    PRIORITY = "priority"
    DATES = "dates"
    KIND = "kind"


class Fit(StrEnum):
    """How they compare on one point. Unsure is neither: something is not told, or a machine guessed it."""

    YES = "yes"
    UNSURE = "unsure"
    NO = "no"


class MatchGrade(TextChoices):
    """How well they fit, for the order of a list; people judge."""

    CLOSE = "close", _("Fits closely")
    LIKELY = "likely", _("Likely fits")
    POSSIBLE = "possible", _("May fit")


@dataclass(frozen=True)
class ProgrammeTraits:
    """Of a programme: member states named, whether it covers the region, priorities that people confirmed and that are
    suggested, its dates, whether it runs or is about to, and the kinds of support that its words speak of."""

    countries: frozenset[str]
    is_regional: bool
    priorities: frozenset[str]
    suggested: frozenset[str]
    starts_on: date | None
    ends_on: date | None
    is_active: bool
    kinds: frozenset[str]


@dataclass(frozen=True)
class NeedFacts:
    """Of a need: its member state and priority, the day by which it is needed, and the kinds of support it asks for."""

    country: str
    priority: str
    needed_by: date | None
    kinds: frozenset[str]


@dataclass(frozen=True)
class Match:
    """A programme and a need that fit, with how they compare on each point."""

    grade: MatchGrade
    fits: Mapping[MatchPoint, Fit]
    shared_kinds: frozenset[str]


def match(programme: ProgrammeTraits, need: NeedFacts, today: date) -> Match | None:
    """How well a programme and a need fit; None where they do not.

    They must share the member state and the priority, and the programme must run (or be about to) before the need's
    day. Each point on which that is unsure, and a kind of support that is told on both sides and differs, is a doubt:
    none is close, one is likely, more is possible. Kinds that nobody told are no doubt.
    """
    fits = {
        MatchPoint.COUNTRY: _fit(
            is_told=need.country in programme.countries, is_likely=programme.is_regional and not programme.countries
        ),
        MatchPoint.PRIORITY: _fit(
            is_told=need.priority in programme.priorities, is_likely=need.priority in programme.suggested
        ),
        MatchPoint.DATES: _dates(programme, need, today),
    }
    if Fit.NO in fits.values() or not programme.is_active:
        return None
    shared = programme.kinds & need.kinds
    kind = _fit(is_told=bool(shared), is_likely=not (programme.kinds and need.kinds))
    doubts = sum(fit is Fit.UNSURE for fit in fits.values()) + (kind is Fit.NO)
    grade = MatchGrade.CLOSE if not doubts else MatchGrade.LIKELY if doubts == 1 else MatchGrade.POSSIBLE
    return Match(grade, {**fits, MatchPoint.KIND: kind}, shared)


def _fit(*, is_told: bool, is_likely: bool) -> Fit:
    return Fit.YES if is_told else Fit.UNSURE if is_likely else Fit.NO


def _dates(programme: ProgrammeTraits, need: NeedFacts, today: date) -> Fit:
    """Whether the programme still runs, and begins before the day by which the need is to be met."""
    if programme.ends_on is not None and programme.ends_on < today:
        return Fit.NO
    if need.needed_by is not None and programme.starts_on is not None and programme.starts_on > need.needed_by:
        return Fit.NO
    return Fit.UNSURE if programme.ends_on is None else Fit.YES


KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "legal": ("legislation", "legal", "law reform", "prosecutor"),
    "advice": ("technical assistance", "advice", "advisory", "mentoring"),
    "training": ("training", "trained", "curriculum", "capacity building", "workshop"),
    "equipment": ("equipment", "scanner", "vehicle", "x-ray", "radios"),
    "technology": ("database", "software", "information system", "data system", "smart patrol"),
    "forensics": ("forensic", "dna", "laboratory"),
    "grant": ("grant",),
    "loan": ("loan", "co-financing"),
    "staffing": ("secondment", "seconded"),
    "operations": ("joint operation", "patrol", "investigation"),
    "research": ("research", "survey", "assessment", "monitoring study"),
    "awareness": ("awareness", "campaign", "behaviour change", "behavior change", "demand reduction"),
    "convening": ("coordination", "dialogue", "network of", "convene"),
}
"""English words by which a description names a kind of support. A guess, shown as one; without them nothing follows."""
_KIND_PATTERNS = {kind: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})") for kind, words in KIND_WORDS.items()}


def kinds_spoken_of(text: str) -> frozenset[str]:
    """The kinds of support that a programme's own words speak of."""
    lower = text.lower()
    return frozenset(kind for kind, pattern in _KIND_PATTERNS.items() if pattern.search(lower))
