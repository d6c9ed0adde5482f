"""Filters of lists: every field may be left open.

What is not understood is never passed over in silence: a page counts it as left open and says so, once, at its top
(the tag `left_aside`), a file is refused (`core.pages.refused`), for a file leaves the page that could have said it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choosing import NameField, Names
from core.form_fields import offer

Choices = Iterable[tuple[Any, Any]]


ALL = gettext_lazy("All")


def any_of(choices: Choices) -> list[tuple[Any, Any]]:
    """Choices of a field that may be left open."""
    return [("", ALL), *choices]


BESIDE = frozenset({"page", "unsaved", "next", "key"})
"""What addresses of pages hold that is no filter: which part of a list, which text to go on with, where to go next, and
what a link in a mail proves."""
ADDED_BY_OTHERS = ("utm_", "fbclid", "gclid")
"""How names begin that newsletters and networks add to every link: nobody asked for anything by them."""
SHOWN = 60  # characters of what is quoted from an address


def _values(asked: Mapping[str, Any], name: str) -> list[str]:
    """What an address says for a name, as often as it does."""
    values = asked.getlist(name) if isinstance(asked, QueryDict) else [asked[name]]
    return [str(value) for value in values] or [""]


class FilterForm(forms.Form):
    """A filter of a list. `choices` are those that are known only now, by the name of their field."""

    ids: ClassVar[str] = "filter_%s"
    beside: ClassVar[frozenset[str]] = BESIDE
    """What the address of a page may hold besides the filter."""
    beside_values: ClassVar[Mapping[str, Collection[str]]] = {}
    """The values of what stands besides the filter, where it takes but a few."""

    def __init__(self, data: Mapping[str, Any], **choices: Choices | Names) -> None:
        super().__init__(data, auto_id=self.ids)
        self.asked = data
        for name, pairs in choices.items():
            if isinstance(pairs, Names):
                self.choose_by_name(name, pairs)
            else:
                offer(self, name, any_of(pairs))

    def choose_by_name(self, name: str, names: Names, left_open: Any = ALL) -> None:
        """Let a field be chosen by name, of what may be too much to list."""
        cast(NameField, self.fields[name]).choose_from(names, left_open=left_open)

    def full_clean(self) -> None:
        """Judge what was asked. What is wrong with it stands in `faults`: the page says so, and no field once more."""
        super().full_clean()
        self.faults, self._errors = self.errors, ErrorDict()
        for name, field in self.fields.items():
            if isinstance(field, NameField) and field.found:
                field.links = [(urlencode(self.typed() | {name: key}), words) for key, words in field.found]

    @property
    def asks_again(self) -> bool:
        """Whether a name was typed that is none, or may be several: the page says so at its fields."""
        self.is_valid()
        return any(isinstance(self.fields[name], NameField) for name in self.faults)

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

    def left_aside(self, *, of_a_page: bool = True) -> list[str]:
        """What the address asks for and the filter does not understand, a sentence each; fields by their names there.

        Unknown values and names, and all but the last of several values where one is taken.
        """
        self.is_valid()
        beside = self.beside if of_a_page else frozenset()
        found = []
        for name in self.asked:
            values = _values(self.asked, name)
            if of_a_page and name.startswith(ADDED_BY_OTHERS):
                continue
            if name in beside:
                is_wrong = values[-1] not in ("", *self.beside_values.get(name, values))
                is_wrong |= name == "page" and bool(values[-1].strip("0123456789"))
            elif name in self.fields:
                is_wrong = name in self.faults
            else:
                found.append(_("There is no filter “%(name)s”.") % {"name": name[:SHOWN]})
                continue
            if is_wrong and isinstance(field := self.fields.get(name), NameField) and field.links:
                words = {"text": values[-1][:SHOWN], "label": field.label}
                found.append(_("“%(text)s” may be several. Choose one below “%(label)s” in the filter.") % words)
            elif is_wrong:
                said = {"name": name, "value": values[-1][:SHOWN]}
                found.append(_("“%(value)s” is no value of the filter “%(name)s”.") % said)
            elif len(set(values)) > 1 and name not in beside:
                found.append(_("The filter “%(name)s” takes one value; the address names several.") % {"name": name})
        return found

    def _said(self, name: str, value: Any) -> str:
        """A value in words: its choice's, or what was typed."""
        typed = value if isinstance(value, str) else self[name].value()
        return str(dict(getattr(self.fields[name], "choices", ())).get(value, typed))


class NoFilter(FilterForm):
    """Of a page that has none: whatever its address asks for is unknown, but for the names that the page takes."""

    def __init__(self, data: Mapping[str, Any], *takes: str) -> None:
        super().__init__(data)
        self.beside = BESIDE | set(takes)  # type: ignore[misc]
