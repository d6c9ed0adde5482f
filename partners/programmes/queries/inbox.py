"""Programmes in a person's inbox: the own ones that nobody has confirmed for a year, and those without an owner."""

from datetime import datetime, time

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clearance.permissions import Permission, can
from core.formatting import age
from core.inbox import InboxEntry, shown
from core.models import User
from partners.programmes.models.choices import ProgrammeShow
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme
from partners.programmes.rules.programmes import oldest_fresh_day


def waiting_programmes(user: User) -> list[InboxEntry]:
    """The programmes that the person's organisation is asked to confirm, the longest silent first. One query.

    For its editors, who alone can confirm them. Who keeps every programme has one line on those without an owner.
    """
    if can(user, Permission.PROGRAMME_WRITE_ANY):
        return _without_owner(user)
    if not user.organisation_id or not can(user, Permission.PROGRAMME_WRITE):
        return []
    own = Programme.objects.visible_to(user).about_iwt().filter(owner_id=user.organisation_id)
    rows = own.unconfirmed_since(oldest_fresh_day(timezone.localdate()))
    return [_entry(row) for row in shown(rows, F("last_confirmed_on").asc(nulls_first=True), "title", "pk")]


def _without_owner(user: User) -> list[InboxEntry]:
    number = Programme.objects.visible_to(user).matching(ProgrammeFilter(show=ProgrammeShow.NO_OWNER)).count()
    if not number:
        return []
    title = ngettext("%(n)s programme without an owner", "%(n)s programmes without an owner", number)
    words = _("Nobody is asked whether they still stand. Give each its owner, or confirm what you know yourself.")
    url = f"{reverse('partners:programmes')}?show={ProgrammeShow.NO_OWNER}"
    title %= {"n": number}
    line = InboxEntry(what=_("Programmes"), title=title, url=url, sentence=words, record=user, figure="programmes")
    return [line]


def _entry(row: Programme) -> InboxEntry:
    """The entry of a programme: since when nobody has confirmed it, and what to do about it."""
    day = row.last_confirmed_on
    words = _("Never confirmed. Look through it: edit what has changed, or confirm that nothing has.")
    if day:
        words = _("Last confirmed on %(day)s (%(age)s). Edit what has changed, or confirm that nothing has.")
        words %= {"day": date_format(day, "j F Y"), "age": age(day)}
    return InboxEntry(
        what=_("Programme of your organisation"),
        title=row.title,
        url=reverse("partners:programme", args=[row.slug]),
        sentence=words,
        since=timezone.make_aware(datetime.combine(day, time())) if day else None,
        is_own=True,
        record=row,
    )
