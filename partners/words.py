"""The words of partners: where an answer stands and whose move it is, what can be done with it, names of gaps."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.house import age
from partners.models import Response, ResponseKind, ResponseState
from partners.rules import AnswerMove, CutReason, DeliveryMove, GapKind, MoneyGap

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

GAP_LABELS: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("Need without support"),
    GapKind.PARTLY_COVERED: gettext_lazy("Partly covered"),
    GapKind.COVERED: gettext_lazy("Covered"),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("Support without stated need"),
    GapKind.NO_DATA: gettext_lazy("No data"),
}


GAP_SHORT: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("No support"),
    GapKind.PARTLY_COVERED: gettext_lazy("Partly"),
    GapKind.COVERED: gettext_lazy("Covered"),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("No need stated"),
    GapKind.NO_DATA: gettext_lazy("No data"),
}

GAP_SENTENCES: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("Needs are stated, and none of them has confirmed support."),
    GapKind.PARTLY_COVERED: gettext_lazy("Some of the needs have confirmed support, or some of what they ask for."),
    GapKind.COVERED: gettext_lazy("Every stated need is covered by confirmed support."),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("Programmes are active, and no need is stated."),
    GapKind.NO_DATA: gettext_lazy("Neither a need nor an active programme is known. That is not the same as no need."),
}

MONEY_REASONS: dict[MoneyGap | CutReason, Any] = {
    MoneyGap.CANCELLED: gettext_lazy("Cancelled: no money was provided"),
    MoneyGap.NOT_JUDGED: gettext_lazy("Nobody has judged yet whether it counters illegal wildlife trade"),
    MoneyGap.SUGGESTED: gettext_lazy("Relevance to illegal wildlife trade is suggested, and not confirmed by a person"),
    MoneyGap.NOT_IWT: gettext_lazy("Not about illegal wildlife trade"),
    MoneyGap.NO_PLACE: gettext_lazy("Names no member state and is not regional"),
    MoneyGap.IN_A_CIRCLE: gettext_lazy("Said to be a part of its own parts: which contains which is not known"),
    MoneyGap.NO_AMOUNT: gettext_lazy("No amount on record"),
    MoneyGap.NO_RATE: gettext_lazy("No exchange rate for its amount"),
    MoneyGap.SHARE_UNKNOWN: gettext_lazy("IWT share not known: neither 0% nor 100% is guessed"),
    CutReason.IN_ITS_PARTS: gettext_lazy("Counted with the programmes that are parts of it"),
    CutReason.SHARED_FUNDING: gettext_lazy("Funded together with others: who gives how much is not known"),
    CutReason.REGIONAL: gettext_lazy("Regional, names no member state: counted once, as “regional or not split”"),
    CutReason.COUNTRY_NOT_SPLIT: gettext_lazy("This member state's share is not given: counted once, as “not split”"),
    CutReason.NO_PRIORITY: gettext_lazy("No priority is confirmed: counted as “not split by priority”"),
    CutReason.PRIORITY_NOT_SPLIT: gettext_lazy("This priority's share is not given: counted as “not split”"),
    CutReason.NO_PERIOD: gettext_lazy("Its period is not known: counted in no year"),
    CutReason.OTHER_YEARS: gettext_lazy("Its period lies in other years"),
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
