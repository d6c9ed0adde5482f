"""The envelope of a form draft: what a form carries with it, signed, so that what was typed finds its way back to
its person.

A form draft is one opening of one form. Nobody but this server can make an envelope, so one in a request proves that
the form was given to that person; it opens nothing by itself.

The conflict page sends mine as the form's own values, and for each question that is left the names of its fields, the
other's values, perhaps a text of both, and the choice. Only when every question is answered do the values count as
written over the newer version; until then, pressing on leads back to the page and never overwrites.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

import msgspec
from django.core import signing
from django.http import QueryDict

from core.form_fields import visible

Values = dict[str, list[str]]
"""Names of fields to what stands in them, as browsers send them."""

SALT = "core.drafts.envelope"
ASKED, CHOICE, NAMES, THEIRS, BOTH = "merge_ask", "merge_choice_", "merge_names_", "merge_theirs_", "merge_both_"
NEXT_ENVELOPE, NEXT_VERSION, LOOK = "merge_envelope", "merge_version", "merge_look"
PREFIX = "merge_"
ENVELOPE, TOKEN, REVISION, WRITER = "draft_envelope", "submit_token", "draft_revision", "draft_writer"
# What a form carries for its own working, which button was pressed, and what is never kept.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", ENVELOPE, TOKEN, REVISION, WRITER, "do", "then", "move", "admin_version"})
SECRETS = ("password", "otp", "recovery")
# For how long an ended session's form is taken up again after the next log-in.
WITHOUT_SESSION = timedelta(hours=24)


# What the columns take.
LONGEST = {"form_key": 160, "title": 200, "address": 500}
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
        return signing.dumps(msgspec.to_builtins(self._cleaned()), salt=SALT, compress=True)

    def _cleaned(self) -> Self:
        """Without characters that no table and no page can hold."""
        base = self.base
        if base is not None:
            base = {visible(name): [visible(one) for one in texts] for name, texts in base.items()}
        texts = {name: visible(getattr(self, name))[:longest] for name, longest in LONGEST.items()}
        return msgspec.structs.replace(self, base=base, **texts)

    @classmethod
    def read(cls, text: str, *, max_age: timedelta | None = None) -> Self | None:
        """The envelope, or None where it is not ours or older than `max_age`."""
        try:
            return msgspec.convert(signing.loads(text, salt=SALT, max_age=max_age), cls)._cleaned()
        except (signing.BadSignature, msgspec.ValidationError, ValueError):
            # Another's, too old, or one that a release before us made in another shape.
            return None

    @classmethod
    def of(cls, data: Mapping[str, Any], *, max_age: timedelta | None = None) -> Self | None:
        """The envelope in what a form sent, if it carries a good one."""
        text = data.get(ENVELOPE, "")
        return cls.read(text, max_age=max_age) if text else None


def typed_values(data: QueryDict) -> Values:
    """What a form sent, without what it carries for its own working, without anything that looks secret, and without
    the characters that its fields strip: what is kept is what would be stored, and can be stored."""
    return {
        visible(name): [visible(str(value)) for value in data.getlist(name)]
        for name in data
        if name not in NOT_TYPED and not any(word in name.lower() for word in SECRETS)
    }


def as_data(values: Values) -> QueryDict:
    """Kept values as a form sends them."""
    data = QueryDict(mutable=True)
    for name, texts in values.items():
        data.setlist(name, list(texts))
    return data


def is_merge(data: QueryDict) -> bool:
    """Whether it comes from the conflict page."""
    return NEXT_ENVELOPE in data


def is_decided(data: QueryDict) -> bool:
    """Whether every question of the conflict page is answered."""
    return is_merge(data) and all(_choice(data, one) for one in data.getlist(ASKED))


def resolved(data: QueryDict) -> QueryDict:
    """The values of the form with the choices carried out, free of what belongs to the conflict page alone."""
    if not is_merge(data):
        return data
    made = data.copy()
    for question in data.getlist(ASKED):
        choice = _choice(data, question)
        names = data.getlist(NAMES + question)
        if choice == "theirs":
            for name in names:
                made.setlist(name, data.getlist(THEIRS + name))
        elif choice == "both" and len(names) == 1:
            made[names[0]] = str(data.get(BOTH + names[0], ""))
    if is_decided(data) and data.get(NEXT_VERSION):
        made["version"] = str(data[NEXT_VERSION])
    for name in [name for name in made if name.startswith(PREFIX)]:
        del made[name]
    return made


def envelope_in(data: QueryDict, **options: Any) -> Envelope | None:
    """The envelope that what was sent goes by: the newer one once every question is answered."""
    envelope = Envelope.of(data, **options)
    if envelope and is_decided(data):
        newer = Envelope.read(data.get(NEXT_ENVELOPE, ""), **options)
        if newer and (newer.person, newer.form_draft) == (envelope.person, envelope.form_draft):
            return newer
    return envelope


def _choice(data: QueryDict, question: str) -> str:
    choice = data.get(CHOICE + question, "")
    return choice if choice in {"mine", "theirs", "both"} else ""
