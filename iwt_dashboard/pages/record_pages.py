"""What the pages about records of every kind share: whether there is one, and where its page is."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.urls import reverse

from core.models import Organisation
from needs.models import Need, Plan
from partners.coordination.models.champions import Champion
from partners.coordination.models.mechanisms import Engagement
from partners.coordination.models.rounds import ReplyRound
from partners.programmes.models.programmes import Programme
from partners.support.models.answers import Response
from partners.support.models.delivery import Delivery, DeliveryState
from roadmap.models import CountryIndicator, Goal, Observation


def page_of(record: Any) -> str:
    """The page of a record; empty where it has none, or is withdrawn and shown nowhere."""
    if getattr(record, "withdrawn_at", None):
        return ""
    return next((address(record) for model, address in ADDRESSES.items() if isinstance(record, model)), "")


def _delivery_page(row: Delivery) -> str:
    """A report's page; one that was taken back has none of its own any more."""
    if row.state == DeliveryState.WITHDRAWN:
        return reverse("partners:response", args=[row.response_id])
    return reverse("partners:delivery", args=[row.pk])


ADDRESSES: dict[type[models.Model], Callable[[Any], str]] = {
    Need: lambda row: reverse("needs:detail", args=[row.code]),
    Plan: lambda row: reverse("country", args=[row.country.iso3]),
    Observation: lambda row: reverse("roadmap:observation", args=[row.pk]),
    CountryIndicator: lambda row: reverse("roadmap:country-indicator", args=[row.indicator.code, row.country.iso3]),
    Goal: lambda row: reverse("roadmap:goal", args=[row.code]),
    Response: lambda row: reverse("partners:response", args=[row.pk]),
    Delivery: _delivery_page,
    ReplyRound: lambda row: reverse("partners:round", args=[row.pk]),
    Engagement: lambda row: reverse("partners:mechanism", args=[row.mechanism.code]),
    Champion: lambda row: reverse("partners:champion", args=[row.pk]),
    Programme: lambda row: reverse("partners:programme", args=[row.slug]),
    Organisation: lambda row: reverse("partners:organisation", args=[row.code]),
}
