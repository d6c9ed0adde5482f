"""Coverage of needs: as it is stored beside them, and what it is counted from.

People are shown what counts the answers that they may see. That is stored whenever a row changes
(`partners.support.actions.figures`), so that a page reads it and lists are filtered by it in the database;
`needs.rules.coverage` is the only place that decides a status. `coverage_now` counts every answer, whoever may see it,
from the rows as they stand.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, DecimalField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from core.clearance.models import Viewer
from core.figures import settle
from needs.models import Need, NeedComponent, NeedQuerySet
from needs.rules import Answer, Coverage, Part, coverage
from partners.support.models.answers import Response, ResponseComponent
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState
from partners.support.models.figures import coverage_text
from partners.support.rules.answers import CONFIRMED_STATES, UNDECIDED, answer_status

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

    organisation: int
    kind: str
    state: str
    currency: str
    offered: Decimal | None
    accepted: Decimal | None
    delivered: Decimal
    reported: Decimal
    has_deliveries: bool
    parts: tuple[PartFacts, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether the country has confirmed it, so that everybody who sees the need sees it."""
        return self.state in CONFIRMED_STATES

    def without_reports(self) -> "AnswerFacts":
        """The same to those who are of neither side: what waits for confirmation is not told."""
        parts = tuple(replace(part, reported=Decimal(0)) for part in self.parts)
        return replace(self, reported=Decimal(0), parts=parts)

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


@dataclass(frozen=True, kw_only=True)
class CoverageByAudience:
    """The coverage of a need as everybody sees it, as its own team does, and as the organisations do that have answers
    of their own in it; of those the ones that differ from what everybody sees."""

    shared: Coverage
    of_team: Coverage | None
    of_organisations: dict[int, Coverage]


def with_coverage(needs: NeedQuerySet, viewer: Viewer) -> NeedQuerySet:
    """The same needs with what `coverage_of` reads: their coverage as the viewer may see it."""
    settle()
    found: NeedQuerySet = needs.annotate(stored_coverage=coverage_text(viewer, "figures__"))
    return found


def coverage_of(row: Any) -> Coverage:
    """The coverage of a need, or of its figures, that came through `with_coverage`."""
    return coverage_from(row.stored_coverage)


def coverage_from(text: str) -> Coverage:
    """Coverage as it is stored."""
    return msgspec.json.decode(text, type=Coverage)


def coverage_of_one(viewer: Viewer, need: Need) -> Coverage:
    """The coverage of a need that came from elsewhere."""
    return coverage_of(with_coverage(Need.objects.filter(pk=need.pk), viewer).get())


def coverage_now(need: Need) -> Coverage:
    """The coverage of a need by every answer to it, as it stands in the database at this moment."""
    facts = with_facts(Need.objects.filter(pk=need.pk), Response.objects.all(), Delivery.objects.all())
    return coverage_from_facts(facts.get())


def answer_facts(viewer: Viewer, response: Response) -> AnswerFacts:
    """An answer that the viewer may see, with the reports that they may read. One query."""
    fact = _answer_fact(Delivery.objects.visible_to(viewer))
    return msgspec.convert(Response.objects.filter(pk=response.pk).values_list(fact, flat=True).get(), AnswerFacts)


def coverage_from_facts(need: Need) -> Coverage:
    """The coverage of a need that came through `with_facts`, by the rule."""
    return _counter(need)(_answers(need))


def coverage_by_audience(need: Need) -> CoverageByAudience:
    """The coverage of a need that came through `with_facts` of all answers and deliveries, to each who may see it.

    It is the rule of `ResponseQuerySet.visible_to` and `DeliveryQuerySet.visible_to`: all see what the country has
    confirmed, the two sides see offers and reports too.
    """
    count, answers = _counter(need), _answers(need)
    shared = count([one.without_reports() for one in answers if one.is_confirmed])

    def seen_by(organisation: int) -> Coverage:
        own = [one.organisation == organisation for one in answers]
        return count(
            [
                one if is_own else one.without_reports()
                for one, is_own in zip(answers, own, strict=True)
                if is_own or one.is_confirmed
            ]
        )

    of_organisations = {key: seen_by(key) for key in sorted({one.organisation for one in answers})}
    of_team = count(answers)
    return CoverageByAudience(
        shared=shared,
        of_team=of_team if of_team != shared else None,
        of_organisations={key: found for key, found in of_organisations.items() if found != shared},
    )


def with_facts(needs: NeedQuerySet, answers: QuerySet[Response], deliveries: Any) -> NeedQuerySet:
    """The same needs with the facts that coverage is counted from: their parts, and these answers and deliveries."""
    parts = NeedComponent.objects.filter(need=OuterRef("pk")).order_by("position")
    fact = JSONObject(key=_text("pk"), quantity=_text("quantity"), unit=F("unit"), title=F("title"))
    found: NeedQuerySet = needs.annotate(
        coverage_facts_parts=ArraySubquery(parts.values(fact=fact)),
        coverage_facts_answers=ArraySubquery(
            answers.filter(need=OuterRef("pk")).order_by("pk").values(fact=_answer_fact(deliveries))
        ),
    )
    return found


def _counter(need: Any) -> Callable[[list[AnswerFacts]], Coverage]:
    parts = msgspec.convert(need.coverage_facts_parts, list[Part])

    def count(answers: list[AnswerFacts]) -> Coverage:
        return coverage(need.amount_sought, parts, [one.answer(need.currency) for one in answers])

    return count


def _answers(need: Any) -> list[AnswerFacts]:
    return msgspec.convert(need.coverage_facts_answers, list[AnswerFacts])


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
        organisation=F("organisation_id"),
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
