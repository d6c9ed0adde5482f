"""The full history of a need for its own team: writes to the need and to its versions, one entry for each action.

The database keeps one history row for each write. Writes of one transaction happened at one instant and were one action
of one person, so they are told as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clearance.models import State
from core.history.timeline import Change, event_model_of, timeline
from needs.content import differences, field_of
from needs.models import Need, NeedRevision

SHOWN_WRITES = 60
# A move in words, of the need itself and of a change of it.
STEPS = {
    State.DRAFT: (gettext_lazy("Recalled"), gettext_lazy("Change recalled (version %(n)s)")),
    State.SUBMITTED: (
        gettext_lazy("Submitted for clearing"),
        gettext_lazy("Change submitted for clearing (version %(n)s)"),
    ),
    State.RETURNED: (gettext_lazy("Returned with a note"), gettext_lazy("Change returned with a note (version %(n)s)")),
    State.CLEARED: (gettext_lazy("Cleared"), gettext_lazy("Change cleared (version %(n)s)")),
}


@dataclass
class TimelineEntry:
    """One action: when, who, what in words, what it changed, and the note that came with it."""

    when: datetime
    who: str
    what: str
    rank: int
    changes: list[Change] = field(default_factory=list)
    note: str = ""


def history_of(need: Need) -> list[TimelineEntry]:
    """What happened to a need, the newest first. Holds uncleared content: for the country's own team only."""
    told = [*_writes_to_need(need), *_writes_to_versions(need)]
    by_instant: dict[datetime, TimelineEntry] = {}
    for entry in sorted(told, key=lambda entry: entry.rank):
        kept = by_instant.setdefault(entry.when, entry)
        if kept is not entry:
            kept.changes += [change for change in entry.changes if change not in kept.changes]
            kept.note = kept.note or entry.note
    return sorted(by_instant.values(), key=lambda entry: entry.when, reverse=True)


def _writes_to_need(need: Need) -> list[TimelineEntry]:
    labels = {name: str(field_of(name).verbose_name) for name in ("state", "return_note")}
    steps = {str(state.label): str(of_need) for state, (of_need, _of_change) in STEPS.items()}
    entries = []
    for write in timeline(need, limit=SHOWN_WRITES):
        by_label = {change.label: change for change in write.changes}
        moved, note = by_label.pop(labels["state"], None), by_label.pop(labels["return_note"], None)
        if write.what == _("Created"):
            what, rank = _("Drafted"), 1
        elif moved:
            what, rank = steps.get(moved.after, _("Changed")), 0
        elif by_label:
            what, rank = _change_in_words(set(by_label)), 2
        else:
            continue
        entries.append(
            TimelineEntry(write.when, write.who, what, rank, list(by_label.values()), note.after if note else "")
        )
    return entries


def _change_in_words(labels: set[str]) -> str:
    words = {"last_confirmed_on": _("Confirmed: nothing has changed"), "disclosure": _("Who can see it changed")}
    return next((said for name, said in words.items() if labels == {str(field_of(name).verbose_name)}), _("Edited"))


def _writes_to_versions(need: Need) -> list[TimelineEntry]:
    """The proposals' own history. Version 1 is the need itself, told by its own writes."""
    rows = (
        event_model_of(NeedRevision).objects.filter(need_id=need.pk).select_related("pgh_context").order_by("-pgh_id")
    )
    earlier: dict[int, Any] = {}
    cleared_content: Mapping[str, Any] = {}
    entries = []
    for row in reversed(rows[:SHOWN_WRITES]):
        before = earlier.get(row.pgh_obj_id)
        earlier[row.pgh_obj_id] = row
        entry = _write_to_version(row, before, cleared_content) if row.number > 1 else None
        if row.state == State.CLEARED:
            cleared_content = row.content
        if entry:
            entries.append(entry)
    return entries


def _write_to_version(row: Any, before: Any, cleared_content: Mapping[str, Any]) -> TimelineEntry | None:
    metadata = row.pgh_context.metadata if row.pgh_context else {}
    who = metadata.get("user_name") or _("The system")
    changes = differences(before.content if before else cleared_content, row.content)
    n, rank, note = {"n": row.number}, 0, row.reason
    if before is None:
        what = _("Change proposed (version %(n)s)") % n
    elif before.state != row.state:
        what, note = STEPS[State(row.state)][1] % n, row.return_note if row.state == State.RETURNED else ""
    elif changes or before.reason != row.reason:
        what, rank = _("Proposal edited (version %(n)s)") % n, 1
    else:
        return None
    return TimelineEntry(row.pgh_created_at, who, what, rank, changes, note)
