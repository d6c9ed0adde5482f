"""Indicators' values, set-ups and changes of set-ups in a person's inbox."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import inbox
from core.clearance.permissions import Permission, can
from core.inbox import InboxEntry
from core.models import Country, User
from roadmap.messages import reporting_sentence, value_text
from roadmap.models import CountryIndicator, Observation, TrajectoryProposal
from roadmap.queries.entering import OwnIndicator, own_indicators


def waiting_for(user: User) -> list[InboxEntry]:
    """What waits for this person: for who clears what is submitted; for who writes drafts, returns and missing values.

    Four queries. A missing value that was begun or returned stands once, with the day by which it is due, and leads to
    its form.
    """
    if user.country is not None and can(user, Permission.ENTRY_WRITE):
        return _of_writer(user, user.country, timezone.localdate())
    found = _entries(user, Q(state__in=inbox.states_to_move(user)))
    return inbox.oldest_first(filter(inbox.waits_for_its_reader, found))


def _of_writer(user: User, country: Country, as_of: date) -> list[InboxEntry]:
    states, found = inbox.states_to_move(user), []
    for one in own_indicators(user, country, as_of):
        used, begun = one.row.country_indicator, [value for value in one.open_values if value.state in states]
        found += [_of_observation(user, value) for value in begun if value != one.underway or not one.is_missing]
        if used is not None and used.state in states:
            found.append(_of_set_up(user, used, _("Indicator set-up")))
        if one.is_missing:
            found.append(_of_missing(user, one))
    proposals = TrajectoryProposal.objects.visible_to(user).filter(state__in=states, country=country)
    links = ("country", "country_indicator__indicator", "country_indicator__country")
    return found + [_of_set_up(user, row, _("Change of a target")) for row in proposals.select_related(*links)]


def _of_missing(user: User, one: OwnIndicator) -> InboxEntry:
    row, value = one.row, one.underway
    said = reporting_sentence(row.reporting) if row.reporting else ""
    if value is not None:
        begun = _of_observation(user, value)
        address = reverse("roadmap:observation-edit", args=[value.pk])
        return replace(begun, url=address, sentence=f"{said} · {begun.sentence}", due=one.due_on)
    return InboxEntry(
        what=_("Indicator value"),
        title=row.indicator.title,
        url=reverse("roadmap:observe", args=[row.indicator.code, row.country.iso3]),
        sentence=said,
        due=one.due_on,
        record=row.country_indicator,
    )


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
        url=row.page_path(review=inbox.is_to_review(user, row)),
    )


def _of_set_up(user: User, row: CountryIndicator | TrajectoryProposal, what: str) -> InboxEntry:
    url = row.page_path(review=inbox.is_to_review(user, row))
    return inbox.entry_of(user, row, what=what, title=row.full_title, url=url)
