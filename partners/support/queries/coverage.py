"""Coverage of needs: the facts in SQL, what they come to by the pure rule. Both count what the viewer may see.

`needs.rules.coverage` is the only place that decides a status, so a list filtered by it asks for the facts of all its
needs first and filters by key: 0.15 ms of processor time for each need.
"""

from collections.abc import Container
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, DecimalField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from core.clearance.models import Viewer
from needs.models import Need, NeedComponent, NeedQuerySet
from needs.rules import Answer, Coverage, Part, coverage
from partners.support.commitments import PartTaken, Taken
from partners.support.models.answers import Response, ResponseComponent
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState

MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=20, decimal_places=2)
NOTHING = Value(Decimal(0), MONEY)


def with_coverage(needs: NeedQuerySet, viewer: Viewer) -> NeedQuerySet:
    """The same needs with the facts that `coverage_of` reads: their parts, and the answers that the viewer may see."""
    visible = Response.objects.visible_to(viewer)
    found: NeedQuerySet = needs.annotate(
        coverage_facts_parts=_part_facts(), coverage_facts_answers=_answer_facts(visible, viewer)
    )
    return found


def covered_as(needs: NeedQuerySet, viewer: Viewer, statuses: Container[str]) -> NeedQuerySet:
    """Those of the needs whose coverage, as the viewer may see it, has one of the statuses of
    `needs.rules.CoverageStatus`. One query, run at once."""
    facts = with_coverage(needs.order_by().only("amount_sought", "currency"), viewer)
    found: NeedQuerySet = needs.filter(pk__in=[need.pk for need in facts if coverage_of(need).status in statuses])
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


def _total(rows: QuerySet[Any], link: str, column: str) -> Coalesce:
    """The sum of a column over rows that hang on the outer row; nought where there are none."""
    summed = rows.order_by().values(link).annotate(whole=Sum(column)).values("whole")
    return Coalesce(Subquery(summed, output_field=MONEY), NOTHING)


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
