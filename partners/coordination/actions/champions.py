"""Champions and plans to approach them. Each is atomic. No message and no title here ever carries a name."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import EditConflict, Refused, ask_may
from core.clearance.permissions import Permission, can
from core.models import User
from core.tracking import is_invented
from partners.coordination.models.champions import Approach, Champion, ConsentScope
from partners.coordination.permissions import may_keep_champion

# What is entered about a person, with the consent on which others learn of it.
ENTERED = (
    *("name", "office", "country", "purpose", "contact_role", "consent_scope", "consent_asked_on", "consent_asked_by"),
    *("consent_on", "consent_until"),
)


class Clash(Refused):
    """Others plan to ask the same person in the same month: `who`, by role."""

    def __init__(self, who: list[str]) -> None:
        super().__init__()
        self.who = who


@transaction.atomic
def enter_champion(*, by: User, draft: Champion) -> str:
    """Enter a person for the own side; gives the address. Raises Refused for others."""
    ask_may(by, Permission.CHAMPION_KEEP)
    draft.organisation, draft.created_by, draft.is_demo = by.organisation, by, is_invented()
    draft.save()
    return reverse("partners:champion", args=[draft.pk])


@transaction.atomic
def edit_champion(*, by: User, champion: Champion, draft: Champion, version: int | None) -> Champion:
    """Change an entry. Consent entered anew ends its withdrawal. Raises Refused, EditConflict."""
    row = _locked(by, champion, version)
    if row.forgotten_on is not None:
        raise Refused(_("This person has been forgotten. Enter them anew if they agree."))
    if draft.consent_on and draft.consent_on != row.consent_on and draft.consent_scope != ConsentScope.NONE:
        row.consent_withdrawn_on = None
    for name in ENTERED:
        setattr(row, name, getattr(draft, name))
    return _counted(row)


@transaction.atomic
def withdraw_consent(*, by: User, champion: Champion) -> Champion:
    """Hide the person from everybody but the own side, from this moment on."""
    row = _locked(by, champion)
    row.consent_withdrawn_on = row.consent_withdrawn_on or timezone.localdate()
    return _counted(row)


@transaction.atomic
def forget_champion(*, by: User, champion: Champion) -> Champion:
    """Take name, office and purpose out for good: they stand nowhere else. Plans stay, without a person."""
    row = _locked(by, champion)
    today = timezone.localdate()
    row.name = row.office = row.purpose = ""
    row.consent_withdrawn_on = row.consent_withdrawn_on or today
    row.forgotten_on = row.forgotten_on or today
    return _counted(row)


@transaction.atomic
def plan_approach(
    *, by: User, champion: Champion, month: date, contact_role: str, despite_reason: str = ""
) -> Approach:
    """Plan to ask a champion in a month. Planning the same month twice changes nothing.

    Raises Clash where somebody else plans the same month and no reason is given, Refused for a month that is over,
    Champion.DoesNotExist where the person may no longer know of the champion.
    """
    ask_may(by, Permission.CHAMPION_KEEP)
    # Two who plan at the same moment come one after the other, and the second sees the first.
    row = Champion.objects.visible_to(by).select_for_update(of=("self",)).get(pk=champion.pk)
    if row.forgotten_on is not None:
        raise Refused(_("This person has been forgotten."))
    wanted, reason = month.replace(day=1), despite_reason.strip()
    if wanted < timezone.localdate().replace(day=1):
        raise Refused(_("That month is over."))
    planned = list(Approach.objects.standing().filter(champion=row, month=wanted).select_related("organisation"))
    for one in planned:
        if one.organisation_id == by.organisation_id:
            return one
    if planned and not reason:
        raise Clash([f"{one.organisation or _('Secretariat')}, {one.contact_role}" for one in planned])
    return Approach.objects.create(
        champion=row,
        organisation=by.organisation,
        month=wanted,
        contact_role=contact_role,
        despite_reason=reason if planned else "",
        planned_at=timezone.now(),
        planned_by=by,
        is_demo=is_invented(),
    )


@transaction.atomic
def call_off(*, by: User, approach: Approach) -> Approach:
    """Plan no longer to ask in that month."""
    rows = Approach.objects.visible_to(by).standing().select_for_update(of=("self",))
    row: Approach = rows.get(pk=approach.pk)
    if not can(by, Permission.CHAMPION_KEEP) or row.organisation_id != by.organisation_id:
        raise Refused(_("Your role may not do this."))
    row.withdraw(by)
    row.save(update_fields=list(row.WITHDRAWAL))
    return row


def _locked(by: User, champion: Champion, version: int | None = None) -> Champion:
    row: Champion = Champion.objects.visible_to(by).select_for_update(of=("self",)).get(pk=champion.pk)
    if not may_keep_champion(by, row):
        raise Refused(_("Your role may not do this."))
    if version is not None and row.version != version:
        raise EditConflict
    return row


def _counted(row: Champion) -> Champion:
    row.version += 1
    row.save()
    return row
