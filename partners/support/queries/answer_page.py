"""The page of an answer: what is offered, accepted and delivered line by line, the reports, the two sides' thread."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import Viewer
from core.formatting import money, number
from needs.models import Need, NeedComponent
from needs.rules import Coverage
from partners.support.commitments import taken
from partners.support.models.answers import Response, ResponseComponent, ResponseKind, ResponseState
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState, ResponseMessage, ResponseReading
from partners.support.permissions import sides_of
from partners.support.queries.coverage import coverage_of_one
from partners.support.queries.responses import AnswerRow
from partners.support.rules.answers import AnswerMove, AnswerSide, DeliveryMove, delivery_moves

UNDECIDED = (ResponseState.WAITING, ResponseState.IN_DISCUSSION)
SILENT = (ResponseState.DECLINED, ResponseState.WITHDRAWN)


@dataclass(frozen=True)
class AnswerLine:
    """Money or one part: how much is offered, accepted, confirmed as delivered, reported; `part` is None for money.

    `accepted` is None while the country has not decided. `remaining` is what remains of the need, if it asks for it.
    """

    label: str
    unit: str
    currency: str
    offered: Decimal
    accepted: Decimal | None
    delivered: Decimal
    reported: Decimal
    remaining: Decimal | None
    part: ResponseComponent | None = None
    is_gone: bool = False

    @property
    def to_come(self) -> Decimal:
        """What was accepted and is neither confirmed nor reported as delivered."""
        return max(Decimal(0), (self.accepted or Decimal(0)) - self.delivered - self.reported)

    @property
    def is_counted(self) -> bool:
        """Whether it has a number: money and parts with a quantity do, a whole part is one."""
        return self.part is None or bool(self.part.component.quantity)

    @property
    def texts(self) -> dict[str, str]:
        """Its figures in words."""
        names = ("offered", "accepted", "delivered", "reported", "to_come", "remaining")
        return {name: self._text(getattr(self, name)) for name in names}

    def _text(self, size: Decimal | None) -> str:
        if size is None:
            return "–"
        if self.part is None:
            return money(size, self.currency)
        if not self.is_counted:
            return _("all of it") if size else _("nothing")
        return f"{number(size)} {self.unit}".strip()


@dataclass(frozen=True)
class DeliveryRow:
    """A report of delivery, as much of it as its viewer may read: notes are for the two sides."""

    delivery: Delivery
    response: Response
    parts: tuple[DeliveryPart, ...]
    moves: tuple[DeliveryMove, ...]
    is_of_a_side: bool

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return self.delivery.get_state_display()

    @property
    def answer_url(self) -> str:
        """The page of its answer."""
        return reverse("partners:response", args=[self.response.pk])

    @property
    def is_taken_back(self) -> bool:
        """Whether the organisation has taken it back: shown nowhere but in its history."""
        return self.delivery.state == DeliveryState.WITHDRAWN

    @property
    def may_decide(self) -> bool:
        """Whether its viewer can confirm it."""
        return DeliveryMove.CONFIRM in self.moves

    @property
    def may_take_back(self) -> bool:
        """Whether its viewer can take it back."""
        return DeliveryMove.TAKE_BACK in self.moves


@dataclass(frozen=True)
class AnswerPage:
    """An answer with everything on its page. `unread` is the last message of the other side that this one has not read.

    `others_offered` is the money of other offers that wait on the need; the country alone is told.
    """

    row: AnswerRow
    lines: tuple[AnswerLine, ...]
    deliveries: tuple[DeliveryRow, ...]
    messages: tuple[ResponseMessage, ...]
    unread: ResponseMessage | None
    may_write: bool
    may_deliver: bool
    others_offered: Decimal
    coverage: Coverage

    @property
    def is_decided(self) -> bool:
        """Whether the country has accepted it."""
        return self.row.response.state not in (*UNDECIDED, *SILENT)

    @property
    def newest_report(self) -> DeliveryRow | None:
        """The report that was written last, of those that stand."""
        return max(self.deliveries, key=lambda row: row.delivery.pk, default=None)

    @property
    def own_note(self) -> str:
        """The country's note, unless it stands in the thread already."""
        note = self.row.response.decision_note
        return "" if note in {message.text for message in self.messages} else note

    @property
    def exceeds(self) -> str:
        """Where this offer and the others that wait come to more than remains: by how much, in words."""
        left, response = self.coverage.money.remaining, self.row.response
        if left is None or response.state not in UNDECIDED or response.currency != self.row.need.currency:
            return ""
        over = (response.amount or Decimal(0)) + self.others_offered - left
        return money(over, response.currency) if over > 0 and self.others_offered else ""


