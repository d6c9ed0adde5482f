"""What is known of engagement with mechanisms, and which needs are to be raised there. Each is atomic."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused, ask_may
from core.clearance.permissions import Permission
from core.models import Country, User
from core.tracking import is_invented
from needs.models import Need
from partners.coordination.models.mechanisms import Engagement, Mechanism, RaisedNeed
from partners.coordination.permissions import may_keep_engagement

# What is publicly known of a member state's engagement with a mechanism.
ENTERED = ("status", "year", "next_on", "report_public", "report_url", "note", "source_title", "source_url")


@transaction.atomic
def keep_engagement(
    *, by: User, mechanism: Mechanism, country: Country, draft: Engagement, version: int | None
) -> Engagement:
    """Enter or change it; `version` is what was seen, 0 for nothing on record. Raises Refused, EditConflict."""
    if not may_keep_engagement(by, country):
        raise Refused(_("Your role may not do this."))
    row = Engagement.objects.select_for_update().filter(mechanism=mechanism, country=country).first()
    if version is not None and version != (row.version if row else 0):
        raise EditConflict
    if row is None:
        row = Engagement(mechanism=mechanism, country=country, version=0, is_demo=is_invented())
    for name in ENTERED:
        setattr(row, name, getattr(draft, name))
    row.version += 1
    row.verified = False
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise EditConflict from None
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
