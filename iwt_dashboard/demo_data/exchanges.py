"""What the two sides of the demonstration's answers wrote to each other, and what was delivered."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from iwt_dashboard.demo_data.calendar import at
from iwt_dashboard.demo_data.stage import Stage
from partners.support.models.answers import Response, ResponseComponent
from partners.support.models.delivery import Delivery, DeliveryPart, DeliveryState, ResponseMessage
from partners.support.rules.answers import AnswerSide


def create_exchanges(stage: Stage, item: Mapping[str, Any], answer: Response) -> None:
    """Messages and deliveries of one answer, on days counted from it; nothing lies in the future."""
    day = answer.responded_at.date()
    focal = stage.people.teams[answer.need.country.iso3].focal
    ResponseMessage.objects.bulk_create(
        ResponseMessage(
            response=answer,
            side=side,
            text=text,
            written_at=at(min(day + timedelta(days=days), stage.calendar.today)),
            written_by=focal if side == AnswerSide.COUNTRY else answer.responded_by,
            is_demo=True,
        )
        for side, days, text in item.get("messages", [])
    )
    parts = list(ResponseComponent.objects.filter(response=answer).select_related("component").order_by("pk"))
    for told in item.get("deliveries", []):
        delivered_on = min(day + timedelta(days=told["days"]), stage.calendar.today)
        is_decided = told["state"] == DeliveryState.CONFIRMED
        share = Decimal(str(told["share"]))
        delivery = Delivery.objects.create(
            response=answer,
            state=told["state"],
            delivered_on=delivered_on,
            amount=None if answer.amount is None else (answer.amount * share).quantize(Decimal(1)),
            note=told["note"],
            reported_at=at(delivered_on),
            reported_by=answer.responded_by,
            decided_at=at(delivered_on) if is_decided else None,
            decided_by=focal if is_decided else None,
            is_demo=True,
        )
        DeliveryPart.objects.bulk_create(
            DeliveryPart(delivery=delivery, part=part, quantity=part.quantity or Decimal(1))
            for part in (parts[number - 1] for number in told.get("parts", []) if number <= len(parts))
        )
