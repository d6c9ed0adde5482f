"""Small forms beside a programme: what an early end, a rest, a restart and a withdrawal ask for."""

from django import forms
from django.utils.translation import gettext_lazy

from core.form_fields import DayField, TextField, VersionMixin


class ReasonForm(VersionMixin, forms.Form):
    """A reason, for the history."""

    reason = TextField.several_lines(
        rows=3,
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy("It stays in the history of the programme."),
    )


class EndForm(ReasonForm):
    """When a programme stopped, and why."""

    reason = TextField.several_lines(
        rows=3, label=gettext_lazy("Why"), max_length=500, help_text=gettext_lazy("All who see the programme read it.")
    )
    on = DayField(label=gettext_lazy("The last day that it ran"))

    field_order = ("on", "reason")


class RestartForm(ReasonForm):
    """Why a programme runs again, and until when."""

    ends_on = DayField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Left empty, it ends on the day that was planned before."),
    )

    field_order = ("ends_on", "reason")
