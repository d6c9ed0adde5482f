"""The filter of the register of needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.clearance.models import State
from core.form_fields import DayField, TextField
from needs.forms.labels import offer
from needs.messages import COVERAGE_LABELS
from needs.models import NeedFilter, NeedStatus, SupportKind, Urgency


def any_of(choices: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Choices of a filter that may be left open."""
    return [("", gettext_lazy("All")), *choices]


class NeedFilterForm(forms.Form):
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
    coverage = forms.ChoiceField(
        label=gettext_lazy("Coverage"),
        required=False,
        choices=any_of([(code.value, label) for code, label in COVERAGE_LABELS.items()]),
    )
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
        super().__init__(data, auto_id="filter_%s")
        offer(self, "country", any_of(countries))
        offer(self, "priority", any_of(priorities))
        if not with_state:
            del self.fields["state"]

    def in_use(self) -> dict[str, str]:
        """The fields that narrow the list, each with its value in words."""
        self.is_valid()
        found = {}
        for name, value in self.cleaned_data.items():
            if value:
                choices = getattr(self.fields[name], "choices", None)
                found[name] = str(dict(choices)[value]) if choices else str(self[name].value())
        return found

    def wanted(self) -> NeedFilter:
        """What the person asked for."""
        self.is_valid()
        typed = self.cleaned_data.get
        country, priority = typed("country"), typed("priority")
        return NeedFilter(
            countries=(country,) if country else (),
            priorities=(priority,) if priority else (),
            support_kind=typed("support") or "",
            urgency=typed("urgency") or "",
            status=typed("status") or "",
            state=typed("state") or "",
            coverage=typed("coverage") or "",
            needed_by=typed("needed_by"),
            text=typed("q") or "",
        )
