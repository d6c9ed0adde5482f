"""When two programmes overlap: every boundary, and what must hold whatever the figures."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.overlaps.rules import (
    InCommon,
    Likeness,
    OverlapGrade,
    dates_in_common,
    identifier_key,
    in_common,
    overlap_grade,
)

YES, OPEN, NO = InCommon.YES, InCommon.OPEN, InCommon.NO
SAME, PROBABLE, FIELD = OverlapGrade.LIKELY_SAME, OverlapGrade.PROBABLE, OverlapGrade.SAME_FIELD
ORDER = [None, FIELD, PROBABLE, SAME]
JUNE = date(2024, 6, 30)
DAY = timedelta(days=1)
answers = st.sampled_from(list(InCommon))
shares = st.floats(0, 1)
likenesses = st.builds(Likeness, answers, answers, answers, shares, shares, st.booleans(), st.booleans())


@pytest.mark.parametrize(
    ("title", "implementer", "grade"),
    [
        (0.8, 0.0, SAME),
        (0.79, 1.0, PROBABLE),
        (0.5, 0.0, PROBABLE),
        (0.49, 0.69, FIELD),
        (0.49, 0.7, PROBABLE),
        (0.4, 0.7, PROBABLE),
        (0.39, 0.7, FIELD),
        (0.4, 0.0, FIELD),
        (0.39, 0.69, None),
        (0.0, 1.0, FIELD),
    ],
)
def test_where_state_priority_and_dates_meet(title, implementer, grade):
    assert overlap_grade(Likeness(YES, YES, YES, title, implementer)) == grade


@pytest.mark.parametrize(("places", "priorities", "dates"), [(OPEN, YES, YES), (YES, OPEN, YES), (YES, YES, OPEN)])
@pytest.mark.parametrize(
    ("title", "grade"), [(0.95, SAME), (0.94, PROBABLE), (0.8, PROBABLE), (0.79, FIELD), (0.5, FIELD), (0.49, None)]
)
def test_where_one_of_them_leaves_something_open(places, priorities, dates, title, grade):
    assert overlap_grade(Likeness(places, priorities, dates, title, 1.0)) == grade


@pytest.mark.parametrize(("places", "priorities", "dates"), [(NO, YES, YES), (YES, NO, YES), (YES, YES, NO)])
def test_a_stated_no_settles_it(places, priorities, dates):
    assert overlap_grade(Likeness(places, priorities, dates, 1.0, 1.0)) is None


def test_the_same_identifier_settles_it_the_other_way():
    assert overlap_grade(Likeness(NO, NO, NO, has_same_identifier=True)) is SAME


def test_a_programme_and_its_part_never_overlap():
    assert overlap_grade(Likeness(YES, YES, YES, 1.0, 1.0, has_same_identifier=True, is_family=True)) is None


@given(found=likenesses, title=shares, implementer=shares)
def test_more_likeness_never_grades_lower(found, title, implementer):
    more = Likeness(
        found.places,
        found.priorities,
        found.dates,
        max(found.title, title),
        max(found.implementer, implementer),
        found.has_same_identifier,
        found.is_family,
    )

    assert ORDER.index(overlap_grade(more)) >= ORDER.index(overlap_grade(found))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (["VNM"], ["VNM", "THA"], YES),
        (["VNM"], ["THA"], NO),
        ([], ["THA"], OPEN),
        (["THA"], [], OPEN),
        ([], [], OPEN),
    ],
)
def test_states_and_priorities_meet(first, second, expected):
    assert in_common(first, second) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((JUNE - DAY, JUNE), (JUNE, JUNE + DAY), YES),
        ((JUNE - DAY, JUNE), (JUNE + DAY, JUNE + DAY), NO),
        ((JUNE + DAY, JUNE + DAY), (JUNE - DAY, JUNE), NO),
        ((None, JUNE), (JUNE + DAY, None), NO),
        ((None, JUNE), (JUNE, None), OPEN),
        ((JUNE, None), (JUNE, JUNE), OPEN),
        ((None, None), (JUNE, JUNE), OPEN),
        ((None, None), (None, None), OPEN),
    ],
)
def test_periods_meet(first, second, expected):
    assert dates_in_common(first, second) is expected


days = st.none() | st.dates(date(2020, 1, 1), date(2020, 2, 1))


@given(a=days, b=days, c=days, d=days)
def test_periods_meet_whoever_comes_first(a, b, c, d):
    assert dates_in_common((a, b), (c, d)) is dates_in_common((c, d), (a, b))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("GB-CHC-1081247-A1", "GB-CHC-1081247-A1"),
        ("gb-chc-1081247-a1", "GB-CHC-1081247-A1"),
        (" GB-CHC- 1081247-A1\u00a0", "GB-CHC-1081247-A1"),
        ("GB-CHC-1081247/A1", "GB-CHC-1081247-A1"),
        ("GB_CHC_1081247__A1-", "GB-CHC-1081247-A1"),
        ("\ufeffGB-CHC-1081247-A1", "GB-CHC-1081247-A1"),
        ("n/a", ""),
        ("  ", ""),
        ("1234", ""),
        ("12345", "12345"),
    ],
)
def test_variants_of_an_identifier_are_one(text, key):
    assert identifier_key(text) == key


def test_pieces_of_an_identifier_are_kept_apart():
    assert identifier_key("GB-CHC-123-4") != identifier_key("GB-CHC-12-34")
