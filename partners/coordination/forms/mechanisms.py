"""What is known of engagement with a mechanism, and where a need is to be raised."""

from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import DayField, TextField, offer
from core.web_address import WebAddressFormField
from partners.coordination.content import ENTERED
from partners.coordination.models.mechanisms import Engagement, EngagementStatus, Mechanism, ReportPublic


class EngagementForm(forms.Form):
    """A member state's engagement with a mechanism; a change of what others have read says why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=EngagementStatus.choices)
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        required=False,
        validators=[MinValueValidator(1970), MaxValueValidator(2100)],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("In which the status was reached."),
    )
    next_on = DayField(
        label=gettext_lazy("Next date"),
        required=False,
        help_text=gettext_lazy("Needs that are to be raised are shown with it."),
    )
    report_public = forms.ChoiceField(label=gettext_lazy("Is the report public?"), choices=ReportPublic.choices)
    report_url = WebAddressFormField(label=gettext_lazy("Address of the report"), required=False)
    note = TextField(label=gettext_lazy("Note"), required=False, max_length=300)
    source_title = TextField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where this is published, or which authority says so."),
    )
    source_url = WebAddressFormField(label=gettext_lazy("Address of the source"), required=False)

    reason = TextField(label=gettext_lazy("Why is it changed"), max_length=500)

    def __init__(self, *args: Any, stored: Engagement | None, is_change: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = stored or Engagement()
        self.initial.update({name: getattr(shown, name) for name in ENTERED})
        if not is_change:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """A report with an address is public."""
        typed = super().clean() or self.cleaned_data
        if typed.get("report_url") and typed.get("report_public") != ReportPublic.YES:
            self.add_error("report_public", _("You gave the address of the report: is it public?"))
        return typed

    def draft(self) -> Engagement:
        """What was typed. Ask for it only where the form is valid."""
        return Engagement(**{name: self.cleaned_data[name] for name in ENTERED})


class RaiseForm(forms.Form):
    """At which mechanism a need is to be raised."""

    mechanism = forms.TypedChoiceField(label=gettext_lazy("Mechanism"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mechanisms = {one.code: one for one in Mechanism.objects.all()}
        offer(self, "mechanism", [(code, one.name) for code, one in mechanisms.items()])
        cast(Any, self.fields["mechanism"]).coerce = mechanisms.__getitem__


class RaisedForm(forms.Form):
    """The day on which a need was raised."""

    on = DayField(label=gettext_lazy("Raised on"))
