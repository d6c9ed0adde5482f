"""Which programme fits which need: every boundary, and words for every grade."""

from dataclasses import replace
from datetime import date

import pytest

from partners.support.rules.matching import MatchGrade, NeedFacts, ProgrammeTraits, kinds_spoken_of, match

TODAY = date(2026, 6, 1)
NEED = NeedFacts("VNM", "LIV", date(2027, 6, 30), frozenset({"training"}))
FITTING = ProgrammeTraits(
    countries=frozenset({"VNM", "LAO"}),
    is_regional=False,
    priorities=frozenset({"LIV"}),
    suggested=frozenset(),
    starts_on=date(2025, 1, 1),
    ends_on=date(2028, 1, 1),
    is_active=True,
    kinds=frozenset(),
)
REGIONAL = {"countries": frozenset(), "is_regional": True}
SUGGESTED = {"priorities": frozenset(), "suggested": frozenset({"LIV"})}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "close"),
        ({"kinds": frozenset({"training", "legal"})}, "close"),
        ({"kinds": frozenset({"legal"})}, "likely"),
        (REGIONAL, "likely"),
        (SUGGESTED, "likely"),
        ({"ends_on": None}, "likely"),
        ({**REGIONAL, "ends_on": None}, "possible"),
        ({**REGIONAL, **SUGGESTED, "ends_on": None}, "possible"),
        ({"ends_on": TODAY}, "close"),
        ({"ends_on": date(2026, 5, 31)}, None),
        ({"starts_on": date(2027, 6, 30)}, "close"),
        ({"starts_on": date(2027, 7, 1)}, None),
        ({"starts_on": None}, "close"),
        ({"is_active": False}, None),
        ({"countries": frozenset({"LAO"})}, None),
        ({"countries": frozenset({"LAO"}), "is_regional": True}, None),
        ({"countries": frozenset()}, None),
        ({"priorities": frozenset({"ENF"})}, None),
    ],
)
def test_grades(changes, expected):
    found = match(replace(FITTING, **changes), NEED, TODAY)

    assert (found.grade.value if found else None) == expected


def test_a_need_without_a_day_fits_what_runs():
    assert match(FITTING, replace(NEED, needed_by=None), TODAY).grade is MatchGrade.CLOSE


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", set()),
        ("Training of rangers", {"training"}),
        ("DNA laboratories and scanners", {"forensics", "equipment"}),
        ("Constraining trade", set()),
        ("LEGAL REFORM and campaigns", {"legal", "awareness"}),
    ],
)
def test_kinds_are_read_off_words(text, kinds):
    assert kinds_spoken_of(text) == kinds


def test_every_grade_has_words():
    assert all(grade.label for grade in MatchGrade)
