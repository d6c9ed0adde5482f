"""Sample inputs for the component page: every piece in every state. Invented, touches no table."""

import datetime
from typing import Any

from django import forms
from django.contrib.messages.constants import ERROR, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

INDICATOR_STATUSES = [
    ("achieved", _("Achieved"), ""),
    ("on_track", _("On track"), ""),
    ("some_progress", _("Some progress"), ""),
    ("off_track", _("Off track"), ""),
    ("moving_away", _("Moving away"), ""),
    ("too_early", _("Too early to say"), ""),
    ("no_recent_data", _("No recent data"), _("last: March 2024, on track")),
    ("not_applicable", _("Not applicable"), _("no wild population")),
    ("no_target", _("No target"), ""),
    ("not_rated", _("Not rated"), ""),
    ("maintained", _("Maintained"), ""),
    ("below_level", _("Below level"), ""),
]
ACTION_STATUSES = [
    ("achieved", _("Achieved"), ""),
    ("substantially_achieved", _("Substantially achieved"), ""),
    ("on_track", _("On track"), ""),
    ("partial_progress", _("Partial progress"), ""),
    ("pending_completion", _("Pending completion of another action"), ""),
    ("not_commenced", _("Not commenced"), ""),
]


class SampleForm(forms.Form):
    """One field of every kind that the product uses."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("One line, as it should stand in the register.")
    )
    statement = forms.CharField(label=_("What is needed"), widget=forms.Textarea, required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", _("Choose")), ("law", _("Law enforcement")), ("live", _("Livelihoods"))]
    )
    amount = forms.DecimalField(label=_("Amount sought (USD)"), required=False, min_value=0)
    needed_by = forms.DateField(
        label=_("Needed by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    support = forms.MultipleChoiceField(
        label=_("Kinds of support"),
        choices=[
            ("training", _("Training")),
            ("equipment", _("Equipment")),
            ("advice", _("Advice")),
            ("funds", _("Funds")),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick all that would help."),
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=[("now", _("This year")), ("soon", _("Next year"))], widget=forms.RadioSelect
    )
    confirmed = forms.BooleanField(label=_("The amount has been agreed with the finance ministry"), required=False)


class SampleFilterForm(forms.Form):
    """A filter as lists have it."""

    q = forms.CharField(label=_("Text"), required=False)
    country = forms.ChoiceField(
        label=_("Member state"),
        required=False,
        choices=[("", _("All")), ("KHM", "Cambodia"), ("LAO", "Lao PDR"), ("VNM", "Viet Nam")],
    )
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("All")), ("live", _("Livelihoods"))]
    )


def _figure() -> dict[str, Any]:
    years = list(range(2015, 2025))
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": _("Reported"),
                "x": years,
                "y": [0.44, 0.47, 0.41, 0.38, 0.39, None, 0.33, 0.31, 0.28, 0.27],
                "line": {"color": "var(--chart-1)", "width": 3},
            },
            {
                "type": "scatter",
                "mode": "lines",
                "name": _("Path to the target"),
                "x": [2015, 2030],
                "y": [0.44, 0.15],
                "line": {"color": "var(--chart-6)", "dash": "dot"},
            },
        ],
        "layout": {"yaxis": {"rangemode": "tozero", "tickformat": ".0%"}},
    }


def styleguide_context() -> dict[str, Any]:
    """Everything that templates/styleguide.html shows. Dates are relative to today, so that ages read alike."""
    today = datetime.date.today()
    now = datetime.datetime.now(tz=datetime.UTC)
    faulty = SampleForm({"title": "", "amount": "-3", "urgency": "now"}, prefix="faulty")
    faulty.is_valid()
    changes = [
        {"label": _("Amount sought"), "before": "USD 250,000", "after": "USD 400,000"},
        {"label": _("Target group"), "before": "", "after": _("Customs officers at three border posts")},
        {"label": _("Asked elsewhere"), "before": _("GEF dialogue, 2023"), "after": ""},
    ]
    return {
        "demonstration": True,
        "navigation": [
            {"label": _("Region"), "url": "/", "current": False},
            {"label": _("Needs"), "url": "/needs/", "current": False},
            {"label": _("Road map"), "url": "/roadmap/", "current": False},
            {"label": _("Partners"), "url": "/partners/", "current": False},
            {"label": _("Components"), "url": "/styleguide/", "current": True},
        ],
        "footer_links": [{"label": _("Method"), "url": "/method/"}, {"label": _("Help"), "url": "/help/"}],
        "trail": [{"label": _("Region"), "url": "/"}, {"label": "Viet Nam", "url": "/countries/VNM/"}],
        "messages": [
            Message(SUCCESS, str(_("The need is submitted. It waits for the clearing officer."))),
            Message(WARNING, str(_("Two figures are provisional."))),
            Message(ERROR, str(_("The file holds no rows."))),
        ],
        "indicator_statuses": INDICATOR_STATUSES,
        "action_statuses": ACTION_STATUSES,
        "form": SampleForm(initial={"title": _("Mobile forensics laboratory")}),
        "faulty_form": faulty,
        "filter_form": SampleFilterForm(),
        "page_obj": Paginator(range(63), 25).page(2),
        "querystring": "country=VNM&q=lab",
        "empty_page": Paginator([], 25).page(1),
        "since": today - datetime.timedelta(days=12),
        "long_since": today - datetime.timedelta(days=200),
        "source_date": datetime.date(2023, 11, 6),
        "changes": changes,
        "entries": [
            {
                "when": now - datetime.timedelta(hours=3),
                "who": "Clearing officer, Viet Nam",
                "what": _("Returned with a note"),
                "note": _("Please name the lead agency, and say whether the provinces agree."),
                "changes": [],
            },
            {
                "when": now - datetime.timedelta(days=2),
                "who": "Focal point, Viet Nam",
                "what": _("Edited"),
                "note": "",
                "changes": changes,
            },
            {"when": now - datetime.timedelta(days=40), "who": "Focal point, Viet Nam", "what": _("Drafted")},
        ],
        "figure": _figure(),
        "chart_headers": [_("Year"), _("Share illegally killed"), _("Carcasses")],
        "chart_rows": [["2022", "0.31", "58"], ["2023", "0.28", "61"], ["2024", "0.27", None]],
        "table_rows": [
            ("VNM-014", _("Mobile forensics laboratory"), "Viet Nam", 400000, "on_track", _("On track")),
            (
                "LAO-003",
                _("Livelihoods for former hunters in three provinces"),
                "Lao PDR",
                None,
                "not_rated",
                _("Not rated"),
            ),
            ("MYS-021", _("Sniffer dogs at sea ports"), "Malaysia", 1250000, "some_progress", _("Some progress")),
        ],
    }
