"""Moves of a record on its way to clearance. Every write here is atomic and checks the rules on the locked row."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance import rules
from core.clearance.authors import has_written
from core.clearance.models import Cleared, State
from core.clearance.permissions import Permission, can, holders
from core.history.audit import AuditKind, note
from core.models import Country, User
from core.notices.actions import notify, settle
from core.notices.models import NoticeKind

Record = TypeVar("Record", bound=Cleared)


class Refused(Exception):
    """A rule forbids the move; the message says why in the user's words."""


class EditConflict(Exception):
    """Somebody else has written the record since the person opened it; nothing was changed."""


def refused(refusal: rules.Refusal) -> Refused:
    """The exception that says a refusal in words."""
    return Refused(str(refusal.label))


def ask_may(by: User, permission: Permission, country: Country | None = None) -> None:
    """Refuse whoever lacks the permission, in this country where one is named."""
    if not can(by, permission, country=country):
        raise refused(rules.Refusal.NOT_YOURS_TO_DO)


def capacities(person: User, record: Any) -> tuple[rules.Actor, ...]:
    """In which capacities a person acts for the side whose record it is; none for people of other sides."""
    if getattr(record, "is_kept_by_secretariat", False):
        return (rules.Actor.AUTHOR_TEAM,) if can(person, Permission.REFERENCE_KEEP) else ()
    asked = {Permission.ENTRY_WRITE: rules.Actor.AUTHOR_TEAM, Permission.ENTRY_CLEAR: rules.Actor.CLEARING_OFFICER}
    return tuple(actor for permission, actor in asked.items() if can(person, permission, country=record.country))


def is_own(person: User, record: Any) -> bool:
    """Whether a person wrote, edited or submitted a record, as its row says."""
    return person.pk in (record.created_by_id, record.edited_by_id, record.submitted_by_id)


def moves_for(person: Any, record: Any) -> tuple[rules.Move, ...]:
    """The moves to offer to a person on a record's page."""
    if not isinstance(person, User):
        return ()
    acting = capacities(person, record)
    decides = record.state == State.SUBMITTED and rules.Actor.CLEARING_OFFICER in acting
    return rules.allowed_moves(record.state, actors=acting, is_own=decides and has_written(person, record))


def lock(record: Record, *, version: int | None = None, is_withdrawn: bool = False) -> Record:
    """The record's row, locked; `version` is what the person had seen. What was withdrawn can only be brought back."""
    model: Any = type(record)
    fresh: Record = model._base_manager.select_for_update().get(pk=record.pk)
    if version is not None and fresh.version != version:
        raise EditConflict
    if (fresh.withdrawn_at is not None) != is_withdrawn:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    return fresh


def save_move(record: Cleared, fields: list[str]) -> None:
    """Write the named fields and count the write."""
    record.version += 1
    record.save(update_fields=[*fields, "version", "edited_at"])


@transaction.atomic
def submit(*, by: User, record: Record, version: int | None = None) -> Record:
    """Hand a draft or a returned record to the clearing officers, who are told by mail."""
    row: Any = _move(by, record, rules.Move.SUBMIT, version, step="submitted")
    officers = [
        person for person in holders(Permission.ENTRY_CLEAR, country=row.country) if not has_written(person, row)
    ]
    sentence = _("%(who)s has submitted this. Clear it, or return it with a note.") % {"who": by}
    _tell(officers, NoticeKind.TO_CLEAR, row, sentence=sentence, by=by, review=True)
    return row


def recall(*, by: User, record: Record, version: int | None = None) -> Record:
    """Take a submitted record back before it is decided on."""
    return _move(by, record, rules.Move.RECALL, version)


@transaction.atomic
def return_to_author(*, by: User, record: Record, note: str, version: int | None = None) -> Record:
    """Send a submitted record back with a note that stays on it; its authors are told by mail."""
    row: Any = _move(by, record, rules.Move.RETURN, version, step="returned", return_note=note.strip())
    writers = list(holders(Permission.ENTRY_WRITE, country=row.country))
    # Whoever wrote it, or where they have left, whoever can take it up.
    told = [person for person in writers if is_own(person, row)] or writers
    sentence = _("%(who)s has returned this with a note. Mend it, and submit it again.") % {"who": by}
    _tell(told, NoticeKind.RETURNED, row, sentence=sentence, by=by)
    return row


def clear(*, by: User, record: Record, disclosure: str, version: int | None = None) -> Record:
    """Clear a submitted record and set who can see it."""
    return _move(by, record, rules.Move.CLEAR, version, step="cleared", disclosure=disclosure)


