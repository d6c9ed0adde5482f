"""Pairs of programmes for the Method page, graded by the rule itself."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.overlaps.rules import Likeness, Meeting, OverlapGrade, overlap_grade

MEETING_WORDS: dict[Meeting, Any] = {
    Meeting.YES: gettext_lazy("yes"),
    Meeting.OPEN: gettext_lazy("not known"),
    Meeting.NO: gettext_lazy("no"),
}


@dataclass(frozen=True)
class OverlapExample:
    """A pair: what its programmes have in common, in words, and the grade. `grade` is None where it is no overlap."""

    case: str
    places: str
    priorities: str
    dates: str
    title: int
    implementer: int
    grade: OverlapGrade | None
    label: str


def overlap_examples() -> list[OverlapExample]:
    """One pair for each way in which the rule decides."""
    yes, unknown, no = Meeting.YES, Meeting.OPEN, Meeting.NO
    return [
        _example(_("Listed by its donor and by who carries it out"), Likeness(yes, yes, yes, 0.86, 1.0)),
        _example(_("Two donors, one implementer, titles that differ"), Likeness(yes, yes, yes, 0.44, 1.0)),
        _example(_("The same implementer, another title"), Likeness(yes, yes, yes, 0.12, 0.9)),
        _example(_("The same title, one names the region alone"), Likeness(unknown, yes, yes, 1.0)),
        _example(_("A first and a second phase"), Likeness(yes, yes, no, 0.9, 1.0)),
        _example(_("The same title in two countries"), Likeness(no, yes, yes, 1.0, 1.0)),
        _example(_("The same identifier in another spelling"), Likeness(no, no, no, 0.1, has_same_identifier=True)),
        _example(_("A programme and its part"), Likeness(yes, yes, yes, 1.0, 1.0, is_family=True)),
    ]


def _example(case: str, found: Likeness) -> OverlapExample:
    grade = overlap_grade(found)
    return OverlapExample(
        case=case,
        places=str(MEETING_WORDS[found.places]),
        priorities=str(MEETING_WORDS[found.priorities]),
        dates=str(MEETING_WORDS[found.dates]),
        title=round(found.title * 100),
        implementer=round(found.implementer * 100),
        grade=grade,
        label=str(grade.label) if grade else _("No overlap"),
    )
