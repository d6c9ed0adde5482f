"""A value for a period: entering, correcting, confirming it."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.form_fields import AmountField, DayField, TextField, VersionMixin
from core.formatting import period_text
from core.web_address import WebAddressFormField
from roadmap.entries import ObservationEntry, observation_entry, plain
from roadmap.forms.fields import offered_periods, period_key, value_field
from roadmap.models import Indicator, Observation

OTHER_PERIOD = "other"
STATED = ("value", "numerator", "denominator")


class ObservationForm(VersionMixin, forms.Form):
    """A value for a period, in the way its kind is given. Blank is never zero, and zero is never taken for blank."""

    # What makes sense only together.
    decided_together = (
        ("period", "period_start", "period_end"),
        ("value", "numerator", "denominator", "zero_is_meant", "is_no_data"),
        ("evidence", "evidence_url"),
    )

    period = forms.ChoiceField(label=_("Period"))
    period_start = DayField(label=_("From"), required=False)
    period_end = DayField(label=_("To"), required=False)
    numerator = AmountField(label=_("Numerator"), max_digits=18, decimal_places=6, required=False)
    denominator = AmountField(label=_("Denominator"), max_digits=18, decimal_places=6, required=False)
    zero_is_meant = forms.BooleanField(label=_("Nought is meant: it was measured, and there was none"), required=False)
    is_no_data = forms.BooleanField(
        label=_("There are no data for this period"),
        required=False,
        help_text=_("Leave the value empty then, and say in the note why. No data is not nought."),
    )
    is_provisional = forms.BooleanField(
        label=_("Provisional"), required=False, help_text=_("It may still be corrected.")
    )
    is_proxy = forms.BooleanField(
        label=_("Proxy"),
        required=False,
        help_text=_("Stand-in data for what is really asked; say in the note what it is."),
    )
    evidence = TextField(
        label=_("Evidence"),
        required=False,
        max_length=300,
        help_text=_("The report or register that the value comes from."),
    )
    evidence_url = WebAddressFormField(label=_("Link to evidence"), required=False)
    note = TextField.several_lines(label=_("Note"), required=False, max_length=2000, rows=3)
    correction_reason = TextField(label=_("Why is the value corrected"), required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        row: Observation | None = None,
        corrects: Observation | None = None,
        **kw: Any,
    ) -> None:
        """`row` is the draft being edited, `corrects` the cleared value that a new row would correct."""
        kind = indicator.of_kind
        self.indicator = indicator
        self.corrects = corrects or (row.supersedes if row else None)
        shown = row or corrects
        if shown is not None:
            kw["initial"] = {**_initial(shown), "version": row.version if row else None, **(kw.get("initial") or {})}
        super().__init__(*args, **kw)
        self.fields["value"] = value_field(indicator, label=kind.value_label(indicator.unit), required=False)
        self.order_fields(["period", "period_start", "period_end", "value", "numerator", "denominator"])
        if not kind.takes_ratio:
            del self.fields["numerator"], self.fields["denominator"]
        if kind.is_chosen:
            del self.fields["zero_is_meant"]
        if self.corrects is None:
            del self.fields["correction_reason"]
            self._offer_periods(shown)
        else:
            self.fields["correction_reason"].required = True
            del self.fields["period"], self.fields["period_start"], self.fields["period_end"]

    @property
    def asks_about_zero(self) -> bool:
        """Whether to show the box that tells a measured nought from a blank: only once a nought was typed."""
        text = self["numerator"].value() if "numerator" in self.fields else None
        text = self["value"].value() if text in (None, "") else text
        try:
            return "zero_is_meant" in self.fields and text not in (None, "") and Decimal(str(text)) == 0
        except ArithmeticError:
            return False

    def clean(self) -> dict[str, Any]:
        """Judge the fields together."""
        data = super().clean() or self.cleaned_data
        self._clean_period(data)
        stated = [name for name in STATED if data.get(name) is not None]
        faulty = [name for name in STATED if name in self.errors]
        if data.get("is_no_data"):
            self._clean_no_data(data, stated)
        elif not stated and not faulty:
            self.add_error("value", _("Write a value, or tick that there are no data. An empty value is not nought."))
        elif not faulty:
            self._clean_value(data)
        if data.get("is_proxy") and not data.get("note"):
            self.add_error("note", _("Say what the stand-in data are."))
        return data

    def figure(self) -> ObservationEntry | None:
        """What was typed as far as it says a figure for a period; None where it does not, or is not judged yet."""
        faulty = not self.is_bound or {"period", "period_start", "period_end", *STATED} & set(self.errors)
        if faulty or all(self.cleaned_data.get(name) is None for name in STATED):
            return None
        return self.entry()

    def entry(self) -> ObservationEntry:
        """What was typed; call it on a valid form."""
        data = self.cleaned_data
        start, end = self._period(data)
        values: dict[str, Any] = {name: data.get(name) for name in STATED}
        values |= {name: data[name] for name in ("is_provisional", "is_proxy")}
        values |= {name: data.get(name) or "" for name in ("evidence", "evidence_url", "note")}
        if values["denominator"] is not None:
            # A share that is given as a ratio is computed from it, so that the two cannot disagree.
            values["value"] = None
        return ObservationEntry(period_start=start, period_end=end, **values)

    def _offer_periods(self, shown: Observation | None) -> None:
        periods = offered_periods(self.indicator.reporting_months, timezone.localdate())
        if shown is not None and (shown.period_start, shown.period_end) not in periods:
            periods.insert(0, (shown.period_start, shown.period_end))
        field: Any = self.fields["period"]
        field.choices = [
            *((period_key(start, end), period_text(start, end)) for start, end in periods),
            (OTHER_PERIOD, _("Another period: fill in from and to")),
        ]

    def _clean_period(self, data: dict[str, Any]) -> None:
        if self.corrects is not None or "period" in self.errors:
            return
        if data.get("period") == OTHER_PERIOD:
            for name in ("period_start", "period_end"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Write the day."))
        if "period_start" in self.errors or "period_end" in self.errors:
            return
        start, end = self._period(data)
        where = "period_end" if data.get("period") == OTHER_PERIOD else "period"
        if end < start:
            self.add_error("period_end", _("The period ends before it begins."))
        elif end > timezone.localdate():
            self.add_error(where, _("This period has not ended yet. Enter its value once it has."))

    def _clean_no_data(self, data: dict[str, Any], stated: list[str]) -> None:
        if stated:
            self.add_error(
                "is_no_data", _("Either there is a value or there are no data: empty the one or untick this.")
            )
        if not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why there are no data."))

    def _clean_value(self, data: dict[str, Any]) -> None:
        top, bottom, value = data.get("numerator"), data.get("denominator"), data.get("value")
        if (top is None) != (bottom is None):
            self.add_error(
                "denominator" if bottom is None else "numerator", _("Give both numerator and denominator, or neither.")
            )
        elif bottom is not None and bottom <= 0:
            self.add_error("denominator", _("A denominator of 0 is no data, not 0. Tick that there are no data."))
        elif top is not None and bottom is not None and top > bottom:
            self.add_error("numerator", _("The numerator is a part of the denominator and cannot be larger."))
        elif top is not None and value is not None:
            self.add_error("value", _("Give either numerator and denominator, or the share: not both."))
        elif (value if top is None else top) == 0 and data.get("zero_is_meant") is False:
            self.add_error(
                "zero_is_meant",
                _("You wrote 0. If it was measured and there was none, tick this; if not, tick no data."),
            )

    def _period(self, data: dict[str, Any]) -> tuple[date, date]:
        if self.corrects is not None:
            return self.corrects.period_start, self.corrects.period_end
        if data["period"] == OTHER_PERIOD:
            return data["period_start"], data["period_end"]
        start, end = data["period"].split("/")
        return date.fromisoformat(start), date.fromisoformat(end)


class ConfirmForm(forms.Form):
    """ "Nothing has changed": one press for the last complete period."""

    period = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicator: Indicator, **kw: Any) -> None:
        self.start, self.end = offered_periods(indicator.reporting_months, timezone.localdate())[0]
        kw.setdefault("initial", {"period": period_key(self.start, self.end)})
        super().__init__(*args, **kw)

    def clean_period(self) -> str:
        """The page may be old: the period must still be the one that is offered."""
        if self.cleaned_data["period"] != period_key(self.start, self.end):
            raise ValidationError(_("A new period has begun since this page was opened. Look at it once more."))
        return str(self.cleaned_data["period"])


def _initial(row: Observation) -> dict[str, Any]:
    entry = observation_entry(row)
    shown = {**asdict(entry), "is_no_data": entry.is_no_data, "correction_reason": row.correction_reason}
    for name in STATED:
        shown[name] = plain(shown[name])
    stated = entry.numerator if entry.numerator is not None else entry.value
    return {**shown, "period": period_key(row.period_start, row.period_end), "zero_is_meant": stated == 0}
