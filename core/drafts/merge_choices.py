"""What a person chose on the conflict page, carried out on what the page sends.

The page sends mine as the form's own values, and for each question that is left (fields that both changed, which are
decided together) the names of its fields, the other's values, perhaps a text of both, and the choice. Only when every
question is answered do the values count as written over the newer version; until then they stay tied to the old one,
so that pressing on without an answer leads back to the page and never overwrites.
"""

from typing import Any

from django.http import QueryDict

from core.drafts.envelope import Envelope

ASKED, CHOICE, NAMES, THEIRS, BOTH = "merge_ask", "merge_choice_", "merge_names_", "merge_theirs_", "merge_both_"
NEXT_ENVELOPE, NEXT_VERSION, LOOK = "merge_envelope", "merge_version", "merge_look"
PREFIX = "merge_"


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
