"""What lies on a person's desk, gathered from the three apps."""

from dataclasses import dataclass
from datetime import date

import needs.queries
import partners.queries
import roadmap.queries
from core.desk import Entry
from core.models import UnsavedText, User
from core.permissions import Permission, can
from core.unsaved import texts_of
from iwt_dashboard.country_dashboard import is_published
from iwt_dashboard.region import RecentChange, recent_changes
from partners.queries.desk_imports import waiting_imports
from partners.queries.desk_overlaps import waiting_overlaps
from partners.queries.desk_programmes import waiting_programmes
from partners.queries.desk_rounds import waiting_rounds
from roadmap.models import Cycle, CycleStatus
from roadmap.queries import IndicatorRow, country_indicators
from roadmap.rules import ReportingState
from roadmap.words import reporting_sentence

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


SOURCES = (needs.queries, roadmap.queries, partners.queries)


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
