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
from django.db.models.functions import Cast, Coalesce, JSONObject

from core.clearance import Viewer
from needs.models import Need, NeedComponent, NeedQuerySet
from needs.rules import Answer, Coverage, CoverageStatus, Part, coverage
from partners.models import CONFIRMED_STATES, Response, ResponseComponent, ResponseKind, ResponseState
from partners.rules import answer_status

MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=2)
OFFERED = Q(kind=ResponseKind.OFFER, state__in=(ResponseState.WAITING, ResponseState.IN_DISCUSSION))
# "Not now" is never support, whatever state it was put into.
SUPPORT = ~Q(kind=ResponseKind.NOT_NOW)
CONFIRMED = SUPPORT & Q(state__in=CONFIRMED_STATES)
DELIVERED = SUPPORT & Q(state=ResponseState.COMPLETED)
NOTHING = Value(Decimal(0), MONEY)


def with_coverage(needs: NeedQuerySet, viewer: Viewer) -> NeedQuerySet:
    """The same needs with what this viewer may see of their coverage.

    Annotates, in the need's currency, `coverage_offered`, `coverage_confirmed`, `coverage_delivered`; as numbers of
    parts `coverage_parts`, `coverage_parts_offered`, `coverage_parts_confirmed`, `coverage_parts_delivered`;
    `coverage_answers` (the number of confirmed answers); and `coverage_status`, a value of
    `needs.rules.CoverageStatus` that can be filtered on. What `coverage_of` needs comes along.
    """
    visible = Response.objects.visible_to(viewer)
    annotated = needs.annotate(
        coverage_offered=_sum(visible.filter(OFFERED)),
        coverage_confirmed=_sum(visible.filter(CONFIRMED)),
        coverage_delivered=_sum(visible.filter(DELIVERED)),
        coverage_answers=_count(visible.filter(CONFIRMED), "need"),
        coverage_parts=_count(NeedComponent.objects.all(), "need"),
        coverage_parts_offered=_parts(visible, _is_offered),
        coverage_parts_confirmed=_parts(visible, lambda rows: _is_whole(rows.filter(CONFIRMED))),
        coverage_parts_delivered=_parts(visible, lambda rows: _is_whole(rows.filter(DELIVERED))),
        coverage_facts_parts=_part_facts(),
        coverage_facts_answers=_answer_facts(visible),
    )
    found: NeedQuerySet = annotated.annotate(coverage_status=_status())
    return found


def coverage_of(need: Need) -> Coverage:
    """The coverage of a need that came through `with_coverage`, by the rule."""
    facts: Any = need
    parts = [Part(key=row["key"], quantity=_decimal(row["quantity"])) for row in facts.coverage_facts_parts]
    answers = [
        Answer(
            status=answer_status(row["kind"], row["state"]),
            amount=_decimal(row["amount"]) if row["currency"] == need.currency else None,
            parts={part["key"]: _decimal(part["quantity"]) for part in row["parts"]},
        )
        for row in facts.coverage_facts_answers
    ]
    return coverage(need.amount_sought, parts, answers)


def coverage_of_one(viewer: Viewer, need: Need) -> Coverage:
    """The coverage of a need that came from elsewhere."""
    return coverage_of(with_coverage(Need.objects.filter(pk=need.pk), viewer).get())


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _sum(rows: QuerySet[Response]) -> Coalesce:
    """The amounts of answers to the outer need that are in its currency."""
    amounts = (
        rows.filter(need=OuterRef("pk"), currency=OuterRef("currency"))
        .order_by()
        .values("need")
        .annotate(whole=Sum("amount"))
        .values("whole")
    )
    return Coalesce(Subquery(amounts, output_field=MONEY), NOTHING)


def _count(rows: QuerySet[Any], link: str) -> Coalesce:
    """How many rows hang on the outer need."""
    counted = rows.filter(**{link: OuterRef("pk")}).order_by().values(link).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _parts(visible: QuerySet[Response], condition: Any) -> Coalesce:
    """How many parts of the outer need fulfil the condition, which is made of the visible answers."""
    return _count(NeedComponent.objects.filter(condition(visible)), "need")


def _is_whole(answers: QuerySet[Response]) -> Q:
    """Whether these answers together take on the whole of the outer part.

    A part with a quantity adds up; a part without one is indivisible. An answer that names no quantity takes the whole.
    """
    taken_on = ResponseComponent.objects.filter(component=OuterRef("pk"), response__in=answers.values("pk"))
    quantities = taken_on.order_by().values("component").annotate(whole=Sum("quantity")).values("whole")
    taken_whole = taken_on.filter(Q(quantity__isnull=True) | ~Q(component__quantity__gt=0))
    # Never unknown, for it is negated below: what nobody took on is nought, and a part without a quantity has no sum.
    enough = Coalesce(Subquery(quantities, output_field=MONEY), NOTHING)
    return Q(Exists(taken_whole)) | Q(quantity__isnull=False, quantity__gt=0, quantity__lte=enough)


def _is_offered(visible: QuerySet[Response]) -> Q:
    """Whether the outer part has an offer that waits for the country and is not confirmed whole by others."""
    offered = ResponseComponent.objects.filter(
        component=OuterRef("pk"), response__in=visible.filter(OFFERED).values("pk")
    )
    return Q(Exists(offered)) & ~_is_whole(visible.filter(CONFIRMED))


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


def _text(name: str) -> Cast:
    """A number as text: JSON would turn it into a float."""
    return Cast(name, CharField())


def _part_facts() -> ArraySubquery:
    rows = NeedComponent.objects.filter(need=OuterRef("pk")).order_by("position")
    return ArraySubquery(rows.values(fact=JSONObject(key=_text("pk"), quantity=_text("quantity"))))


def _answer_facts(visible: QuerySet[Response]) -> ArraySubquery:
    parts = ResponseComponent.objects.filter(response=OuterRef("pk"))
    fact = JSONObject(
        kind=F("kind"),
        state=F("state"),
        amount=_text("amount"),
        currency=F("currency"),
        parts=ArraySubquery(parts.values(fact=JSONObject(key=_text("component_id"), quantity=_text("quantity")))),
    )
    return ArraySubquery(visible.filter(need=OuterRef("pk")).order_by("pk").values(fact=fact))
