"""What bringing back and withdrawing ask for, and the filter of the audit log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.choosing import NameField, Names
from core.filters import FilterForm
from core.form_fields import DayField, TextField, offer
from iwt_dashboard.history.audit_page import LogFilter


class RestoreForm(forms.Form):
    """Why an earlier version comes back, and which version its reader has seen."""

    reason = TextField(label=_("Why does the earlier version come back?"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)

    def __init__(self, *args: Any, needs_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = needs_reason


class WithdrawRecordForm(forms.Form):
    """Why a record is withdrawn, and which version its reader has seen."""

    reason = TextField(max_length=500, required=False)
    version = forms.IntegerField(required=False, min_value=1, max_value=10**9)


class LogFilterForm(FilterForm):
    """What the log is searched for. What is not understood falls away."""

    person = NameField(label=_("Person"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    country = forms.ChoiceField(label=_("Member state"), required=False)
    record = TextField(label=_("Record"), max_length=60, required=False, help_text=_("A code or number."))
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)
    text = TextField(label=_("Text"), max_length=100, required=False, help_text=_("A name, code or request."))

    ids = "id_%s"

    def __init__(self, data: Any, *, people: Names, kinds: Any, countries: Any) -> None:
        super().__init__(data, country=countries)
        self.choose_by_name("person", people, _("Everybody"))
        offer(self, "kind", kinds)

    def wanted(self) -> LogFilter:
        """The filter, without what was not understood."""
        typed = self.typed()
        return LogFilter(**typed | {"person": int(typed["person"])} if "person" in typed else typed)
