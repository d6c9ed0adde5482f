"""What tests of needs share: content to write, the data of a filled form, and how to read an answer."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from needs.content import NeedContent, PartContent
from tests.factories.core import PriorityFactory

LATER = timezone.localdate() + timedelta(days=400)


def content(**changes) -> NeedContent:
    """A complete content; `changes` replace fields."""
    values = {
        "priority": PriorityFactory(),
        "title": "Radios for three parks",
        "statement": "Rangers cannot reach the next post.",
        "no_plan_reason": "The plan is under revision.",
        "support_kinds": ["equipment"],
        "lead_agency": "Ministry of Agriculture and Environment",
        "parts": (PartContent("Radios", unit="sets"), PartContent("Training")),
    }
    return NeedContent(**{**values, **changes})


def form_data(**changes) -> dict:
    """What a browser posts for a complete new need; None takes a field away."""
    PriorityFactory()
    data = {
        "title": "Radios for three parks",
        "priority": "LIV",
        "statement": "Rangers cannot reach the next post.",
        "no_plan_reason": "The plan is under revision.",
        "support_kinds": ["equipment"],
        "urgency": "high",
        "needed_by": LATER.isoformat(),
        "amount_sought": "250,000",
        "currency": "USD",
        "lead_agency": "Ministry of Agriculture and Environment",
        "parts-TOTAL_FORMS": "3",
        "parts-INITIAL_FORMS": "0",
        "parts-0-title": "Radios",
        "parts-0-quantity": "40",
        "parts-0-unit": "sets",
        "parts-0-amount": "200000",
        "do": "draft",
    }
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def text_of(response) -> str:
    """The page without tags, white space run together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def hidden(response, name: str) -> str:
    """The value of the first hidden field of that name."""
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode()).group(1)


def edit_url(need):
    return reverse("needs:edit", args=[need.code])
