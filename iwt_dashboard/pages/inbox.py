"""A person's inbox on the workspace page: what waits in all sources, what is due first, and what was entered lately."""

from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

import needs.queries.inbox
import partners.support.queries.inbox
import roadmap.queries.inbox
from core.clearance.permissions import Permission, can
from core.drafts.store import texts_of
from core.inbox import InboxEntry, InboxSource, due_first, waiting_entries, written_entries
from core.models import User
from iwt_dashboard.pages.landing import recent_changes
from partners.coordination.queries.inbox import my_engagements, waiting_engagements, waiting_rounds
from partners.iati.queries.inbox import waiting_imports
from partners.overlaps.queries.inbox import waiting_overlaps
from partners.programmes.queries.inbox import waiting_programmes
from roadmap.messages import reporting_sentence
from roadmap.models import Cycle, CycleStatus, Observation
from roadmap.queries import OwnIndicator, own_indicators

LATEST = 12


SOURCES = (
    InboxSource(needs.queries.inbox.waiting_for, needs.queries.inbox.my_entries),
    InboxSource(roadmap.queries.inbox.waiting_for, roadmap.queries.inbox.my_entries),
    InboxSource(partners.support.queries.inbox.waiting_for, partners.support.queries.inbox.my_entries),
    InboxSource(waiting_rounds),
    InboxSource(waiting_engagements, my_engagements),
    InboxSource(waiting_imports),
    InboxSource(waiting_overlaps),
    InboxSource(waiting_programmes),
)
"""Every source of entries, in the order in which entries of the same age are shown."""


class Inbox:
    """What waits for a person and what is due, in a fixed number of queries."""

    def __init__(self, person: User, as_of: date) -> None:
        waiting = waiting_entries(SOURCES, person)
        self.waiting = due_first(_with_what_is_due(person, waiting, as_of))
        self.cycle = Cycle.objects.filter(status=CycleStatus.OPEN).order_by("due_on").first()
        self.may_write_needs = can(person, Permission.ENTRY_WRITE)
        self.may_answer_needs = can(person, Permission.RESPONSE_WRITE)
        self.may_keep_reference = can(person, Permission.REFERENCE_KEEP)
        self.unsaved = texts_of(person, limit=LATEST)


class LatestEntries:
    """The latest dozen of a person's entries from each source, and what was cleared lately where they may see it."""

    def __init__(self, person: User) -> None:
        self.mine = written_entries(SOURCES, person, limit=LATEST)
        self.changes = recent_changes(person)


def _with_what_is_due(person: User, waiting: list[InboxEntry], as_of: date) -> list[InboxEntry]:
    """For who enters values: the entries, and one for each indicator of the own country whose value is missing.

    A value that was begun or returned stands once, with the day by which it is due, and leads to its form.
    """
    if person.country is None or not can(person, Permission.ENTRY_WRITE):
        return waiting
    begun = {entry.record.pk: entry for entry in waiting if isinstance(entry.record, Observation)}
    missing = [one for one in own_indicators(person, person.country, as_of) if one.is_missing]
    due = [_due_entry(one, begun.get(one.underway.pk) if one.underway else None) for one in missing]
    told = {entry.record.pk for entry in due if isinstance(entry.record, Observation)}
    return [*due, *(one for one in waiting if not isinstance(one.record, Observation) or one.record.pk not in told)]


def _due_entry(one: OwnIndicator, begun: InboxEntry | None) -> InboxEntry:
    row = one.row
    said = reporting_sentence(row.reporting) if row.reporting else ""
    if begun is not None:
        address = reverse("roadmap:observation-edit", args=[begun.record.pk])
        return replace(begun, url=address, sentence=f"{said} · {begun.sentence}", due=one.due_on)
    return InboxEntry(
        what=_("Indicator value"),
        title=row.indicator.title,
        url=reverse("roadmap:observe", args=[row.indicator.code, row.country.iso3]),
        sentence=said,
        due=one.due_on,
        record=row.country_indicator,
    )
