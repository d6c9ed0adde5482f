"""Partners' answers in a person's inbox: what waits for them, and what their side has answered."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.permissions import Permission, can
from core.inbox import InboxEntry, shown
from core.models import User
from partners.support.messages import answer_sentence
from partners.support.models.answers import Response, ResponseKind, ResponseState
from partners.support.models.delivery import Delivery, DeliveryState, ResponseMessage, ResponseReading
from partners.support.rules.answers import CONFIRMED_STATES, SILENT, AnswerSide


def waiting_for(user: User) -> list[InboxEntry]:
    """Answers on which this person has the next move, the oldest first.

    For who decides: offers and interest that wait for the country, deliveries that it has not confirmed, messages that
    it has not read. For a partner's editor: what the country wants to discuss or disputes, accepted offers of which
    nobody has said that they began, and unread messages. An answer stands once, for the most pressing of these.
    """
    if can(user, Permission.RESPONSE_DECIDE) and user.country_id:
        rows = Response.objects.visible_to(user).filter(need__country_id=user.country_id)
        side, state, decided = AnswerSide.COUNTRY, DeliveryState.REPORTED, Q(state=ResponseState.WAITING)
        decided &= ~Q(kind=ResponseKind.NOT_NOW)
    elif can(user, Permission.RESPONSE_WRITE) and user.organisation_id:
        rows = Response.objects.visible_to(user).filter(organisation_id=user.organisation_id)
        side, state = AnswerSide.ORGANISATION, DeliveryState.DISPUTED
        decided = Q(state__in=(ResponseState.IN_DISCUSSION, ResponseState.ACCEPTED))
    else:
        return []
    deliveries = Delivery.objects.filter(response=OuterRef("pk"), state=state)
    read = ResponseReading.objects.filter(
        response=OuterRef("response"), side=side.value, read_until__gte=OuterRef("written_at")
    )
    unread = ResponseMessage.objects.filter(response=OuterRef("pk")).exclude(side=side.value).filter(~Exists(read))
    open_delivery = Q(has_open_delivery=True, state__in=CONFIRMED_STATES)
    found = rows.annotate(has_open_delivery=Exists(deliveries), has_unread=Exists(unread)).filter(
        decided | open_delivery | (Q(has_unread=True) & ~Q(state__in=SILENT))
    )
    return _entries(user, found, "responded_at", "pk")


def my_entries(user: User) -> list[InboxEntry]:
    """The answers of the person's organisation, the newest first; at most fifty. A country's team has none."""
    if not user.organisation_id:
        return []
    rows = Response.objects.visible_to(user).filter(organisation_id=user.organisation_id)
    return _entries(user, rows, "-responded_at", "-pk")


def _entries(user: User, rows: QuerySet[Response], *order: str) -> list[InboxEntry]:
    return [_entry(user, row) for row in shown(rows.select_related("need__country", "organisation"), *order)]


def _entry(user: User, response: Response) -> InboxEntry:
    need, organisation = response.need, response.organisation
    is_of_partner = user.organisation_id == response.organisation_id
    who = need.country.name if is_of_partner else str(organisation)
    what, alike = _what(response, is_of_partner=is_of_partner, who=who)
    return InboxEntry(
        what=what,
        alike=alike,
        who="" if alike == what else who,
        title=f"{need.code} {need.title}",
        url=reverse("partners:response", args=[response.pk]),
        state=response.state,
        sentence=answer_sentence(response),
        since=response.decided_at or response.responded_at,
        note=response.decision_note if is_of_partner else "",
        is_own=response.responded_by_id == user.pk,
        record=response,
    )


def _what(response: Response, *, is_of_partner: bool, who: str) -> tuple[str, str]:
    """What the line is about, and what many such lines are; what the other side did last goes before whose answer it
    is."""
    if getattr(response, "has_open_delivery", False) and response.state in CONFIRMED_STATES:
        if is_of_partner:
            return _("Delivery disputed by %(who)s") % {"who": who}, _("Deliveries disputed")
        return _("Delivery to confirm, of %(who)s") % {"who": who}, _("Deliveries to confirm")
    if getattr(response, "has_unread", False):
        return _("New message of %(who)s") % {"who": who}, _("New messages")
    if is_of_partner:
        return _("Answer of your organisation"), _("Answer of your organisation")
    return _("Answer of %(who)s") % {"who": who}, _("Partners' answers")
