"""The filter of the needs on a country's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import FilterForm, any_of
from core.models import Priority
from iwt_dashboard.pages.country_dashboard import SOME_DELIVERED, NeedsFilter
from needs.models import Urgency
from needs.rules import CoverageStatus


class CountryNeedsFilterForm(FilterForm):
    """Priority, urgency and coverage of the needs shown. Unknown values fall back to "all"; nothing here can fail."""

    priority = forms.ChoiceField(label=_("Priority"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=any_of(Urgency.choices))
    coverage = forms.ChoiceField(
        label=_("Coverage"),
        required=False,
        choices=any_of(
            [
                *CoverageStatus.choices,
                (SOME_DELIVERED, _("Something was delivered")),
            ]
        ),
    )

    ids = "id_%s"

    def __init__(self, data: Any, *, priorities: list[Priority]) -> None:
        super().__init__(data, priority=[(priority.code, priority.name) for priority in priorities])

    def wanted(self) -> NeedsFilter:
        """The filter, without what was not understood."""
        return NeedsFilter(**self.typed())
