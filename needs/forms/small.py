"""The filter of the register, the country's own word on a need, and the forms of questions and answers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clearance.models import State
from core.filters import Choices, FilterForm, any_of
from core.form_fields import DayField, TextField, VersionMixin
from needs.forms.fields import named
from needs.models import Need, NeedFilter, NeedShow, SupportKind, Urgency
from needs.rules import CoverageStatus, NeedStatus


class NeedFilterForm(FilterForm):
    """The filter of the register. Whatever is not understood falls back to "all"."""

    q = TextField(label=_("Text"), required=False, max_length=100)
    country = forms.ChoiceField(label=_("Member state"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    support = forms.ChoiceField(label=_("Kind of support"), required=False, choices=any_of(SupportKind.choices))
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=any_of(Urgency.choices))
    status = forms.ChoiceField(label=_("Where it stands"), required=False, choices=any_of(NeedStatus.choices))
    coverage = forms.ChoiceField(label=_("Coverage"), required=False, choices=any_of(CoverageStatus.choices))
    show = forms.ChoiceField(label=_("Show"), required=False, choices=any_of(NeedShow.choices))
    needed_by = DayField(label=_("Needed by, at the latest"), required=False)
    state = forms.ChoiceField(label=_("Clearance"), required=False, choices=any_of(State.choices))

    def __init__(self, data: Mapping[str, Any], *, countries: Choices, priorities: Choices, with_state: bool) -> None:
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
            **{name: typed.get(name, "") for name in ("urgency", "status", "state", "coverage", "show")},
        )


class StatusForm(VersionMixin, forms.Form):
    """The country's own word on where a need stands."""

    status = named("status", forms.ChoiceField, choices=NeedStatus.choices)
    reason = TextField(label=_("Reason for the change"), max_length=300)


def status_key(need: Need) -> str:
    """What tells this form of this need from all others, for text that is not saved."""
    return f"needs.status:{need.code}"


class QuestionForm(forms.Form):
    """A partner's question."""

    question = TextField.several_lines(
        rows=3,
        label=_("Your question"),
        max_length=2000,
        help_text=_("The country's team reads it. Others see it only once the country shares it."),
    )


class AnswerForm(VersionMixin, forms.Form):
    """The country's answer. Its version is that of the answer that stood there when the form was opened."""

    answer = TextField.several_lines(
        rows=3,
        label=_("Answer"),
        max_length=2000,
        help_text=_(
            "The organisation that asked reads it at once. Others see it only once a clearing officer shares it."
        ),
    )
