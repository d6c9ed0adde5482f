"""The filters of the lists."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.form_fields import TextField
from core.models import Country, Organisation, Priority
from partners.programmes.models.choices import ProgrammeShow, ProgrammeStatus
from partners.programmes.models.programmes import ProgrammeFilter
from partners.programmes.rules.portfolio import Cut


def any_of(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Choices of a filter that may be left open."""
    return [("", gettext_lazy("All")), *choices]


class OrganisationFilterForm(forms.Form):
    """The filter of the organisations."""

    q = TextField(label=gettext_lazy("Name"), required=False, max_length=100)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="filter_%s")

    def text(self) -> str:
        """The words looked for; what is not understood falls back to none."""
        self.is_valid()
        return cast(str, self.cleaned_data.get("q", ""))


class ProgrammeFilterForm(forms.Form):
    """The filter of the programmes. Whatever is not understood falls back to "all"."""

    q = TextField(label=gettext_lazy("Text"), required=False, max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Member state"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False, choices=any_of(ProgrammeStatus.choices))
    show = forms.ChoiceField(label=gettext_lazy("Show"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        viewer: Viewer | None = None,
        countries: Sequence[Country],
        priorities: Sequence[Priority],
        organisations: Sequence[Organisation],
    ) -> None:
        super().__init__(data, auto_id="filter_%s")
        offer(self, "country", any_of((row.iso3, row.name) for row in countries))
        offer(self, "priority", any_of((row.code, row.name) for row in priorities))
        offer(self, "organisation", any_of((row.code, row.name) for row in organisations))
        self.own_of: int | None = getattr(viewer, "organisation_id", None)
        offer(self, "show", any_of(shown_parts(viewer)))

    def wanted(self) -> ProgrammeFilter:
        """What the person asked for."""
        self.is_valid()
        found = self.cleaned_data
        return ProgrammeFilter(
            countries=(found["country"],) if found.get("country") else (),
            priorities=(found["priority"],) if found.get("priority") else (),
            organisation=found.get("organisation", ""),
            status=found.get("status", ""),
            text=found.get("q", ""),
            show=found.get("show", ""),
            own_of=self.own_of,
        )

    def cut(self) -> Cut:
        """Which part of the programmes' money the list is about."""
        self.is_valid()
        found = self.cleaned_data.get
        return Cut(country=found("country") or None, priority=found("priority") or None)

    def active(self) -> int:
        """How many fields narrow the list."""
        self.is_valid()
        return sum(bool(value) for value in self.cleaned_data.values())

    def address(self) -> str:
        """The fields in use as they stand in an address."""
        self.is_valid()
        return urlencode(dict(self._in_use()))

    def words(self) -> list[tuple[str, str]]:
        """The fields in use: label and value in words."""
        self.is_valid()
        return [(str(self.fields[name].label), self._said(name, value)) for name, value in self._in_use()]

    def _in_use(self) -> Iterable[tuple[str, str]]:
        return ((name, value) for name, value in self.cleaned_data.items() if value)

    def _said(self, name: str, value: str) -> str:
        """A value in words: its choice's, or what was typed."""
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, value))


def shown_parts(viewer: Viewer | None) -> list[tuple[str, Any]]:
    """The parts of the list that a viewer can ask for.

    Own programmes need an organisation, what is about something else is shown to those alone who keep programmes, and
    what has no owner is for who may give it one.
    """
    kept_out = set()
    if not getattr(viewer, "organisation_id", None):
        kept_out.add(ProgrammeShow.OWN)
    if viewer is None or not can(viewer, Permission.PROGRAMME_WRITE):
        kept_out.add(ProgrammeShow.NOT_IWT)
    if viewer is None or not can(viewer, Permission.PROGRAMME_WRITE_ANY):
        kept_out.add(ProgrammeShow.NO_OWNER)
    return [pair for pair in ProgrammeShow.choices if pair[0] not in kept_out]


def offer(form: forms.BaseForm, name: str, choices: Sequence[Any]) -> None:
    """Set the choices of a form's field."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)
