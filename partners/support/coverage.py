"""Coverage of needs: what answers take on and have brought as facts in SQL, and what they come to by the pure rule.

People are shown what counts the answers that they may see; `coverage_now` counts every answer, whoever may see it.
`needs.rules.coverage` is the only place that decides a status, so a list filtered by it asks for the facts of all its
needs first and filters by key: 0.15 ms of processor time for each need.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, DecimalField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from core.clearance.models import Viewer
from needs.models import Need, NeedComponent, NeedQuerySet
from needs.rules import Answer, Coverage, Part, coverage
from partners.support.models.answers import Response, ResponseComponent
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState
from partners.support.rules.answers import UNDECIDED, answer_status

MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=2)
NOTHING = Value(Decimal(0), MONEY)


@dataclass(frozen=True, kw_only=True)
class PartFacts:
    """A part in an answer: what is offered of it (None: the whole), what was accepted of it (None: as offered), what
    the country confirmed as delivered, and what is reported and waits for that."""

    key: str
    offered: Decimal | None
    accepted: Decimal | None
    delivered: Decimal
    reported: Decimal


@dataclass(frozen=True, kw_only=True)
class AnswerFacts:
    """Sizes of one answer. Amounts are in its own currency and count only where the need asks in the same currency."""

    kind: str
    state: str
    currency: str
    offered: Decimal | None
    accepted: Decimal | None
    delivered: Decimal
    reported: Decimal
    has_deliveries: bool
    parts: tuple[PartFacts, ...]

    def answer(self, currency: str) -> Answer:
        """The answer to a need in that currency for `needs.rules.coverage`."""
        # What an earlier acceptance left on an answer that is open (again) says nothing: the offer itself counts.
        is_open, counts = self.state in UNDECIDED, self.currency == currency
        amount = self.offered if is_open or self.accepted is None else self.accepted
        return Answer(
            status=answer_status(self.kind, self.state),
            amount=amount if counts else None,
            parts={
                part.key: part.offered if is_open or part.accepted is None else part.accepted
                for part in self.parts
                # The country may have left a part aside.
                if is_open or part.accepted is None or part.accepted > 0
            },
            delivered=self.delivered if counts else None,
            delivered_parts={part.key: part.delivered for part in self.parts},
            reported=self.reported if counts else None,
            reported_parts={part.key: part.reported for part in self.parts},
            has_deliveries=self.has_deliveries,
        )


def with_coverage(needs: NeedQuerySet, viewer: Viewer) -> NeedQuerySet:
    """The same needs with the facts that `coverage_of` reads: their parts, and the answers that the viewer may see."""
    return _with_facts(needs, Response.objects.visible_to(viewer), Delivery.objects.visible_to(viewer))


def covered_as(needs: NeedQuerySet, viewer: Viewer, statuses: Container[str]) -> NeedQuerySet:
    """Those of the needs whose coverage, as the viewer may see it, has one of the statuses of
    `needs.rules.CoverageStatus`. One query, run at once."""
    return covered_so(needs, viewer, lambda found: found.status in statuses)


def covered_so(needs: NeedQuerySet, viewer: Viewer, admits: Callable[[Coverage], bool]) -> NeedQuerySet:
    """Those of the needs whose coverage, as the viewer may see it, is admitted. One query, run at once."""
    facts = with_coverage(needs.order_by().only("amount_sought", "currency"), viewer)
    found: NeedQuerySet = needs.filter(pk__in=[need.pk for need in facts if admits(coverage_of(need))])
    return found


def coverage_of(need: Need) -> Coverage:
    """The coverage of a need that came through `with_coverage`, by the rule."""
    facts: Any = need
    parts = msgspec.convert(facts.coverage_facts_parts, list[Part])
    answers = msgspec.convert(facts.coverage_facts_answers, list[AnswerFacts])
    return coverage(need.amount_sought, parts, [one.answer(need.currency) for one in answers])


def coverage_of_one(viewer: Viewer, need: Need) -> Coverage:
    """The coverage of a need that came from elsewhere."""
    return coverage_of(with_coverage(Need.objects.filter(pk=need.pk), viewer).get())


def coverage_now(need: Need) -> Coverage:
    """The coverage of a need by every answer to it, as it stands in the database at this moment."""
    return coverage_of(
        _with_facts(Need.objects.filter(pk=need.pk), Response.objects.all(), Delivery.objects.all()).get()
    )


def answer_facts(viewer: Viewer, response: Response) -> AnswerFacts:
    """An answer that the viewer may see, with the reports that they may read. One query."""
    fact = _answer_fact(Delivery.objects.visible_to(viewer))
    return msgspec.convert(Response.objects.filter(pk=response.pk).values_list(fact, flat=True).get(), AnswerFacts)


def _with_facts(needs: NeedQuerySet, answers: QuerySet[Response], deliveries: Any) -> NeedQuerySet:
    parts = NeedComponent.objects.filter(need=OuterRef("pk")).order_by("position")
    fact = JSONObject(key=_text("pk"), quantity=_text("quantity"), unit=F("unit"), title=F("title"))
    found: NeedQuerySet = needs.annotate(
        coverage_facts_parts=ArraySubquery(parts.values(fact=fact)),
        coverage_facts_answers=ArraySubquery(
            answers.filter(need=OuterRef("pk")).order_by("pk").values(fact=_answer_fact(deliveries))
        ),
    )
    return found


def _answer_fact(deliveries: Any) -> JSONObject:
    """SQL that builds an `AnswerFacts` as JSON; of `deliveries`, those that wait for confirmation count as reported."""
    waiting = deliveries.reported()
    confirmed = Delivery.objects.filter(response=OuterRef("pk")).confirmed()
    of_part = DeliveryPart.objects.filter(part=OuterRef("pk"))
    parts = ResponseComponent.objects.filter(response=OuterRef("pk")).annotate(
        delivered=_total(of_part.filter(delivery__state=DeliveryState.CONFIRMED), "part", "quantity"),
        reported=_total(of_part.filter(delivery__in=waiting.values("pk")), "part", "quantity"),
    )
    part_fact = JSONObject(
        key=_text("component_id"),
        offered=_text("quantity"),
        accepted=_text("accepted_quantity"),
        delivered=_text("delivered"),
        reported=_text("reported"),
    )
    return JSONObject(
        kind=F("kind"),
        state=F("state"),
        currency=F("currency"),
        offered=_text("amount"),
        accepted=_text("accepted_amount"),
        delivered=_text(_total(confirmed, "response", "amount")),
        reported=_text(_total(waiting.filter(response=OuterRef("pk")), "response", "amount")),
        has_deliveries=Exists(confirmed),
        parts=ArraySubquery(parts.values(fact=part_fact)),
    )


def _total(rows: QuerySet[Any], link: str, column: str) -> Coalesce:
    """The sum of a column over rows that hang on the outer row; nought where there are none."""
    summed = rows.order_by().values(link).annotate(whole=Sum(column)).values("whole")
    return Coalesce(Subquery(summed, output_field=MONEY), NOTHING)


def _text(name: Any) -> Cast:
    """A number as text: JSON would turn it into a float."""
    return Cast(name, CharField())
