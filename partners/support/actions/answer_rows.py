"""What every move on an answer has in common: the locks, the check, the write, the notice to the other side.

Locks are taken in one order, the need's row and then the answer's, so that what is offered, accepted and delivered of
one need comes one by one, and the arithmetic of an acceptance holds until it is written.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused
from core.clearance.authors import has_written
from core.clearance.permissions import Permission, holders
from core.models import User
from core.notices.actions import notify, settle
from core.notices.models import NoticeKind
from needs.models import Need
from partners.support.models.answers import Response
from partners.support.models.delivery import Delivery, ResponseReading
from partners.support.permissions import sides_of
from partners.support.rules.answers import ANSWER_MOVES, STANDING, AnswerMove, AnswerSide, answer_moves


def locked_answer(by: User, response: Response) -> Response:
    """The answer's row under its need's lock, as its person may see it; raises Response.DoesNotExist otherwise."""
    Need.objects.select_for_update(of=("self",)).filter(pk=response.need_id).first()
    rows = Response.objects.visible_to(by).select_related("need__country", "organisation")
    row: Response = rows.select_for_update(of=("self",)).get(pk=response.pk)
    return row


def locked_for(by: User, response: Response, move: AnswerMove, side: AnswerSide, version: int | None) -> Response:
    """The answer's row, locked until the transaction ends, if the person may make this move on this side."""
    row = locked_answer(by, response)
    if ANSWER_MOVES[move][0] is not side or side not in sides_of(by, row):
        raise Refused(_("Your role may not do this."))
    if version is not None and row.version != version:
        raise EditConflict
    if move is AnswerMove.ACCEPT:
        ask_not_own(by, row)
    has_deliveries = Delivery.objects.filter(response=row, state__in=STANDING).exists()
    if move not in answer_moves(row.kind, row.state, {side}, has_deliveries=has_deliveries):
        raise Refused(_("This is no longer possible: the answer has moved on. Look at it once more."))
    return row


def ask_not_own(by: User, row: Response | Delivery) -> None:
    """Refuse to let somebody decide for the country on what they once wrote for the organisation."""
    if has_written(by, row):
        raise Refused(_("You wrote this yourself, for the organisation. A colleague has to decide on it."))


def write_move(row: Response, move: AnswerMove, *fields: str) -> Response:
    """Set the state that a move leads to, count the write, and store the named fields with them."""
    row.state = ANSWER_MOVES[move][1]
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    return row


def note_read(row: Response, side: AnswerSide, *, until: datetime | None = None) -> None:
    """Note that one side has read the thread until an instant (default: now). Whoever decides or writes has read what
    was on the page."""
    instant = until or timezone.now()
    reading, is_new = ResponseReading.objects.get_or_create(
        response=row, side=side.value, defaults={"read_until": instant}
    )
    if not is_new and reading.read_until < instant:
        reading.read_until = instant
        reading.save(update_fields=["read_until"])


def tell_other_side(
    row: Response, by: User, side: AnswerSide, kind: NoticeKind, sentence: Any, *, delivery: Delivery | None = None
) -> None:
    """Note that one side has read the thread, and tell those who act for the other what it did. `sentence` may name
    %(country)s and %(organisation)s, and the %(day)s of a delivery: each report is a thing of its own, on its page."""
    note_read(row, side)
    need = row.need
    if side is AnswerSide.ORGANISATION:
        people = holders(Permission.RESPONSE_DECIDE, country=need.country)
    else:
        people = holders(Permission.RESPONSE_WRITE, organisation=row.organisation)
    day = date_format(delivery.delivered_on, "j F Y") if delivery else ""
    said = str(sentence) % {"country": need.country.name, "organisation": row.organisation, "day": day}
    path = reverse("partners:delivery", args=[delivery.pk]) if delivery else reverse("partners:response", args=[row.pk])
    if delivery:
        settle(row)
    notify(people, kind, delivery or row, title=need.full_title, sentence=said, path=path, by=by)
