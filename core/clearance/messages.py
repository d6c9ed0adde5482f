"""The words of clearance: where a record stands, whose move it is, who can see it, and what came of a move."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.clearance.actions import entered_state_at
from core.clearance.rules import Disclosure, State, effective_disclosure

SAVE_DRAFT = gettext_lazy("Save draft")


class Said(NamedTuple):
    """What a person is told after a move; `%(who)s` is the sentence of who can see the record."""

    submitted: Any = gettext_lazy("Submitted. It waits for the clearing officer.")
    recalled: Any = gettext_lazy("Recalled. It is a draft again.")
    returned: Any = gettext_lazy("Returned with your note.")
    cleared: Any = gettext_lazy("Cleared. %(who)s")
    disclosed: Any = gettext_lazy("%(who)s")
    conflict: Any = ""
    """Where somebody else was quicker; "" for the general sentence of `core.drafts.edit`."""


def saved_sentence(*, is_submitted: bool) -> str:
    """What to say after an entry was written, and submitted with it or not."""
    return str(Said().submitted) if is_submitted else _("Draft saved. Submit it when it is ready.")


STATE_SENTENCES: Mapping[State, Any] = {
    State.DRAFT: gettext_lazy("Draft. The next move is the focal point's: submit it for clearing."),
    State.SUBMITTED: gettext_lazy("Waiting for the clearing officer since %(day)s%(age)s."),
    State.RETURNED: gettext_lazy("Returned with a note on %(day)s%(age)s. The next move is the focal point's."),
    State.CLEARED: gettext_lazy("Cleared on %(day)s."),
}
AUDIENCES: Mapping[Disclosure, Any] = {
    Disclosure.NATIONAL: gettext_lazy("Only the team of %(country)s can see this."),
    Disclosure.ASEAN: gettext_lazy(
        "All member states and the secretariat can see this; partners and the public cannot."
    ),
    Disclosure.PARTNERS: gettext_lazy(
        "All member states, the secretariat and registered partners can see this; the public cannot."
    ),
    Disclosure.PUBLIC: gettext_lazy("Everybody can see this, without logging in."),
}


def who_can_see(disclosure: str, country: str) -> str:
    """The sentence for a disclosure level of a cleared record."""
    return str(AUDIENCES[Disclosure(disclosure)]) % {"country": country}


def disclosure_choices(country: str) -> list[tuple[str, str]]:
    """The disclosure levels as choices of a form, each with who would see a cleared record of this country."""
    return [(level.value, f"{level.label}: {who_can_see(level, country)}") for level in Disclosure]


def state_sentence(record: Any) -> str:
    """Where a record stands and whose move it is, with the whole days since it came into its state."""
    since = entered_state_at(record)
    if since is None:
        day, age = _("an unknown day"), ""
    else:
        entered = timezone.localtime(since).date()
        days = max(0, (timezone.localdate() - entered).days)
        day = date_format(entered, "j F Y")
        age = " " + (_("(today)") if days == 0 else ngettext("(%(n)d day)", "(%(n)d days)", days) % {"n": days})
    return str(STATE_SENTENCES[State(record.state)]) % {"day": day, "age": age}


def audience_sentence(record: Any) -> str:
    """Who can see a record now, and who will once it is cleared."""
    country = record.country.name
    then = who_can_see(record.disclosure, country)
    if effective_disclosure(record.state, record.disclosure) == record.disclosure:
        return then
    text = _("Only the team of %(country)s can see this until it is cleared. After that: %(then)s")
    return text % {"country": country, "then": then}
