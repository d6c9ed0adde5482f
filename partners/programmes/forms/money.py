"""The filter of explained sums."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from core.filters import any_of
from core.form_fields import offer
from partners.programmes.forms.filters import ProgrammeFilterForm
from partners.programmes.rules.portfolio import NO_PERIOD, NOT_SPLIT, Cut

FIRST_YEAR = 2010
"""The first year of the World Bank's baseline."""
YEARS_AHEAD = 5
NONE = "none"
"""In an address: what is not split by member state or priority, has no known period, or no funder on record."""


def years(today: date) -> list[tuple[str, str]]:
    """The years that can be asked for, the newest first."""
    return [(str(year), str(year)) for year in range(today.year + YEARS_AHEAD, FIRST_YEAR - 1, -1)]


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
        found = self.typed().get
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
