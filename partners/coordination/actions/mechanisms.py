"""Engagement with mechanisms on its way to clearance, and needs that are to be raised there. Each is atomic."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clearance import actions as moves
from core.clearance.actions import EditConflict, Refused, ask_may, save_move
from core.clearance.models import State
from core.clearance.permissions import Permission
from core.clearance.proposals import accept, ask_editable, propose, rewrite
from core.models import Country, User
from core.tracking import is_invented
from needs.models import Need
from partners.coordination.content import ENTERED, from_json, to_json
from partners.coordination.models.mechanisms import Engagement, EngagementProposal, Mechanism, RaisedNeed
from partners.coordination.permissions import may_keep_engagement

Record = Engagement | EngagementProposal
IS_WAITING = gettext_lazy("It waits for the clearing officer. Take it back first, then change it.")


@transaction.atomic
def keep_engagement(
    *, by: User, mechanism: Mechanism, country: Country, draft: Engagement, version: int | None, reason: str = ""
) -> Record:
    """Write it down: a new draft, a draft or returned one anew, or beside a cleared one a change, which says why.

    Others read it once the country has cleared it. `version` is what was seen, 0 for nothing on record. Raises Refused,
    EditConflict.
    """
    if not may_keep_engagement(by, country):
        raise Refused(_("Your role may not do this."))
    row, proposal = _lock(mechanism, country)
    in_play = proposal or row
    if version is not None and version != (in_play.version if in_play else 0):
        raise EditConflict
    if in_play is not None and in_play.state != State.CLEARED:
        ask_editable(in_play, submitted=str(IS_WAITING))
    written: Record
    if row is None:
        written = _create(by, mechanism, country, draft)
    elif row.state != State.CLEARED:
        written = _fill(row, draft, edited_by=by)
    elif not reason.strip():
        raise Refused(_("Say why it is changed: others have read it."))
    elif proposal is not None:
        written = rewrite(proposal, by=by, content=to_json(draft), reason=reason.strip(), base_version=row.version)
    else:
        own = {"base_version": row.version, "version": row.version + 1, "is_demo": is_invented()}
        written = propose(EngagementProposal, by=by, record=row, content=to_json(draft), reason=reason.strip(), **own)
    return written


@transaction.atomic
def clear_engagement(*, by: User, record: Record, disclosure: str, version: int | None = None) -> Engagement:
    """Clear an engagement, or a change of one, which then takes the place of what was cleared before."""
    if isinstance(record, Engagement):
        return moves.clear(by=by, record=record, disclosure=disclosure, version=version)
    row = Engagement.objects.select_for_update().get(pk=record.engagement_id)
    if row.version != record.base_version:
        raise Refused(_("The engagement has changed since this was proposed. Return it, so that it starts afresh."))
    cleared, taken_over = accept(record, by=by, record=row, disclosure=disclosure, version=version)
    row.version = max(row.version, cleared.version)
    return _fill(row, from_json(cleared.content), *taken_over)


@transaction.atomic
def change_disclosure(*, by: User, record: Record, disclosure: str, version: int | None = None) -> Engagement:
    """Widen or narrow who sees a cleared engagement. An open change has its own wish."""
    row = record.engagement if isinstance(record, EngagementProposal) else record
    return moves.change_disclosure(by=by, record=row, disclosure=disclosure, version=version)


def _lock(mechanism: Mechanism, country: Country) -> tuple[Engagement | None, EngagementProposal | None]:
    """The engagement, withdrawn or not, and its open change, locked."""
    row = Engagement.objects.select_for_update().filter(mechanism=mechanism, country=country).first()
    if row is None:
        return None, None
    if row.withdrawn_at is not None:
        # There is one row a mechanism and country: what was withdrawn begins anew as a draft.
        row.bring_back()
        row.state = State.DRAFT
        row.save(update_fields=["state", *row.WITHDRAWAL])
    return row, EngagementProposal.objects.select_for_update().open().filter(engagement=row).first()


def _create(by: User, mechanism: Mechanism, country: Country, draft: Engagement) -> Engagement:
    values = {name: getattr(draft, name) for name in ENTERED}
    row = Engagement(
        mechanism=mechanism, country=country, is_demo=is_invented(), created_by=by, edited_by=by, version=1, **values
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise EditConflict from None
    return row


def _fill(row: Engagement, draft: Engagement, *already_set: str, **more: Any) -> Engagement:
    values = {**{name: getattr(draft, name) for name in ENTERED}, "verified": False, **more}
    for name, value in values.items():
        setattr(row, name, value)
    save_move(row, [*values, *already_set])
    return row


@transaction.atomic
def mark_to_raise(*, by: User, need: Need, mechanism: Mechanism) -> RaisedNeed:
    """Note that the country wants to raise a need at a mechanism. Marking it twice changes nothing."""
    row = _own_need(by, need)
    standing = RaisedNeed.objects.visible_to(by).filter(need=row, mechanism=mechanism, raised_on__isnull=True).first()
    if standing is not None:
        return standing
    return RaisedNeed.objects.create(
        need=row, mechanism=mechanism, marked_at=timezone.now(), marked_by=by, is_demo=is_invented()
    )


@transaction.atomic
def note_raised(*, by: User, raised: RaisedNeed, on: date) -> RaisedNeed:
    """Note the day on which it was raised. Raises Refused where that lies ahead or it has moved on."""
    row = _own_mark(by, raised)
    if on > timezone.localdate():
        raise Refused(_("That day lies ahead."))
    row.raised_on = on
    row.save(update_fields=["raised_on"])
    return row


@transaction.atomic
def unmark(*, by: User, raised: RaisedNeed) -> RaisedNeed:
    """Take a need off the list of what is to be raised."""
    row = _own_mark(by, raised)
    row.withdraw(by)
    row.save(update_fields=list(row.WITHDRAWAL))
    return row


def _own_need(by: User, need: Need) -> Need:
    """The need's row, locked, where the person writes for its country."""
    row: Need = Need.objects.visible_to(by).select_for_update(of=("self",)).get(pk=need.pk)
    ask_may(by, Permission.ENTRY_WRITE, row.country)
    return row


def _own_mark(by: User, raised: RaisedNeed) -> RaisedNeed:
    _own_need(by, raised.need)
    row: RaisedNeed = RaisedNeed.objects.visible_to(by).select_for_update(of=("self",)).get(pk=raised.pk)
    if row.raised_on is not None:
        raise Refused(_("It is noted as raised already."))
    return row
