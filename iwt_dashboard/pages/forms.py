"""The filter of the needs on a country's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import BESIDE, FilterForm, any_of
from core.models import Priority
from iwt_dashboard.pages.country_dashboard import LISTS, RAISED
from needs.models import Urgency
from needs.rules import CoverageStatus
from partners.support.models.figures import NeedCoverageQuerySet


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
    beside = BESIDE | {*LISTS, RAISED}

    def __init__(self, data: Any, *, priorities: list[Priority]) -> None:
        super().__init__(data, priority=[(priority.code, priority.name) for priority in priorities])

    def admitted(self, rows: NeedCoverageQuerySet) -> NeedCoverageQuerySet:
        """The needs that pass the filter."""
        wanted = self.typed()
        if "priority" in wanted:
            rows = rows.filter(priority__code=wanted["priority"])
        if "urgency" in wanted:
            rows = rows.filter(urgency=Urgency.values.index(wanted["urgency"]))
        if wanted.get("coverage") == SOME_DELIVERED:
            return rows.filter(has_deliveries=True)
        return rows.filter(status=wanted["coverage"]) if "coverage" in wanted else rows
