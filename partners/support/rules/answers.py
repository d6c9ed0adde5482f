"""Where an answer to a need can go, and what it counts as."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from needs.rules import AnswerStatus


class ResponseKind(TextChoices):
    """What a partner answers to a need."""

    OFFER = "offer", _("We can support this")
    INTEREST = "interest", _("We are interested")
    NOT_NOW = "not_now", _("Not now")


class ResponseState(TextChoices):
    """Where an answer stands; the country decides, the partner may withdraw."""

    WAITING = "waiting", _("Waiting for the country")
    IN_DISCUSSION = "in_discussion", _("In discussion")
    ACCEPTED = "accepted", _("Accepted")
    DELIVERING = "delivering", _("In delivery")
    COMPLETED = "completed", _("Completed")
    ENDED = "ended", _("Ended early")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CONFIRMED_STATES = (
    ResponseState.ACCEPTED,
    ResponseState.DELIVERING,
    ResponseState.COMPLETED,
    ResponseState.ENDED,
)
"""The states that the country has confirmed; in them, what was reported can still be confirmed as delivered."""

UNDECIDED = frozenset({ResponseState.WAITING, ResponseState.IN_DISCUSSION})
SILENT = frozenset({ResponseState.DECLINED, ResponseState.WITHDRAWN})
"""The states in which the two sides have nothing more to talk about."""
_TO_COME = frozenset({ResponseState.ACCEPTED, ResponseState.DELIVERING})
LIVE = UNDECIDED | _TO_COME
"""The states in which something may still come of an answer."""


def answer_status(kind: str, state: str) -> AnswerStatus:
    """One status for the arithmetic of needs, from what was answered and where it stands.

    What the country or the partner decided goes first; until then an offer is an offer, in discussion or waiting, and
    interest stays interest. "Not now" is never support, whatever state it was put into.
    """
    if kind == ResponseKind.NOT_NOW:
        return AnswerStatus.NOT_NOW
    if state not in UNDECIDED:
        return AnswerStatus(state)
    if kind == ResponseKind.INTEREST:
        return AnswerStatus.INTEREST
    return AnswerStatus.IN_DISCUSSION if state == ResponseState.IN_DISCUSSION else AnswerStatus.OFFERED


class AnswerMove(TextChoices):
    """What one of the two sides can do with an answer."""

    ACCEPT = "accept", _("Accept")
    DISCUSS = "discuss", _("Discuss")
    DECLINE = "decline", _("Decline")
    REVISE = "revise", _("Change the answer")
    START = "start", _("Delivery has begun")
    DELIVER = "deliver", _("Report a delivery")
    WITHDRAW = "withdraw", _("Withdraw the answer")
    END = "end", _("End it early")
    COMPLETE = "complete", _("Delivery is completed")


DECISIONS = (AnswerMove.ACCEPT, AnswerMove.DISCUSS, AnswerMove.DECLINE)
"""What the country is offered to decide, in the order of the buttons."""


class AnswerSide(TextChoices):
    """The two sides of an answer: the country that asked, the organisation that answers."""

    COUNTRY = "country", _("The country")
    ORGANISATION = "organisation", _("The organisation")


ANSWER_MOVES: Mapping[AnswerMove, tuple[AnswerSide, ResponseState, frozenset[ResponseState]]] = {
    AnswerMove.ACCEPT: (AnswerSide.COUNTRY, ResponseState.ACCEPTED, UNDECIDED),
    AnswerMove.DISCUSS: (AnswerSide.COUNTRY, ResponseState.IN_DISCUSSION, UNDECIDED),
    AnswerMove.DECLINE: (AnswerSide.COUNTRY, ResponseState.DECLINED, UNDECIDED),
    AnswerMove.REVISE: (AnswerSide.ORGANISATION, ResponseState.WAITING, UNDECIDED),
    AnswerMove.START: (AnswerSide.ORGANISATION, ResponseState.DELIVERING, frozenset({ResponseState.ACCEPTED})),
    AnswerMove.DELIVER: (AnswerSide.ORGANISATION, ResponseState.DELIVERING, _TO_COME),
    AnswerMove.WITHDRAW: (AnswerSide.ORGANISATION, ResponseState.WITHDRAWN, LIVE),
    AnswerMove.END: (AnswerSide.ORGANISATION, ResponseState.ENDED, _TO_COME),
    AnswerMove.COMPLETE: (AnswerSide.COUNTRY, ResponseState.COMPLETED, _TO_COME),
}
"""move -> (who, next state, from which states). The country decides, the organisation delivers; each may step back (a
programme can end overnight, as USAID's did in 2025), but what is declined, withdrawn, ended or completed stays so.
Nobody asks for `COMPLETE`: it follows when the country confirms the delivery that the organisation called the last."""


def answer_moves(
    kind: str, state: str, sides: Collection[AnswerSide], *, has_deliveries: bool = False, is_own: bool = False
) -> tuple[AnswerMove, ...]:
    """The moves open to somebody on these sides. Nobody accepts for the country what they offered themselves
    (`is_own`) when they worked for the organisation; they may discuss or decline it.

    Interest is not support yet: it can be discussed, and revised into an offer, but there is nothing to accept. "Not
    now" asks for no decision. Once a delivery stands (reported or confirmed), the answer is no longer withdrawn as if
    nothing had been: it ends early, and what was delivered stays.
    """
    fitting = {
        ResponseKind.OFFER: set(AnswerMove),
        ResponseKind.INTEREST: {AnswerMove.DISCUSS, AnswerMove.DECLINE, AnswerMove.REVISE, AnswerMove.WITHDRAW},
        ResponseKind.NOT_NOW: {AnswerMove.WITHDRAW},
    }[ResponseKind(kind)]
    barred = {AnswerMove.WITHDRAW} if has_deliveries else {AnswerMove.END, AnswerMove.COMPLETE}
    barred |= {AnswerMove.ACCEPT} if is_own else set()
    return tuple(
        move
        for move, (side, _, states) in ANSWER_MOVES.items()
        if move in fitting - barred and side in sides and state in states
    )


class DeliveryState(TextChoices):
    """Where a report of delivery stands; only what the country has confirmed counts."""

    REPORTED = "reported", _("Reported, waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed by the country")
    DISPUTED = "disputed", _("Disputed by the country")
    WITHDRAWN = "withdrawn", _("Taken back")


class DeliveryMove(TextChoices):
    """What one of the two sides can do with a report of delivery."""

    CONFIRM = "confirm", _("Confirm")
    DISPUTE = "dispute", _("Dispute")
    TAKE_BACK = "take_back", _("Take the report back")


STANDING = (DeliveryState.REPORTED, DeliveryState.CONFIRMED)
"""The states in which a report says that something was delivered."""
_NOT_CONFIRMED = frozenset({DeliveryState.REPORTED, DeliveryState.DISPUTED})

DELIVERY_MOVES: Mapping[DeliveryMove, tuple[AnswerSide, DeliveryState, frozenset[DeliveryState]]] = {
    DeliveryMove.CONFIRM: (AnswerSide.COUNTRY, DeliveryState.CONFIRMED, _NOT_CONFIRMED),
    DeliveryMove.DISPUTE: (AnswerSide.COUNTRY, DeliveryState.DISPUTED, frozenset({DeliveryState.REPORTED})),
    DeliveryMove.TAKE_BACK: (AnswerSide.ORGANISATION, DeliveryState.WITHDRAWN, _NOT_CONFIRMED),
}
"""move -> (who, next state, from which states). What the country has confirmed stays confirmed."""


def delivery_moves(
    answer_state: str, state: str, sides: Collection[AnswerSide], *, is_own: bool = False
) -> tuple[DeliveryMove, ...]:
    """The moves open on a report of delivery to somebody on these sides. Nobody confirms for the country what they
    reported themselves (`is_own`)."""
    if answer_state not in CONFIRMED_STATES:
        return ()
    barred = {DeliveryMove.CONFIRM} if is_own else set()
    return tuple(
        move
        for move, (side, _, states) in DELIVERY_MOVES.items()
        if move not in barred and side in sides and state in states
    )


def excess(accepted: Decimal | None, remaining: Decimal | None) -> Decimal:
    """How much of what would be accepted goes beyond what remains; 0 where nothing is asked for in numbers."""
    if accepted is None or remaining is None:
        return Decimal(0)
    return max(Decimal(0), accepted - remaining)
