"""The words of clearance: where a record stands, whose move it is, who can see it, and what came of a move.

The labels of states and disclosure levels stand with their enumerations in `core.clearance.rules`.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.clearance import rules
from core.clearance.actions import entered_state_at
from core.clearance.rules import Disclosure, Move, SentenceCode

MOVE_LABELS: Mapping[Move, Any] = {
    Move.SUBMIT: gettext_lazy("Submit for clearing"),
    Move.RECALL: gettext_lazy("Take back"),
    Move.CLEAR: gettext_lazy("Clear"),
    Move.RETURN: gettext_lazy("Return"),
}
SAVE_DRAFT = gettext_lazy("Save draft")


class Said(NamedTuple):
    """What a person is told after a move; `%(who)s` is the sentence of who can see the record."""

    submitted: Any = gettext_lazy("Submitted. It waits for the clearing officer.")
    recalled: Any = gettext_lazy("Taken back. It is a draft again.")
    returned: Any = gettext_lazy("Returned with your note.")
    cleared: Any = gettext_lazy("Cleared. %(who)s")
    disclosed: Any = gettext_lazy("%(who)s")
    conflict: Any = ""
    """Where somebody else was quicker; "" for the general sentence of `core.drafts.edit`."""


def saved_sentence(*, is_submitted: bool) -> str:
    """What to say after an entry was written, and submitted with it or not."""
    return str(Said().submitted) if is_submitted else _("Draft saved. Submit it when it is ready.")


def _day(day: Any) -> str:
    return date_format(day, "j F Y") if isinstance(day, date) else _("an unknown day")


def _age(days: Any) -> str:
    if days is None:
        return ""
    return " " + (_("(today)") if days == 0 else ngettext("(%(n)d day)", "(%(n)d days)", days) % {"n": days})


SENTENCES: dict[SentenceCode, Callable[[dict[str, Any]], str]] = {
    SentenceCode.DRAFT_OWN_TEAM: lambda p: _("Draft. The next move is the focal point's: submit it for clearing."),
    SentenceCode.WAITING_FOR_CLEARING_OFFICER: lambda p: (
        _("Waiting for the clearing officer since %(day)s%(age)s.") % {"day": _day(p["since"]), "age": _age(p["days"])}
    ),
    SentenceCode.RETURNED_TO_FOCAL_POINT: lambda p: (
        _("Returned with a note on %(day)s%(age)s. The next move is the focal point's.")
        % {"day": _day(p["on"]), "age": _age(p["days"])}
    ),
    SentenceCode.CLEARED: lambda p: _("Cleared on %(day)s.") % {"day": _day(p["on"])},
    SentenceCode.AUDIENCE_NATIONAL: lambda p: _("Only the team of %(country)s can see this.") % p,
    SentenceCode.AUDIENCE_ASEAN: lambda p: _(
        "All member states and the secretariat can see this; partners and the public cannot."
    ),
    SentenceCode.AUDIENCE_PARTNERS: lambda p: _(
        "All member states, the secretariat and registered partners can see this; the public cannot."
    ),
    SentenceCode.AUDIENCE_PUBLIC: lambda p: _("Everybody can see this, without logging in."),
    SentenceCode.AUDIENCE_NATIONAL_UNTIL_CLEARED: lambda p: (
        _("Only the team of %(country)s can see this until it is cleared. After that: %(then)s")
        % {"country": p["country"], "then": who_can_see(p["then"], p["country"])}
    ),
}


def who_can_see(disclosure: str, country: str) -> str:
    """The sentence for a disclosure level of a cleared record."""
    params = {"country": country}
    return SENTENCES[SentenceCode(f"audience_{Disclosure(disclosure)}")](params)


def disclosure_choices(country: str) -> list[tuple[str, str]]:
    """The disclosure levels as choices of a form, each with who would see a cleared record of this country."""
    return [(level.value, f"{level.label}: {who_can_see(level, country)}") for level in Disclosure]


def state_sentence(record: Any) -> str:
    """Where a record stands and whose move it is, with its age."""
    since = entered_state_at(record)
    sentence = rules.state_sentence(
        record.state,
        country=record.country.name,
        since=timezone.localtime(since).date() if since else None,
        today=timezone.localdate(),
    )
    return SENTENCES[sentence.code](dict(sentence.params))


def audience_sentence(record: Any) -> str:
    """Who can see a record now, and who will once it is cleared."""
    sentence = rules.disclosure_sentence(record.state, record.disclosure, country=record.country.name)
    return SENTENCES[sentence.code](dict(sentence.params))
