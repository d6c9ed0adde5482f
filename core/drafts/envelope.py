"""The envelope of a form draft: what a form carries with it, signed, so that what was typed finds its way back to
its person.

A form draft is one opening of one form. Its envelope says whose it is, which form of which record, where to go on,
and what the form showed when it was opened. Nobody but this server can make one, so an envelope in a request proves
that the form was given to that person; it opens nothing by itself.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

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


@dataclass(frozen=True)
class Envelope:
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
        content: dict[str, Any] = {
            "p": self.person,
            "k": self.form_key,
            "s": self.form_draft.hex,
            "t": self.title[:200],
            "a": self.address[:500],
            "b": self.base,
        }
        if self.follows:
            content["f"] = [self.follows[0].hex, self.follows[1]]
        return signing.dumps(content, salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str, *, max_age: timedelta | None = None) -> Self | None:
        """The envelope, or None where it is not ours or older than `max_age`."""
        try:
            content = signing.loads(text, salt=SALT, max_age=max_age)
        except signing.BadSignature:
            return None
        follows = content.get("f")
        return cls(
            person=content["p"],
            form_key=content["k"],
            form_draft=uuid.UUID(content["s"]),
            title=content["t"],
            address=content["a"],
            base=content["b"],
            follows=(uuid.UUID(follows[0]), follows[1]) if follows else None,
        )

    @classmethod
    def of(cls, data: Mapping[str, Any], *, max_age: timedelta | None = None) -> Self | None:
        """The envelope in what a form sent, if it carries a good one."""
        text = data.get(ENVELOPE, "")
        return cls.read(text, max_age=max_age) if text else None


def typed_values(data: QueryDict, *, left_out: Iterable[str] = ()) -> Values:
    """What a form sent, without what it carries for its own working and without anything that looks secret."""
    gone = NOT_TYPED | set(left_out)
    return {
        name: [str(value) for value in data.getlist(name)]
        for name in data
        if name not in gone and not any(word in name.lower() for word in SECRETS)
    }


def as_data(values: Values) -> QueryDict:
    """Kept values as a form sends them."""
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, list(texts))
    return data
