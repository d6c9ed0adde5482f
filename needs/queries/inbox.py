"""What lies on a person's desk: what waits for them, and what they wrote."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.actions import entered_state_at
from core.clearance.messages import state_sentence
from core.clearance.models import State
from core.clearance.permissions import Permission, can
from core.clearance.rules import add_months, is_own_entry
from core.inbox import SHOWN_ENTRIES, Entry
from core.models import User
from needs.models import CLOSED_STATUSES, Clarification, Need, NeedRevision

REPORTING_MONTHS = 12


def waiting_for(user: User) -> list[Entry]:
    """What waits for this person, the oldest first.

    For who clears: submitted needs and changes, and answers to share. For the team: drafts, returns, questions to
    answer, and open needs that nobody has confirmed for a reporting year. An own entry that waits for a clearing
    officer does not wait for its author.
    """
    if not user.country_id:
        return []
    states, questions, stale = [], Q(pk__in=[]), None
    if can(user, Permission.ENTRY_CLEAR):
        states.append(State.SUBMITTED)
        questions |= Q(answered_at__isnull=False, shared_at__isnull=True)
    if can(user, Permission.ENTRY_WRITE):
        states += [State.DRAFT, State.RETURNED]
        questions |= Q(answered_at__isnull=True)
        stale = _to_confirm(user)
    of_needs = [
        entry
        for entry in _entries(user, Q(state__in=states), to_confirm=stale)
        if entry.state != State.SUBMITTED or not entry.is_own
    ]
    found = [*of_needs, *_questions(user, questions)]
    return sorted(found, key=lambda entry: (entry.since is None, entry.since))


def my_entries(user: User) -> list[Entry]:
    """Needs and changes that this person wrote, edited or submitted, the newest first; at most fifty."""
    if not user.country_id:
        return []
    mine = Q(created_by=user) | Q(edited_by=user) | Q(submitted_by=user)
    found = sorted(_entries(user, mine), key=lambda entry: entry.record.edited_at, reverse=True)
    return found[:SHOWN_ENTRIES]


def _entries(user: User, condition: Q, to_confirm: QuerySet[Need] | None = None) -> list[Entry]:
    """Needs and changes of the user's own country; at most fifty of each, the oldest first.

    The needs to confirm, which are cleared, are asked for in the same query. Where they are given, the condition holds
    for none that is cleared.
    """
    home = {"country": user.country}
    needs = Need.objects.visible_to(user).filter(condition, **home).select_related("country")
    changes = NeedRevision.objects.visible_to(user).filter(condition, **home).select_related("country", "need")
    # The first version is the need itself, kept when it was cleared: not an entry of its own.
    changes = changes.exclude(number=1, state=State.CLEARED)
    shown = needs.order_by("edited_at")[:SHOWN_ENTRIES]
    if to_confirm is not None:
        shown = shown.union(to_confirm, all=True)
    return [
        *(
            _to_be_confirmed(need)
            if to_confirm is not None and need.state == State.CLEARED
            else _entry(user, need, need, _("Need"))
            for need in shown
        ),
        *(_entry(user, row, row.need, _("Change of a need")) for row in changes.order_by("edited_at")[:SHOWN_ENTRIES]),
    ]


def _entry(user: User, row: Any, need: Need, what: str) -> Entry:
    written_by = {key for key in (row.created_by_id, row.edited_by_id) if key}
    is_own = is_own_entry(user.pk, written_by, row.submitted_by_id)
    is_for_review = row.state == State.SUBMITTED and can(user, Permission.ENTRY_CLEAR) and not is_own
    title = row.content.get("title", need.title) if isinstance(row, NeedRevision) else need.title
    return Entry(
        what=what,
        title=f"{need.code} {title}",
        url=reverse("needs:review" if is_for_review else "needs:detail", args=[need.code]),
        state=row.state,
        sentence=state_sentence(row),
        since=entered_state_at(row),
        note=row.return_note if row.state == State.RETURNED else "",
        is_own=is_own,
        record=row,
    )


def _questions(user: User, condition: Q) -> list[Entry]:
    rows = Clarification.objects.visible_to(user).filter(condition, need__country=user.country)
    rows = rows.select_related("need", "organisation").order_by("asked_at")[:SHOWN_ENTRIES]
    return [
        Entry(
            what=_("Question to answer") if row.answered_at is None else _("Answer to share"),
            title=f"{row.need.code} {row.question}",
            url=reverse("needs:detail", args=[row.need.code]) + f"#question-{row.pk}",
            state="question",
            sentence=_("%(organisation)s asked, and waits for an answer.") % {"organisation": row.organisation}
            if row.answered_at is None
            else _("Answered. A clearing officer may share it with all who see the need."),
            since=row.answered_at or row.asked_at,
            note="",
            is_own=row.answered_by_id == user.pk,
            record=row,
        )
        for row in rows
    ]


def _to_confirm(user: User) -> QuerySet[Need]:
    """Open, cleared needs whose last confirmation is older than a reporting year; at most fifty."""
    limit = add_months(timezone.localdate(), -REPORTING_MONTHS)
    found: QuerySet[Need] = (
        Need.objects.visible_to(user)
        .filter(country=user.country, state=State.CLEARED)
        .filter(Q(last_confirmed_on__lt=limit) | Q(last_confirmed_on__isnull=True))
        .exclude(status__in=CLOSED_STATUSES)
        .exclude(pk__in=NeedRevision.objects.visible_to(user).open().values("need"))
        .select_related("country")
        .order_by("last_confirmed_on", "number")[:SHOWN_ENTRIES]
    )
    return found


def _to_be_confirmed(need: Need) -> Entry:
    return Entry(
        what=_("Need to confirm"),
        title=f"{need.code} {need.title}",
        url=reverse("needs:detail", args=[need.code]) + "#standing",
        state="stale",
        sentence=_("Not confirmed for a year. Say that nothing has changed, or propose a change."),
        since=need.cleared_at,
        note="",
        is_own=False,
        record=need,
    )
