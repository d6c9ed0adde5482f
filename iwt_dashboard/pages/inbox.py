"""What lies on a person's desk, gathered from the three apps."""

from dataclasses import dataclass
from datetime import date

import needs.queries
import partners.support.queries.inbox
import roadmap.queries
from core.clearance.permissions import Permission, can
from core.drafts.models import UnsavedText
from core.drafts.store import texts_of
from core.inbox import Entry
from core.models import User
from iwt_dashboard.pages.country_dashboard import is_published
from iwt_dashboard.pages.landing import RecentChange, recent_changes
from partners.coordination.queries.inbox import waiting_rounds
from partners.iati.queries.inbox import waiting_imports
from partners.overlaps.queries.inbox import waiting_overlaps
from partners.programmes.queries.inbox import waiting_programmes
from roadmap.messages import reporting_sentence
from roadmap.models import Cycle, CycleStatus
from roadmap.queries import IndicatorRow, country_indicators
from roadmap.rules import ReportingState

LATEST = 12


@dataclass(frozen=True)
class DueIndicator:
    """An indicator whose value is due or overdue, with the sentence that says so."""

    row: IndicatorRow
    sentence: str


@dataclass(frozen=True)
class Desk:
    """What waits for a person and what is due."""

    waiting: list[Entry]
    due: list[DueIndicator]
    cycle: Cycle | None
    may_write_needs: bool
    may_answer_needs: bool
    may_keep_reference: bool
    unsaved: list[UnsavedText]


@dataclass(frozen=True)
class LatestEntries:
    """What a person entered lately, and what was cleared lately where they may see it."""

    mine: list[Entry]
    changes: tuple[RecentChange, ...]


SOURCES = (needs.queries, roadmap.queries, partners.support.queries.inbox)


def desk_of(person: User, as_of: date) -> Desk:
    """Gather a person's desk in a fixed number of queries."""
    waiting = [entry for source in SOURCES for entry in source.waiting_for(person)]
    others = (waiting_rounds, waiting_imports, waiting_overlaps, waiting_programmes)
    waiting += [entry for waits in others for entry in waits(person)]
    return Desk(
        waiting=sorted(waiting, key=lambda entry: (entry.since is None, entry.since)),
        due=_due(person, as_of),
        cycle=Cycle.objects.filter(status=CycleStatus.OPEN).order_by("due_on").first(),
        may_write_needs=can(person, Permission.ENTRY_WRITE),
        may_answer_needs=can(person, Permission.RESPONSE_WRITE),
        may_keep_reference=can(person, Permission.REFERENCE_KEEP),
        unsaved=texts_of(person, limit=LATEST),
    )


def latest_entries(person: User) -> LatestEntries:
    """The latest dozen of a person's entries from each app, and the latest changes."""
    mine = [entry for source in SOURCES for entry in source.my_entries(person)[:LATEST]]
    return LatestEntries(mine=mine, changes=recent_changes(person))


def _due(person: User, as_of: date) -> list[DueIndicator]:
    """The own country's indicators whose report is due or overdue, for those who enter values."""
    if person.country is None or not can(person, Permission.ENTRY_WRITE):
        return []
    late = (ReportingState.DUE, ReportingState.OVERDUE)
    return [
        DueIndicator(row, reporting_sentence(row.reporting))
        for row in country_indicators(person, person.country, as_of)
        if row.reporting and row.reporting.state in late and not row.not_applicable_reason and not is_published(row)
    ]
