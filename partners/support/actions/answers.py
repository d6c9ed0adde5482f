"""Answers to needs, decisions on them, and what the two sides write. Each asks the rules on the locked row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.clearance.permissions import Permission, can
from core.formatting import money, number
from core.models import Organisation, User
from core.notices.models import NoticeKind
from core.tracking import is_invented
from needs.models import Need, NeedComponent
from needs.rules import CLOSED_STATUSES, NeedStatus
from partners.programmes.models.programmes import Programme
from partners.support.actions.answer_rows import locked_answer, locked_for, note_read, tell_other_side, write_move
from partners.support.coverage import coverage_now
from partners.support.messages import ANSWER_GIVEN, MESSAGE_TOLD, MOVE_TOLD
from partners.support.models.answers import Response, ResponseComponent, ResponseKind, ResponseState
from partners.support.models.delivery import ResponseMessage, ResponseReading
from partners.support.permissions import sides_of
from partners.support.rules.answers import SILENT, AnswerMove, AnswerSide, excess


class MoreThanRemains(Refused):
    """The country would accept more than its need still asks for, and has not said that it wants to."""


@dataclass(frozen=True)
class AnswerDraft:
    """What an organisation answers. The amount is in the need's currency; `parts` maps the key of a part of the need to
    the quantity taken on, or to None for the whole of it."""

    kind: str
    programme: Programme | None = None
    amount: Decimal | None = None
    parts: Mapping[int, Decimal | None] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""
    contact_role: str = ""

    def columns(self, need: Need) -> dict[str, Any]:
        """The columns of the answer to that need."""
        names = ("kind", "programme", "amount", "starts_on", "ends_on", "note", "contact_role")
        currency = need.currency if self.amount is not None else ""
        return {**{name: getattr(self, name) for name in names}, "currency": currency}


@dataclass(frozen=True)
class Acceptance:
    """How much of an offer the country accepts: None, and parts that are not named, as offered; 0 none of it.

    `parts` maps the key of a part of the need to the quantity. `more` says that it may go beyond what remains.
    """

    amount: Decimal | None = None
    parts: Mapping[int, Decimal | None] = field(default_factory=dict)
    more: bool = False


AS_OFFERED = Acceptance()


@transaction.atomic
def respond(*, by: User, need: Need, draft: AnswerDraft) -> str:
    """Answer a need for the person's organisation; gives the address of the answer.

    Raises Refused where the need no longer looks for support, has lost a part that is offered, or has an answer of the
    organisation waiting; Need.DoesNotExist where the person may no longer know of it.
    """
    organisation = by.organisation
    if organisation is None or not can(by, Permission.RESPONSE_WRITE):
        raise Refused(_("Your role may not do this."))
    # The need's row is locked first, so that answers and changes come one by one.
    row = Need.objects.visible_to(by).cleared().select_for_update(of=("self",)).get(pk=need.pk)
    if row.status in CLOSED_STATUSES:
        raise Refused(_("This need no longer looks for support. Look at it once more."))
    _make_room(by, organisation, row)
    response = Response.objects.create(
        **draft.columns(row),
        need=row,
        organisation=organisation,
        responded_at=timezone.now(),
        responded_by=by,
        is_demo=is_invented(),
    )
    _write_parts(response, by, draft.parts)
    given = ANSWER_GIVEN[ResponseKind(response.kind)]
    tell_other_side(response, by, AnswerSide.ORGANISATION, NoticeKind.SUPPORT, given)
    return reverse("partners:response", args=[response.pk])


@transaction.atomic
def decide(
    *,
    by: User,
    response: Response,
    move: AnswerMove,
    note: str = "",
    version: int | None = None,
    acceptance: Acceptance = AS_OFFERED,
) -> Response:
    """Accept, discuss or decline an answer for the country. Declining needs a reason; a note stays on the answer.

    Raises Refused where the rules forbid it, MoreThanRemains where more would be accepted than the need asks for,
    EditConflict where somebody else was quicker.
    """
    row = locked_for(by, response, move, AnswerSide.COUNTRY, version)
    if move is AnswerMove.DECLINE and not note.strip():
        raise Refused(_("Say why: the organisation that offered has a right to a reason."))
    fields = ["decided_at", "decided_by", "decision_note"]
    if move is AnswerMove.ACCEPT:
        if row.need.status == NeedStatus.WITHDRAWN:
            raise Refused(_("The need is withdrawn. Open it again before you accept support for it."))
        _accept(row, acceptance)
        fields.append("accepted_amount")
    row.decided_at, row.decided_by = timezone.now(), by
    # A note on acceptance does not wipe what was written while it was discussed.
    row.decision_note = note.strip() or row.decision_note
    if move is AnswerMove.DISCUSS and note.strip():
        _add_message(row, by=by, side=AnswerSide.COUNTRY, text=note.strip())
    tell_other_side(row, by, AnswerSide.COUNTRY, NoticeKind.SUPPORT, MOVE_TOLD[move])
    return write_move(row, move, *fields)


@transaction.atomic
def revise(*, by: User, response: Response, draft: AnswerDraft, version: int | None) -> str:
    """Change an answer on which the country has not decided; gives its address. The country is asked anew.

    Raises Refused where the rules forbid it, EditConflict where somebody else was quicker.
    """
    row = locked_for(by, response, AnswerMove.REVISE, AnswerSide.ORGANISATION, version)
    need = row.need
    if need.status in CLOSED_STATUSES:
        raise Refused(_("This need no longer looks for support. Look at it once more."))
    if draft.kind == ResponseKind.NOT_NOW:
        raise Refused(_("Withdraw the answer if you cannot help now."))
    others = Response.objects.visible_to(by).filter(need=need, organisation=row.organisation).exclude(pk=row.pk)
    if others.filter(state=ResponseState.WAITING).exists():
        raise Refused(_("Your organisation has another answer waiting on this need. Withdraw one of them."))
    says = {**draft.columns(need), "responded_at": timezone.now(), "responded_by": by}
    for name, value in says.items():
        setattr(row, name, value)
    _write_parts(row, by, draft.parts)
    given = ANSWER_GIVEN[ResponseKind(row.kind)]
    tell_other_side(row, by, AnswerSide.ORGANISATION, NoticeKind.SUPPORT, given)
    write_move(row, AnswerMove.REVISE, *says)
    return reverse("partners:response", args=[row.pk])


@transaction.atomic
def take_step(
    *, by: User, response: Response, move: AnswerMove, version: int | None = None, note: str = ""
) -> Response:
    """Begin delivery, take an answer back, or end it early, for the organisation; the note goes to the country.

    A withdrawn answer counts for nothing from then on. Of one that ends early, what was delivered stays and nothing
    more will come: that needs a reason. Raises as `decide`.
    """
    row = locked_for(by, response, move, AnswerSide.ORGANISATION, version)
    if move is AnswerMove.END and not note.strip():
        raise Refused(_("Say why it ends: the country has a right to a reason."))
    if note.strip():
        _add_message(row, by=by, side=AnswerSide.ORGANISATION, text=note.strip())
    tell_other_side(row, by, AnswerSide.ORGANISATION, NoticeKind.SUPPORT, MOVE_TOLD[move])
    return write_move(row, move)


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
    message = _add_message(row, by=by, side=side, text=text.strip())
    if waits_already:
        note_read(row, side)
    else:
        tell_other_side(row, by, side, NoticeKind.MESSAGE, MESSAGE_TOLD[side])
    return reverse("partners:response", args=[row.pk]) + f"#message-{message.pk}"


@transaction.atomic
def mark_read(*, by: User, response: Response, seen: int) -> None:
    """Note for the person's side that it has read up to the message with the key `seen`, and needs no reply."""
    row = locked_answer(by, response)
    side = _side(by, row)
    message = ResponseMessage.objects.visible_to(by).filter(response=row, pk=seen).first()
    if message is None:
        raise Refused(_("Look at the answer once more, then try again."))
    note_read(row, side, until=message.written_at)


