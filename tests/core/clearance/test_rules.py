"""Clearance, disclosure and months: tables of cases, no database."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clearance.rules import (
    MOVES,
    Actor,
    Disclosure,
    Move,
    Refusal,
    State,
    add_months,
    allowed_moves,
    check_disclosure,
    check_move,
    effective_disclosure,
    is_raise,
)

TEAM = frozenset({Actor.AUTHOR_TEAM})
OFFICER = frozenset({Actor.CLEARING_OFFICER})
BOTH = TEAM | OFFICER
NOBODY: frozenset[Actor] = frozenset()


@pytest.mark.parametrize(
    ("state", "move", "actors", "to"),
    [
        ("draft", "submit", TEAM, "submitted"),
        ("returned", "submit", TEAM, "submitted"),
        ("submitted", "recall", TEAM, "draft"),
        ("submitted", "clear", OFFICER, "cleared"),
        ("submitted", "return", OFFICER, "returned"),
    ],
)
def test_move_by_the_right_person_leads_on(state, move, actors, to):
    assert check_move(state, move, actors=actors, note="why") is State(to)


@pytest.mark.parametrize(
    ("state", "move"),
    [pair for pair in product(State, Move) if pair not in MOVES],
)
def test_move_that_is_not_in_the_table_is_refused_to_everyone(state, move):
    assert check_move(state, move, actors=BOTH, note="why") is Refusal.NOT_FROM_THIS_STATE


@pytest.mark.parametrize(
    ("state", "move", "actors"),
    [
        ("draft", "submit", OFFICER),
        ("returned", "submit", OFFICER),
        ("submitted", "recall", OFFICER),
        ("submitted", "clear", TEAM),
        ("submitted", "return", TEAM),
        ("draft", "submit", NOBODY),
        ("submitted", "clear", NOBODY),
        ("submitted", "return", NOBODY),
    ],
)
def test_move_of_another_capacity_is_refused(state, move, actors):
    assert check_move(state, move, actors=actors, note="why") is Refusal.NOT_YOURS_TO_DO


@pytest.mark.parametrize(("is_own", "answer"), [(False, State.CLEARED), (True, Refusal.OWN_ENTRY)])
def test_nobody_clears_an_own_entry(is_own, answer):
    assert check_move("submitted", "clear", actors=BOTH, is_own=is_own) is answer


def test_own_entry_may_be_sent_back_by_its_author():
    assert check_move("submitted", "return", actors=BOTH, is_own=True, note="not ready") is State.RETURNED


@pytest.mark.parametrize(
    ("note", "answer"),
    [("", Refusal.NOTE_MISSING), ("  \n\t ", Refusal.NOTE_MISSING), ("Which year?", State.RETURNED)],
)
def test_return_needs_a_note(note, answer):
    assert check_move("submitted", "return", actors=OFFICER, note=note) is answer


@pytest.mark.parametrize(
    ("state", "actors", "person", "moves"),
    [
        ("draft", TEAM, "author", (Move.SUBMIT,)),
        ("draft", OFFICER, "officer", ()),
        ("submitted", TEAM, "author", (Move.RECALL,)),
        ("submitted", OFFICER, "officer", (Move.CLEAR, Move.RETURN)),
        ("submitted", BOTH, "author", (Move.RECALL, Move.RETURN)),
        ("returned", TEAM, "author", (Move.SUBMIT,)),
        ("cleared", BOTH, "officer", ()),
        ("submitted", NOBODY, "stranger", ()),
    ],
)
def test_allowed_moves(state, actors, person, moves):
    assert allowed_moves(state, actors=actors, is_own=person == "author") == moves


def test_unknown_state_is_an_error():
    with pytest.raises(ValueError, match="archived"):
        check_move("archived", "submit", actors=TEAM)


@pytest.mark.parametrize(("low", "high"), [(a, b) for i, a in enumerate(Disclosure) for b in list(Disclosure)[i:]])
def test_is_raise_follows_the_order(low, high):
    assert is_raise(low, high) is (low != high)
    assert not is_raise(high, low)


def test_disclosure_order_is_narrow_to_wide():
    assert tuple(Disclosure) == ("national", "asean", "partners", "public")


@pytest.mark.parametrize(
    ("current", "wanted", "actors", "person", "refusal"),
    [
        ("national", "asean", OFFICER, "officer", None),
        ("national", "public", OFFICER, "officer", None),
        ("national", "asean", TEAM, "author", Refusal.RAISE_NEEDS_CLEARANCE),
        ("national", "asean", NOBODY, "stranger", Refusal.RAISE_NEEDS_CLEARANCE),
        ("partners", "public", BOTH, "author", Refusal.RAISE_OF_OWN_ENTRY),
        ("public", "national", TEAM, "author", None),
        ("public", "partners", OFFICER, "officer", None),
        ("public", "national", NOBODY, "stranger", Refusal.NOT_YOURS_TO_DO),
        ("asean", "asean", TEAM, "author", None),
    ],
)
def test_raising_needs_clearance_and_lowering_is_at_once(current, wanted, actors, person, refusal):
    assert check_disclosure(current, wanted, actors=actors, is_own=person == "author") is refusal


@pytest.mark.parametrize("level", Disclosure)
@pytest.mark.parametrize("state", State)
def test_uncleared_content_stays_in_its_own_team(state, level):
    expected = level if state is State.CLEARED else Disclosure.NATIONAL

    assert effective_disclosure(state, level) is expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
        (date(2024, 6, 30), 6, date(2024, 12, 31)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 3, 15), -3, date(2023, 12, 15)),
        (date(2024, 3, 15), 0, date(2024, 3, 15)),
    ],
)
def test_add_months(day, months, expected):
    assert add_months(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(-120, 120))
def test_add_months_lands_in_the_right_month(day, months):
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert abs((later - day) - timedelta(days=months * 30.4375)) <= timedelta(days=4)


# Why each is refused, as its code says: no two say the same, and each speaks of what was tried.
REFUSED = [
    ((State.DRAFT, Move.CLEAR), {}, "moved_on", "moved on"),
    ((State.SUBMITTED, Move.CLEAR), {"actors": []}, "not_yours_to_do", "role"),
    ((State.SUBMITTED, Move.CLEAR), {"is_own": True}, "own_entry", "Nobody clears an own entry"),
    ((State.SUBMITTED, Move.RETURN), {"note": " "}, "note_missing", "note"),
]
REFUSED_RAISES = [
    ({"actors": [Actor.AUTHOR_TEAM]}, "raise_needs_clearance", "let more people see"),
    ({"actors": [Actor.CLEARING_OFFICER], "is_own": True}, "own_raise", "Nobody widens the circle"),
]


@pytest.mark.parametrize(("tried", "by", "code", "words"), REFUSED, ids=str)
def test_a_refused_move_says_what_was_tried(tried, by, code, words):
    refusal = check_move(*tried, **{"actors": [Actor.CLEARING_OFFICER], **by})

    assert (refusal.value, words in str(refusal.label)) == (code, True)


@pytest.mark.parametrize(("by", "code", "words"), REFUSED_RAISES, ids=str)
def test_a_refused_raise_says_what_was_tried(by, code, words):
    refusal = check_disclosure("national", "public", **by)

    assert (refusal.value, words in str(refusal.label)) == (code, True)


def test_every_code_has_words_of_its_own():
    assert len(set(Refusal.values)) == len(Refusal) == len({str(one.label) for one in Refusal})
    assert {one.value for one in Refusal} == {code for *_, code, _ in [*REFUSED, *REFUSED_RAISES]}
