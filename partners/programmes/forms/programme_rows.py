"""The organisations of a programme as rows of its form."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import TextField
from core.models import Organisation, OrganisationType
from partners.programmes.content import Participation
from partners.programmes.models.choices import ParticipationRole
from partners.programmes.queries.programme_entry import Directory

SPARE_ROWS, MOST_ROWS = 2, 30
ORGANISATION_LIST = "known-organisations"


class OrganisationRowForm(forms.Form):
    """An organisation in its role. A row left empty is none; a name that is not known yet is entered with its type."""

    name = TextField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": ORGANISATION_LIST, "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), required=False, choices=[("", "–"), *ParticipationRole.choices]
    )
    new_type = forms.ChoiceField(
        label=gettext_lazy("If it is new: its type"), required=False, choices=[("", "–"), *OrganisationType.choices]
    )
    new_identifier = TextField(label=gettext_lazy("If it is new: its IATI identifier"), required=False, max_length=80)

    def __init__(self, *args: Any, directory: Directory, **options: Any) -> None:
        super().__init__(*args, **options)
        self.directory = directory
        self.key: int | None = None

    def clean(self) -> dict[str, Any]:
        """Find the organisation by what was typed, or ask for what makes a new one."""
        typed = super().clean() or self.cleaned_data
        name = typed.get("name", "")
        if not name:
            if any(typed.get(column) for column in ("role", "new_type", "new_identifier")):
                self.add_error("name", _("Name the organisation, or empty the whole row to take it away."))
            return typed
        if not typed.get("role") and "role" not in self.errors:
            self.add_error("role", _("Choose what it does in the programme."))
        self._find(name, typed)
        return typed

    def participation(self, organisations: dict[int, Organisation]) -> Participation | None:
        """What was typed; None for an empty row. Ask for it only where the row is valid."""
        typed = self.cleaned_data
        if not typed.get("name"):
            return None
        if self.key is not None:
            return Participation(typed["role"], organisations[self.key])
        new = {"iati_type": typed["new_type"], "iati_identifier": typed["new_identifier"]}
        return Participation(typed["role"], Organisation(name=typed["name"], **new))

    def _find(self, name: str, typed: dict[str, Any]) -> None:
        found = self.directory.find(name)
        if len(found) > 1:
            self.add_error("name", _("Several organisations are called so. Write the full name or the identifier."))
        elif found:
            self.key = found[0]
        elif typed.get("new_identifier") and self.directory.find(typed["new_identifier"]):
            self.add_error("new_identifier", _("Another organisation has this identifier. Write it as the name."))
        elif not typed.get("new_type"):
            sentence = _("It is not here yet. Choose its type to add it, or take one from the list.")
            self.add_error("name", f"{sentence} {self.directory.hint(name)}".strip())


class BaseOrganisationFormSet(BaseFormSet):
    """The organisations of a programme."""

    row_word = gettext_lazy("Organisation %(n)d")

    def clean(self) -> None:
        """Refuse a count of rows that cannot be, and an organisation that stands twice in one role."""
        if self.total_form_count() < 0:
            raise ValidationError(_("The rows did not arrive whole. Reload the page, and try again."))
        seen = set()
        for form in cast(list[OrganisationRowForm], self.forms):
            if not form.is_valid() or not form.cleaned_data.get("name"):
                continue
            pair = (
                form.key or form.cleaned_data["name"].casefold(),
                form.cleaned_data["role"],
            )
            if pair in seen:
                form.add_error("name", _("It stands here twice in this role."))
            seen.add(pair)

    def participations(self) -> tuple[Participation, ...]:
        """The organisations in their roles, empty rows left out. Ask for them only where the rows are valid."""
        rows = cast(list[OrganisationRowForm], self.forms)
        organisations = Organisation.objects.in_bulk({row.key for row in rows if row.key is not None})
        return tuple(found for row in rows if (found := row.participation(organisations)))


OrganisationFormSet: Any = formset_factory(
    OrganisationRowForm,
    formset=BaseOrganisationFormSet,
    extra=SPARE_ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)
