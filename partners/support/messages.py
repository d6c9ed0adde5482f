"""The words of partners: where an answer stands and whose move it is, what can be done with it, names of gaps."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formatting import age
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.rules.answers import AnswerMove, DeliveryMove

MOVE_LABELS: dict[AnswerMove, Any] = {
    AnswerMove.ACCEPT: gettext_lazy("Accept"),
    AnswerMove.DISCUSS: gettext_lazy("Discuss"),
    AnswerMove.DECLINE: gettext_lazy("Decline"),
    AnswerMove.WITHDRAW: gettext_lazy("Withdraw the answer"),
    AnswerMove.START: gettext_lazy("Delivery has begun"),
    AnswerMove.REVISE: gettext_lazy("Change the answer"),
    AnswerMove.DELIVER: gettext_lazy("Report a delivery"),
    AnswerMove.END: gettext_lazy("End it early"),
    AnswerMove.COMPLETE: gettext_lazy("Delivery is completed"),
}

MOVE_DONE: dict[AnswerMove, Any] = {
    AnswerMove.ACCEPT: gettext_lazy("Accepted. Everybody who sees the need now sees this support."),
    AnswerMove.DISCUSS: gettext_lazy("In discussion. The organisation reads your note on this page."),
    AnswerMove.DECLINE: gettext_lazy("Declined. The organisation reads your reason on this page."),
    AnswerMove.WITHDRAW: gettext_lazy("Withdrawn. It no longer counts for the need."),
    AnswerMove.START: gettext_lazy("Noted: delivery has begun."),
    AnswerMove.REVISE: gettext_lazy("Changed. The country is asked anew."),
    AnswerMove.DELIVER: gettext_lazy("Reported. It counts once the country has confirmed it."),
    AnswerMove.END: gettext_lazy("Ended. What was delivered stays; the rest is open again."),
    AnswerMove.COMPLETE: gettext_lazy("Noted: delivery is completed. It now counts as delivered."),
}

DELIVERY_DONE: dict[DeliveryMove, Any] = {
    DeliveryMove.CONFIRM: gettext_lazy("Confirmed. It now counts as delivered."),
    DeliveryMove.DISPUTE: gettext_lazy("Disputed. The organisation reads your reason; it does not count."),
    DeliveryMove.TAKE_BACK: gettext_lazy("Taken back. It does not count."),
}


def answer_sentence(response: Response) -> str:
    """Where an answer stands and whose move it is, with its age."""
    params = {
        "country": response.need.country.name,
        "organisation": str(response.organisation),
        "answered": _day(response.responded_at),
        "decided": _day(response.decided_at),
        "waits": age(response.responded_at),
    }
    state = ResponseState(response.state)
    if state is ResponseState.WAITING:
        return _WAITING[ResponseKind(response.kind)] % params
    return _DECIDED[state] % params


def _day(instant: datetime | None) -> str:
    return date_format(timezone.localdate(instant), "j F Y") if instant else str(_("an unknown day"))


_WAITING: dict[ResponseKind, Any] = {
    ResponseKind.OFFER: gettext_lazy("Waiting for %(country)s to decide, since %(answered)s (%(waits)s)."),
    ResponseKind.INTEREST: gettext_lazy(
        "Interested. Waiting for %(country)s to reply, since %(answered)s (%(waits)s)."
    ),
    ResponseKind.NOT_NOW: gettext_lazy("%(organisation)s cannot help now, as of %(answered)s."),
}

_DECIDED: dict[ResponseState, Any] = {
    ResponseState.IN_DISCUSSION: gettext_lazy("%(country)s wants to discuss it, since %(decided)s."),
    ResponseState.ACCEPTED: gettext_lazy(
        "Accepted by %(country)s on %(decided)s. %(organisation)s says when it begins."
    ),
    ResponseState.DELIVERING: gettext_lazy("In delivery. Accepted by %(country)s on %(decided)s."),
    ResponseState.COMPLETED: gettext_lazy("Delivered. Accepted by %(country)s on %(decided)s."),
    ResponseState.ENDED: gettext_lazy("Ended early by %(organisation)s. What was delivered stays."),
    ResponseState.DECLINED: gettext_lazy("Declined by %(country)s on %(decided)s."),
    ResponseState.WITHDRAWN: gettext_lazy("Withdrawn by %(organisation)s."),
}
