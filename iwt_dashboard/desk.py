"""What lies on a person's desk, gathered from the three apps."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import needs.queries
import partners.queries
import roadmap.queries
from core.models import User
from core.permissions import Permission, can
from iwt_dashboard.country_dashboard import is_published
from iwt_dashboard.region import RecentChange, recent_changes
from roadmap.models import Cycle, CycleStatus
from roadmap.queries import IndicatorRow, country_indicators
from roadmap.rules import ReportingState
from roadmap.words import reporting_sentence


@dataclass(frozen=True)
class DueIndicator:
    """An indicator whose value is due or overdue, with the sentence that says so."""

    row: IndicatorRow
    sentence: str


@dataclass(frozen=True)
class Desk:
    """A person's desk. Entries carry what, title, url, state, sentence, since and note."""

    waiting: list[Any]
    mine: list[Any]
    due: list[DueIndicator]
    changes: tuple[RecentChange, ...]
    cycle: Cycle | None
    may_write_needs: bool
    may_answer_needs: bool
    may_keep_reference: bool


def desk_of(person: User, as_of: date) -> Desk:
    """Gather a person's desk in a fixed number of queries."""
    sources = (needs.queries, roadmap.queries, partners.queries)
    waiting = [entry for source in sources for entry in source.waiting_for(person)]
    mine = [entry for source in sources for entry in source.my_entries(person)]
    return Desk(
        waiting=sorted(waiting, key=lambda entry: (entry.since is None, entry.since)),
        mine=mine,
        due=_due(person, as_of),
        changes=recent_changes(person),
        cycle=Cycle.objects.filter(status=CycleStatus.OPEN).order_by("due_on").first(),
        may_write_needs=can(person, Permission.ENTRY_WRITE),
        may_answer_needs=can(person, Permission.RESPONSE_WRITE),
        may_keep_reference=can(person, Permission.REFERENCE_KEEP),
    )


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
