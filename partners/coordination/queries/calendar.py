"""What stands in a calendar: dates of mechanisms, and days by which to reply, as far as its reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.models import Viewer
from core.models import User
from partners.coordination.models.calendar import CalendarAddress, key_in
from partners.coordination.models.mechanisms import Engagement, MechanismSession
from partners.coordination.models.rounds import ReplyRound, RoundNeed

# Programs fetch the whole calendar each time: what is long past is left out.
LOOK_BACK = timedelta(days=366)


@dataclass(frozen=True)
class CalendarEntry:
    """A day, or several, in a calendar. `revision` counts the changes since it was entered, `changed_at` is the last.

    `ends_on` is the last day itself, not the one after it.
    """

    uid: str
    title: str
    starts_on: date
    ends_on: date
    note: str
    path: str
    kind: str
    revision: int
    changed_at: datetime


def partner_entries(viewer: Viewer, *, country: str = "", mechanism: str = "") -> list[CalendarEntry]:
    """Dates of mechanisms for everybody, and rounds in which the viewer takes part. Three queries.

    `country` (ISO3) and `mechanism` (code) narrow them; a mechanism's own meetings concern every country, and a round
    those whose needs in it the viewer may see.
    """
    since = timezone.localdate() - LOOK_BACK
    engagements = Engagement.objects.told_to(viewer).filter(next_on__gte=since).select_related("mechanism", "country")
    meetings = MechanismSession.objects.filter(is_month_only=False, on__gte=since).select_related("mechanism")
    rounds = ReplyRound.objects.visible_to(viewer).filter(reply_by__gte=since, closed_on__isnull=True)
    if country:
        engagements = engagements.filter(country__iso3=country)
        # A need that has been narrowed since is none that the reader may know to be asked about.
        asked = RoundNeed.objects.visible_to(viewer).filter(need__country__iso3=country)
        rounds = rounds.filter(pk__in=asked.values("round"))
    if mechanism:
        engagements = engagements.filter(mechanism__code=mechanism)
        meetings = meetings.filter(mechanism__code=mechanism)
        rounds = rounds.none()
    found = [
        entry_of(
            row,
            title=_("%(mechanism)s: %(country)s") % {"mechanism": row.mechanism.name, "country": row.country.name},
            on=row.next_on,
            path=reverse("partners:mechanism", args=[row.mechanism.code]),
            kind=_("Mechanism"),
        )
        for row in changes_counted(engagements)
    ]
    found += [
        entry_of(
            row,
            title=f"{row.mechanism.name}: {row.title}",
            on=row.on,
            until=row.ends_on,
            note=row.topic,
            path=reverse("partners:mechanism", args=[row.mechanism.code]),
            kind=_("Mechanism"),
        )
        for row in changes_counted(meetings)
    ]
    return found + [
        entry_of(
            row,
            title=_("Replies are due: %(title)s") % {"title": row.title},
            on=row.reply_by,
            path=reverse("partners:round", args=[row.pk]),
            kind=_("Reply round"),
        )
        for row in changes_counted(rounds)
    ]


def changes_counted(rows: QuerySet[Any]) -> Iterable[Any]:
    """Rows with how often they were written and when last, by the history that the database keeps."""
    return rows.annotate(calendar_writes=Count("events", distinct=True), calendar_at=Max("events__pgh_created_at"))


def entry_of(
    row: Any, *, title: str, on: date, path: str, kind: str, until: date | None = None, note: str = ""
) -> CalendarEntry:
    """A row that came through `changes_counted` as an entry. Its name stays the same for as long as the row stands."""
    return CalendarEntry(
        uid=f"{row._meta.model_name}-{row.pk}",
        title=title,
        starts_on=on,
        ends_on=until or on,
        note=_("Demonstration") if row.is_demo else note,
        path=path,
        kind=kind,
        revision=max(0, row.calendar_writes - 1),
        changed_at=row.calendar_at or datetime(2026, 1, 1, tzinfo=UTC),
    )


def address_of(person: User) -> CalendarAddress | None:
    """The person's private address, if they have one."""
    return CalendarAddress.objects.working().filter(person=person).first()


def reader_of(token: str) -> User | None:
    """Whose calendar an address opens; None where it opens none any more."""
    key = key_in(token)
    if key is None:
        return None
    row = CalendarAddress.objects.working().filter(key=key).select_related("person").first()
    return row.person if row else None
