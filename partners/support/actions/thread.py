"""What the two sides of an answer write to each other."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.models import User
from partners.support.actions.answer_rows import has_acted, locked_answer
from partners.support.models.answers import Response, ResponseKind
from partners.support.models.delivery import ResponseMessage, ResponseReading
from partners.support.permissions import sides_of
from partners.support.rules.answers import SILENT, AnswerSide


@transaction.atomic
def write_message(*, by: User, response: Response, text: str) -> str:
    """Write to the other side; gives the address of the message.

    Raises Refused where the person is on neither side or the answer is closed, Response.DoesNotExist where the person
    may not know of it.
    """
    row = locked_answer(by, response)
    side = _side(by, row)
    if row.kind == ResponseKind.NOT_NOW or row.state in SILENT:
        raise Refused(_("This answer is closed. Ask on the need's page, or give a new answer."))
    if not text.strip():
        raise Refused(_("Write something."))
    waits_already = _has_unread(row, side)
    message = add_message(row, by=by, side=side, text=text.strip())
    has_acted(row, side, tells=not waits_already)
    return reverse("partners:response", args=[row.pk]) + f"#message-{message.pk}"


@transaction.atomic
def mark_read(*, by: User, response: Response, seen: int) -> None:
    """Note for the person's side that it has read up to the message with the key `seen`, and needs no reply."""
    row = locked_answer(by, response)
    side = _side(by, row)
    message = ResponseMessage.objects.visible_to(by).filter(response=row, pk=seen).first()
    if message is None:
        raise Refused(_("Look at the answer once more, then try again."))
    has_acted(row, side, until=message.written_at, tells=False)


def add_message(row: Response, *, by: User, side: AnswerSide, text: str) -> ResponseMessage:
    """A message on an answer that is locked."""
    return ResponseMessage.objects.create(
        response=row, side=side.value, text=text, written_at=timezone.now(), written_by=by, is_demo=row.is_demo
    )


def _side(by: User, row: Response) -> AnswerSide:
    sides = sides_of(by, row)
    if not sides:
        raise Refused(_("Your role may not do this."))
    return sides[0]


def _has_unread(row: Response, side: AnswerSide) -> bool:
    """Whether the other side has messages of this side before it that it has not read: one mail is enough."""
    read = ResponseReading.objects.filter(response=row).exclude(side=side.value).first()
    rows = ResponseMessage.objects.filter(response=row, side=side.value)
    return (rows.filter(written_at__gt=read.read_until) if read else rows).exists()
