"""Needs, changes of needs and questions in a person's inbox."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import inbox
from core.clearance.models import State
from core.clearance.permissions import Permission, can
from core.clearance.rules import add_months
from core.inbox import SHOWN_ENTRIES, InboxEntry
from core.models import User
from needs.models import Clarification, Need, NeedRevision
from needs.rules import CLOSED_STATUSES, REPORTING_MONTHS


def waiting_for(user: User) -> list[InboxEntry]:
    """What waits for this person, the oldest first.

    For who clears: submitted needs and changes, and answers to share. For the team: drafts, returns, questions to
    answer, and open needs that nobody has confirmed for a reporting year.
    """
    if not user.country_id:
        return []
    questions, stale = Q(pk__in=[]), None
    if can(user, Permission.ENTRY_CLEAR):
        questions |= Q(answered_at__isnull=False, shared_at__isnull=True)
    if can(user, Permission.ENTRY_WRITE):
        questions |= Q(answered_at__isnull=True)
        stale = _to_confirm(user)
    of_needs = _entries(user, Q(state__in=inbox.states_to_move(user)), to_confirm=stale)
    return inbox.oldest_first([*filter(inbox.waits_for_its_reader, of_needs), *_questions(user, questions)])


def my_entries(user: User) -> list[InboxEntry]:
    """Needs and changes that this person wrote, edited or submitted, the newest first; at most fifty."""
    return inbox.last_edited_first(_entries(user, inbox.written_by(user))) if user.country_id else []


def _entries(user: User, condition: Q, to_confirm: QuerySet[Need] | None = None) -> list[InboxEntry]:
    """Needs and changes of the user's own country; at most fifty of each, the oldest first.

    The needs to confirm, which are cleared, are asked for in the same query. Where they are given, the condition holds
    for none that is cleared.
    """
    home = {"country": user.country}
    needs = Need.objects.visible_to(user).filter(condition, **home).select_related("country")
    changes = NeedRevision.objects.visible_to(user).filter(condition, **home).select_related("country", "need")
    # The first version is the need itself, kept when it was cleared: not an entry of its own.
    changes = changes.exclude(number=1, state=State.CLEARED)
    shown = inbox.shown(needs, "edited_at")
    if to_confirm is not None:
        shown = shown.union(to_confirm, all=True)
    return [
        *(
            _to_be_confirmed(need)
            if to_confirm is not None and need.state == State.CLEARED
            else _entry(user, need, _("Need"))
            for need in inbox.with_authors(user, shown)
        ),
        *(
            _entry(user, row, _("Change of a need"))
            for row in inbox.with_authors(user, inbox.shown(changes, "edited_at"))
        ),
    ]


def _entry(user: User, row: Need | NeedRevision, what: str) -> InboxEntry:
    url = row.page_path(review=inbox.is_to_review(user, row))
    return inbox.entry_of(user, row, what=what, title=row.full_title, url=url)


def _questions(user: User, condition: Q) -> list[InboxEntry]:
    rows = Clarification.objects.visible_to(user).filter(condition, need__country=user.country)
    return [
        InboxEntry(
            what=_("Question to answer") if row.answered_at is None else _("Answer to share"),
            title=f"{row.need.code} {row.question}",
            url=reverse("needs:detail", args=[row.need.code]) + f"#question-{row.pk}",
            state="question",
            sentence=_("%(organisation)s asked, and waits for an answer.") % {"organisation": row.organisation}
            if row.answered_at is None
            else _("Answered. A clearing officer may share it with all who see the need."),
            since=row.answered_at or row.asked_at,
            is_own=row.answered_by_id == user.pk,
            record=row,
        )
        for row in inbox.shown(rows.select_related("need", "organisation"), "asked_at")
    ]


def _to_confirm(user: User) -> QuerySet[Need]:
    """Open, cleared needs whose last confirmation is older than a reporting year; at most fifty."""
    limit = add_months(timezone.localdate(), -REPORTING_MONTHS)
    return (
        Need.objects.visible_to(user)
        .filter(country=user.country, state=State.CLEARED)
        .filter(Q(last_confirmed_on__lt=limit) | Q(last_confirmed_on__isnull=True))
        .exclude(status__in=CLOSED_STATUSES)
        .exclude(pk__in=NeedRevision.objects.visible_to(user).open().values("need"))
        .select_related("country")
        .order_by("last_confirmed_on", "number")[:SHOWN_ENTRIES]
    )


def _to_be_confirmed(need: Need) -> InboxEntry:
    return InboxEntry(
        what=_("Need to confirm"),
        title=f"{need.code} {need.title}",
        url=reverse("needs:detail", args=[need.code]) + "#standing",
        state="stale",
        sentence=_("Not confirmed for a year. Say that nothing has changed, or propose a change."),
        since=need.cleared_at,
        record=need,
    )
