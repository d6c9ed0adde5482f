"""What lies on a person's desk of partners' answers: what waits for them, and what their side has answered."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.desk import SHOWN_ENTRIES, Entry
from core.models import User
from core.permissions import Permission, can
from partners.models import Response, ResponseKind, ResponseState
from partners.queries.responses import AnswerRow, answer_rows


def waiting_for(user: User) -> list[Entry]:
    """Answers on which this person has the next move, the oldest first.

    For who decides: offers and interest that wait for the country. For a partner's editor: what the country wants to
    discuss, and accepted offers of which nobody has said that they began.
    """
    rows = Response.objects.visible_to(user).order_by("responded_at", "pk")
    if can(user, Permission.RESPONSE_DECIDE) and user.country_id:
        waiting = rows.filter(need__country_id=user.country_id, state=ResponseState.WAITING)
        return _entries(user, waiting.exclude(kind=ResponseKind.NOT_NOW))
    if can(user, Permission.RESPONSE_WRITE) and user.organisation_id:
        moved = (ResponseState.IN_DISCUSSION, ResponseState.ACCEPTED)
        return _entries(user, rows.filter(organisation_id=user.organisation_id, state__in=moved))
    return []


def my_entries(user: User) -> list[Entry]:
    """The answers of the person's organisation, the newest first; at most fifty. A country's team has none."""
    if not user.organisation_id:
        return []
    rows = Response.objects.visible_to(user).filter(organisation_id=user.organisation_id)
    return _entries(user, rows.order_by("-responded_at", "-pk"))


def _entries(user: User, rows: QuerySet[Response]) -> list[Entry]:
    return [_entry(user, row) for row in answer_rows(user, rows[:SHOWN_ENTRIES])]


def _entry(user: User, row: AnswerRow) -> Entry:
    response = row.response
    is_of_partner = user.organisation_id == response.organisation_id
    who = row.need.country.name if is_of_partner else str(row.organisation)
    return Entry(
        what=_("Answer of your organisation") if is_of_partner else _("Answer of %(who)s") % {"who": who},
        title=f"{row.need.code} {row.need.title}",
        url=row.url,
        state=response.state,
        sentence=row.sentence,
        since=response.decided_at or response.responded_at,
        note=response.decision_note if is_of_partner else "",
        is_own=response.responded_by_id == user.pk,
        record=response,
    )
