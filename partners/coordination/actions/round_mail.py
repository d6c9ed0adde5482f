"""Writes to the organisations that a round still waits for: on opening, two weeks before the day, and on it.

One mail an organisation and day, whatever number of rounds it is about, and never the same reminder twice: the row of a
reminder is written with its mail, in one transaction.
"""

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.accounts.mail import tell
from core.models import Organisation, Role, User
from partners.coordination.messages import waiting_sentence
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, RoundReminder, answered_pairs
from partners.coordination.rules.rounds import ReminderKind, reminder_due


def remind(today: date | None = None) -> int:
    """Send every reminder that is due; how many mails. Calling it again on the same day sends nothing more."""
    day = today or timezone.localdate()
    organisations = Organisation.objects.filter(
        round_invitations__round__closed_on__isnull=True, round_invitations__round__reply_by__gte=day
    ).distinct()
    return sum(remind_organisation(one, day) for one in organisations.order_by("pk"))


@transaction.atomic
def remind_organisation(organisation: Organisation, today: date) -> int:
    """Send one organisation what is due, if anything is; how many mails."""
    rows = RoundInvitation.objects.filter(
        organisation=organisation, round__closed_on__isnull=True, round__reply_by__gte=today
    )
    # Locked, so that two workers write the same reminder one after the other, and the second finds it written.
    invitations = list(rows.select_for_update(of=("self",)).select_related("round").order_by("round__reply_by", "pk"))
    waiting = waiting_of(organisation, [one.round for one in invitations])
    sent: dict[int, set[ReminderKind]] = defaultdict(set)
    for told in RoundReminder.objects.filter(invitation__in=invitations).select_related("invitation__round"):
        # A day that was put off is reminded of anew, but nobody is told twice that a round has opened.
        if told.kind == ReminderKind.OPENING or told.reply_by == told.invitation.round.reply_by:
            sent[told.invitation_id].add(ReminderKind(told.kind))
    due = []
    for one in invitations:
        # Who was asked later is told then, as on opening.
        asked_on = timezone.localdate(one.invited_at)
        kind = reminder_due(asked_on, one.round.reply_by, today, sent[one.pk], waiting=waiting[one.round_id])
        if kind:
            due.append((one, kind))
    if not due:
        return 0
    now = timezone.now()
    RoundReminder.objects.bulk_create(
        RoundReminder(invitation=one, kind=kind.value, reply_by=one.round.reply_by, sent_at=now) for one, kind in due
    )
    lines = [
        {
            "title": one.round.title,
            "sentence": waiting_sentence(one.round, waiting[one.round_id]),
            "address": _address(reverse("partners:round-reply", args=[one.round_id])),
        }
        for one, kind in due
    ]
    editors = User.objects.filter(organisation=organisation, role=Role.PARTNER_EDITOR, is_active=True)
    is_last = any(kind is ReminderKind.LAST_DAY for one, kind in due)
    for person in editors:
        tell(person, "partners/email/rounds", {"lines": lines, "is_last": is_last, "organisation": organisation})
    return len(editors)


def waiting_of(organisation: Organisation, rounds: list[ReplyRound]) -> dict[int, int]:
    """How many needs of each round wait for a reply of the organisation, by the key of the round."""
    answered = answered_pairs(rounds)
    found: dict[int, int] = dict.fromkeys((row.pk for row in rounds), 0)
    for one in RoundNeed.objects.asking().filter(round__in=rounds):
        found[one.round_id] += (one.need_id, organisation.pk) not in answered
    return found


def _address(path: str) -> str:
    """A page's whole address, as far as the settings name a host."""
    host = next((one for one in settings.ALLOWED_HOSTS if one[:1] not in (".", "*", "[")), "")
    return f"https://{host}{path}" if host else path
