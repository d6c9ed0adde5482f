"""Bringing an earlier version of a need back: it becomes a new version, by the same way as any other change."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.history.audit import AuditKind, note
from core.models import User
from needs.actions.entry import save_entry
from needs.models import Need, NeedRevision
from needs.versions import content_at


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
