"""Asks owners once a month to look at programmes that nobody has confirmed for a year: one mail, however many they are.

The row of the month is written with its mail, in one transaction, so that nobody is asked twice.
"""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from core.mail import tell
from core.models import Organisation, Role, User
from core.notices.actions import choice_address, wanting
from core.notices.models import NoticeKind
from core.site_address import link_to
from partners.programmes.models.listing import ProgrammeQuerySet
from partners.programmes.models.programmes import Programme
from partners.programmes.models.reminders import OwnerReminder
from partners.programmes.rules.programmes import oldest_fresh_day

# A mail names so many, the longest silent first; the list of the workspace holds all.
NAMED = 20


def ask_owners(today: date | None = None) -> int:
    """Write to the editors of every organisation with old entries that was not asked this month; how many were."""
    day = today or timezone.localdate()
    asked = OwnerReminder.objects.filter(month=day.replace(day=1)).values("organisation")
    due = Organisation.objects.filter(
        is_active=True, people__role=Role.PARTNER_EDITOR, people__is_active=True, programmes__in=_old(day)
    ).exclude(pk__in=asked)
    return sum(ask_owner(one, day) for one in due.distinct().order_by("pk"))


@transaction.atomic
def ask_owner(organisation: Organisation, day: date) -> bool:
    """Ask one organisation, unless it has been asked this month already or has nothing old; whether it was asked."""
    longest_silent = F("last_confirmed_on").asc(nulls_first=True)
    rows = list(_old(day).filter(owner=organisation).order_by(longest_silent, "title", "pk"))
    editors = User.objects.filter(organisation=organisation, role=Role.PARTNER_EDITOR, is_active=True)
    if not rows or not editors.exists():
        return False
    asked = {"programmes": len(rows), "sent_at": timezone.now()}
    month = day.replace(day=1)
    if not OwnerReminder.objects.get_or_create(organisation=organisation, month=month, defaults=asked)[1]:
        return False
    context = {
        "organisation": organisation,
        "n": len(rows),
        "programmes": [(row, link_to(reverse("partners:programme", args=[row.slug]))) for row in rows[:NAMED]],
        "n_more": max(0, len(rows) - NAMED),
        "account": choice_address(),
        "list_address": link_to(f"{reverse('partners:programmes')}?show=own"),
    }
    for person in wanting(editors, NoticeKind.PROGRAMME):
        tell(person, "partners/email/confirm_programmes", context)
    return True


def _old(day: date) -> ProgrammeQuerySet:
    rows = Programme.objects.about_iwt().unconfirmed_since(oldest_fresh_day(day))
    return rows.filter(withdrawn_at__isnull=True)
