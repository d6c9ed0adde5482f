"""Notes for the organisations that a round still waits for: on opening, two weeks before the day, and on it.

What is noted goes out with whatever else waits for a person, one mail an hour (`core.notices`), and never the same
reminder twice: the row of a reminder is written with its notice, in one transaction.
"""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.clearance.permissions import Permission, holders
from core.models import Organisation
from core.notices.actions import notify, reword, settle
from core.notices.models import NoticeKind
from partners.coordination.messages import waiting_sentence
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundReminder, waiting_of
from partners.coordination.rules.rounds import ReminderKind, reminder_due


def remind(today: date | None = None) -> int:
    """Note every reminder that is due; how many. Calling it again on the same day notes nothing more."""
    day = today or timezone.localdate()
    organisations = Organisation.objects.filter(
        round_invitations__round__closed_on__isnull=True, round_invitations__round__reply_by__gte=day
    ).distinct()
    return sum(remind_organisation(one, day) for one in organisations.order_by("pk"))


@transaction.atomic
def remind_organisation(organisation: Organisation, today: date) -> int:
    """Note for one organisation's editors what is due, if anything is; how many rounds they are told of."""
    rows = RoundInvitation.objects.filter(
        organisation=organisation, round__closed_on__isnull=True, round__reply_by__gte=today
    )
    # Locked, so that two workers write the same reminder one after the other, and the second finds it written.
    invitations = list(rows.select_for_update(of=("self",)).select_related("round").order_by("round__reply_by", "pk"))
    waiting = waiting_of(organisation.pk, [one.round for one in invitations])
    sent: dict[int, set[ReminderKind]] = defaultdict(set)
    for told in RoundReminder.objects.filter(invitation__in=invitations).select_related("invitation__round"):
        # A day that was put off is reminded of anew, but nobody is told twice that a round has opened.
        if told.kind == ReminderKind.OPENING or told.reply_by == told.invitation.round.reply_by:
            sent[told.invitation_id].add(ReminderKind(told.kind))
    due: dict[RoundInvitation, ReminderKind] = {}
    for one in invitations:
        # Who was asked later is told then, as on opening.
        asked_on = timezone.localdate(one.invited_at)
        kind = reminder_due(asked_on, one.round.reply_by, today, sent[one.pk], waiting=waiting[one.round_id])
        if kind:
            due[one] = kind
    if not due:
        return 0
    now = timezone.now()
    RoundReminder.objects.bulk_create(
        RoundReminder(invitation=one, kind=kind, reply_by=one.round.reply_by, sent_at=now) for one, kind in due.items()
    )
    for one in due:
        notify(
            holders(Permission.RESPONSE_WRITE, organisation=organisation),
            NoticeKind.ROUND,
            one,
            title=one.round.title,
            sentence=waiting_sentence(one.round, waiting[one.round_id]),
            path=reverse("partners:round-reply", args=[one.round_id]),
            by=None,
        )
    return len(due)


def reword_round(reply_round: ReplyRound) -> None:
    """Bring what is still to be mailed of a round in line with its name, its day and its needs as they are now: a mail
    of the old day would have an organisation reply in a hurry, or too late."""
    for one in RoundInvitation.objects.filter(round=reply_round).select_related("round"):
        waiting = waiting_of(one.organisation_id, [reply_round])[reply_round.pk]
        if waiting:
            reword(one, title=reply_round.title, sentence=waiting_sentence(reply_round, waiting))
        else:
            settle(one)


def settle_round(reply_round: ReplyRound, organisation: int | None = None) -> None:
    """Take back what is still to be mailed of a round: it is closed, or this organisation has replied."""
    invitations = RoundInvitation.objects.filter(round=reply_round)
    for one in invitations if organisation is None else invitations.filter(organisation=organisation):
        settle(one)
