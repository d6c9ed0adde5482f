"""Overlaps in a person's inbox: pairs that somebody says are the same, and own programmes that look like it."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clearance.permissions import Permission, can
from core.inbox import InboxEntry, shown
from core.models import User
from partners.overlaps.models import OverlapDecision, OverlapDecisionKind
from partners.overlaps.queries.overlaps import OverlapFilter, matching, open_pairs
from partners.overlaps.rules import OverlapGrade


def waiting_overlaps(user: User) -> list[InboxEntry]:
    """Pairs that wait for this person; two queries at most, none for those who keep no programme.

    For the secretariat and the other owner, what somebody has said is the same, the oldest first; for an owner's editor
    also one line on all that is likely the same.
    """
    if not can(user, Permission.PROGRAMME_WRITE):
        return []
    asked = OverlapDecision.objects.visible_to(user).filter(kind=OverlapDecisionKind.SAME_ASKED)
    if not can(user, Permission.PROGRAMME_WRITE_ANY):
        own = Q(first__owner=user.organisation_id) | Q(second__owner=user.organisation_id)
        asked = asked.filter(own).exclude(decided_by__organisation=user.organisation_id)
    rows = asked.select_related("first", "second", "decided_by__organisation")
    return [_entry(row) for row in shown(rows, "decided_at", "pk")] + _own_line(user)


def likely_the_same(user: User) -> int:
    """How many pairs that nobody has settled are likely the same and hold a programme of the person's own: as many as
    the list holds that the line opens."""
    if not user.organisation_id or not can(user, Permission.PROGRAMME_WRITE):
        return 0
    wanted = OverlapFilter(is_mine=True, grade=OverlapGrade.LIKELY_SAME)
    return matching(open_pairs(user), user, wanted).count()


def _entry(row: OverlapDecision) -> InboxEntry:
    who = row.decided_by.organisation or _("the secretariat")
    return InboxEntry(
        what=_("Two programmes that may be one"),
        title=_("%(first)s; %(second)s") % {"first": row.first.title, "second": row.second.title},
        url=reverse("partners:overlap", args=[row.first.slug, row.second.slug]),
        state="submitted",
        sentence=_("%(who)s says that they are the same. Merge them, or say why they are not.") % {"who": who},
        since=row.decided_at,
        note=row.reason,
        record=row,
    )


def _own_line(user: User) -> list[InboxEntry]:
    number = likely_the_same(user)
    if not number:
        return []
    title = ngettext(
        "%(n)s pair with a programme of your organisation is likely the same",
        "%(n)s pairs with programmes of your organisation are likely the same",
        number,
    )
    return [
        InboxEntry(
            what=_("Overlaps"),
            title=title % {"n": number},
            url=f"{reverse('partners:overlaps')}?mine=on&grade={OverlapGrade.LIKELY_SAME}",
            state="submitted",
            sentence=_("Say what they are to each other, so that nothing is counted twice."),
            is_own=True,
            record=user,
            figure="pairs",
        )
    ]