@transaction.atomic
def change_disclosure(*, by: User, record: Record, disclosure: str, version: int | None = None) -> Record:
    """Widen (a clearing officer, not for an own entry) or narrow (anyone of the team, at once) who can see a record."""
    row = lock(record, version=version)
    if row.state != State.CLEARED:
        raise Refused(_("Who can see this is set when it is cleared."))
    if is_from_elsewhere(row):
        raise Refused(_("A named source has published this; who can see it is not for one country to decide."))
    acting, own = capacities(by, row), has_written(by, row)
    if refusal := rules.check_disclosure(row.disclosure, disclosure, actors=acting, is_own=own):
        raise refused(refusal)
    if row.disclosure != disclosure:
        row.disclosure = disclosure
        save_move(row, ["disclosure"])
    return row


@transaction.atomic
def withdraw(*, by: User, record: Record, reason: str, version: int | None = None) -> Record:
    """Hide a record of the own side from everybody: a draft is discarded, what was cleared needs a reason."""
    row = lock(record, version=version)
    acting = capacities(by, row)
    if not acting or (row.state != State.CLEARED and rules.Actor.AUTHOR_TEAM not in acting):
        raise refused(rules.Refusal.NOT_YOURS_TO_DO)
    if row.state == State.SUBMITTED:
        raise Refused(_("This is with the clearing officer. Recall it, or wait for its return, before you discard it."))
    if row.state == State.CLEARED and is_from_elsewhere(row) and not row.is_kept_by_secretariat:
        raise Refused(_("A named source has published this; it is not for one country to withdraw."))
    if row.state == State.CLEARED and not reason.strip():
        raise Refused(_("Say why it is withdrawn: others have read it."))
    row.withdraw(by, reason)
    save_move(row, list(row.WITHDRAWAL))
    settle(row)
    kind = AuditKind.WITHDRAWN if row.state == State.CLEARED else AuditKind.DISCARDED
    note(kind, by=by, about=short_name(row))
    return row


@transaction.atomic
def bring_back(*, by: User, record: Record) -> Record:
    """Show a withdrawn record to its own team again. What a member state had cleared is a draft now, and cleared anew;
    the secretariat's own word stands again as it was."""
    row = lock(record, is_withdrawn=True)
    if rules.Actor.AUTHOR_TEAM not in capacities(by, row):
        raise refused(rules.Refusal.NOT_YOURS_TO_DO)
    if row.state == State.CLEARED and not row.is_kept_by_secretariat:
        row.state, row.edited_by = State.DRAFT.value, by
    row.bring_back()
    try:
        with transaction.atomic():
            save_move(row, ["state", "edited_by", *row.WITHDRAWAL])
    except IntegrityError as error:
        raise Refused(_("Another one like it is on its way. Discard that one first.")) from error
    note(AuditKind.BROUGHT_BACK, by=by, about=short_name(row))
    return row


def short_name(record: Any) -> str:
    """What the log calls a record: a code or a number, never a title, for the log is read by others than its team."""
    return getattr(record, "short_name", "") or f"{record._meta.verbose_name} {record.pk}"


def is_from_elsewhere(record: Any) -> bool:
    """Whether nobody here wrote or cleared the record: it was loaded from a source that had published it."""
    return not (record.created_by_id or record.submitted_by_id or record.cleared_by_id)


def entered_state_at(record: Any) -> datetime | None:
    """The instant at which a record came into the state it is in."""
    step = "created" if record.state == State.DRAFT else State(record.state).value
    found: datetime | None = getattr(record, f"{step}_at")
    return found


@transaction.atomic
def _move(by: User, record: Record, move: rules.Move, version: int | None, *, step: str = "", **values: str) -> Record:
    """Make a move that the rules allow on the locked row; `step` names the columns that keep its instant and person."""
    row = lock(record, version=version)
    acting, own = capacities(by, row), move is rules.Move.CLEAR and has_written(by, row)
    to = rules.check_move(row.state, move, actors=acting, is_own=own, note=values.get("return_note", ""))
    if isinstance(to, rules.Refusal):
        raise refused(to)
    stamps = {f"{step}_at": timezone.now(), f"{step}_by": by} if step else {}
    written = {"state": to.value, **stamps, **values}
    for name, value in written.items():
        setattr(row, name, value)
    save_move(row, list(written))
    settle(row)
    return row


def _tell(people: list[User], kind: NoticeKind, row: Cleared, *, sentence: str, by: User, review: bool = False) -> None:
    """Note for people that a record waits for them."""
    notify(people, kind, row, title=row.full_title, sentence=sentence, path=row.page_path(review=review), by=by)
