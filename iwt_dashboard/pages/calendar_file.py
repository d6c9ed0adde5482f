"""The calendar file (iCalendar, RFC 5545) of what its reader may see."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from core.clearance.models import State, Viewer
from core.clearance.permissions import Permission, can
from core.models import User
from core.reference_rows import countries
from partners.coordination.queries.calendar import LOOK_BACK, CalendarEntry, changes_counted, entry_of, partner_entries
from partners.coordination.queries.mechanisms import all_mechanisms
from roadmap.models import Action, Cycle, CycleStatus

NAMESPACE = "asean-needs-dashboard"
REFRESH = timedelta(hours=12)


def calendar_choices() -> dict[str, list[tuple[str, str]]]:
    """What the calendar can be filtered by. Two queries."""
    mechanisms = [(row.code, row.name) for row in all_mechanisms()]
    return {"country": [(one.iso3, one.name) for one in countries()], "mechanism": mechanisms}


def entries_for(viewer: Viewer, *, country: str = "", mechanism: str = "") -> list[CalendarEntry]:
    """What stands in a reader's calendar, by day. Reporting cycles are for those who report and who run them.

    Five queries. What is not of a mechanism falls away where one is asked for.
    """
    found = partner_entries(viewer, country=country, mechanism=mechanism)
    if not mechanism:
        found += _actions(viewer, country)
    reports = isinstance(viewer, User) and (can(viewer, Permission.CYCLE_RUN) or can(viewer, Permission.NATIONAL_READ))
    if reports and not mechanism:
        rows = Cycle.objects.exclude(status=CycleStatus.CLOSED)
        found += [
            entry_of(
                row,
                title=_("Values are due: %(title)s") % {"title": row.title},
                on=row.due_on,
                note=row.meeting,
                path=reverse("workspace"),
                kind=_("Reporting cycle"),
            )
            for row in changes_counted(rows)
        ]
    return sorted(found, key=lambda one: (one.starts_on, one.uid))


def _actions(viewer: Viewer, country: str) -> list[CalendarEntry]:
    """Days by which actions of the road map are due: regional ones, and those of national goals that one may read.

    A goal that is not cleared stays out for its own team too: its days are not settled, and a calendar is passed on.
    """
    regional = Q(goal__country__isnull=True)
    rows = (
        Action.objects.visible_to(viewer)
        .filter(regional | Q(goal__state=State.CLEARED), due_on__gte=timezone.localdate() - LOOK_BACK)
        .select_related("goal__country")
    )
    if country:
        rows = rows.filter(regional | Q(goal__country__iso3=country))
    return [
        entry_of(
            row,
            title=_("Due: %(title)s") % {"title": row.title},
            on=row.due_on,
            note=row.lead,
            path=reverse("roadmap:goal", args=[row.goal.code]),
            kind=_("Road map, %(name)s") % {"name": row.goal.country.name}
            if row.goal.country
            else _("Road map of the region"),
        )
        for row in changes_counted(rows)
    ]


def calendar_file(entries: list[CalendarEntry], *, address: Callable[[str], str]) -> bytes:
    """The file. `address` makes a whole address of a path. Days are whole days, in no time zone: they are the same
    day everywhere."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{NAMESPACE}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("ASEAN Needs Dashboard"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for one in entries:
        event = Event()
        event.add("uid", f"{one.uid}@{NAMESPACE}")
        event.add("dtstamp", one.changed_at)
        event.add("last-modified", one.changed_at)
        event.add("sequence", one.revision)
        event.add("dtstart", one.starts_on)
        # The end of whole days is the day after the last.
        event.add("dtend", one.ends_on + timedelta(days=1))
        event.add("summary", one.title)
        event.add("categories", [one.kind])
        event.add("url", address(one.path))
        event.add("transp", "TRANSPARENT")
        if one.note:
            event.add("description", one.note)
        calendar.add_component(event)
    return calendar.to_ical()
