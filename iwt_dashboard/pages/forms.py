"""The filter of the needs on a country's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import FilterForm, any_of
from core.models import Priority
from needs.models import Urgency
from needs.rules import CoverageStatus
from partners.support.queries.gaps import StatedNeed


class CalendarFilterForm(FilterForm):
    """The filter of the calendar and of its files."""

    country = forms.ChoiceField(label=_("Member state"), required=False)
    mechanism = forms.ChoiceField(label=_("Mechanism"), required=False)

    def chosen(self) -> dict[str, str]:
        """The codes that were chosen, empty where none was."""
        return {"country": "", "mechanism": "", **self.typed()}


SOME_DELIVERED = "some_delivered"
"""Asked of coverage: needs of which anything was delivered, whatever of them is still open."""


class CountryNeedsFilterForm(FilterForm):
    """Priority, urgency and coverage of the needs shown. Unknown values fall back to "all"; nothing here can fail."""

    priority = forms.ChoiceField(label=_("Priority"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=any_of(Urgency.choices))
    coverage = forms.ChoiceField(
        label=_("Coverage"),
        required=False,
        choices=any_of([*CoverageStatus.choices, (SOME_DELIVERED, _("Something was delivered"))]),
    )

    ids = "id_%s"

    def __init__(self, data: Any, *, priorities: list[Priority]) -> None:
        super().__init__(data, priority=[(priority.code, priority.name) for priority in priorities])

    def admitted(self, rows: list[StatedNeed]) -> list[StatedNeed]:
        """The needs that pass the filter."""
        wanted = self.typed()
        if wanted.get("coverage") == SOME_DELIVERED:
            del wanted["coverage"]
            rows = [row for row in rows if row.coverage.has_deliveries]
        return [row for row in rows if wanted.items() <= _facts(row).items()]


def _facts(row: StatedNeed) -> dict[str, str]:
    return {"priority": row.need.priority.code, "urgency": row.need.urgency, "coverage": row.coverage.status}
