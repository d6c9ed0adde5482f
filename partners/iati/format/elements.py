"""Elements of an activity as plain values. What cannot be read is left out and noted; nothing raises."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from partners.iati.format.activity import Activity, Participant, Place, Relation, Sector
from partners.iati.format.activity import best as best_of
from partners.iati.format.additions import NAMESPACE, restore_attributes, undo_part
from partners.iati.format.faults import NoteCode, Notes
from partners.iati.format.values import (
    all_text,
    attribute,
    code,
    currency,
    day,
    language,
    line_of_text,
    narratives,
    number,
    truth,
)

ROLES = {"funding": "1", "accountable": "2", "extending": "3", "implementing": "4"}
DATE_TYPES = {"start-planned": "1", "start-actual": "2", "end-planned": "3", "end-actual": "4"}
STATUSES = frozenset("123456")
CODES = {
    "collaboration-type": "collaboration_type",
    "default-flow-type": "flow_type",
    "default-finance-type": "finance_type",
    "default-aid-type": "aid_type",
    "default-tied-status": "tied_status",
    "activity-scope": "activity_scope",
}
LAST_LINE_OF_ELEMENTS = 65_535
LONGEST_NAME = 300
LONGEST_REFERENCE = 120
# No activity that is one has more languages or descriptions than this.
MOST_TEXTS = 200
# The largest activities that publishers have brought forth hold some twenty thousand transactions.
MOST_PARTS = 40_000


class Reading:
    """An activity while its elements go by.

    `prefix` is the namespace in front of its own names: none in the standard, but some files have one.
    """

    def __init__(self, element: Any, activity: Activity, prefix: str) -> None:
        self.element = element
        self.activity = activity
        self.notes = activity.notes
        self.prefix = prefix
        self.parts = 0
        self.has_additions = NAMESPACE in element.nsmap.values()
        self.has_narrative = False
        self.has_worded_dates = False
        self._texts: dict[str, str] = {}

    @property
    def is_version_1(self) -> bool:
        """Whether it is written as in version 1: texts stand bare, and types of dates are words."""
        return self.has_worded_dates and not self.has_narrative

    def same(self, text: str) -> str:
        """The text, shared with its equals: names of organisations stand in every row."""
        return self._texts.setdefault(text, text)


def read_part(reading: Reading, element: Any) -> None:
    """Read any part of an activity that is not money; what is of no use to us is passed."""
    if reading.has_additions and not stands(reading, element):
        return
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith(reading.prefix):
        return
    name = tag[len(reading.prefix) :]
    if name in CODES:
        if found := code(element):
            reading.activity.codes[CODES[name]] = found
    elif read := READERS.get(name):
        reading.parts += 1
        if reading.parts <= MOST_PARTS:
            read(reading.activity, reading, element)


def stands(reading: Reading, element: Any) -> bool:
    """Take what an export of ours has filled in out of a part; whether anything is left of it."""
    is_there, own = undo_part(element)
    reading.activity.own = own or reading.activity.own
    return is_there


def _identifier(activity: Activity, reading: Reading, element: Any) -> None:
    activity.identifier = activity.identifier or line_of_text(all_text(element))


def _reporting(activity: Activity, reading: Reading, element: Any) -> None:
    if activity.reporting_ref or activity.reporting_name:
        return
    activity.reporting_ref = attribute(element, "ref")[:LONGEST_REFERENCE]
    activity.reporting_name = best_of(narratives(element, reading.prefix, activity.language), activity.language)
    activity.reporting_name = activity.reporting_name[:LONGEST_NAME]
    activity.reporting_type = code(element, "type", 10)
    activity.is_secondary = truth(element.get("secondary-reporter"))


def _title(activity: Activity, reading: Reading, element: Any) -> None:
    if len(activity.titles) < MOST_TEXTS:
        reading.has_narrative |= element.find(f"{reading.prefix}narrative") is not None
        activity.titles += narratives(element, reading.prefix, activity.language)[:MOST_TEXTS]


def _description(activity: Activity, reading: Reading, element: Any) -> None:
    if len(activity.descriptions) < MOST_TEXTS:
        kind = code(element, "type", 2)
        found = narratives(element, reading.prefix, activity.language, kind=kind, is_long=True)
        activity.descriptions += found[:MOST_TEXTS]


def _status(activity: Activity, reading: Reading, element: Any) -> None:
    found = code(element)
    if found in STATUSES:
        activity.status = found
    else:
        reading.notes.add(NoteCode.STATUS_UNKNOWN, found)


def _date(activity: Activity, reading: Reading, element: Any) -> None:
    kind = code(element, "type", 20).lower()
    reading.has_worded_dates |= kind in DATE_TYPES
    kind = DATE_TYPES.get(kind, kind)
    found = day(element.get("iso-date"))
    if found is None:
        reading.notes.add(NoteCode.DATE_UNREADABLE, attribute(element, "iso-date"))
    elif kind in DATE_TYPES.values():
        activity.dates.setdefault(kind, found)


def _participant(activity: Activity, reading: Reading, element: Any) -> None:
    role = code(element, "role", 20).lower()
    role = ROLES.get(role, role)
    if role not in ROLES.values():
        reading.notes.add(NoteCode.ROLE_UNKNOWN, role)
        role = ""
    row = Participant(
        role=role,
        ref=attribute(element, "ref")[:LONGEST_REFERENCE],
        name=best_of(narratives(element, reading.prefix, activity.language), activity.language)[:LONGEST_NAME],
        kind=code(element, "type", 10),
        activity=attribute(element, "activity-id")[:LONGEST_REFERENCE],
    )
    if row.ref or row.name:
        activity.participants.append(row)
    else:
        reading.notes.add(NoteCode.ORGANISATION_NAMELESS)


def _country(activity: Activity, reading: Reading, element: Any) -> None:
    found = code(element, longest=2).upper()
    _place(activity, reading, element, found)


def _region(activity: Activity, reading: Reading, element: Any) -> None:
    _place(activity, reading, element, code(element), code(element, "vocabulary", 3) or "1")


def _place(activity: Activity, reading: Reading, element: Any, found: str, vocabulary: str = "") -> None:
    """A country, or a region where there is a vocabulary."""
    kind = "region" if vocabulary else "country"
    name = best_of(narratives(element, reading.prefix, activity.language), activity.language)[:LONGEST_NAME]
    if not found and not name:
        reading.notes.add(NoteCode.CODE_MISSING, kind)
        return
    share = _percentage(reading.notes, element)
    uri = attribute(element, "vocabulary-uri")[:LONGEST_NAME]
    activity.places.append(Place(kind, found, vocabulary, uri, name, share))


def _sector(activity: Activity, reading: Reading, element: Any) -> None:
    found = code(element)
    if not found:
        reading.notes.add(NoteCode.CODE_MISSING, "sector")
        return
    name = best_of(narratives(element, reading.prefix, activity.language), activity.language)[:LONGEST_NAME]
    uri = attribute(element, "vocabulary-uri")[:LONGEST_NAME]
    activity.sectors.append(Sector(found, vocabulary_of(element), uri, name, _percentage(reading.notes, element)))


def vocabulary_of(sector: Any) -> str:
    """The vocabulary of a sector's code, by its number in version 2."""
    found = code(sector, "vocabulary", 20)
    found = {"DAC": "1", "DAC-3": "2", "RO": "99", "RO2": "98"}.get(found, found)[:3]
    if found:
        return found
    # Without a vocabulary a code is of the DAC list, whose groups have three digits.
    return "2" if len(code(sector)) == 3 else "1"