def _add_message(row: Response, *, by: User, side: AnswerSide, text: str) -> ResponseMessage:
    """A message on an answer that is locked."""
    return ResponseMessage.objects.create(
        response=row, side=side.value, text=text, written_at=timezone.now(), written_by=by, is_demo=is_invented()
    )


def _accept(row: Response, wanted: Acceptance) -> None:
    """Write down how much is accepted, if it fits into what is offered and, unless more is welcome, what remains."""
    if wanted.amount is not None and (row.amount is None or wanted.amount > row.amount):
        raise Refused(_("You cannot accept more than is offered."))
    row.accepted_amount = None if wanted.amount == row.amount else wanted.amount
    size = row.amount if row.accepted_amount is None else row.accepted_amount
    parts = list(row.parts.select_related("component").order_by("component__position"))
    taken = {}
    for part in parts:
        offered, accepted = part.offered, wanted.parts.get(part.component_id)
        if accepted is not None and accepted > offered:
            raise Refused(_("You cannot accept more than is offered."))
        part.accepted_quantity = None if accepted == offered else accepted
        taken[part] = offered if accepted is None else accepted
    if (row.amount or parts) and not size and not any(taken.values()):
        raise Refused(_("Accept some of what is offered, or decline it."))
    if not wanted.more and (beyond := _beyond(row, size, taken)):
        raise MoreThanRemains(
            _("This is more than remains, by %(excess)s. Accept less, or say that you accept more than you asked for.")
            % {"excess": ", ".join(beyond)}
        )
    for part in parts:
        part.save(update_fields=["accepted_quantity"])


