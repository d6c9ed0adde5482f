"""The filters of the gap map and of explained sums."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from core.models import Country, Priority
from partners.forms.filters import ProgrammeFilterForm, any_of, offer
from partners.queries.gaps import GapFilter
from partners.rules import NO_PERIOD, NOT_SPLIT, Cut, GapKind
from partners.words import GAP_LABELS

FIRST_YEAR = 2010
"""The first year of the World Bank's baseline."""
YEARS_AHEAD = 5
NONE = "none"
"""In an address: what is not split by member state or priority, has no known period, or no funder on record."""


def years(today: date) -> list[tuple[str, str]]:
    """The years that can be asked for, the newest first."""
    return [(str(year), str(year)) for year in range(today.year + YEARS_AHEAD, FIRST_YEAR - 1, -1)]


class GapFilterForm(forms.Form):
    """The filter of the gap map. Whatever is not understood falls back to this year and all."""

    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Member state"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of gap"),
        required=False,
        choices=any_of([(kind.value, GAP_LABELS[kind]) for kind in GapKind]),
    )
    show = forms.ChoiceField(required=False, choices=[("", ""), ("table", "")], widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any], *, today: date, countries: Iterable[Country], priorities: Iterable[Priority]
    ) -> None:
        typed = {name: data.get(name, "") for name in ("year", "country", "priority", "kind", "show")}
        super().__init__({**typed, "year": typed["year"] or str(today.year)}, auto_id="filter_%s")
        self.today = today
        offer(self, "year", years(today))
        offer(self, "country", any_of((row.iso3, row.name) for row in countries))
        offer(self, "priority", any_of((row.code, row.name) for row in priorities))

    def wanted(self) -> GapFilter:
        """What the person asked for."""
        self.is_valid()
        found = self.cleaned_data
        return GapFilter(
            year=int(found.get("year") or self.today.year),
            country=found.get("country", ""),
            priority=found.get("priority", ""),
            kind=found.get("kind", ""),
            as_table=found.get("show") == "table",
        )

    def active(self) -> int:
        """How many fields narrow the map."""
        wanted = self.wanted()
        return sum(map(bool, (wanted.year != self.today.year, wanted.country, wanted.priority, wanted.kind)))


class MoneyFilterForm(ProgrammeFilterForm):
    """The filter of an explained sum: that of the list of programmes, and what only money can be asked for.

    Whatever is not understood falls back to all.
    """

    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    funder = forms.ChoiceField(label=gettext_lazy("Funded by"), required=False)

    field_order = ("country", "priority", "year", "funder", "organisation", "status", "show", "q")

    def __init__(
        self, data: Mapping[str, Any], *, today: date, funders: Sequence[tuple[str, str]], **choices: Any
    ) -> None:
        super().__init__(data, **choices)
        beside = {"country": gettext_lazy("Regional or not split"), "priority": gettext_lazy("Not split by priority")}
        for name, label in beside.items():
            field = cast(Any, self.fields[name])
            field.choices = [*field.choices, (NONE, label)]
        offer(self, "year", any_of([*years(today), (NONE, gettext_lazy("Period not known"))]))
        offer(self, "funder", any_of([*funders, (NONE, gettext_lazy("No funder on record"))]))

    def cut(self) -> Cut:
        """Which part of the money the person asked for."""
        self.is_valid()
        found = self.cleaned_data.get
        year = found("year")
        return Cut(
            country=_key(found("country")),
            priority=_key(found("priority")),
            year=None if not year else NO_PERIOD if year == NONE else int(year),
            funder=_key(found("funder")),
        )


def _key(code: str | None) -> str | None:
    """A code of the address as the rule knows it."""
    return None if not code else NOT_SPLIT if code == NONE else code