def _percentage(notes: Notes, element: Any) -> Decimal | None:
    text = (element.get("percentage") or "").strip().rstrip("%")
    if not text:
        return None
    found = number(text)
    if found is None or not 0 <= found < 1_000_000:
        notes.add(NoteCode.PERCENTAGE_UNREADABLE, text)
        return None
    return found


def _related(activity: Activity, reading: Reading, element: Any) -> None:
    kind, identifier = code(element, "type", 1), attribute(element, "ref")[:LONGEST_NAME]
    if identifier and kind in ("1", "2", "3", "4", "5"):
        activity.relations.append(Relation(kind, identifier))


def _other_identifier(activity: Activity, reading: Reading, element: Any) -> None:
    if found := attribute(element, "ref")[:LONGEST_REFERENCE]:
        activity.other_identifiers.append(found)


READERS: dict[str, Callable[[Activity, Reading, Any], None]] = {
    "iati-identifier": _identifier,
    "reporting-org": _reporting,
    "title": _title,
    "description": _description,
    "activity-status": _status,
    "activity-date": _date,
    "participating-org": _participant,
    "recipient-country": _country,
    "recipient-region": _region,
    "sector": _sector,
    "related-activity": _related,
    "other-identifier": _other_identifier,
}


def line_of(element: Any) -> int:
    """The line on which an element begins; 0 where nobody knows.

    Behind line 65,535 the parser knows it of texts only, and of those where they end.
    """
    found = int(element.sourceline or 0)
    if found < LAST_LINE_OF_ELEMENTS:
        return found
    return max(found - (element.text or "").count("\n"), LAST_LINE_OF_ELEMENTS)


def begin(element: Any, prefix: str, *, updated: str, otherwise: str) -> Reading:
    """An activity with what its own attributes say. `otherwise` is the language of the file."""
    if NAMESPACE in element.nsmap.values():
        restore_attributes(element)
    activity = Activity(
        identifier="",
        line=line_of(element),
        currency=currency(element.get("default-currency")) or "",
        language=language(element, otherwise),
        hierarchy=code(element, "hierarchy", 5),
        updated=(element.get("last-updated-datetime") or updated).strip()[:40],
        is_humanitarian=truth(element.get("humanitarian")),
    )
    return Reading(element, activity, prefix)
