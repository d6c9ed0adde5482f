"""Where an answer to a need can go, and what it counts as."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from needs.rules import AnswerStatus

# --- Answers to needs ------------------------------------------------------------------------------


_DECIDED = {
    "accepted": AnswerStatus.ACCEPTED,
    "delivering": AnswerStatus.DELIVERING,
    "completed": AnswerStatus.COMPLETED,
    "ended": AnswerStatus.ENDED,
    "declined": AnswerStatus.DECLINED,
    "withdrawn": AnswerStatus.WITHDRAWN,
}


def answer_status(kind: str, state: str) -> AnswerStatus:
    """One status for the arithmetic of needs, from what was answered (offer, interest, not_now) and where it
    stands.

    What the country or the partner decided goes first; until then an offer is an offer, in discussion or
    waiting, and interest stays interest. "Not now" is never support, whatever state it was put into.
    """
    if kind == "not_now":
        return AnswerStatus.NOT_NOW
    if state in _DECIDED:
        return _DECIDED[state]
    if kind == "interest":
        return AnswerStatus.INTEREST
    return AnswerStatus.IN_DISCUSSION if state == "in_discussion" else AnswerStatus.OFFERED


class AnswerMove(StrEnum):
    """What one of the two sides can do with an answer."""

    ACCEPT = "accept"
    DISCUSS = "discuss"
    DECLINE = "decline"
    REVISE = "revise"
    START = "start"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    END = "end"
    COMPLETE = "complete"


class AnswerSide(StrEnum):
    """The two sides of an answer: the country that asked, the organisation that answers."""

    COUNTRY = "country"
    ORGANISATION = "organisation"


_UNDECIDED = frozenset({"waiting", "in_discussion"})
_TO_COME = frozenset({"accepted", "delivering"})

ANSWER_MOVES: Mapping[AnswerMove, tuple[AnswerSide, str, frozenset[str]]] = MappingProxyType(
    {
        AnswerMove.ACCEPT: (AnswerSide.COUNTRY, "accepted", _UNDECIDED),
        AnswerMove.DISCUSS: (AnswerSide.COUNTRY, "in_discussion", _UNDECIDED),
        AnswerMove.DECLINE: (AnswerSide.COUNTRY, "declined", _UNDECIDED),
        AnswerMove.REVISE: (AnswerSide.ORGANISATION, "waiting", _UNDECIDED),
        AnswerMove.START: (AnswerSide.ORGANISATION, "delivering", frozenset({"accepted"})),
        AnswerMove.DELIVER: (AnswerSide.ORGANISATION, "delivering", _TO_COME),
        AnswerMove.WITHDRAW: (AnswerSide.ORGANISATION, "withdrawn", _UNDECIDED | _TO_COME),
        AnswerMove.END: (AnswerSide.ORGANISATION, "ended", _TO_COME),
        AnswerMove.COMPLETE: (AnswerSide.COUNTRY, "completed", _TO_COME),
    }
)
"""move -> (who, next state, from which states). The country decides, the organisation delivers; each may step back (a
programme can end overnight: domain 5.2), but what is declined, withdrawn, ended or completed stays so. Nobody asks for
`COMPLETE`: it follows when the country confirms the delivery that the organisation called the last."""


def answer_moves(
    kind: str, state: str, sides: Collection[AnswerSide], *, has_deliveries: bool = False
) -> tuple[AnswerMove, ...]:
    """The moves open to somebody on these sides.

    Interest is not support yet: it can be discussed, and revised into an offer, but there is nothing to accept. "Not
    now" asks for no decision. Once a delivery stands (reported or confirmed), the answer is no longer withdrawn as if
    nothing had been: it ends early, and what was delivered stays.
    """
    fitting = {
        "offer": frozenset(AnswerMove),
        "interest": frozenset({AnswerMove.DISCUSS, AnswerMove.DECLINE, AnswerMove.REVISE, AnswerMove.WITHDRAW}),
        "not_now": frozenset({AnswerMove.WITHDRAW}),
    }[kind]
    barred = {AnswerMove.WITHDRAW} if has_deliveries else {AnswerMove.END, AnswerMove.COMPLETE}
    return tuple(
        move
        for move, (side, _, states) in ANSWER_MOVES.items()
        if move in fitting - barred and side in sides and state in states
    )


class DeliveryMove(StrEnum):
    """What one of the two sides can do with a report of delivery."""

    CONFIRM = "confirm"
    DISPUTE = "dispute"
    TAKE_BACK = "take_back"


DELIVERY_MOVES: Mapping[DeliveryMove, tuple[AnswerSide, str, frozenset[str]]] = MappingProxyType(
    {
        DeliveryMove.CONFIRM: (AnswerSide.COUNTRY, "confirmed", frozenset({"reported", "disputed"})),
        DeliveryMove.DISPUTE: (AnswerSide.COUNTRY, "disputed", frozenset({"reported"})),
        DeliveryMove.TAKE_BACK: (AnswerSide.ORGANISATION, "withdrawn", frozenset({"reported", "disputed"})),
    }
)
"""move -> (who, next state, from which states). What the country has confirmed stays confirmed."""

DELIVERED_STATES = frozenset({"accepted", "delivering", "completed", "ended"})
"""The states of an answer in which what was reported can still be confirmed."""


def delivery_moves(answer_state: str, state: str, sides: Collection[AnswerSide]) -> tuple[DeliveryMove, ...]:
    """The moves open on a report of delivery to somebody on these sides."""
    if answer_state not in DELIVERED_STATES:
        return ()
    return tuple(move for move, (side, _, states) in DELIVERY_MOVES.items() if side in sides and state in states)


def excess(accepted: Decimal | None, remaining: Decimal | None) -> Decimal:
    """How much of what would be accepted goes beyond what remains; 0 where nothing is asked for in numbers."""
    if accepted is None or remaining is None:
        return Decimal(0)
    return max(Decimal(0), accepted - remaining)
