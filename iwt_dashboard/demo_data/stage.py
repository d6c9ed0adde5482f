"""What every builder of demonstration rows works with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.clearance.models import Disclosure, State
from core.models import Country, Organisation, Priority
from iwt_dashboard.demo_data.calendar import Calendar, at
from iwt_dashboard.demo_data.people import People


@dataclass(frozen=True)
class Stage:
    """Reference rows by their codes, the people, and the day."""

    countries: dict[str, Country]
    priorities: dict[str, Priority]
    organisations: dict[str, Organisation]
    people: People
    calendar: Calendar


def steps(
    stage: Stage, country: Country, state: str, entered: date, *, disclosure: str, note: str = ""
) -> dict[str, Any]:
    """The fields of clearance for a record of that country that was first written on the day `entered`.

    The focal point writes and submits, on behalf of both bodies in turn; the clearing officer decides. No step lies
    after today. Who can see it is set when it is cleared; until then it stands at the narrowest level.
    """
    calendar, team = stage.calendar, stage.people.teams[country.iso3]
    author = team.alternate if entered.toordinal() % 3 == 0 else team.focal
    days = (calendar.today - entered).days
    submitted, decided = calendar.ago(max(1, days - 4)), calendar.ago(max(0, days - 11))
    created = min(entered, submitted)
    fields: dict[str, Any] = {
        "state": state,
        "version": 1,
        "is_demo": True,
        "disclosure": disclosure if state == State.CLEARED else Disclosure.NATIONAL,
        "created_at": at(created, 8),
        "created_by": author,
        "edited_at": at(created, 8),
        "edited_by": author,
    }
    if state == State.DRAFT:
        return fields
    fields |= {"version": 2, "submitted_at": at(submitted, 10), "submitted_by": author, "edited_at": at(submitted, 10)}
    if state == State.SUBMITTED:
        return fields
    if state == State.RETURNED:
        what = {"returned_at": at(decided, 7), "returned_by": team.clearing, "return_note": note}
    else:
        what = {"cleared_at": at(decided, 7), "cleared_by": team.clearing}
    return fields | what | {"version": 3, "edited_at": at(decided, 7)}
