"""Coverage of needs, in SQL for lists and filters, by the pure rule for pages. Both count what the viewer may see.

The SQL repeats `needs.rules.coverage`, so that a register can be filtered and paged by it; a test holds the two
together on generated cases.
"""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject

from core.clearance.models import Viewer
from needs.models import Need, NeedComponent, NeedQuerySet
from needs.rules import Answer, Coverage, CoverageStatus, Part, coverage
from partners.support.commitments import PartTaken, Taken
from partners.support.models.answers import CONFIRMED_STATES, Response, ResponseComponent, ResponseKind, ResponseState
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState

MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=2)
OFFERED = Q(kind=ResponseKind.OFFER, state__in=(ResponseState.WAITING, ResponseState.IN_DISCUSSION))
# "Not now" is never support, whatever state it was put into.
SUPPORT = ~Q(kind=ResponseKind.NOT_NOW)
CONFIRMED = SUPPORT & Q(state__in=CONFIRMED_STATES)
NOTHING = Value(Decimal(0), MONEY)
ONE = Value(Decimal(1), MONEY)
# Nothing more is to come: what was delivered is all there is.
OVER = Q(state=ResponseState.ENDED) | Q(state=ResponseState.COMPLETED, has_deliveries=True)
DONE_WITHOUT_RECORD = Q(state=ResponseState.COMPLETED, has_deliveries=False)


def with_coverage(needs: NeedQuerySet, viewer: Viewer) -> NeedQuerySet:
    """The same needs with what this viewer may see of their coverage.

    Annotates, in the need's currency, `coverage_offered`, `coverage_confirmed`, `coverage_delivered`; as numbers of
    parts `coverage_parts`, `coverage_parts_offered`, `coverage_parts_confirmed`, `coverage_parts_delivered`;
    `coverage_answers` (the number of confirmed answers); and `coverage_status`, a value of
    `needs.rules.CoverageStatus` that can be filtered on. What `coverage_of` needs comes along.
    """
    visible = Response.objects.visible_to(viewer)
    confirmed = _with_deliveries(visible.filter(CONFIRMED))
    annotated = needs.annotate(
        coverage_offered=_sum(visible.filter(OFFERED), F("amount")),
        coverage_confirmed=_sum(confirmed, _standing(_size(), F("brought"))),
        coverage_delivered=_sum(confirmed, _delivered(_size(), F("brought"))),
        coverage_answers=_count(confirmed.exclude(state=ResponseState.ENDED, has_deliveries=False), "need"),
        coverage_parts=_count(NeedComponent.objects.all(), "need"),
        coverage_parts_offered=_count(_part_totals(visible).filter(is_offered=True, confirmed__lt=F("wanted")), "need"),
        coverage_parts_confirmed=_count(_part_totals(visible).filter(confirmed__gte=F("wanted")), "need"),
        coverage_parts_delivered=_count(_part_totals(visible).filter(delivered__gte=F("wanted")), "need"),
        coverage_facts_parts=_part_facts(),
        coverage_facts_answers=_answer_facts(visible, viewer),
    )
    found: NeedQuerySet = annotated.annotate(coverage_status=_status())
    return found


def coverage_of(need: Need) -> Coverage:
    """The coverage of a need that came through `with_coverage`, by the rule."""
    facts: Any = need
    parts = [Part(key=row["key"], quantity=_decimal(row["quantity"])) for row in facts.coverage_facts_parts]
    return coverage(need.amount_sought, parts, [_answer(row, need.currency) for row in facts.coverage_facts_answers])


def coverage_of_one(viewer: Viewer, need: Need) -> Coverage:
    """The coverage of a need that came from elsewhere."""
    return coverage_of(with_coverage(Need.objects.filter(pk=need.pk), viewer).get())


