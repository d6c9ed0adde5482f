"""The filters of the lists and of explained sums."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from core.choosing import NameField, Names
from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.filters import BESIDE, FilterForm, any_of
from core.form_fields import TextField, offer
from core.models import Country, Priority
from partners.programmes.models.choices import ProgrammeShow, ProgrammeStatus
from partners.programmes.models.listing import NO_PRIORITY, ProgrammeFilter
from partners.programmes.rules.explained import Cut
from partners.programmes.rules.money import NOT_SPLIT
from partners.programmes.rules.portfolio import NO_PERIOD

FIRST_YEAR = 2010
"""The first year of the World Bank's baseline."""
YEARS_AHEAD = 5
NOTHING_MERGED: Mapping[str, str] = {}
NONE = NO_PRIORITY
"""In an address: what is not split by member state or priority, has no known period, or no funder on record."""


class OrganisationFilterForm(FilterForm):
    """The filter of the organisations."""

    q = TextField(label=gettext_lazy("Name"), required=False, max_length=100)

    def text(self) -> str:
        """The words looked for; what is not understood falls back to none."""
        return cast(str, self.typed().get("q", ""))


class ProgrammeFilterForm(FilterForm):
    """The filter of the programmes. Whatever is not understood falls back to "all".

    `merged` leads from the codes of merged organisations to those that were kept.
    """

    of_organisations: ClassVar = ("organisation", "funder")
    q = TextField(label=gettext_lazy("Text"), required=False, max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Member state"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    organisation = NameField(label=gettext_lazy("Organisation"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False, choices=any_of(ProgrammeStatus.choices))
    show = forms.ChoiceField(label=gettext_lazy("Show"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        viewer: Viewer | None = None,
        countries: Sequence[Country],
        priorities: Sequence[Priority],
        organisations: Names,
        merged: Mapping[str, str] = NOTHING_MERGED,
    ) -> None:
        # An address from before a merger asks for the organisation that was kept.
        led_on = {
            name: merged.get(data[name], data[name]) if name in self.of_organisations else data[name] for name in data
        }
        super().__init__(
            led_on,
            country=[(row.iso3, row.name) for row in countries],
            priority=[(row.code, row.name) for row in priorities],
            organisation=organisations,
            show=shown_parts(viewer),
        )
        self.asked = data
        self._offer_beside("priority", gettext_lazy("No priority given"))
        self.own_of: int | None = getattr(viewer, "organisation_id", None)

    def wanted(self) -> ProgrammeFilter:
        """What the person asked for."""
        typed = self.typed()
        return ProgrammeFilter(
            countries=(typed["country"],) if "country" in typed else (),
            priorities=(typed["priority"],) if "priority" in typed else (),
            text=typed.get("q", ""),
            own_of=self.own_of,
            **{name: typed.get(name, "") for name in ("organisation", "status", "show")},
        )

    def cut(self) -> Cut:
        """Which part of the programmes' money the list is about."""
        typed = self.typed()
        return Cut(country=typed.get("country"), priority=_key(typed.get("priority")))

    def kinds(self) -> dict[str, str]:
        """The filter as it stands in an address, once for each part of the list (`ProgrammeShow`)."""
        return {part: urlencode(self.typed() | {"show": part}) for part in ProgrammeShow.values}

    def whole(self) -> str:
        """The filter as it stands in an address, without the part of the list."""
        return urlencode({name: value for name, value in self.typed().items() if name != "show"})

    def without_priority(self) -> str:
        """The filter as it stands in an address, asking for what names no priority."""
        return urlencode(self.typed() | {"priority": NONE})

    def _offer_beside(self, name: str, label: Any) -> None:
        field = cast(Any, self.fields[name])
        field.choices = [*(pair for pair in field.choices if pair[0] != NONE), (NONE, label)]


def shown_parts(viewer: Viewer | None) -> list[tuple[str, Any]]:
    """The parts of the list that a viewer can ask for.

    Own programmes need an organisation, what is about something else is shown to those alone who keep programmes, and
    what has no owner is for who may give it one.
    """
    offered = {
        ProgrammeShow.OWN: bool(getattr(viewer, "organisation_id", None)),
        ProgrammeShow.NOT_IWT: viewer is not None and can(viewer, Permission.PROGRAMME_WRITE),
        ProgrammeShow.NO_OWNER: viewer is not None and can(viewer, Permission.PROGRAMME_WRITE_ANY),
    }
    return [(part.value, part.label) for part in ProgrammeShow if offered.get(part, True)]


def years(today: date) -> list[tuple[str, str]]:
    """The years that can be asked for, the newest first."""
    return [(str(year), str(year)) for year in range(today.year + YEARS_AHEAD, FIRST_YEAR - 1, -1)]


class MoneyFilterForm(ProgrammeFilterForm):
    """The filter of an explained sum: that of the list of programmes, and what only money can be asked for."""

    beside = BESIDE | {"lines"}
    beside_values: ClassVar[Mapping[str, Collection[str]]] = {"lines": ["left-out"]}
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    funder = NameField(label=gettext_lazy("Funded by"), required=False)

    field_order = ("country", "priority", "year", "funder", "organisation", "status", "show", "q")

    def __init__(self, data: Mapping[str, Any], *, today: date, funders: Names, **choices: Any) -> None:
        super().__init__(data, **choices)
        self._offer_beside("country", gettext_lazy("Regional or not split"))
        self._offer_beside("priority", gettext_lazy("Not split by priority"))
        offer(self, "year", any_of([*years(today), (NONE, gettext_lazy("Period not known"))]))
        self.choose_by_name("funder", replace(funders, beside=[(NONE, gettext_lazy("No funder on record"))]))

    def wanted(self) -> ProgrammeFilter:
        """What the person asked for besides the cut, which knows member states and priorities better."""
        return replace(super().wanted(), countries=(), priorities=())

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
