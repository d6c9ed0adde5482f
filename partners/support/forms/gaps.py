"""The filter of the gap map."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.filters import FilterForm, any_of
from core.form_fields import offer
from core.models import Country, Priority
from partners.programmes.forms.money import years
from partners.support.queries.gaps import GapFilter
from partners.support.rules.gaps import GapKind


class GapFilterForm(FilterForm):
    """The filter of the gap map. Whatever is not understood falls back to this year and all."""

    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Member state"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of gap"), required=False, choices=any_of(GapKind.choices))
    show = forms.ChoiceField(required=False, choices=[("", ""), ("table", "")], widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any], *, today: date, countries: Iterable[Country], priorities: Iterable[Priority]
    ) -> None:
        typed = {name: data.get(name, "") for name in ("year", "country", "priority", "kind", "show")}
        super().__init__(
            {**typed, "year": typed["year"] or str(today.year)},
            country=[(row.iso3, row.name) for row in countries],
            priority=[(row.code, row.name) for row in priorities],
        )
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
