"""The words of partners: where an answer stands and whose move it is, what can be done with it, names of gaps."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.house import age
from partners.models import Response, ResponseKind, ResponseState
from partners.rules import AnswerMove, GapKind

MOVE_LABELS: dict[AnswerMove, Any] = {
    AnswerMove.ACCEPT: gettext_lazy("Accept"),
    AnswerMove.DISCUSS: gettext_lazy("Discuss"),
    AnswerMove.DECLINE: gettext_lazy("Decline"),
    AnswerMove.WITHDRAW: gettext_lazy("Withdraw the answer"),
    AnswerMove.START: gettext_lazy("Delivery has begun"),
    AnswerMove.COMPLETE: gettext_lazy("Delivery is completed"),
}

MOVE_DONE: dict[AnswerMove, Any] = {
    AnswerMove.ACCEPT: gettext_lazy("Accepted. Everybody who sees the need now sees this support."),
    AnswerMove.DISCUSS: gettext_lazy("In discussion. The organisation reads your note on this page."),
    AnswerMove.DECLINE: gettext_lazy("Declined. The organisation reads your reason on this page."),
    AnswerMove.WITHDRAW: gettext_lazy("Withdrawn. It no longer counts for the need."),
    AnswerMove.START: gettext_lazy("Noted: delivery has begun."),
    AnswerMove.COMPLETE: gettext_lazy("Noted: delivery is completed. It now counts as delivered."),
}

GAP_LABELS: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("Need without support"),
    GapKind.PARTLY_COVERED: gettext_lazy("Partly covered"),
    GapKind.COVERED: gettext_lazy("Covered"),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("Support without stated need"),
    GapKind.NO_DATA: gettext_lazy("No data"),
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
    ResponseState.DECLINED: gettext_lazy("Declined by %(country)s on %(decided)s."),
    ResponseState.WITHDRAWN: gettext_lazy("Withdrawn by %(organisation)s."),
}