def _answer(row: dict[str, Any], currency: str) -> Answer:
    return Taken(
        kind=row["kind"],
        state=row["state"],
        offered=_decimal(row["amount"]),
        accepted=_decimal(row["accepted"]),
        delivered=_decimal(row["delivered"]) or Decimal(0),
        reported=_decimal(row["reported"]) or Decimal(0),
        has_deliveries=row["has_deliveries"],
        is_in_currency=row["currency"] == currency,
        parts=tuple(
            PartTaken(
                key=part["key"],
                offered=_decimal(part["quantity"]),
                accepted=_decimal(part["accepted"]),
                delivered=_decimal(part["delivered"]) or Decimal(0),
                reported=_decimal(part["reported"]) or Decimal(0),
            )
            for part in row["parts"]
        ),
    ).answer()


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _with_deliveries(responses: QuerySet[Response]) -> QuerySet[Any]:
    """Answers with what was delivered of their money, as far as the country has confirmed it."""
    confirmed = Delivery.objects.confirmed().filter(response=OuterRef("pk"))
    return responses.annotate(brought=_total(confirmed, "response", "amount"), has_deliveries=Exists(confirmed))


def _total(rows: QuerySet[Any], link: str, column: str) -> Coalesce:
    """The sum of a column over rows that hang on the outer row; nought where there are none."""
    summed = rows.order_by().values(link).annotate(whole=Sum(column)).values("whole")
    return Coalesce(Subquery(summed, output_field=MONEY), NOTHING)


def _size() -> Coalesce:
    """What an answer's money is: as accepted, or as offered."""
    return Coalesce("accepted_amount", "amount", NOTHING, output_field=MONEY)


def _standing(size: Any, brought: Any) -> Case:
    """What of an accepted answer stands; `needs.rules` says why. The rows have `state` and `has_deliveries`."""
    return Case(
        When(OVER, then=brought),
        When(DONE_WITHOUT_RECORD, then=size),
        default=Greatest(size, brought, output_field=MONEY),
        output_field=MONEY,
    )


def _delivered(size: Any, brought: Any) -> Case:
    """What of an accepted answer was delivered."""
    return Case(When(DONE_WITHOUT_RECORD, then=size), default=brought, output_field=MONEY)


def _sum(rows: QuerySet[Response], amount: Any) -> Coalesce:
    """The amounts of answers to the outer need that are in its currency."""
    amounts = (
        rows.filter(need=OuterRef("pk"), currency=OuterRef("currency"))
        .order_by()
        .values("need")
        .annotate(whole=Sum(amount))
        .values("whole")
    )
    return Coalesce(Subquery(amounts, output_field=MONEY), NOTHING)


def _count(rows: QuerySet[Any], link: str) -> Coalesce:
    """How many rows hang on the outer need."""
    counted = rows.filter(**{link: OuterRef("pk")}).order_by().values(link).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _part_totals(visible: QuerySet[Response]) -> QuerySet[Any]:
    """Parts of needs with what is `wanted` of each, what is `confirmed` and `delivered`, and whether it `is_offered`.

    A part with a quantity adds up; a part without one is indivisible, and counts as 1. An answer that names no quantity
    takes the whole.
    """
    taken = _taken_parts(visible)
    return NeedComponent.objects.annotate(
        wanted=Case(When(quantity__gt=0, then=F("quantity")), default=ONE, output_field=MONEY),
        confirmed=_total(taken.annotate(counted=_standing(F("size"), F("part_brought"))), "component", "counted"),
        delivered=_total(taken.annotate(counted=_delivered(F("size"), F("part_brought"))), "component", "counted"),
        is_offered=Exists(
            ResponseComponent.objects.filter(
                component=OuterRef("pk"), response__in=visible.filter(OFFERED).values("pk")
            )
        ),
    )


