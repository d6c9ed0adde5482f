"""What is taken out of an uploaded file before it is kept, in words: who added it and who reads it are told."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TakenOut(TextChoices):
    """A kind of contents that a kept document has no more."""

    SCRIPTS = "scripts", _("scripts and what starts by itself")
    ACTIONS = "actions", _("buttons and links that start a program, send something or fetch a file")
    LINKS = "links", _("links that lead neither to the web nor to a mailbox")
    FILES = "files", _("attached files")
    MEDIA = "media", _("sound, video and 3D")
    FORM = "form", _("a form in an old format (XFA)")
    SIGNATURE = "signature", _("a digital signature")
    HIDDEN = "hidden", _("hidden data, such as names of authors, programs and places")
    FORMULAS = "formulas", _("formulas, which are plain text now")


class Inert(NamedTuple):
    """A file in which nothing runs, and what was taken out of it for that."""

    content: bytes
    taken_out: frozenset[TakenOut] = frozenset()


def in_words(kinds: Iterable[str]) -> str:
    """What was taken out, as a list in words, in the order above; empty for nothing, and for kinds no longer known."""
    known = set(kinds)
    return "; ".join(str(kind.label) for kind in TakenOut if kind.value in known)
