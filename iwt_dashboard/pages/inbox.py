"""A person's inbox on the workspace page: what waits in all sources, what is due, and what was entered lately."""

from datetime import date

import needs.queries.inbox
import partners.support.queries.inbox
import roadmap.queries.inbox
from core.clearance.permissions import Permission, can
from core.drafts.store import texts_of
from core.inbox import InboxSource, waiting_entries, written_entries
from core.models import User
from iwt_dashboard.pages.country_dashboard import is_published
from iwt_dashboard.pages.landing import recent_changes
from partners.coordination.queries.inbox import waiting_rounds
from partners.iati.queries.inbox import waiting_imports
from partners.overlaps.queries.inbox import waiting_overlaps
from partners.programmes.queries.inbox import waiting_programmes
from roadmap.messages import reporting_sentence
from roadmap.models import Cycle, CycleStatus
from roadmap.queries import IndicatorRow, country_indicators
from roadmap.rules import ReportingState

LATEST = 12


SOURCES = (
    InboxSource(needs.queries.inbox.waiting_for, needs.queries.inbox.my_entries),
    InboxSource(roadmap.queries.inbox.waiting_for, roadmap.queries.inbox.my_entries),
    InboxSource(partners.support.queries.inbox.waiting_for, partners.support.queries.inbox.my_entries),
    InboxSource(waiting_rounds),
    InboxSource(waiting_imports),
    InboxSource(waiting_overlaps),
    InboxSource(waiting_programmes),
)
"""Every source of entries, in the order in which entries of the same age are shown."""


class Inbox:
    """What waits for a person and what is due, in a fixed number of queries."""

    def __init__(self, person: User, as_of: date) -> None:
        self.waiting = waiting_entries(SOURCES, person)
        self.due = _due(person, as_of)
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


def _due(person: User, as_of: date) -> list[tuple[IndicatorRow, str]]:
    """For who enters values: the own country's indicators of which one is due, each with the sentence that says so."""
    if person.country is None or not can(person, Permission.ENTRY_WRITE):
        return []
    late = (ReportingState.DUE, ReportingState.OVERDUE)
    return [
        (row, reporting_sentence(row.reporting))
        for row in country_indicators(person, person.country, as_of)
        if row.reporting and row.reporting.state in late and not row.not_applicable_reason and not is_published(row)
    ]
