"""The page of an answer: what is offered, accepted and delivered line by line, the reports, the two sides' thread."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.models import Viewer
from core.formatting import money, number
from needs.rules import Coverage
from partners.support.coverage import AnswerFacts, PartFacts, answer_facts, coverage_of_one
from partners.support.models.answers import Response, ResponseComponent, ResponseKind
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState, ResponseMessage, ResponseReading
from partners.support.permissions import is_of_a_side, sides_of
from partners.support.queries.responses import AnswerRow
from partners.support.rules import answers as rules


@dataclass(frozen=True)
class AnswerLine:
    """Money or one part: how much is offered, accepted, confirmed as delivered, reported; `part` is None for money.

    `accepted` is None while the country has not decided. `remaining` is what remains of the need, if it asks for it.
    """

    offered: Decimal
    accepted: Decimal | None
    delivered: Decimal
    reported: Decimal
    remaining: Decimal | None
    is_gone: bool
    currency: str = ""
    part: ResponseComponent | None = None

    @property
    def label(self) -> str:
        """What it is of."""
        return self.part.component.title if self.part else _("Money")

    @property
    def key(self) -> str:
        """Its name in forms."""
        return str(self.part.component_id) if self.part else "money"

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
        return f"{number(size)} {self.part.component.unit}".strip()


@dataclass(frozen=True)
class DeliveryRow:
    """A report of delivery, as much of it as its viewer may read: notes are for the two sides."""

    delivery: Delivery
    moves: tuple[rules.DeliveryMove, ...]
    is_of_a_side: bool

    @property
    def answer_url(self) -> str:
        """The page of its answer."""
        return reverse("partners:response", args=[self.delivery.response_id])


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
    others_offered: Decimal
    coverage: Coverage

    @property
    def is_decided(self) -> bool:
        """Whether the country has accepted it."""
        return self.row.response.state in rules.CONFIRMED_STATES

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
        if left is None or response.state not in rules.UNDECIDED or response.currency != self.row.need.currency:
            return ""
        over = (response.amount or Decimal(0)) + self.others_offered - left
        return money(over, response.currency) if over > 0 and self.others_offered else ""


def answer_page(viewer: Viewer, row: AnswerRow) -> AnswerPage:
    """Everything on an answer's page, in a fixed number of queries."""
    response, need = row.response, row.need
    sides = sides_of(viewer, response)
    coverage = coverage_of_one(viewer, need)
    messages = tuple(ResponseMessage.objects.visible_to(viewer).filter(response=response).select_related("written_by"))
    prefetch_related_objects([response], Prefetch("deliveries", queryset=_deliveries(viewer)))
    counts = response.state in rules.UNDECIDED and response.currency == need.currency
    own = response.amount if counts and response.amount else Decimal(0)
    return AnswerPage(
        row=row,
        lines=_lines(viewer, response, coverage),
        deliveries=tuple(
            _delivery(viewer, one) for one in response.deliveries.all() if one.state != DeliveryState.WITHDRAWN
        ),
        messages=messages,
        unread=_unread(response, sides, messages),
        may_write=bool(sides) and response.kind != ResponseKind.NOT_NOW and response.state not in rules.SILENT,
        others_offered=coverage.money.offered - own if rules.AnswerSide.COUNTRY in sides else Decimal(0),
        coverage=coverage,
    )


def _lines(viewer: Viewer, response: Response, coverage: Coverage) -> tuple[AnswerLine, ...]:
    """Money and parts of an answer, what left the need meanwhile included. One query: its parts are loaded."""
    found, is_decided = answer_facts(viewer, response), response.state in rules.CONFIRMED_STATES

    def line(size: AnswerFacts | PartFacts, offered: Decimal, remaining: Decimal | None, **more: Any) -> AnswerLine:
        accepted = offered if size.accepted is None else size.accepted
        return AnswerLine(
            offered=offered,
            accepted=accepted if is_decided else None,
            delivered=size.delivered,
            reported=size.reported,
            remaining=remaining,
            **more,
        )

    lines = []
    if found.offered is not None:
        counts = found.currency == response.need.currency
        remaining = coverage.money.remaining if counts else None
        lines.append(line(found, found.offered, remaining, currency=response.currency, is_gone=not counts))
    sizes = {size.key: size for size in found.parts}
    for part in sorted(response.parts.all(), key=lambda part: part.component.position or 0):
        key, is_gone = str(part.component_id), part.component.withdrawn_at is not None
        if key not in sizes:
            continue
        tally = coverage.each_part.get(key)
        lines.append(line(sizes[key], part.offered, tally.remaining if tally else None, part=part, is_gone=is_gone))
    return tuple(lines)


def delivery_of(viewer: Viewer, pk: int) -> DeliveryRow:
    """One report, also one taken back; raises Delivery.DoesNotExist where the viewer may not know of it."""
    rows = _deliveries(viewer).select_related("response__need__country", "response__organisation", "decided_by")
    return _delivery(viewer, rows.get(pk=pk))


def _deliveries(viewer: Viewer) -> Any:
    """Reports that the viewer may read; the oldest first."""
    parts = DeliveryPart.objects.select_related("part__component").order_by("pk")
    rows = Delivery.objects.visible_to(viewer).select_related("reported_by")
    return rows.prefetch_related(Prefetch("parts", queryset=parts))


def _delivery(viewer: Viewer, row: Delivery) -> DeliveryRow:
    answer = row.response
    is_own = row.reported_by_id == viewer.pk
    moves = rules.delivery_moves(answer.state, row.state, sides_of(viewer, answer), is_own=is_own)
    return DeliveryRow(row, moves, is_of_a_side(viewer, answer))


def _unread(
    response: Response, sides: tuple[rules.AnswerSide, ...], messages: tuple[ResponseMessage, ...]
) -> ResponseMessage | None:
    """The newest message of the other side that this side has not read."""
    theirs = [message for message in messages if sides and message.side != sides[0].value]
    if not theirs:
        return None
    read = ResponseReading.objects.filter(response=response, side=sides[0].value, read_until__gte=theirs[-1].written_at)
    return None if read.exists() else theirs[-1]
