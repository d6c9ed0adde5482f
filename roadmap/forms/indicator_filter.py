"""The filter of the list of indicators."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import FilterForm
from core.form_fields import TextField
from roadmap.queries import IndicatorFilter


class IndicatorFilterForm(FilterForm):
    """The filter of the list of indicators; unknown values narrow nothing."""

    q = TextField(label=_("Text"), required=False, max_length=100)
    framework = forms.ChoiceField(label=_("Framework"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    ids = "id_%s"

    def wanted(self) -> IndicatorFilter:
        """The filter as it stands; a field that holds nonsense is left out."""
        return IndicatorFilter(**self.typed())
