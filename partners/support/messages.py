"""Sentences of answers and gaps: where an answer stands and what was done with it, kinds of gap, why a need fits."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formatting import age
from needs.models import Need, SupportKind
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.rules.answers import AnswerMove, AnswerSide, DeliveryMove
from partners.support.rules.gaps import GapKind
from partners.support.rules.matching import Fit, Match, MatchPoint

MOVE_DONE: dict[AnswerMove, Any] = {
    AnswerMove.ACCEPT: gettext_lazy("Accepted. Everybody who sees the need now sees this support."),
    AnswerMove.DISCUSS: gettext_lazy("In discussion. The organisation reads your note on this page."),
    AnswerMove.DECLINE: gettext_lazy("Declined. The organisation reads your reason on this page."),
    AnswerMove.WITHDRAW: gettext_lazy("Withdrawn. It no longer counts for the need."),
    AnswerMove.START: gettext_lazy("Noted: delivery has begun."),
    AnswerMove.REVISE: gettext_lazy("Changed. The country is asked anew."),
    AnswerMove.DELIVER: gettext_lazy("Reported. It counts once the country has confirmed it."),
    AnswerMove.END: gettext_lazy("Ended. What was delivered stays; the rest is open again."),
}

DELIVERY_DONE: dict[DeliveryMove, Any] = {
    DeliveryMove.CONFIRM: gettext_lazy("Confirmed. It now counts as delivered."),
    DeliveryMove.DISPUTE: gettext_lazy("Disputed. The organisation reads your reason; it does not count."),
    DeliveryMove.TAKE_BACK: gettext_lazy("Taken back. It does not count."),
}

ANSWER_GIVEN: dict[ResponseKind, Any] = {
    ResponseKind.OFFER: gettext_lazy("%(organisation)s offers support. Accept, discuss or decline it."),
    ResponseKind.INTEREST: gettext_lazy("%(organisation)s is interested. Reply on the page of its answer."),
    ResponseKind.NOT_NOW: gettext_lazy("%(organisation)s cannot help now."),
}
"""What the country is told of an answer that was given or changed."""

MOVE_TOLD: dict[AnswerMove, Any] = {
    AnswerMove.ACCEPT: gettext_lazy("%(country)s has accepted your offer. Say when delivery begins."),
    AnswerMove.DISCUSS: gettext_lazy("%(country)s wants to discuss your answer. Reply on its page."),
    AnswerMove.DECLINE: gettext_lazy("%(country)s has declined your answer, and says why."),
    AnswerMove.WITHDRAW: gettext_lazy("%(organisation)s has withdrawn its answer."),
    AnswerMove.START: gettext_lazy("%(organisation)s says that delivery has begun."),
    AnswerMove.END: gettext_lazy("%(organisation)s ends its support early, and says why."),
    AnswerMove.DELIVER: gettext_lazy(
        "%(organisation)s reports a delivery of %(day)s. Confirm it, or say what is wrong."
    ),
}
"""What the other side is told of a move on an answer."""

DELIVERY_TOLD: dict[DeliveryMove, Any] = {
    DeliveryMove.CONFIRM: gettext_lazy("%(country)s has confirmed your delivery of %(day)s."),
    DeliveryMove.DISPUTE: gettext_lazy(
        "%(country)s disputes your delivery of %(day)s, and says why. Take the report back, or write to the country."
    ),
    DeliveryMove.TAKE_BACK: gettext_lazy("%(organisation)s has taken its report of a delivery of %(day)s back."),
}

DELIVERY_REWORDED = gettext_lazy("%(country)s has changed its note on your delivery of %(day)s.")

MESSAGE_TOLD: dict[AnswerSide, Any] = {
    AnswerSide.COUNTRY: gettext_lazy("%(country)s has written to you."),
    AnswerSide.ORGANISATION: gettext_lazy("%(organisation)s has written to you."),
}
"""What the other side is told of a message, by who wrote it."""

GAP_SHORT: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("No support"),
    GapKind.PARTLY_COVERED: gettext_lazy("Partly"),
    GapKind.COVERED: gettext_lazy("Covered"),
    GapKind.MET_EARLIER: gettext_lazy("Met earlier"),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("No need stated"),
    GapKind.NO_DATA: gettext_lazy("No data"),
}

GAP_SENTENCES: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("Needs are open, and none of them has confirmed support."),
    GapKind.PARTLY_COVERED: gettext_lazy("Some open needs have confirmed support, or some of what they ask for."),
    GapKind.COVERED: gettext_lazy("Every open need is covered by confirmed support."),
    GapKind.MET_EARLIER: gettext_lazy("No need is open now: what was asked for has been delivered."),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy(
        "No need is stated, and programmes are active or gave money in the year."
    ),
    GapKind.NO_DATA: gettext_lazy("Neither a need nor support is known. That is not the same as no need."),
}

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


def match_reasons(found: Match, need: Need) -> tuple[str, ...]:
    """Why a need is on a programme's list, point by point."""
    fits, said = found.fits, []
    country = {"country": need.country.name}
    said.append(
        _("The programme names %(country)s.") % country
        if fits[MatchPoint.COUNTRY] is Fit.YES
        else _("The programme is regional and names no member state.")
    )
    priority = {"priority": need.priority.name}
    said.append(
        _("Same priority: %(priority)s.") % priority
        if fits[MatchPoint.PRIORITY] is Fit.YES
        else _("The priority %(priority)s is suggested for the programme, not confirmed.") % priority
    )
    said.append(_("Its dates fit.") if fits[MatchPoint.DATES] is Fit.YES else _("The programme gives no last day."))
    if fits[MatchPoint.KIND] is Fit.YES:
        kinds = ", ".join(str(SupportKind(kind).label) for kind in sorted(found.shared_kinds))
        said.append(_("Its description speaks of what is asked for: %(kinds)s.") % {"kinds": kinds})
    elif fits[MatchPoint.KIND] is Fit.NO:
        said.append(_("Its description speaks of other kinds of support."))
    return tuple(said)