def _taken_parts(visible: QuerySet[Response]) -> QuerySet[ResponseComponent]:
    """What confirmed answers take on of the outer part, each with its `size` and what it `part_brought`."""
    delivered = DeliveryPart.objects.filter(part=OuterRef("pk"), delivery__state=DeliveryState.CONFIRMED)
    brought = _total(delivered, "part", "quantity")
    is_counted = Q(component__quantity__gt=0)
    return (
        ResponseComponent.objects.filter(component=OuterRef("pk"), response__in=visible.filter(CONFIRMED).values("pk"))
        .annotate(
            state=F("response__state"),
            has_deliveries=Exists(Delivery.objects.confirmed().filter(response=OuterRef("response_id"))),
            all_brought=brought,
        )
        .annotate(
            size=Case(
                When(
                    is_counted,
                    then=Coalesce("accepted_quantity", "quantity", "component__quantity", output_field=MONEY),
                ),
                When(accepted_quantity=0, then=NOTHING),
                default=ONE,
                output_field=MONEY,
            ),
            part_brought=Case(
                When(is_counted, then=F("all_brought")),
                When(all_brought__gt=0, then=ONE),
                default=NOTHING,
                output_field=MONEY,
            ),
        )
    )


def _status() -> Case:
    """The status by the columns annotated before: `needs.rules.Coverage.status`."""
    has_money, has_parts = Q(amount_sought__gt=0), Q(coverage_parts__gt=0)

    def all_of_it(amounts: str, parts: str) -> Q:
        return (~has_money | Q(**{f"{amounts}__gte": F("amount_sought")})) & (
            ~has_parts | Q(**{f"{parts}__gte": F("coverage_parts")})
        )

    return Case(
        When(~(has_money | has_parts), then=Value(CoverageStatus.NOT_MEASURABLE.value)),
        When(all_of_it("coverage_delivered", "coverage_parts_delivered"), then=Value(CoverageStatus.DELIVERED.value)),
        When(all_of_it("coverage_confirmed", "coverage_parts_confirmed"), then=Value(CoverageStatus.FULLY.value)),
        When(coverage_answers__gt=0, then=Value(CoverageStatus.PARTLY.value)),
        default=Value(CoverageStatus.NONE.value),
        output_field=CharField(),
    )


def _text(name: Any) -> Cast:
    """A number as text: JSON would turn it into a float."""
    return Cast(name, CharField())


def _part_facts() -> ArraySubquery:
    rows = NeedComponent.objects.filter(need=OuterRef("pk")).order_by("position")
    return ArraySubquery(rows.values(fact=JSONObject(key=_text("pk"), quantity=_text("quantity"))))


def _answer_facts(visible: QuerySet[Response], viewer: Viewer) -> ArraySubquery:
    """Each visible answer with its parts and what was delivered; reports that wait, for those who may read them."""
    seen = Delivery.objects.visible_to(viewer).reported()
    of_answer = Delivery.objects.filter(response=OuterRef("pk"))
    of_part = DeliveryPart.objects.filter(part=OuterRef("pk"))
    parts = ResponseComponent.objects.filter(response=OuterRef("pk")).annotate(
        delivered=_total(of_part.filter(delivery__state=DeliveryState.CONFIRMED), "part", "quantity"),
        reported=_total(of_part.filter(delivery__in=seen.values("pk")), "part", "quantity"),
    )
    fact = JSONObject(
        kind=F("kind"),
        state=F("state"),
        amount=_text("amount"),
        accepted=_text("accepted_amount"),
        currency=F("currency"),
        has_deliveries=Exists(of_answer.confirmed()),
        delivered=_text(_total(of_answer.confirmed(), "response", "amount")),
        reported=_text(_total(seen.filter(response=OuterRef("pk")), "response", "amount")),
        parts=ArraySubquery(
            parts.values(
                fact=JSONObject(
                    key=_text("component_id"),
                    quantity=_text("quantity"),
                    accepted=_text("accepted_quantity"),
                    delivered=_text("delivered"),
                    reported=_text("reported"),
                )
            )
        ),
    )
    return ArraySubquery(visible.filter(need=OuterRef("pk")).order_by("pk").values(fact=fact))
