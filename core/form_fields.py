"""Form fields that take whatever people paste: text is kept as typed, in whatever script, in Unicode's composed form,
without characters that no reader can see and that PostgreSQL, XML or a spreadsheet would choke on."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.formatting import MINUS

# C0 and C1 controls but tab and line ends, lone surrogates, the noncharacters, and the marks that turn the
# direction of the text around them (a known way to disguise words).
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
# What ends a line, in whatever script or program, with the spaces around it; a tab jumps within one.
LINE_ENDS = re.compile("[ \t]*[\t\n\r\x0b\x0c\x85\u2028\u2029][ \t\n\r\x0b\x0c\x85\u2028\u2029]*")
EARLIEST, LATEST = date(1970, 1, 1), date(2100, 12, 31)


def whole_number(text: str, *, digits: int) -> int | None:
    """A number that a page sends for its own working, of so many digits at most; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def visible(text: str) -> str:
    """The text without invisible characters, line ends as they are."""
    return text if INVISIBLE.search(text) is None else INVISIBLE.sub("", text)


def clean_text(text: str) -> str:
    """The text without invisible characters, with plain line ends, in composed form."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", visible(unified))


def in_one_line(text: str) -> str:
    """The text with a space for each end of a line: a title is a line in lists, mails, calendars and tables."""
    return LINE_ENDS.sub(" ", text)


class TextField(forms.CharField):
    """A line of text, or several where the widget is a text area."""

    def to_python(self, value: Any) -> str:
        """Clean before lengths are counted."""
        if isinstance(value, str):
            value = clean_text(value)
            value = value if isinstance(self.widget, forms.Textarea) else in_one_line(value)
        return super().to_python(value) or ""

    @classmethod
    def several_lines(cls, *, rows: int = 4, **options: Any) -> "TextField":
        """A field with a text area of so many rows."""
        return cls(widget=forms.Textarea(attrs={"rows": rows}), **options)


class DayField(forms.DateField):
    """A day between 1970 and 2100, picked in the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": EARLIEST, "max": LATEST})

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"],
            error_messages={"invalid": _("Write the day as year-month-day, such as 2027-06-30.")},
            **options,
        )

    def validate(self, value: Any) -> None:
        """Refuse days that can only be slips of the keyboard."""
        super().validate(value)
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            raise ValidationError(_("The day must lie between 1970 and 2100."), code="out_of_range")


class AmountField(forms.DecimalField):
    """Money or a quantity: not negative, at most so many digits, with or without grouping commas or spaces."""

    def __init__(self, *, max_digits: int = 14, decimal_places: int = 2, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, localize=False, **options)

    def to_python(self, value: Any) -> Any:
        """Take the grouping that people paste from spreadsheets, and the minus sign of our own pages; a comma is never
        a decimal sign here."""
        if isinstance(value, str):
            bare = clean_text(value).strip().replace(MINUS, "-")
            value = re.sub(r"(?<=\d)[\s\u00a0\u202f,](?=\d{3}(?:\D|$))", "", bare)
        return super().to_python(value)


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Set the choices of a form's field."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


class VersionMixin(forms.Form):
    """Carries the version of the record that the person had before them."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