def _beyond(row: Response, size: Decimal | None, taken: Mapping[ResponseComponent, Decimal]) -> list[str]:
    """By how much money and parts would go beyond what remains, in words. The need is locked."""
    now, found = coverage_now(row.need), []
    if row.currency == row.need.currency and (over := excess(size, now.money.remaining)):
        found.append(money(over, row.currency))
    for part, quantity in taken.items():
        tally = now.each_part.get(str(part.component_id))
        if tally and (over := excess(quantity, tally.remaining)):
            found.append(f"{part.component.title} ({number(over)} {part.component.unit}".rstrip() + ")")
    return found


def _write_parts(row: Response, by: User, wanted: Mapping[int, Decimal | None]) -> None:
    """Make the parts of an answer those that are wanted now. What leaves is withdrawn, and comes back if it returns."""
    found = NeedComponent.objects.filter(need=row.need).in_bulk(list(wanted))
    if len(found) != len(wanted):
        raise Refused(_("The need has changed: a part that you offer is no longer in it. Look at it once more."))
    known = {part.component_id: part for part in ResponseComponent.everything.filter(response=row)}
    for key, part in known.items():
        if key in wanted:
            part.bring_back()
            part.quantity = wanted[key]
        elif part.withdrawn_at is None:
            part.withdraw(by)
        else:
            continue
        part.save(update_fields=["quantity", *part.WITHDRAWAL])
    ResponseComponent.objects.bulk_create(
        ResponseComponent(response=row, component=found[key], quantity=quantity)
        for key, quantity in wanted.items()
        if key not in known
    )


def _make_room(by: User, organisation: Organisation, need: Need) -> None:
    """An organisation has one waiting answer to a need. "Not now" gives way to a newer answer; others bar it."""
    waiting = Response.objects.visible_to(by).filter(need=need, organisation=organisation, state=ResponseState.WAITING)
    for earlier in waiting.select_for_update(of=("self",)):
        if earlier.kind != ResponseKind.NOT_NOW:
            raise Refused(
                _("Your organisation has an answer waiting on this need already. Withdraw it to give another.")
            )
        write_move(earlier, AnswerMove.WITHDRAW)


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
