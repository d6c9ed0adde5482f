"""Entering a champion with the consent, and planning to approach one."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clearance.rules import add_months
from core.form_fields import DayField, TextField, VersionMixin, offer
from core.models import Country
from partners.coordination.actions.champions import ENTERED
from partners.coordination.models.champions import Champion, ConsentScope

MONTHS_AHEAD = 18


class ChampionForm(VersionMixin, forms.Form):
    """A person who may speak for wildlife."""

    name = TextField(label=gettext_lazy("Name"), max_length=120)
    office = TextField(label=gettext_lazy("Office"), required=False, max_length=200)
    country = forms.TypedChoiceField(label=gettext_lazy("Member state"), required=False, empty_value=None)
    purpose = TextField(label=gettext_lazy("What for"), required=False, max_length=500)
    contact_role = TextField(
        label=gettext_lazy("Contact on your side, by role"),
        max_length=200,
        help_text=gettext_lazy("Without consent, others see only this: that your side approaches somebody."),
    )
    consent_scope = forms.ChoiceField(
        label=gettext_lazy("To whom the person agrees to be named"),
        choices=ConsentScope.choices,
        initial=ConsentScope.NONE,
        widget=forms.RadioSelect,
    )
    consent_asked_on = DayField(label=gettext_lazy("Asked on"), required=False)
    consent_asked_by = TextField(label=gettext_lazy("Asked by, by role"), required=False, max_length=200)
    consent_on = DayField(label=gettext_lazy("Agreed on"), required=False)
    consent_until = DayField(
        label=gettext_lazy("Agreed until"), required=False, help_text=gettext_lazy("Empty: until it is withdrawn.")
    )

    def __init__(self, *args: Any, stored: Champion | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        countries = {one.iso3: one for one in Country.objects.all()}
        names = [(key, one.name) for key, one in countries.items()]
        offer(self, "country", [("", _("None, or several")), *names])
        cast(Any, self.fields["country"]).coerce = countries.__getitem__
        if stored is not None:
            self.initial.update({name: getattr(stored, name) for name in (*ENTERED, "version")})
            self.initial["country"] = stored.country.iso3 if stored.country else ""

    def clean(self) -> dict[str, Any]:
        """Consent has days, in order, and none lies ahead."""
        typed = super().clean() or self.cleaned_data
        asked, agreed, until = (typed.get(name) for name in ("consent_asked_on", "consent_on", "consent_until"))
        if typed.get("consent_scope") not in (None, ConsentScope.NONE):
            for name, day in (("consent_asked_on", asked), ("consent_on", agreed)):
                if not day and name not in self.errors:
                    self.add_error(name, _("Consent needs the days on which it was asked and given."))
        for name, day in (("consent_asked_on", asked), ("consent_on", agreed)):
            if day and day > timezone.localdate():
                self.add_error(name, _("That day lies ahead."))
        if asked and agreed and agreed < asked:
            self.add_error("consent_on", _("It was given before it was asked."))
        if agreed and until and until < agreed:
            self.add_error("consent_until", _("It ends before it begins."))
        return typed

    def draft(self) -> Champion:
        """What was typed. Ask for it only where the form is valid."""
        return Champion(**{name: self.cleaned_data[name] for name in ENTERED})


class ApproachForm(forms.Form):
    """In which month to ask, and who asks."""

    month = forms.TypedChoiceField(label=gettext_lazy("Month"))
    contact_role = TextField(label=gettext_lazy("Who asks, by role"), max_length=200)
    despite_reason = TextField(
        label=gettext_lazy("Why in the same month as somebody else"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Only where another plan stands for that month."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first = timezone.localdate().replace(day=1)
        months = {f"{day:%Y-%m}": day for day in (add_months(first, n) for n in range(MONTHS_AHEAD))}
        offer(self, "month", [(key, f"{MONTHS[day.month]} {day.year}") for key, day in months.items()])
        cast(Any, self.fields["month"]).coerce = months.__getitem__
