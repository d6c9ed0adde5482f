"""Who may do what with an answer, and when."""

import pytest

from partners.models import ResponseKind, ResponseState
from partners.rules import ANSWER_MOVES, AnswerMove, AnswerSide, answer_moves

COUNTRY, ORGANISATION = AnswerSide.COUNTRY, AnswerSide.ORGANISATION


@pytest.mark.parametrize(
    ("kind", "state", "sides", "expected"),
    [
        ("offer", "waiting", {COUNTRY}, "accept discuss decline"),
        ("offer", "waiting", {ORGANISATION}, "withdraw"),
        ("offer", "in_discussion", {COUNTRY}, "accept discuss decline"),
        ("offer", "accepted", {COUNTRY}, ""),
        ("offer", "accepted", {ORGANISATION}, "start complete withdraw"),
        ("offer", "delivering", {ORGANISATION}, "complete withdraw"),
        ("offer", "completed", {ORGANISATION, COUNTRY}, ""),
        ("offer", "declined", {ORGANISATION, COUNTRY}, ""),
        ("offer", "withdrawn", {ORGANISATION, COUNTRY}, ""),
        ("offer", "waiting", set(), ""),
        ("interest", "waiting", {COUNTRY}, "discuss decline"),
        ("not_now", "waiting", {COUNTRY}, ""),
        ("not_now", "waiting", {ORGANISATION}, "withdraw"),
    ],
)
def test_moves_by_kind_state_and_side(kind, state, sides, expected):
    assert {move.value for move in answer_moves(kind, state, sides)} == set(expected.split())


def test_every_kind_and_state_is_known_to_the_rule():
    for kind in ResponseKind.values:
        for state in ResponseState.values:
            answer_moves(kind, state, set(AnswerSide))


def test_every_move_leads_to_a_state_that_is_stored():
    assert set(ANSWER_MOVES) == set(AnswerMove)
    assert {to for _, to, _ in ANSWER_MOVES.values()} <= set(ResponseState.values)
