"""Every write of partners by people: answers to needs, decisions, deliveries, and the yearly "nothing has changed".

Each is atomic and asks the rules on the locked row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actions import EditConflict, Refused
from core.models import Organisation, User
from core.permissions import Permission, can
from core.submit_tokens import once
from needs.models import CLOSED_STATUSES, Need, NeedComponent, NeedStatus
from partners.models import Programme, Response, ResponseComponent, ResponseKind, ResponseState
from partners.rules import ANSWER_MOVES, AnswerMove, AnswerSide, answer_moves
from partners.sides import sides_of


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


def respond(*, by: User, need: Need, draft: AnswerDraft, token: UUID | None = None) -> str:
    """Answer a need for the person's organisation; gives the address of the answer.

    Raises Refused where the need no longer looks for support, has lost a part that is offered, or has an answer of the
    organisation waiting; Need.DoesNotExist where the person may no longer know of it. A second press of one form leads
    to the first answer.
    """
    organisation = by.organisation
    if organisation is None or not can(by, Permission.RESPONSE_WRITE):
        raise Refused(_("Your role may not do this."))
    return once(by=by, token=token, create=lambda: _create_answer(by, organisation, need, draft))


@transaction.atomic
def decide(*, by: User, response: Response, move: AnswerMove, note: str = "", version: int | None = None) -> Response:
    """Accept, discuss or decline an answer for the country. Declining needs a reason; a note stays on the answer.

    Raises Refused where the rules forbid it, EditConflict where somebody else was quicker.
    """
    row = _locked(by, response, move, AnswerSide.COUNTRY, version)
    if move is AnswerMove.DECLINE and not note.strip():
        raise Refused(_("Say why: the organisation that offered has a right to a reason."))
    if move is AnswerMove.ACCEPT and row.need.status == NeedStatus.WITHDRAWN:
        raise Refused(_("The need is withdrawn. Open it again before you accept support for it."))
    row.decided_at, row.decided_by = timezone.now(), by
    # A note on acceptance does not wipe what was written while it was discussed.
    row.decision_note = note.strip() or row.decision_note
    return _write(row, move, "decided_at", "decided_by", "decision_note")


@transaction.atomic
def withdraw(*, by: User, response: Response, version: int | None = None) -> Response:
    """Take an answer back; it counts for nothing from then on. Raises as `decide`."""
    return _write(_locked(by, response, AnswerMove.WITHDRAW, AnswerSide.ORGANISATION, version), AnswerMove.WITHDRAW)


@transaction.atomic
def progress(*, by: User, response: Response, move: AnswerMove, version: int | None = None) -> Response:
    """Say that delivery of accepted support has begun or is completed. Raises as `decide`."""
    return _write(_locked(by, response, move, AnswerSide.ORGANISATION, version), move)


@transaction.atomic
def confirm_programme(*, by: User, programme: Programme) -> Programme:
    """Note that nothing has changed in a programme; only an editor of its owner may say so."""
    row = Programme.objects.visible_to(by).select_for_update(of=("self",)).get(pk=programme.pk)
    if row.owner is None or not can(by, Permission.RESPONSE_WRITE, organisation=row.owner):
        raise Refused(_("Only the organisation that owns the programme can confirm it."))
    row.last_confirmed_on = timezone.localdate()
    row.save(update_fields=["last_confirmed_on"])
    return row


def _create_answer(by: User, organisation: Organisation, need: Need, draft: AnswerDraft) -> str:
    """Write an answer and its parts. The need's row is locked first, so that answers and changes come one by one."""
    row = Need.objects.visible_to(by).cleared().select_for_update(of=("self",)).get(pk=need.pk)
    if row.status in CLOSED_STATUSES:
        raise Refused(_("This need no longer looks for support. Look at it once more."))
    _make_room(by, organisation, row)
    found = {part.pk: part for part in NeedComponent.objects.filter(need=row, pk__in=draft.parts)}
    if len(found) != len(draft.parts):
        raise Refused(_("The need has changed: a part that you offer is no longer in it. Look at it once more."))
    response = Response.objects.create(
        need=row,
        organisation=organisation,
        programme=draft.programme,
        kind=draft.kind,
        amount=draft.amount,
        currency=row.currency if draft.amount is not None else "",
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        note=draft.note,
        contact_role=draft.contact_role,
        responded_at=timezone.now(),
        responded_by=by,
        is_demo=row.is_demo or by.is_demo,
    )
    ResponseComponent.objects.bulk_create(
        ResponseComponent(response=response, component=found[key], quantity=quantity)
        for key, quantity in draft.parts.items()
    )
    return reverse("partners:response", args=[response.pk])


def _make_room(by: User, organisation: Organisation, need: Need) -> None:
    """An organisation has one waiting answer to a need. "Not now" gives way to a newer answer; others bar it."""
    waiting = Response.objects.visible_to(by).filter(need=need, organisation=organisation, state=ResponseState.WAITING)
    for earlier in waiting.select_for_update(of=("self",)):
        if earlier.kind != ResponseKind.NOT_NOW:
            raise Refused(
                _("Your organisation has an answer waiting on this need already. Withdraw it to give another.")
            )
        _write(earlier, AnswerMove.WITHDRAW)


def _locked(by: User, response: Response, move: AnswerMove, side: AnswerSide, version: int | None) -> Response:
    """The answer's row, locked until the transaction ends, if the person may make this move on this side."""
    rows = Response.objects.visible_to(by).select_related("need__country", "organisation")
    row: Response = rows.select_for_update(of=("self",)).get(pk=response.pk)
    if ANSWER_MOVES[move][0] is not side or side not in sides_of(by, row):
        raise Refused(_("Your role may not do this."))
    if version is not None and row.version != version:
        raise EditConflict
    if move not in answer_moves(row.kind, row.state, {side}):
        raise Refused(_("This is no longer possible: the answer has moved on. Look at it once more."))
    return row


def _write(row: Response, move: AnswerMove, *fields: str) -> Response:
    """Set the state that a move leads to, count the write, and store the named fields with them."""
    row.state = ANSWER_MOVES[move][1]
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    return row
