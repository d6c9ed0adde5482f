"""Clearance, disclosure, sentences, months and rounding: tables of cases, no database."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clearance.rules import (
    DISCLOSURE_ORDER,
    MOVES,
    Actor,
    Disclosure,
    DisclosureRefusal,
    Move,
    MoveVerdict,
    Refusal,
    Sentence,
    SentenceCode,
    State,
    add_months,
    allowed_moves,
    check_disclosure,
    check_move,
    disclosure_sentence,
    effective_disclosure,
    is_lowering,
    is_own_entry,
    is_raise,
    state_sentence,
)

TEAM = frozenset({Actor.AUTHOR_TEAM})
OFFICER = frozenset({Actor.CLEARING_OFFICER})
BOTH = TEAM | OFFICER
NOBODY: frozenset[Actor] = frozenset()


def D(value) -> Decimal:
    return Decimal(str(value))


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
    assert check_move(state, move, actors=actors, person="someone", written_by=["author"], note="why") == MoveVerdict(
        to=State(to)
    )


@pytest.mark.parametrize(
    ("state", "move"),
    [pair for pair in product(State, Move) if pair not in MOVES],
)
def test_move_that_is_not_in_the_table_is_refused_to_everyone(state, move):
    verdict = check_move(state, move, actors=BOTH, person="someone", note="why")

    assert verdict == MoveVerdict(refusal=Refusal.NOT_FROM_THIS_STATE)
    assert not verdict.is_allowed


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
    assert check_move(state, move, actors=actors, person="x", note="why").refusal is Refusal.NOT_YOURS_TO_DO


@pytest.mark.parametrize(
    ("person", "written_by", "submitted_by", "allowed"),
    [
        ("officer", ["author"], "author", True),
        ("officer", ["officer"], "author", False),
        ("officer", ["author", "officer"], "author", False),
        ("officer", ["author"], "officer", False),
        ("officer", [], None, True),
        (7, {3, 7}, 3, False),
        (None, [None], None, True),
    ],
)
def test_nobody_clears_what_they_wrote_or_submitted(person, written_by, submitted_by, allowed):
    verdict = check_move(
        "submitted", "clear", actors=BOTH, person=person, written_by=written_by, submitted_by=submitted_by
    )

    assert verdict.is_allowed is allowed
    assert allowed or verdict.refusal is Refusal.OWN_ENTRY


def test_own_entry_may_be_sent_back_by_its_author():
    assert check_move(
        "submitted", "return", actors=BOTH, person="officer", written_by=["officer"], note="not ready"
    ).is_allowed


@pytest.mark.parametrize(("note", "allowed"), [("", False), ("  \n\t ", False), ("Which year?", True)])
def test_return_needs_a_note(note, allowed):
    verdict = check_move("submitted", "return", actors=OFFICER, person="officer", note=note)

    assert verdict.is_allowed is allowed
    assert allowed or verdict.refusal is Refusal.NOTE_MISSING


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
    assert allowed_moves(state, actors=actors, person=person, written_by=["author"], submitted_by="author") == moves


def test_unknown_state_is_an_error():
    with pytest.raises(ValueError, match="archived"):
        check_move("archived", "submit", actors=TEAM, person="x")


def test_nobody_is_the_author_of_nothing():
    assert not is_own_entry(None, [None], None)
    assert is_own_entry("a", ["a"], None)
    assert is_own_entry("a", [], "a")
    assert not is_own_entry("a", ["b"], "c")


@pytest.mark.parametrize(
    ("low", "high"), [(a, b) for i, a in enumerate(DISCLOSURE_ORDER) for b in DISCLOSURE_ORDER[i:]]
)
def test_is_raise_follows_the_order(low, high):
    assert is_raise(low, high) is (low != high)
    assert is_lowering(high, low) is (low != high)
    assert not is_raise(high, low)
    assert not is_lowering(low, high)


def test_disclosure_order_is_narrow_to_wide():
    assert DISCLOSURE_ORDER == ("national", "asean", "partners", "public")


@pytest.mark.parametrize(
    ("current", "wanted", "actors", "person", "refusal"),
    [
        ("national", "asean", OFFICER, "officer", None),
        ("national", "public", OFFICER, "officer", None),
        ("national", "asean", TEAM, "author", DisclosureRefusal.RAISE_NEEDS_CLEARANCE),
        ("national", "asean", NOBODY, "stranger", DisclosureRefusal.RAISE_NEEDS_CLEARANCE),
        ("partners", "public", BOTH, "author", DisclosureRefusal.OWN_ENTRY),
        ("public", "national", TEAM, "author", None),
        ("public", "partners", OFFICER, "officer", None),
        ("public", "national", NOBODY, "stranger", DisclosureRefusal.NOT_YOURS_TO_DO),
        ("asean", "asean", TEAM, "author", None),
    ],
)
def test_raising_needs_clearance_and_lowering_is_at_once(current, wanted, actors, person, refusal):
    assert check_disclosure(current, wanted, actors=actors, person=person, written_by=["author"]) is refusal


@pytest.mark.parametrize("level", DISCLOSURE_ORDER)
@pytest.mark.parametrize("state", State)
def test_uncleared_content_stays_in_its_own_team(state, level):
    expected = level if state is State.CLEARED else Disclosure.NATIONAL

    assert effective_disclosure(state, level) is expected


@pytest.mark.parametrize(
    ("state", "since", "expected"),
    [
        ("draft", None, Sentence(SentenceCode.DRAFT_OWN_TEAM, {"country": "Viet Nam"})),
        (
            "submitted",
            date(2026, 3, 3),
            Sentence(SentenceCode.WAITING_FOR_CLEARING_OFFICER, {"since": date(2026, 3, 3), "days": 12}),
        ),
        (
            "submitted",
            date(2026, 3, 15),
            Sentence(SentenceCode.WAITING_FOR_CLEARING_OFFICER, {"since": date(2026, 3, 15), "days": 0}),
        ),
        (
            "submitted",
            date(2026, 3, 16),
            Sentence(SentenceCode.WAITING_FOR_CLEARING_OFFICER, {"since": date(2026, 3, 16), "days": 0}),
        ),
        (
            "submitted",
            None,
            Sentence(SentenceCode.WAITING_FOR_CLEARING_OFFICER, {"since": None, "days": None}),
        ),
        (
            "returned",
            date(2026, 3, 14),
            Sentence(SentenceCode.RETURNED_TO_FOCAL_POINT, {"on": date(2026, 3, 14), "days": 1}),
        ),
        ("cleared", date(2026, 1, 2), Sentence(SentenceCode.CLEARED, {"on": date(2026, 1, 2)})),
    ],
)
def test_state_sentence(state, since, expected):
    assert state_sentence(state, country="Viet Nam", since=since, today=date(2026, 3, 15)) == expected


@pytest.mark.parametrize(
    ("state", "level", "code", "params"),
    [
        ("cleared", "national", SentenceCode.AUDIENCE_NATIONAL, {"country": "Lao PDR"}),
        ("cleared", "asean", SentenceCode.AUDIENCE_ASEAN, {}),
        ("cleared", "partners", SentenceCode.AUDIENCE_PARTNERS, {}),
        ("cleared", "public", SentenceCode.AUDIENCE_PUBLIC, {}),
        ("draft", "national", SentenceCode.AUDIENCE_NATIONAL, {"country": "Lao PDR"}),
        (
            "submitted",
            "partners",
            SentenceCode.AUDIENCE_NATIONAL_UNTIL_CLEARED,
            {"country": "Lao PDR", "then": Disclosure.PARTNERS},
        ),
        (
            "returned",
            "public",
            SentenceCode.AUDIENCE_NATIONAL_UNTIL_CLEARED,
            {"country": "Lao PDR", "then": Disclosure.PUBLIC},
        ),
    ],
)
def test_disclosure_sentence(state, level, code, params):
    assert disclosure_sentence(state, level, country="Lao PDR") == Sentence(code, params)


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
