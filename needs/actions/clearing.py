"""The way of a need, or of a change of it, to clearance, and who can see it afterwards."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance import actions, rules
from core.clearance.actions import Refused, ask_may, refused, save_move
from core.clearance.authors import has_written
from core.clearance.models import State
from core.clearance.permissions import Permission
from core.clearance.proposals import accept
from core.models import User
from needs.actions import rows
from needs.content import NEED_FIELDS, NeedContent, content_in_play, to_json
from needs.models import Need, NeedRevision


@transaction.atomic
def submit(*, by: User, record: Need, version: int | None = None) -> Need | NeedRevision:
    """Hand the draft, or the open proposal of a cleared need, to the clearing officer. It must be complete."""
    row, proposal = rows.lock_pair(record)
    ask_may(by, Permission.ENTRY_WRITE, row.country)
    content = content_in_play(row, proposal)
    rows.ask_complete(content)
    if proposal is not None:
        if not proposal.reason.strip():
            raise rows.Incomplete({"reason": _("Say why the cleared need changes.")})
        # Asked before the clearing officer gets it: no part that partners answered may go.
        rows.ask_unanswered(rows.match_parts(row, content)[1])
    return actions.submit(by=by, record=proposal or row, version=version)


@transaction.atomic
def recall(*, by: User, record: Need, version: int | None = None) -> Need | NeedRevision:
    """Take back what was submitted, before it is decided on."""
    row, proposal = rows.lock_pair(record)
    return actions.recall(by=by, record=proposal or row, version=version)


@transaction.atomic
def return_need(*, by: User, record: Need, note: str, version: int | None = None) -> Need | NeedRevision:
    """Send the submitted need or proposal back with a note that says what to mend."""
    row, proposal = rows.lock_pair(record)
    return actions.return_to_author(by=by, record=proposal or row, note=note, version=version)


@transaction.atomic
def clear_need(*, by: User, record: Need, disclosure: str, version: int | None = None) -> Need:
    """Clear the submitted need or proposal, and set who can see it.

    Every cleared content is kept as a version. A version older than the new one keeps the narrower of its own and the
    new disclosure: what was hidden stays hidden.
    """
    row, proposal = rows.lock_pair(record)
    ask_may(by, Permission.ENTRY_CLEAR, row.country)
    if has_written(by, proposal or row):
        raise refused(rules.Refusal.OWN_ENTRY)
    content = content_in_play(row, proposal)
    rows.ask_complete(content)
    if proposal is not None:
        cleared, fields = accept(proposal, by=by, record=row, disclosure=disclosure, version=version)
        rows.fill(row, content)
        row.version = max(row.version, cleared.version)
        save_move(row, [*NEED_FIELDS, *fields])
        rows.write_parts(row, content, cleared.edited_by)
    else:
        row = actions.clear(by=by, record=row, disclosure=disclosure, version=version)
        _keep_own_version(row, content)
    row.last_confirmed_on = timezone.localdate()
    save_move(row, ["last_confirmed_on"])
    _narrow_versions(row)
    return row


@transaction.atomic
def change_disclosure(*, by: User, record: Need, disclosure: str, version: int | None = None) -> Need:
    """Widen or narrow at once who can see a cleared need.

    Narrowing also narrows every kept version and the wish of an open proposal; widening shows the newest version alone,
    so that what an earlier narrowing hid stays hidden.
    """
    row, _proposal = rows.lock_pair(record)
    if row.state != State.CLEARED:
        raise Refused(_("Who can see a need is set when it is cleared."))
    row = actions.change_disclosure(by=by, record=row, disclosure=disclosure, version=version)
    newest = NeedRevision.objects.filter(need=row, state=State.CLEARED).order_by("-number").first()
    if newest is not None and rules.is_raise(newest.disclosure, disclosure):
        newest.disclosure = disclosure
        save_move(newest, ["disclosure"])
    _narrow_versions(row)
    return row


@transaction.atomic
def confirm_unchanged(*, by: User, need: Need) -> Need:
    """Say on the country's behalf that a cleared need still stands as written. Takes effect at once."""
    row, proposal = rows.lock_pair(need)
    ask_may(by, Permission.ENTRY_WRITE, row.country)
    if row.state != State.CLEARED:
        raise refused(rules.Refusal.NOT_FROM_THIS_STATE)
    if proposal is not None:
        raise Refused(_("A change of this need is under way, so it cannot be confirmed as unchanged."))
    row.last_confirmed_on = timezone.localdate()
    save_move(row, ["last_confirmed_on"])
    return row


def _keep_own_version(need: Need, content: NeedContent) -> None:
    """Keep what was cleared from the need's own row: its first version, or the next after it had been withdrawn."""
    shared = ("country", "state", "disclosure", "is_demo", "created_by", "edited_by", "submitted_at", "submitted_by")
    NeedRevision.objects.create(
        need=need,
        number=rows.next_number(need.revisions),
        content=to_json(content),
        cleared_at=need.cleared_at,
        cleared_by=need.cleared_by,
        **{name: getattr(need, name) for name in shared},
    )


def _narrow_versions(need: Need) -> None:
    """No version, and no wish of an open proposal, is wider than the need itself."""
    for version in NeedRevision.objects.filter(need=need):
        if rules.is_raise(need.disclosure, version.disclosure):
            version.disclosure = need.disclosure
            save_move(version, ["disclosure"])
