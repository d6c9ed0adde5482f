"""Indicators' values, set-ups and changes of set-ups in a person's inbox."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import inbox
from core.inbox import InboxEntry
from core.models import User
from roadmap.messages import value_text
from roadmap.models import CountryIndicator, Observation, TrajectoryProposal


def waiting_for(user: User) -> list[InboxEntry]:
    """What waits for this person, oldest first: for who clears what is submitted, for the team drafts and returns."""
    found = _entries(user, Q(state__in=inbox.states_to_move(user)))
    return inbox.oldest_first(filter(inbox.waits_for_its_reader, found))


def my_entries(user: User) -> list[InboxEntry]:
    """What this person wrote, edited or submitted, the newest first; at most fifty."""
    return inbox.last_edited_first(_entries(user, inbox.written_by(user)))


def _entries(user: User, condition: Q) -> list[InboxEntry]:
    if user.country_id is None:
        return []

    def own(kind: Any, *links: str) -> Any:
        rows = kind.objects.visible_to(user).filter(condition, country_id=user.country_id)
        return inbox.with_authors(user, rows.select_related("country", *links))

    used = ("country_indicator__indicator", "country_indicator__country")
    proposals = own(TrajectoryProposal, *used)
    return [
        *(_of_observation(user, row) for row in own(Observation, *used)),
        *(_of_set_up(user, row, _("Indicator set-up")) for row in own(CountryIndicator, "indicator")),
        *(_of_set_up(user, row, _("Change of a target")) for row in proposals),
    ]


def _of_observation(user: User, row: Observation) -> InboxEntry:
    indicator = row.country_indicator.indicator
    value = row.value if row.denominator is None else None
    shown = f": {value_text(value, indicator)}" if value is not None else ""
    return inbox.entry_of(
        user,
        row,
        what=_("Correction") if row.supersedes_id else _("Indicator value"),
        title=f"{row.full_title}{shown}",
        url=row.page_path(),
    )


def _of_set_up(user: User, row: CountryIndicator | TrajectoryProposal, what: str) -> InboxEntry:
    return inbox.entry_of(user, row, what=what, title=row.full_title, url=row.page_path())
