"""Small worlds for the tests of partners."""

from datetime import UTC, datetime
from typing import Any

from core.clearance.models import Disclosure, State
from needs.models import Need, NeedComponent
from tests.factories.core import CountryFactory, PriorityFactory


def make_need(
    iso3: str = "VNM", *, priority: str = "LIV", disclosure: str = Disclosure.PARTNERS, **fields: Any
) -> Need:
    """A cleared need that partners may see, unless said otherwise."""
    country = CountryFactory(iso3=iso3)
    number = Need.objects.filter(country=country).count() + 1
    defaults: dict[str, Any] = {
        "code": f"{iso3}-{number:03}",
        "number": number,
        "title": f"Need {number}",
        "no_plan_reason": "The plan is being written.",
        "state": State.CLEARED,
        "cleared_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Need.objects.create(
        country=country, priority=PriorityFactory(code=priority), disclosure=disclosure, **{**defaults, **fields}
    )


def add_part(need: Need, title: str = "A part", **fields: Any) -> NeedComponent:
    """One more part of a need."""
    return NeedComponent.objects.create(need=need, position=need.components.count() + 1, title=title, **fields)
