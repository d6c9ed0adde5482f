"""Worked examples of matching for the Method page, computed by the rule."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from partners.support.rules.matching import NeedFacts, ProgrammeTraits, match


@dataclass(frozen=True)
class MatchExample:
    """A case in words, and how well it fits."""

    case: str
    label: str


def match_examples() -> list[MatchExample]:
    """One case for each grade, and two that do not fit."""
    today, need = date(2026, 6, 1), NeedFacts("VNM", "LIV", date(2027, 12, 31), frozenset({"training"}))
    one = ProgrammeTraits(
        countries=frozenset({"VNM"}),
        is_regional=False,
        priorities=frozenset({"LIV"}),
        suggested=frozenset(),
        starts_on=date(2025, 1, 1),
        ends_on=date(2028, 12, 31),
        is_active=True,
        kinds=frozenset({"training"}),
    )
    nowhere: Any = {"countries": frozenset(), "is_regional": True}
    cases = [
        (_("Same member state and priority, running until 2028; both speak of training"), one),
        (_("The same, but regional and naming no member state"), replace(one, **nowhere)),
        (_("Regional, and no last day is given"), replace(one, ends_on=None, **nowhere)),
        (_("The same priority in another member state"), replace(one, countries=frozenset({"LAO"}))),
        (_("It ended last year"), replace(one, ends_on=date(2025, 12, 31))),
    ]
    found = [(case, match(facts, need, today)) for case, facts in cases]
    return [MatchExample(case, str(fit.grade.label) if fit else _("Not shown")) for case, fit in found]