def answer_page(viewer: Viewer, row: AnswerRow) -> AnswerPage:
    """Everything on an answer's page, in a fixed number of queries."""
    response, need = row.response, row.need
    sides = sides_of(viewer, response)
    coverage = coverage_of_one(viewer, need)
    messages = tuple(ResponseMessage.objects.visible_to(viewer).filter(response=response).select_related("written_by"))
    lines = answer_lines(viewer, response, need, coverage)
    own = response.amount or Decimal(0) if response.state in UNDECIDED and response.currency == need.currency else 0
    return AnswerPage(
        row=row,
        lines=lines,
        deliveries=tuple(
            _delivery(viewer, one, response)
            for one in response.deliveries.all()
            if one.state != DeliveryState.WITHDRAWN
        ),
        messages=messages,
        unread=_unread(response, sides, messages),
        may_write=bool(sides) and response.kind != ResponseKind.NOT_NOW and response.state not in SILENT,
        may_deliver=AnswerMove.DELIVER in row.moves,
        others_offered=coverage.money.offered - own if AnswerSide.COUNTRY in sides else Decimal(0),
        coverage=coverage,
    )


def answer_lines(viewer: Viewer, response: Response, need: Need, coverage: Coverage) -> tuple[AnswerLine, ...]:
    """Money and parts of an answer, what left the need meanwhile included. Four queries.

    The answer has its deliveries (as far as the viewer may read them) and parts loaded from then on.
    """
    prefetch_related_objects([response], Prefetch("deliveries", queryset=_deliveries(viewer)), "parts")
    found, decided = taken(response, need.currency), response.state not in (*UNDECIDED, *SILENT)
    lines = []
    if found.offered is not None:
        size = found.offered if found.accepted is None else found.accepted
        lines.append(
            AnswerLine(
                label=_("Money"),
                unit="",
                currency=response.currency,
                offered=found.offered,
                accepted=size if decided else None,
                delivered=found.delivered,
                reported=found.reported,
                remaining=coverage.money.remaining if found.is_in_currency else None,
                is_gone=not found.is_in_currency,
            )
        )
    parts = NeedComponent.everything.in_bulk([int(part.key) for part in found.parts])
    rows = {row.component_id: row for row in response.parts.all()}
    for part in sorted(found.parts, key=lambda part: parts[int(part.key)].position or 0):
        component, row = parts[int(part.key)], rows[int(part.key)]
        row.component = component
        whole = component.quantity or Decimal(1)
        offered = whole if part.offered is None or not component.quantity else part.offered
        accepted = offered if part.accepted is None else part.accepted
        tally = coverage.each_part.get(part.key)
        lines.append(
            AnswerLine(
                label=component.title,
                unit=component.unit,
                currency="",
                offered=offered,
                accepted=accepted if decided else None,
                delivered=part.delivered,
                reported=part.reported,
                remaining=tally.remaining if tally else None,
                part=row,
                is_gone=component.withdrawn_at is not None,
            )
        )
    return tuple(lines)


def delivery_of(viewer: Viewer, pk: int, *, or_taken_back: bool = False) -> DeliveryRow:
    """One report; raises Delivery.DoesNotExist where the viewer may not know of it, or it was taken back."""
    rows = _deliveries(viewer).select_related("response__need__country", "response__organisation", "decided_by")
    found = (rows if or_taken_back else _standing(rows)).get(pk=pk)
    return _delivery(viewer, found, found.response)


def _deliveries(viewer: Viewer) -> Any:
    """Reports that the viewer may read; the oldest first."""
    parts = DeliveryPart.objects.select_related("part__component").order_by("pk")
    rows = Delivery.objects.visible_to(viewer).select_related("reported_by")
    return rows.prefetch_related(Prefetch("parts", queryset=parts))


def _standing(rows: Any) -> Any:
    """Leave out what was taken back."""
    return rows.exclude(state=DeliveryState.WITHDRAWN)


def _delivery(viewer: Any, row: Delivery, response: Response) -> DeliveryRow:
    of_country = viewer.is_authenticated and viewer.country_id == response.need.country_id
    return DeliveryRow(
        delivery=row,
        response=response,
        parts=tuple(row.parts.all()),
        moves=delivery_moves(response.state, row.state, sides_of(viewer, response)),
        is_of_a_side=of_country
        or (viewer.is_authenticated and bool(viewer.organisation_id == response.organisation_id)),
    )


def _unread(
    response: Response, sides: tuple[AnswerSide, ...], messages: tuple[ResponseMessage, ...]
) -> ResponseMessage | None:
    """The newest message of the other side that this side has not read."""
    if not sides:
        return None
    theirs = [message for message in messages if message.side != sides[0].value]
    if not theirs:
        return None
    reading = ResponseReading.objects.filter(response=response, side=sides[0].value).first()
    newest = theirs[-1]
    return None if reading and reading.read_until >= newest.written_at else newest
