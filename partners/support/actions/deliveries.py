"""Delivery: the organisation reports what it delivered, the country confirms or disputes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused
from core.models import User
from core.notices.actions import settle
from core.notices.models import NoticeKind
from core.tracking import is_invented
from partners.support.actions.answer_rows import ask_not_own, locked_answer, locked_for, tell_other_side, write_move
from partners.support.messages import DELIVERY_REWORDED, DELIVERY_TOLD, MOVE_TOLD
from partners.support.models.answers import Response, ResponseComponent, ResponseState
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState
from partners.support.permissions import sides_of
from partners.support.rules.answers import DELIVERY_MOVES, AnswerMove, AnswerSide, DeliveryMove, delivery_moves

DECIDED = (DeliveryState.CONFIRMED, DeliveryState.DISPUTED)


@dataclass(frozen=True)
class DeliveryDraft:
    """What was delivered. The amount is in the answer's currency; `parts` maps the key of the answer's part to the
    quantity, 1 for a part that is not counted. `is_final` says that nothing more will come."""

    delivered_on: date
    amount: Decimal | None = None
    parts: Mapping[int, Decimal] = field(default_factory=dict)
    note: str = ""
    is_final: bool = False


@transaction.atomic
def report_delivery(
    *,
    by: User,
    response: Response,
    draft: DeliveryDraft,
    version: int | None = None,
    corrects: int | None = None,
) -> str:
    """Report what was delivered; gives the address of the report. It counts once the country has confirmed it.

    `corrects` is the key of a report of the same delivery, which is taken back in the same moment.

    Raises Refused where the rules forbid it, EditConflict where the answer has moved on, Response.DoesNotExist where
    the person may not know of it.
    """
    row = locked_for(by, response, AnswerMove.DELIVER, AnswerSide.ORGANISATION, version)
    parts = {part.pk: part for part in ResponseComponent.objects.filter(response=row, pk__in=draft.parts)}
    if len(parts) != len(draft.parts):
        raise Refused(_("A part that you report is not in your answer. Look at it once more."))
    if draft.delivered_on > timezone.localdate():
        raise Refused(_("Report what was delivered, not what will be."))
    if draft.amount is not None and not row.currency:
        raise Refused(_("Your answer offers no money."))
    if draft.amount is None and not draft.parts and not draft.note.strip():
        raise Refused(_("Say what was delivered: an amount, a part, or a few words."))
    if corrects is not None:
        earlier = _corrected(row, corrects)
        if draft_of(earlier) == replace(draft, note=draft.note.strip()):
            return _address(earlier)
        earlier.state, earlier.version = DELIVERY_MOVES[DeliveryMove.TAKE_BACK][1], earlier.version + 1
        earlier.save(update_fields=["state", "version"])
        settle(earlier)
    delivery = Delivery.objects.create(
        response=row,
        delivered_on=draft.delivered_on,
        amount=draft.amount,
        note=draft.note.strip(),
        is_final=draft.is_final,
        reported_at=timezone.now(),
        reported_by=by,
        is_demo=is_invented(),
    )
    DeliveryPart.objects.bulk_create(
        DeliveryPart(delivery=delivery, part=parts[key], quantity=quantity) for key, quantity in draft.parts.items()
    )
    write_move(row, AnswerMove.DELIVER)
    told = MOVE_TOLD[AnswerMove.DELIVER]
    tell_other_side(row, by, AnswerSide.ORGANISATION, NoticeKind.DELIVERY, told, delivery=delivery)
    return _address(delivery)


@transaction.atomic
def decide_delivery(
    *, by: User, delivery: Delivery, move: DeliveryMove, note: str = "", version: int | None = None
) -> Delivery:
    """Confirm or dispute a report for the country, or take it back for the organisation. Disputing needs a reason.

    Confirming the report that was called the last completes the answer.
    """
    side = DELIVERY_MOVES[move][0]
    row, answer = _locked(by, delivery, side, version)
    if move is DeliveryMove.CONFIRM:
        ask_not_own(by, row)
    if move not in delivery_moves(answer.state, row.state, {side}):
        raise Refused(_("This is no longer possible: the report has moved on. Look at it once more."))
    row.state, row.version = DELIVERY_MOVES[move][1], row.version + 1
    fields = ["state", "version"]
    if side is AnswerSide.COUNTRY:
        if move is DeliveryMove.DISPUTE and not note.strip():
            raise Refused(_("Say what is wrong with it: the organisation has a right to a reason."))
        row.decided_at, row.decided_by, row.decision_note = timezone.now(), by, note.strip() or row.decision_note
        fields += ["decided_at", "decided_by", "decision_note"]
    row.save(update_fields=fields)
    is_over = answer.state in (ResponseState.COMPLETED, ResponseState.ENDED)
    if move is DeliveryMove.CONFIRM and row.is_final and not is_over:
        write_move(answer, AnswerMove.COMPLETE)
    tell_other_side(answer, by, side, NoticeKind.DELIVERY, DELIVERY_TOLD[move], delivery=row)
    return row


@transaction.atomic
def reword_decision(*, by: User, delivery: Delivery, note: str, version: int | None = None) -> Delivery:
    """Bring the country's notes on a report together, where two of it decided at once. The decision itself stays."""
    row, answer = _locked(by, delivery, AnswerSide.COUNTRY, version)
    text = note.strip()
    if row.state not in DECIDED:
        raise Refused(_("This is no longer possible: the report has moved on. Look at it once more."))
    if row.state == DeliveryState.DISPUTED and not text:
        raise Refused(_("Say what is wrong with it: the organisation has a right to a reason."))
    if text != row.decision_note:
        row.decision_note, row.version = text, row.version + 1
        row.save(update_fields=["decision_note", "version"])
        tell_other_side(answer, by, AnswerSide.COUNTRY, NoticeKind.DELIVERY, DELIVERY_REWORDED, delivery=row)
    return row


def draft_of(delivery: Delivery) -> DeliveryDraft:
    """What a report says."""
    return DeliveryDraft(
        delivered_on=delivery.delivered_on,
        amount=delivery.amount,
        parts={part.part_id: part.quantity for part in delivery.parts.all()},
        note=delivery.note,
        is_final=delivery.is_final,
    )


def _corrected(answer: Response, key: int) -> Delivery:
    """The locked report that is to be corrected, while the organisation may still take it back."""
    row = Delivery.objects.select_for_update().filter(response=answer, pk=key).first()
    if row is None or row.state not in DELIVERY_MOVES[DeliveryMove.TAKE_BACK][2]:
        raise Refused(_("That report has been confirmed or taken back meanwhile. Look at what stands now."))
    return row


def _address(delivery: Delivery) -> str:
    """Where a report stands on its answer's page."""
    return reverse("partners:response", args=[delivery.response_id]) + f"#delivery-{delivery.pk}"


def _locked(by: User, delivery: Delivery, side: AnswerSide, version: int | None) -> tuple[Delivery, Response]:
    """The report and its answer, both locked, if the person may act on this side."""
    answer = locked_answer(by, delivery.response)
    row: Delivery = Delivery.objects.visible_to(by).select_for_update(of=("self",)).get(pk=delivery.pk)
    if side not in sides_of(by, answer):
        raise Refused(_("Your role may not do this."))
    if version is not None and row.version != version:
        raise EditConflict
    return row, answer
