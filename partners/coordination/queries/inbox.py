"""Rounds and engagements in a person's inbox: what waits for a reply or for clearing, and own rounds that are over."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import inbox
from core.clearance.permissions import Permission, can
from core.inbox import InboxEntry, shown
from core.models import User
from partners.coordination.messages import round_sentence, waiting_sentence
from partners.coordination.models.mechanisms import Engagement, EngagementProposal
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, waiting_of
from partners.support.models.answers import Response, ResponseState

# So long a round that has ended stands in inboxes: late replies are taken, and its opener looks at what it brought.
LOOK_BACK = timedelta(days=30)


def waiting_engagements(user: User) -> list[InboxEntry]:
    """Engagements of the own country and changes of them: for who clears what is submitted, else drafts and returns."""
    found = _engagements(user, Q(state__in=inbox.states_to_move(user)))
    return inbox.oldest_first(filter(inbox.waits_for_its_reader, found))


def my_engagements(user: User) -> list[InboxEntry]:
    """What this person wrote, edited or submitted of them, the newest first; at most fifty."""
    return inbox.last_edited_first(_engagements(user, inbox.written_by(user)))


def _engagements(user: User, condition: Q) -> list[InboxEntry]:
    if user.country_id is None:
        return []
    rows = Engagement.objects.visible_to(user).filter(condition, country=user.country_id)
    changes = EngagementProposal.objects.visible_to(user).filter(condition, country=user.country_id)
    found = [
        *inbox.with_authors(user, shown(rows.select_related("country", "mechanism"), "edited_at")),
        *inbox.with_authors(
            user, shown(changes.select_related("country", "engagement__country", "engagement__mechanism"), "edited_at")
        ),
    ]
    return [
        inbox.entry_of(
            user,
            row,
            what=_("Engagement") if isinstance(row, Engagement) else _("Change of an engagement"),
            title=row.full_title,
            url=row.page_path(review=inbox.is_to_review(user, row)),
        )
        for row in found
    ]


def waiting_rounds(user: User) -> list[InboxEntry]:
    """Rounds that wait for a reply of the person's organisation, or that have ended and were opened by its side."""
    if user.organisation_id and can(user, Permission.RESPONSE_WRITE):
        rounds = list(shown(ReplyRound.objects.visible_to(user).filter(closed_on__isnull=True), "reply_by"))
        waiting = waiting_of(user.organisation_id, rounds)
        return [
            _entry(user, row, "partners:round-reply", waiting_sentence(row, waiting[row.pk]))
            for row in rounds
            if waiting[row.pk]
        ]
    if not can(user, Permission.ROUND_OPEN):
        return []
    today = timezone.localdate()
    # The secretariat's rounds are of no country.
    mine = Q(country_id=user.country_id) if user.country_id else Q(country__isnull=True)
    ended = ReplyRound.objects.visible_to(user).filter(
        mine, reply_by__lt=today, reply_by__gte=today - LOOK_BACK, closed_on__isnull=True
    )
    found = []
    for row in shown(ended.annotate(silent=_silent()), "reply_by"):
        found.append(_entry(user, row, "partners:round", f"{round_sentence(row)} {_silence(row.silent)}"))
    return found


def _silence(n: int) -> str:
    """How many have not replied, for who opened the round and may close it."""
    if not n:
        return _("Every organisation has replied, to all of it or to some. Close the round when you wait for no more.")
    words = ngettext("%(n)d organisation has not replied.", "%(n)d organisations have not replied.", n)
    return words % {"n": n}


def _silent() -> Coalesce:
    """How many of those whom the outer round invites have answered none of its needs."""
    answers = Response.objects.exclude(state=ResponseState.WITHDRAWN).filter(
        organisation=OuterRef("organisation"), need__asked_in__round=OuterRef("round")
    )
    invited = RoundInvitation.objects.filter(round=OuterRef("pk")).exclude(Exists(answers)).order_by()
    return Coalesce(Subquery(invited.values("round").annotate(n=Count("pk")).values("n")), 0)


def _entry(user: User, row: ReplyRound, address: str, sentence: str) -> InboxEntry:
    return InboxEntry(
        what=_("Reply round"),
        title=row.title,
        url=reverse(address, args=[row.pk]),
        sentence=sentence,
        since=row.opened_at,
        due=row.reply_by if address == "partners:round-reply" else None,
        is_own=row.opened_by_id == user.pk,
        record=row,
    )
