"""The filter of the needs on a country's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Priority
from iwt_dashboard.pages.country_dashboard import SOME_DELIVERED, NeedsFilter
from needs.messages import COVERAGE_LABELS
from needs.models import Urgency


class CountryNeedsFilterForm(forms.Form):
    """Priority, urgency and coverage of the needs shown. Unknown values fall back to "all"; nothing here can fail."""

    priority = forms.ChoiceField(label=_("Priority"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[("", _("All")), *Urgency.choices])
    coverage = forms.ChoiceField(
        label=_("Coverage"),
        required=False,
        choices=[
            ("", _("All")),
            *((status.value, label) for status, label in COVERAGE_LABELS.items()),
            (SOME_DELIVERED, _("Something was delivered")),
        ],
    )

    def __init__(self, data: Any, *, priorities: list[Priority]) -> None:
        super().__init__(data)
        field: Any = self.fields["priority"]
        field.choices = [("", _("All")), *((priority.code, priority.name) for priority in priorities)]

    def wanted(self) -> NeedsFilter:
        """The filter, without what was not understood."""
        self.is_valid()
        return NeedsFilter(**{name: self.cleaned_data.get(name, "") for name in self.fields})
