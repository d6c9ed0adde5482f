"""What an answer takes on and has brought, as the arithmetic of needs reads it.

`coverage_now` counts every answer to a need, whoever may see it: for the check of an acceptance under the need's lock.
What people are shown comes from `partners.queries`, which counts what its viewer may see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from needs.models import Need, NeedComponent
from needs.rules import Answer, Coverage, Part, coverage
from partners.support.models.answers import Response, ResponseState
from partners.support.models.delivery import Delivery, DeliveryState
from partners.support.rules.answers import answer_status

NOTHING = Decimal(0)


@dataclass(frozen=True)
class PartTaken:
    """A part in an answer: what is offered of it (None: the whole), what was accepted of it (None: as offered), what
    the country confirmed as delivered, and what is reported and waits for that."""

    key: str
    offered: Decimal | None
    accepted: Decimal | None = None
    delivered: Decimal = NOTHING
    reported: Decimal = NOTHING

    @property
    def stands(self) -> bool:
        """Whether any of it is taken on: the country may have left a part aside."""
        return self.accepted is None or self.accepted > 0


@dataclass(frozen=True)
class Taken:
    """One answer; amounts are in the answer's currency, which counts only where the need asks in the same."""

    kind: str
    state: str
    offered: Decimal | None
    accepted: Decimal | None
    delivered: Decimal
    reported: Decimal
    has_deliveries: bool
    is_in_currency: bool
    parts: tuple[PartTaken, ...]

    def answer(self) -> Answer:
        """The answer for `needs.rules.coverage`."""
        # What an earlier acceptance left on an answer that is open (again) says nothing: the offer itself counts.
        is_open = self.state in (ResponseState.WAITING, ResponseState.IN_DISCUSSION)
        amount = self.offered if is_open or self.accepted is None else self.accepted
        counts = self.is_in_currency
        return Answer(
            status=answer_status(self.kind, self.state),
            amount=amount if counts else None,
            parts={
                part.key: part.offered if is_open or part.accepted is None else part.accepted
                for part in self.parts
                if is_open or part.stands
            },
            delivered=self.delivered if counts else None,
            delivered_parts={part.key: part.delivered for part in self.parts},
            reported=self.reported if counts else None,
            reported_parts={part.key: part.reported for part in self.parts},
            has_deliveries=self.has_deliveries,
        )


def taken(response: Response, currency: str) -> Taken:
    """An answer whose `parts` and `deliveries` (with their parts) are loaded or will be asked for."""
    deliveries = list(response.deliveries.all())
    confirmed = [row for row in deliveries if row.state == DeliveryState.CONFIRMED]
    reported = [row for row in deliveries if row.state == DeliveryState.REPORTED]
    return Taken(
        kind=response.kind,
        state=response.state,
        offered=response.amount,
        accepted=response.accepted_amount,
        delivered=_money(confirmed),
        reported=_money(reported),
        has_deliveries=bool(confirmed),
        is_in_currency=response.currency == currency,
        parts=tuple(
            PartTaken(
                key=str(part.component_id),
                offered=part.quantity,
                accepted=part.accepted_quantity,
                delivered=_quantity(confirmed, part.pk),
                reported=_quantity(reported, part.pk),
            )
            for part in response.parts.all()
        ),
    )


def coverage_now(need: Need) -> Coverage:
    """The coverage of a need by every answer to it, as it stands in the database at this moment. Five queries."""
    responses = Response.objects.filter(need=need).prefetch_related("parts", "deliveries__parts")
    parts = [Part(str(part.pk), part.quantity) for part in NeedComponent.objects.filter(need=need)]
    return coverage(need.amount_sought, parts, [taken(row, need.currency).answer() for row in responses])


def _money(deliveries: Iterable[Delivery]) -> Decimal:
    return sum((row.amount for row in deliveries if row.amount is not None), NOTHING)


def _quantity(deliveries: Iterable[Delivery], part: int) -> Decimal:
    return sum((one.quantity for row in deliveries for one in row.parts.all() if one.part_id == part), NOTHING)
