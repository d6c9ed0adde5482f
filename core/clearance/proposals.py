"""Changes of cleared records: drafted beside the record, cleared like a record, then written into it.

A cleared record is what others read; nobody edits it. A change is the one open `Proposal` beside it. A kind's own
actions lock the pair, ask its own rules, and after `accept` write the content into the record, in one transaction.
"""

from typing import Any, TypeVar

from core.clearance import rules
from core.clearance.actions import EditConflict, Refused, clear, lock, refused, save_move, withdraw
from core.clearance.models import Cleared, Proposal, State
from core.models import User

EDITABLE = (State.DRAFT, State.RETURNED)
TAKEN_OVER = ("submitted_at", "submitted_by", "cleared_at", "cleared_by", "disclosure", "edited_by")
"""What a record takes over from the proposal that was cleared: who made it what it now is."""

Record = TypeVar("Record", bound=Cleared)
Change = TypeVar("Change", bound=Proposal)


def ask_version(record: Cleared, version: int | None) -> None:
    """Refuse a write from a page that is older than the record; None asks nothing."""
    if version is not None and record.version != version:
        raise EditConflict


def ask_editable(record: Cleared, *, submitted: str, cleared: str = "") -> None:
    """Refuse to write what waits for the clearing officer, or what is cleared, in these words."""
    if record.state not in EDITABLE:
        raise Refused((cleared if record.state == State.CLEARED else "") or submitted)


def lock_pair(record: Record, kind: type[Change]) -> tuple[Record, Change | None]:
    """The record and its open proposal, locked in this order by everybody."""
    row = lock(record)
    rows: Any = kind._default_manager
    found: Change | None = rows.select_for_update().open().filter(**{kind.record_field: row}).first()
    return row, found


def propose(kind: type[Change], *, by: User, record: Any, content: Any, reason: str, **fields: Any) -> Change:
    """Draft the one open proposal beside a cleared record, whose row stays as it is. `fields` are the kind's own."""
    if record.state != State.CLEARED:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    values = {"disclosure": record.disclosure, "created_by": by, "edited_by": by, **fields}
    change = kind(**{kind.record_field: record}, country=record.country, content=content, reason=reason, **values)
    change.save(force_insert=True)
    return change


def rewrite(proposal: Change, *, by: User, content: Any, reason: str, **fields: Any) -> Change:
    """Write another content into a locked proposal that is a draft or was returned."""
    values = {"content": content, "reason": reason, "edited_by": by, **fields}
    for name, value in values.items():
        setattr(proposal, name, value)
    save_move(proposal, list(values))
    return proposal


def accept(
    proposal: Change, *, by: User, record: Cleared, disclosure: str, version: int | None
) -> tuple[Change, list[str]]:
    """Clear a submitted proposal, and set on its record whose work it now is; answers both the cleared proposal and
    the record's fields that the caller saves together with the content."""
    cleared = clear(by=by, record=proposal, disclosure=disclosure, version=version)
    for name in TAKEN_OVER:
        setattr(record, name, getattr(cleared, name))
    return cleared, list(TAKEN_OVER)


def discard(proposal: Proposal, *, by: User, record: Cleared) -> None:
    """Hide an open proposal; it can be brought back. The record stays, and pages opened before count as old."""
    record.version = max(record.version, proposal.version)
    save_move(record, [])
    withdraw(by=by, record=proposal, reason="")
