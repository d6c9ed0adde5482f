"""Addresses on the web that people, files and imports bring: one rule for what is stored and for what becomes a link.

Only http and https, with a host and without a name or password in front of it: `javascript:` and `data:` run in the
reader's session, `file:` points into the reader's own machine, and "https://cites.org@evil.example" leads elsewhere
than it says.
"""

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = 500
# What browsers drop from an address before they read its scheme (https://url.spec.whatwg.org/#url-parsing), and what
# no address has: controls, spaces of all kinds, marks of direction, backslashes, quotes and brackets.
NEVER_IN_ONE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\\<>\"`{}|^]")
SCHEME = re.compile(r"\s*[a-z][a-z0-9+.\-\s]*:(?!\d)", re.I | re.A)
# What word processors leave in addresses as it is.
LOOSE = re.compile(r"[ {}|^<>\"`]")
NOT_ONE = _("Write a whole address that begins with https:// or http://, such as https://cites.org/eng.")

_is_one = URLValidator(schemes=["http", "https"])


def check_web_address(text: str) -> None:
    """Raise ValidationError for what may not be stored as an address."""
    try:
        if NEVER_IN_ONE.search(text) or len(text) > LONGEST or "@" in urlsplit(text).netloc:
            raise ValidationError(NOT_ONE, code="web_address")
        _is_one(text)
    except (ValueError, ValidationError) as error:
        raise ValidationError(NOT_ONE, code="web_address") from error


def linkable(text: Any) -> str:
    """The address where it may become a link; empty for anything else, whatever is stored."""
    address = str(text or "")
    try:
        check_web_address(address)
    except ValidationError:
        return ""
    return address


def leads_to_the_web(text: str) -> bool:
    """Whether a link in a file of others may stay: an address, written as loosely as programs write it."""
    return bool(linkable(LOOSE.sub("-", text)))


class WebAddressFormField(forms.URLField):
    """A line for an address. What is typed without its scheme begins with https://."""

    default_validators: ClassVar[list[Any]] = [check_web_address]  # type: ignore[misc]
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": NOT_ONE}  # type: ignore[misc]

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST, "assume_scheme": "https", **options})

    def to_python(self, value: Any) -> Any:
        """Refuse any other scheme before one is put in front of it, and in the same words as any other fault."""
        text = str(value or "").strip()
        if SCHEME.match(text) and not text.lower().startswith(("http://", "https://")):
            raise ValidationError(NOT_ONE, code="web_address")
        return super().to_python(text if not text or "://" in text else f"https://{text.lstrip('/')}")


class Checked(models.Field):
    """A column for an address, which refuses anything else however it comes: form, import, loader or script."""

    stands_for = "CharField"

    def formfield(self, *args: Any, **options: Any) -> Any:
        """Ask for it in a field of its own."""
        return super().formfield(*args, **{**options, "form_class": WebAddressFormField, "assume_scheme": "https"})

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Check it where a form or an import checks its row."""
        cleaned = super().clean(value, model_instance)
        if cleaned:
            check_web_address(str(cleaned))
        return cleaned

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Check it at the last moment before it is written, where nobody has asked before."""
        if value and isinstance(value, str):
            check_web_address(value)
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> Any:
        """To migrations the column is what it has always been: nothing of this is in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.stands_for}", args, kwargs


class WebAddressField(Checked, models.URLField):
    """An address on the web."""

    stands_for = "URLField"


class SourceAddressField(Checked, models.CharField):
    """Where a source can be read."""
