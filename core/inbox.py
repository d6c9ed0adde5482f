"""The inbox: what waits for a person, gathered from the apps and packages that offer a source.

A source is a `queries/inbox.py` that answers which records wait for a person, in a fixed number of queries; all sources
are listed in `iwt_dashboard.pages.inbox`. What records that a country clears have in common is made here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from core.clearance.actions import entered_state_at, is_own
from core.clearance.authors import has_written, note_authors
from core.clearance.messages import state_sentence
from core.clearance.models import State
from core.clearance.permissions import Permission, can
from core.models import User

SHOWN_ENTRIES = 50
"""How many entries of one kind an inbox shows at most, the oldest first: beyond that nobody reads on."""
ALIKE = 4
"""So many lines of one kind, one after the other, stand under a heading of their own, each in one line."""
OPENED = 6
"""How many lines of one kind are shown without unfolding the others."""


@dataclass(frozen=True, kw_only=True)
class InboxEntry:
    """One line of an inbox: what it is, where it leads, whose move it is and since when.

    `note` is what the other side wrote last; `is_own` says that the person wrote it; `record` is None for a count.
    `due` is the day by which it is asked for, where one is set. `figure` is set where the title counts what a list
    holds: what that list calls its total. `alike` and `who` say the same as `what` where several stand under one
    heading: what they all are, and whose this one is.
    """

    what: str
    title: str
    url: str
    sentence: str
    state: str = ""
    since: datetime | None = None
    due: date | None = None
    note: str = ""
    is_own: bool = False
    record: Any = None
    figure: str = ""
    alike: str = ""
    who: str = ""


@dataclass(frozen=True)
class InboxRun:
    """Entries that follow each other; `title` where they are many of one kind, and then some may be folded away."""

    title: str
    entries: list[InboxEntry]
    is_foldable: bool = False

    @property
    def shown(self) -> list[InboxEntry]:
        """What is shown at once. Nothing is folded away for the sake of one line."""
        return self.entries[:OPENED] if self.is_foldable and len(self.entries) > OPENED + 1 else self.entries

    @property
    def folded(self) -> list[InboxEntry]:
        """What is shown once the reader asks for it."""
        return self.entries[len(self.shown) :]

    @property
    def is_marked_once(self) -> bool:
        """Whether each entry is of the demonstration, so that their heading says so for all."""
        return bool(self.title) and all(getattr(entry.record, "is_demo", False) for entry in self.entries)


Entries = Callable[[User], list[InboxEntry]]


@dataclass(frozen=True)
class InboxSource:
    """What one app or package offers: entries that wait for a person, and those that the person wrote, newest first."""

    waiting: Entries
    written: Entries | None = None


def waiting_entries(sources: Iterable[InboxSource], person: User) -> list[InboxEntry]:
    """What waits for a person in all sources: what is due first, and then the oldest."""
    return due_first(entry for source in sources for entry in source.waiting(person))


def written_entries(sources: Iterable[InboxSource], person: User, *, limit: int) -> list[InboxEntry]:
    """What a person wrote, source by source, at most `limit` from each."""
    return [entry for source in sources if source.written for entry in source.written(person)[:limit]]


def runs_of(entries: Iterable[InboxEntry], *, folds: bool = False) -> list[InboxRun]:
    """Entries in their order, where many of one kind follow each other under the name of the kind. What waits for a
    person is never folded away; what is only looked up may be."""
    runs: list[InboxRun] = []
    for kind, alike in groupby(entries, key=lambda entry: entry.alike or entry.what):
        found = list(alike)
        if len(found) >= ALIKE:
            runs.append(InboxRun(kind, found, is_foldable=folds))
        elif runs and not runs[-1].title:
            runs[-1].entries.extend(found)
        else:
            runs.append(InboxRun("", found))
    return runs


def oldest_first(entries: Iterable[InboxEntry]) -> list[InboxEntry]:
    """Entries by the instant since which they wait; those without one come last."""
    return sorted(entries, key=lambda entry: (entry.since is None, entry.since))


def due_first(entries: Iterable[InboxEntry]) -> list[InboxEntry]:
    """Entries with a day by which they are asked for, the nearest first; then the others, the oldest first."""
    by_age = oldest_first(entries)
    return sorted(by_age, key=lambda entry: entry.due or date.max)


def last_edited_first(entries: Iterable[InboxEntry]) -> list[InboxEntry]:
    """Entries of cleared records by their last edit, the newest first; at most fifty."""
    return sorted(entries, key=lambda entry: entry.record.edited_at, reverse=True)[:SHOWN_ENTRIES]


def shown(rows: QuerySet[Any], *order: Any) -> QuerySet[Any]:
    """As many rows as an inbox shows of one kind, in this order."""
    return rows.order_by(*order)[:SHOWN_ENTRIES]


def states_to_move(person: User) -> list[State]:
    """The states of the own country's records from which this person makes the next move."""
    states = []
    if can(person, Permission.ENTRY_CLEAR):
        states.append(State.SUBMITTED)
    if can(person, Permission.ENTRY_WRITE):
        states += [State.DRAFT, State.RETURNED]
    return states


def waits_for_its_reader(entry: InboxEntry) -> bool:
    """Whether the person has the next move: an own entry that is to be cleared waits for somebody else."""
    return entry.state != State.SUBMITTED or not entry.is_own


def written_by(person: User) -> Q:
    """Records that a person wrote, edited or submitted."""
    return Q(created_by=person) | Q(edited_by=person) | Q(submitted_by=person)


def with_authors(person: User, rows: Iterable[Any]) -> list[Any]:
    """The rows, where the person clears with whether they wrote any of what waits. One query a kind of record."""
    return note_authors(person, rows) if can(person, Permission.ENTRY_CLEAR) else list(rows)


def is_to_review(person: User, row: Any) -> bool:
    """Whether a record waits for this person's decision."""
    return row.state == State.SUBMITTED and can(person, Permission.ENTRY_CLEAR) and not _wrote(person, row)


def entry_of(person: User, row: Any, *, what: str, title: str, url: str) -> InboxEntry:
    """The entry of a record that a country clears; a returned one shows the note that came with it."""
    return InboxEntry(
        what=what,
        title=title,
        url=url,
        state=row.state,
        sentence=state_sentence(row),
        since=entered_state_at(row),
        note=row.return_note if row.state == State.RETURNED else "",
        is_own=_wrote(person, row),
        record=row,
    )


def _wrote(person: User, row: Any) -> bool:
    """Whether a person wrote a record: by its history where it waits for such a person's decision."""
    decides = row.state == State.SUBMITTED and can(person, Permission.ENTRY_CLEAR)
    return has_written(person, row) if decides else is_own(person, row)
