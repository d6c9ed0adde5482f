"""Who may do what with an answer, and when."""

from decimal import Decimal

import pytest

from partners.support.models.answers import ResponseKind, ResponseState
from partners.support.models.delivery import DeliveryState
from partners.support.rules.answers import (
    ANSWER_MOVES,
    DELIVERY_MOVES,
    AnswerMove,
    AnswerSide,
    DeliveryMove,
    answer_moves,
    delivery_moves,
    excess,
)

COUNTRY, ORGANISATION = AnswerSide.COUNTRY, AnswerSide.ORGANISATION


@pytest.mark.parametrize(
    ("kind", "state", "sides", "expected"),
    [
        ("offer", "waiting", {COUNTRY}, "accept discuss decline"),
        ("offer", "waiting", {ORGANISATION}, "withdraw revise"),
        ("offer", "in_discussion", {COUNTRY}, "accept discuss decline"),
        ("offer", "accepted", {COUNTRY}, ""),
        ("offer", "in_discussion", {ORGANISATION}, "withdraw revise"),
        ("offer", "accepted", {ORGANISATION}, "start deliver withdraw"),
        ("offer", "delivering", {ORGANISATION}, "deliver withdraw"),
        ("offer", "delivering", {COUNTRY}, ""),
        ("offer", "ended", {ORGANISATION, COUNTRY}, ""),
        ("offer", "completed", {ORGANISATION, COUNTRY}, ""),
        ("offer", "declined", {ORGANISATION, COUNTRY}, ""),
        ("offer", "withdrawn", {ORGANISATION, COUNTRY}, ""),
        ("offer", "waiting", set(), ""),
        ("interest", "waiting", {COUNTRY}, "discuss decline"),
        ("interest", "in_discussion", {ORGANISATION}, "withdraw revise"),
        ("not_now", "waiting", {COUNTRY}, ""),
        ("not_now", "waiting", {ORGANISATION}, "withdraw"),
    ],
)
def test_moves_by_kind_state_and_side(kind, state, sides, expected):
    assert {move.value for move in answer_moves(kind, state, sides)} == set(expected.split())


def test_what_one_wrote_for_the_organisation_one_does_not_settle_for_the_country():
    assert AnswerMove.ACCEPT not in answer_moves("offer", "waiting", {COUNTRY}, is_own=True)
    assert AnswerMove.DECLINE in answer_moves("offer", "waiting", {COUNTRY}, is_own=True)
    assert set(delivery_moves("delivering", "reported", {COUNTRY}, is_own=True)) == {DeliveryMove.DISPUTE}


@pytest.mark.parametrize(
    ("state", "side", "expected"),
    [
        ("waiting", ORGANISATION, "revise"),
        ("accepted", ORGANISATION, "start deliver end"),
        ("delivering", ORGANISATION, "deliver end"),
        ("accepted", COUNTRY, "complete"),
        ("delivering", COUNTRY, "complete"),
        ("completed", COUNTRY, ""),
        ("ended", ORGANISATION, ""),
    ],
)
def test_what_was_delivered_is_not_withdrawn(state, side, expected):
    found = answer_moves("offer", state, {side}, has_deliveries=True)

    assert {move.value for move in found} == set(expected.split())


@pytest.mark.parametrize(
    ("answer", "state", "side", "expected"),
    [
        ("delivering", "reported", COUNTRY, "confirm dispute"),
        ("delivering", "reported", ORGANISATION, "take_back"),
        ("delivering", "disputed", COUNTRY, "confirm"),
        ("delivering", "disputed", ORGANISATION, "take_back"),
        ("delivering", "confirmed", COUNTRY, ""),
        ("delivering", "confirmed", ORGANISATION, ""),
        ("delivering", "withdrawn", COUNTRY, ""),
        ("completed", "reported", COUNTRY, "confirm dispute"),
        ("ended", "reported", COUNTRY, "confirm dispute"),
        ("withdrawn", "reported", COUNTRY, ""),
        ("waiting", "reported", ORGANISATION, ""),
    ],
)
def test_moves_on_a_delivery(answer, state, side, expected):
    assert {move.value for move in delivery_moves(answer, state, {side})} == set(expected.split())


@pytest.mark.parametrize(
    ("accepted", "remaining", "expected"),
    [("60", "60", "0"), ("60.01", "60", "0.01"), ("60", "0", "60"), ("5", None, "0"), (None, "5", "0")],
)
def test_what_goes_beyond_the_remaining(accepted, remaining, expected):
    found = excess(*(None if number is None else Decimal(number) for number in (accepted, remaining)))

    assert found == Decimal(expected)


def test_every_kind_and_state_is_known_to_the_rule():
    for kind in ResponseKind.values:
        for state in ResponseState.values:
            assert set(answer_moves(kind, state, set(AnswerSide))) <= set(AnswerMove)


def test_every_move_leads_to_a_state_that_is_stored():
    assert set(ANSWER_MOVES) == set(AnswerMove)
    assert {to for _, to, _ in ANSWER_MOVES.values()} <= set(ResponseState.values)
    assert set(DELIVERY_MOVES) == set(DeliveryMove)
    assert {to for _, to, _ in DELIVERY_MOVES.values()} <= set(DeliveryState.values)
