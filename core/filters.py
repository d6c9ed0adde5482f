"""Filters of lists: every field may be left open, and what is not understood counts as left open."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from core.form_fields import offer

Choices = Iterable[tuple[Any, Any]]


def any_of(choices: Choices) -> list[tuple[Any, Any]]:
    """Choices of a field that may be left open."""
    return [("", gettext_lazy("All")), *choices]


class FilterForm(forms.Form):
    """A filter of a list. `choices` are those that are known only now, by the name of their field."""

    ids: ClassVar[str] = "filter_%s"

    def __init__(self, data: Mapping[str, Any], **choices: Choices) -> None:
        super().__init__(data, auto_id=self.ids)
        for name, pairs in choices.items():
            offer(self, name, any_of(pairs))

    def typed(self) -> dict[str, Any]:
        """The fields that narrow the list, each with its value."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def active(self) -> int:
        """How many fields narrow the list."""
        return len(self.typed())

    def in_use(self) -> dict[str, str]:
        """The fields that narrow the list, each with its value in words."""
        return {name: self._said(name, value) for name, value in self.typed().items()}

    def words(self) -> list[tuple[str, str]]:
        """The fields that narrow the list: label and value in words."""
        return [(str(self.fields[name].label), words) for name, words in self.in_use().items()]

    def address(self) -> str:
        """The fields that narrow the list, as they stand in an address."""
        return urlencode(self.typed())

    def _said(self, name: str, value: Any) -> str:
        """A value in words: its choice's, or what was typed."""
        typed = value if isinstance(value, str) else self[name].value()
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, typed))
