"""Entering needs, proposing changes of cleared ones, and bringing earlier versions back."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from core.clearance import rules
from core.clearance.actions import Refused, ask_may, lock, refused, save_move
from core.clearance.models import State
from core.clearance.permissions import Permission
from core.clearance.proposals import ask_version, discard, propose, rewrite
from core.history.audit import AuditKind, note
from core.models import Country, User
from core.tracking import is_invented
from needs.actions.rows import ask_editable, fill, lock_pair, next_need_number, next_number, write_parts
from needs.content import (
    NEED_FIELDS,
    NeedContent,
    content_at,
    content_in_play,
    content_of,
    differences,
    parts_of,
    to_json,
)
from needs.models import Need, NeedRevision


@transaction.atomic
def create_need(*, by: User, country: Country, content: NeedContent) -> Need:
    """Write a new draft under a further number of the country, which two people cannot get at once."""
    ask_may(by, Permission.ENTRY_WRITE, country)
    locked = Country.objects.select_for_update(no_key=True).get(pk=country.pk)
    number = next_need_number(locked)
    code = f"{locked.iso3}-{number:03d}"
    need = Need(code=code, number=number, country=locked, created_by=by, edited_by=by, is_demo=is_invented())
    fill(need, content)
    need.save()
    write_parts(need, content, by)
    return need


@transaction.atomic
def update_draft(*, by: User, need: Need, content: NeedContent, version: int | None = None) -> Need:
    """Rewrite a need that has never been cleared and is not waiting to be."""
    row = lock(need, version=version)
    ask_may(by, Permission.ENTRY_WRITE, row.country)
    ask_editable(row)
    fill(row, content)
    row.edited_by = by
    save_move(row, [*NEED_FIELDS, "edited_by"])
    write_parts(row, content, by)
    return row


@transaction.atomic
def propose_change(
    *, by: User, need: Need, content: NeedContent, reason: str = "", version: int | None = None
) -> NeedRevision:
    """Write the one open proposal beside a cleared need, which stays; `version` is the proposal's, else the need's."""
    row, proposal = lock_pair(need)
    ask_may(by, Permission.ENTRY_WRITE, row.country)
    if row.state != State.CLEARED:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    ask_version(proposal or row, version)
    after = to_json(content)
    if not differences(to_json(content_of(row, parts_of(row))), after):
        raise Refused(_("Nothing differs from the cleared version. To say so, press “Nothing has changed”."))
    if proposal is None:
        own = {"number": next_number(row.revisions), "version": row.version + 1, "is_demo": is_invented()}
        return propose(NeedRevision, by=by, record=row, content=after, reason=reason, **own)
    ask_editable(proposal)
    return rewrite(proposal, by=by, content=after, reason=reason)


@transaction.atomic
def save_entry(
    *, by: User, need: Need, content: NeedContent, reason: str = "", version: int | None = None
) -> Need | NeedRevision:
    """Write what a person typed on the form of a need: into the draft, or into the proposal beside a cleared need."""
    if lock(need).state == State.CLEARED:
        return propose_change(by=by, need=need, content=content, reason=reason, version=version)
    return update_draft(by=by, need=need, content=content, version=version)


@transaction.atomic
def set_status(*, by: User, need: Need, status: str, reason: str, version: int | None = None) -> NeedRevision:
    """Propose the country's word on where a cleared need stands; others read the new word once it is cleared."""
    row, proposal = lock_pair(need)
    changed = replace(content_in_play(row, proposal), status=status)
    reason = reason if proposal is None or not proposal.reason else f"{proposal.reason} {reason}".strip()[:500]
    return propose_change(by=by, need=row, content=changed, reason=reason, version=version)


@transaction.atomic
def discard_proposal(*, by: User, need: Need, version: int | None = None) -> None:
    """Hide an open proposal that is not waiting to be cleared; it can be brought back. The cleared version stays."""
    row, proposal = lock_pair(need)
    ask_may(by, Permission.ENTRY_WRITE, row.country)
    if proposal is None:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    ask_version(proposal, version)
    ask_editable(proposal)
    discard(proposal, by=by, record=row)


@transaction.atomic
def restore_need(
    *, by: User, need: Need, track: str, event: int, reason: str = "", version: int | None = None
) -> Need | NeedRevision:
    """Write an earlier content into the draft, or propose it beside the cleared need, which needs a reason.

    Raises Refused where a rule forbids it or there is no such version, EditConflict where somebody wrote meanwhile.
    """
    content = content_at(need, track, event)
    if content is None:
        raise Refused(_("There is no such version any more."))
    written = save_entry(by=by, need=need, content=content, reason=reason.strip(), version=version)
    if isinstance(written, NeedRevision) and not reason.strip():
        raise Refused(_("Say why the earlier version comes back: others have read the newer one."))
    note(AuditKind.VERSION_RESTORED, by=by, about=need.short_name, track=track, event=event)
    return written
