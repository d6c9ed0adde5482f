"""Choosing one of many by its name: from a list where they are few, by typing where they are many.

A list of a thousand organisations makes every page that carries it heavy, and nobody reads it. Beyond `MOST_LISTED` the
field is one to type into: the browser offers what fits (with script, `core.pages.names_asked_for`), and what was typed
is understood when it is the key, the whole name, or a part of one name only. Where it fits several, they are shown to
choose from: that needs no script.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _

from core.folding import folded
from core.form_fields import clean_text, in_one_line
from core.search import Folded, holding

MOST_LISTED = 30
OFFERED = 12
LONGEST = 300
Pair = tuple[str, Any]


@dataclass(frozen=True)
class Names:
    """Rows that can be chosen: sorted, each with a `key` and a `name`, and `others` that it goes by.

    `known` are those that may be named by their key besides; `beside` is what can be chosen and is no row.
    """

    rows: QuerySet[Any]
    key: str = "code"
    name: str = "name"
    others: Sequence[str] = ()
    known: QuerySet[Any] | None = None
    beside: Sequence[Pair] = ()

    def first(self, count: int) -> list[Pair]:
        """So many of them, in their order."""
        return [(str(key), name) for key, name in self.rows.values_list(self.key, self.name)[:count]]

    def named(self, key: str) -> Any:
        """The name of what has this key; None where it is not among them."""
        key = clean_text(key)
        beside = dict(self.beside).get(key)
        if beside is not None or (self.key == "pk" and not (key.isascii() and key.isdecimal() and len(key) < 19)):
            return beside
        among = self.rows if self.known is None else self.known
        return among.filter(**{self.key: key}).values_list(self.name, flat=True).first()

    def like(self, text: str) -> tuple[list[Pair], list[Pair]]:
        """Those that are called so, and all that hold each word of the text, at most twelve: whole names come first."""
        wanted = folded(text)
        words = (self.name, *self.others)
        is_called = reduce(or_, (Q(**{f"folded_{word}": wanted}) for word in words))
        found = (
            self.rows.filter(holding(text, *words))
            .annotate(**{f"folded_{word}": Folded(F(word)) for word in words})
            .annotate(is_called=ExpressionWrapper(is_called, output_field=BooleanField()))
            .order_by(F("is_called").desc(nulls_last=True), *self.rows.query.order_by)
        )
        beside = [(key, name) for key, name in self.beside if wanted in folded(str(name))]
        rows = list(found.values_list(self.key, self.name, "is_called")[:OFFERED])
        called = [(str(key), name) for key, name, is_called in rows if is_called]
        called += [(key, name) for key, name in beside if wanted == folded(str(name))]
        return called, [*beside, *((str(key), name) for key, name, _is_called in rows)]


class SearchInput(forms.TextInput):
    """A line to type a name into, with a list of what fits (components/_names.html)."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the id of its list."""
        listed = {"list": f"{(attrs or {}).get('id', name)}-names", "autocomplete": "off", "maxlength": LONGEST}
        return super().get_context(name, value, {**listed, **(attrs or {})})


class NameField(forms.ChoiceField):
    """One of many by its name. `choose_from` says of which; the value is the key, empty where it is left open."""

    all_names: Names | None = None
    names: Names | None = None
    """The same, where there are too many to list."""
    chosen: Pair | None = None
    found: Sequence[Pair] = ()
    """What fits where nothing was chosen."""
    links: Sequence[tuple[str, Any]] = ()
    """The same as addresses that choose it; of a filter alone (`core.filters`)."""

    def choose_from(self, names: Names, *, left_open: Any) -> None:
        """List them, or ask for a name where they are many. `left_open` is what choosing none is called."""
        self.all_names = names
        listed = names.first(MOST_LISTED + 1)
        if len(listed) <= MOST_LISTED:
            self.choices = [("", left_open), *listed, *names.beside]
            return
        self.names = names
        self.widget = SearchInput()
        self.widget.is_required = self.required
        self.choices = []

    def clean(self, value: Any) -> Any:
        """The key of what was chosen or typed."""
        if self.names is None:
            return super().clean(value)
        text = in_one_line(clean_text(str(value or ""))).strip()[:LONGEST]
        if not text:
            return super().clean("")
        name = self.names.named(text)
        if name is not None:
            return self._choose((text, name))
        called, found = self.names.like(text)
        fitting = called or found
        if len(fitting) == 1:
            return self._choose(fitting[0])
        self.found = fitting
        raise ValidationError(self._said(text, fitting), code="invalid_choice")

    def valid_value(self, value: Any) -> bool:
        """Also what is not listed and may be named by its key: it is listed then."""
        if super().valid_value(value):
            return True
        name = self.all_names.named(str(value)) if self.all_names is not None else None
        if name is None:
            return False
        self.choices = [*self.choices, (str(value), name)]  # type: ignore[misc]
        return True

    def prepare_value(self, value: Any) -> Any:
        """In a line to type into the name stands, not the key."""
        if self.names is None or not value:
            return value
        return self.chosen[1] if self.chosen else self.names.named(str(value)) or value

    def _choose(self, pair: Pair) -> str:
        self.chosen, self.choices = pair, [pair]
        return pair[0]

    def _said(self, text: str, fitting: Iterable[Pair]) -> str:
        names = " · ".join(str(name) for _key, name in fitting)
        if not names:
            return _("Nothing here is called “%(text)s”.") % {"text": text}
        return _("“%(text)s” may be several. Write one of these names: %(names)s.") % {"text": text, "names": names}
