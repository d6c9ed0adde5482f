"""Withdrawing a programme and bringing it back. Answers and parts of it, kept by other packages, can forbid that."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.clearance.actions import Refused
from core.models import User
from partners.overlaps.models import OverlapDecision, OverlapDecisionKind
from partners.programmes.actions.programmes import lock_programme
from partners.programmes.models.programmes import Programme
from partners.programmes.permissions import keeps
from partners.support.models.answers import Response
from partners.support.rules.answers import LIVE


@transaction.atomic
def withdraw_programme(*, by: User, programme: Programme, reason: str, version: int | None = None) -> Programme:
    """Hide a programme that was entered by mistake; it can be brought back. Raises as `edit_programme`.

    Refused while answers to needs that still count stand under it, or other programmes are parts of it.
    """
    row = lock_programme(by, programme, version)
    if not reason.strip():
        raise Refused(_("Say why: the reason stays in the history."))
    if Response.objects.filter(programme=row, state__in=LIVE).exists():
        raise Refused(
            _("Answers to needs stand under this programme. Withdraw them first, or say that it ended early instead.")
        )
    if row.children.filter(withdrawn_at__isnull=True).exists():
        raise Refused(_("Other programmes are parts of this one. Take them out of it first."))
    row.withdraw(by, reason)
    row.version += 1
    row.save(update_fields=[*Programme.WITHDRAWAL, "version"])
    return row


@transaction.atomic
def bring_programme_back(*, by: User, programme: Programme) -> Programme:
    """Show a withdrawn programme again. Raises Refused where the person does not keep it."""
    row = Programme.objects.select_for_update(of=("self",)).select_related("owner").get(pk=programme.pk)
    if not keeps(by, row):
        raise Refused(_("Your role may not do this."))
    if row.withdrawn_at is None:
        raise Refused(_("It has been brought back already."))
    if OverlapDecision.objects.filter(Q(first=row) | Q(second=row), kind=OverlapDecisionKind.MERGED).exists():
        raise Refused(_("It is merged with another programme. Take that back where both stand side by side."))
    row.bring_back()
    row.version += 1
    row.save(update_fields=[*Programme.WITHDRAWAL, "version"])
    return row
