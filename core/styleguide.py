"""Sample inputs for the component page: every piece in every state. Invented, and served in debug only."""

import datetime
from pathlib import Path
from typing import Any

import yaml
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

SAMPLES = Path(__file__).with_suffix(".yaml")


class SampleForm(forms.Form):
    """One field of every kind that the product uses."""

    title = forms.CharField(max_length=120, help_text="One line, as it should stand in the register.")
    statement = forms.CharField(label="What is needed", widget=forms.Textarea, required=False)
    priority = forms.ChoiceField(choices=[("", "Choose"), ("law", "Law enforcement"), ("live", "Livelihoods")])
    amount = forms.DecimalField(label="Amount sought (USD)", required=False, min_value=0)
    needed_by = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    support = forms.MultipleChoiceField(
        label="Kinds of support",
        choices=[("training", "Training"), ("equipment", "Equipment"), ("advice", "Advice"), ("funds", "Funds")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that would help.",
    )
    urgency = forms.ChoiceField(choices=[("now", "This year"), ("soon", "Next year")], widget=forms.RadioSelect)
    confirmed = forms.BooleanField(label="The amount has been agreed with the finance ministry", required=False)


class SampleFilterForm(forms.Form):
    """A filter as lists have it."""

    q = forms.CharField(label="Text", required=False)
    country = forms.ChoiceField(
        label="Member state",
        required=False,
        choices=[("", "All"), ("KHM", "Cambodia"), ("LAO", "Lao PDR"), ("VNM", "Viet Nam")],
    )
    priority = forms.ChoiceField(required=False, choices=[("", "All"), ("live", "Livelihoods")])


def styleguide_context() -> dict[str, Any]:
    """Everything that templates/core/styleguide.html shows. Dates are relative to today, so that ages read alike."""
    context: dict[str, Any] = yaml.safe_load(SAMPLES.read_text(encoding="utf-8"))
    today, now = datetime.date.today(), datetime.datetime.now(tz=datetime.UTC)
    for entry in context["entries"]:
        entry["when"] = now - datetime.timedelta(hours=entry.pop("hours_ago"))
    faulty = SampleForm({"title": "", "amount": "-3", "urgency": "now"}, prefix="faulty")
    faulty.is_valid()
    return context | {
        "messages": [Message(getattr(constants, level), text) for level, text in context["messages"]],
        "form": SampleForm(initial={"title": "Mobile forensics laboratory"}),
        "faulty_form": faulty,
        "filter_form": SampleFilterForm(),
        "page_obj": Paginator(range(63), 25).page(2),
        "empty_page": Paginator([], 25).page(1),
        "since": today - datetime.timedelta(days=12),
        "long_since": today - datetime.timedelta(days=200),
    }
