"""The filter of the list of indicators."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.form_fields import TextField
from core.models import Priority
from roadmap.kinds import IndicatorKind
from roadmap.models import Framework
from roadmap.queries import IndicatorFilter


class IndicatorFilterForm(forms.Form):
    """The filter of the list of indicators; unknown values narrow nothing."""

    q = TextField(label=gettext_lazy("Text"), required=False, max_length=100)
    framework = forms.ChoiceField(label=gettext_lazy("Framework"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)

    def __init__(self, *args: Any, frameworks: Iterable[Framework], priorities: Iterable[Priority], **kw: Any) -> None:
        super().__init__(*args, **kw)
        everything: list[tuple[str, Any]] = [("", gettext_lazy("All"))]
        self._offer("framework", everything + [(one.code, one.title) for one in frameworks])
        self._offer("priority", everything + [(one.code, one.name) for one in priorities])
        self._offer("kind", everything + list(IndicatorKind.choices))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def wanted(self) -> IndicatorFilter:
        """The filter as it stands; a field that holds nonsense is left out."""
        self.is_valid()
        return IndicatorFilter(**{name: self.cleaned_data.get(name, "") for name in self.fields})

    @property
    def n_active(self) -> int:
        """How many fields narrow the list."""
        return sum(bool(value) for value in vars(self.wanted()).values())
