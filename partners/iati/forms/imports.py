"""What a person brings for import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A file, and whether the rest of the world is left aside. What the file is, its reader judges."""

    file = forms.FileField(
        label=_("IATI activity file"),
        max_length=255,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={"required": _("Choose a file first."), "invalid": _("Choose a file first.")},
    )
    only_asean = forms.BooleanField(
        label=_("Only programmes in ASEAN member states or their regions"),
        required=False,
        initial=True,
        help_text=_("The rest of the file is skipped, and the preview says so."),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="import_%s")
