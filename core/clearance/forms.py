"""The forms of a decision on a record: who can see it, and what is to be mended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.clearance.messages import disclosure_choices
from core.form_fields import TextField, VersionMixin


class DisclosureForm(VersionMixin, forms.Form):
    """Who may see a cleared record; each level is said in full. `country` is the name of the owning member state."""

    disclosure = forms.ChoiceField(label=gettext_lazy("Who can see it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, country: str, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["disclosure"]
        field.choices = disclosure_choices(country)


class ReturnForm(VersionMixin, forms.Form):
    """Send an entry back, and say what is to be mended."""

    note = TextField.several_lines(label=gettext_lazy("What is to be mended"), max_length=2000, rows=4)

    def __init__(self, *args: Any, note_help: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note"].help_text = note_help
