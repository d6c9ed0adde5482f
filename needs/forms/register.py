"""The filter of the register of needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.clearance.models import State
from core.filters import FilterForm, any_of
from core.form_fields import DayField, TextField
from needs.models import NeedFilter, SupportKind, Urgency
from needs.rules import CoverageStatus, NeedStatus


class NeedFilterForm(FilterForm):
    """The filter of the register. Whatever is not understood falls back to "all"."""

    q = TextField(label=gettext_lazy("Text"), required=False, max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Member state"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    support = forms.ChoiceField(
        label=gettext_lazy("Kind of support"), required=False, choices=any_of(SupportKind.choices)
    )
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), required=False, choices=any_of(Urgency.choices))
    status = forms.ChoiceField(
        label=gettext_lazy("Where it stands"), required=False, choices=any_of(NeedStatus.choices)
    )
    coverage = forms.ChoiceField(label=gettext_lazy("Coverage"), required=False, choices=any_of(CoverageStatus.choices))
    needed_by = DayField(label=gettext_lazy("Needed by, at the latest"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Clearance"), required=False, choices=any_of(State.choices))

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        countries: Sequence[tuple[str, str]],
        priorities: Sequence[tuple[str, str]],
        with_state: bool,
    ) -> None:
        super().__init__(data, country=countries, priority=priorities)
        if not with_state:
            del self.fields["state"]

    def wanted(self) -> NeedFilter:
        """What the person asked for."""
        typed = self.typed()
        return NeedFilter(
            countries=(typed["country"],) if "country" in typed else (),
            priorities=(typed["priority"],) if "priority" in typed else (),
            support_kind=typed.get("support", ""),
            text=typed.get("q", ""),
            needed_by=typed.get("needed_by"),
            **{name: typed.get(name, "") for name in ("urgency", "status", "state", "coverage")},
        )
