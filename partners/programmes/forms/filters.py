"""The filters of the lists."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.filters import FilterForm, any_of
from core.form_fields import TextField
from core.models import Country, Organisation, Priority
from partners.programmes.models.choices import ProgrammeShow, ProgrammeStatus
from partners.programmes.models.programmes import ProgrammeFilter
from partners.programmes.rules.portfolio import Cut


class OrganisationFilterForm(FilterForm):
    """The filter of the organisations."""

    q = TextField(label=gettext_lazy("Name"), required=False, max_length=100)

    def text(self) -> str:
        """The words looked for; what is not understood falls back to none."""
        return cast(str, self.typed().get("q", ""))


class ProgrammeFilterForm(FilterForm):
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
        super().__init__(
            data,
            country=[(row.iso3, row.name) for row in countries],
            priority=[(row.code, row.name) for row in priorities],
            organisation=[(row.code, row.name) for row in organisations],
            show=shown_parts(viewer),
        )
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
        return Cut(country=typed.get("country"), priority=typed.get("priority"))


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
