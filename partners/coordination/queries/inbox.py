"""Reply rounds in a person's inbox: what waits for the organisation's reply, and own rounds that are over."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clearance.permissions import Permission, can
from core.inbox import InboxEntry, shown
from core.models import User
from partners.coordination.messages import round_sentence, waiting_sentence
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed, answered_pairs
from partners.coordination.rules.rounds import round_state
from partners.support.models.answers import Response, ResponseState

# So long a round that has ended stands in inboxes: late replies are taken, and its opener looks at what it brought.
LOOK_BACK = timedelta(days=30)


def waiting_rounds(user: User) -> list[InboxEntry]:
    """Rounds that wait for a reply of the person's organisation, or that have ended and were opened by its side."""
    if user.organisation_id and can(user, Permission.RESPONSE_WRITE):
        return _to_reply(user, user.organisation_id)
    return _to_read(user) if can(user, Permission.ROUND_OPEN) else []


def _to_reply(user: User, organisation: int) -> list[InboxEntry]:
    rounds = list(shown(ReplyRound.objects.visible_to(user).filter(closed_on__isnull=True), "reply_by"))
    answered = answered_pairs(rounds)
    waiting = dict.fromkeys((row.pk for row in rounds), 0)
    for one in RoundNeed.objects.asking().filter(round__in=rounds):
        waiting[one.round_id] += (one.need_id, organisation) not in answered
    return [
        _entry(user, row, waiting_sentence(row, waiting[row.pk]), reverse("partners:round-reply", args=[row.pk]))
        for row in rounds
        if waiting[row.pk]
    ]


def _to_read(user: User) -> list[InboxEntry]:
    today = timezone.localdate()
    # The secretariat's rounds are of no country.
    mine = Q(country_id=user.country_id) if user.country_id else Q(country__isnull=True)
    ended = ReplyRound.objects.visible_to(user).filter(
        mine, reply_by__lt=today, reply_by__gte=today - LOOK_BACK, closed_on__isnull=True
    )
    found = []
    for row in shown(ended.annotate(silent=_silent()), "reply_by"):
        said = ngettext("%(n)d organisation has not replied.", "%(n)d organisations have not replied.", row.silent) % {
            "n": row.silent
        }
        sentence = round_sentence(row, round_state(row.reply_by, row.closed_on, today))
        found.append(_entry(user, row, f"{sentence} {said}", reverse("partners:round", args=[row.pk])))
    return found


def _silent() -> Coalesce:
    """How many of those whom the outer round invites have answered none of its needs."""
    answers = Response.objects.exclude(state=ResponseState.WITHDRAWN).filter(
        organisation=OuterRef("organisation"), need__asked_in__round=OuterRef("round")
    )
    invited = RoundInvitation.objects.filter(round=OuterRef("pk")).exclude(Exists(answers)).order_by()
    return Coalesce(Subquery(invited.values("round").annotate(n=Count("pk")).values("n")), 0)


def _entry(user: User, row: ReplyRound, sentence: str, url: str) -> InboxEntry:
    return InboxEntry(
        what=_("Reply round"),
        title=row.title,
        url=url,
        sentence=sentence,
        since=row.opened_at,
        is_own=row.opened_by_id == user.pk,
        record=row,
    )
