"""The filter of the gap map."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.filters import BESIDE, Choices, FilterForm, any_of
from core.form_fields import offer
from partners.programmes.forms.filters import years
from partners.support.queries.gaps import GapFilter
from partners.support.rules.gaps import GapKind


class GapFilterForm(FilterForm):
    """The filter of the gap map. Whatever is not understood falls back to this year and all."""

    beside = BESIDE | {"programmes"}
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Member state"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of gap"), required=False, choices=any_of(GapKind.choices))
    show = forms.ChoiceField(required=False, choices=[("", ""), ("table", "")], widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, today: date, **choices: Choices) -> None:
        typed = {name: data.get(name, "") for name in ("year", "country", "priority", "kind", "show")}
        super().__init__({**typed, "year": typed["year"] or str(today.year)}, **choices)
        self.asked = data
        self.today = today
        offer(self, "year", years(today))

    def wanted(self) -> GapFilter:
        """What the person asked for."""
        typed = self.typed()
        return GapFilter(
            year=int(typed.get("year", self.today.year)),
            as_table=typed.get("show") == "table",
            **{name: typed.get(name, "") for name in ("country", "priority", "kind")},
        )

    def active(self) -> int:
        """How many fields narrow the map."""
        wanted = self.wanted()
        return sum(map(bool, (wanted.year != self.today.year, wanted.country, wanted.priority, wanted.kind)))
