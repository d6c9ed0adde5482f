"""The envelope of a form draft: what a form carries with it, signed, so that what was typed finds its way back to
its person.

A form draft is one opening of one form. Its envelope says whose it is, which form of which record, where to go on,
and what the form showed when it was opened. Nobody but this server can make one, so an envelope in a request proves
that the form was given to that person; it opens nothing by itself.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

import msgspec
from django.core import signing
from django.http import QueryDict

Values = dict[str, list[str]]
"""Names of fields to what stands in them, as browsers send them."""

SALT = "core.drafts.envelope"
ENVELOPE, TOKEN, REVISION, WRITER = "draft_envelope", "submit_token", "draft_revision", "draft_writer"
# What a form carries for its own working, which button was pressed, and what is never kept.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", ENVELOPE, TOKEN, REVISION, WRITER, "do", "then", "move", "admin_version"})
SECRETS = ("password", "otp", "recovery")
# For how long an ended session's form is taken up again after the next log-in.
WITHOUT_SESSION = timedelta(hours=24)


SHORT = {"person": "p", "form_key": "k", "form_draft": "s", "title": "t", "address": "a", "base": "b", "follows": "f"}


class Envelope(msgspec.Struct, frozen=True, rename=SHORT):
    """Whose form draft it is and what it belongs to. `base` is what the form showed at first (None: not known);
    `follows` is the earlier form draft, with its revision, whose text this opening took up."""

    person: int
    form_key: str
    form_draft: uuid.UUID
    title: str
    address: str
    base: Values | None = None
    follows: tuple[uuid.UUID, int] | None = None

    def text(self) -> str:
        """The envelope as a form carries it."""
        short = msgspec.structs.replace(self, title=self.title[:200], address=self.address[:500])
        return signing.dumps(msgspec.to_builtins(short), salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str, *, max_age: timedelta | None = None) -> Self | None:
        """The envelope, or None where it is not ours or older than `max_age`."""
        try:
            return msgspec.convert(signing.loads(text, salt=SALT, max_age=max_age), cls)
        except signing.BadSignature:
            return None

    @classmethod
    def of(cls, data: Mapping[str, Any], *, max_age: timedelta | None = None) -> Self | None:
        """The envelope in what a form sent, if it carries a good one."""
        text = data.get(ENVELOPE, "")
        return cls.read(text, max_age=max_age) if text else None


def typed_values(data: QueryDict) -> Values:
    """What a form sent, without what it carries for its own working and without anything that looks secret."""
    return {
        name: [str(value) for value in data.getlist(name)]
        for name in data
        if name not in NOT_TYPED and not any(word in name.lower() for word in SECRETS)
    }


def as_data(values: Values) -> QueryDict:
    """Kept values as a form sends them."""
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, list(texts))
    return data
