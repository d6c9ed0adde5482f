"""Elements of an activity as plain values. What cannot be read is left out and noted; nothing raises."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from partners.iati.format import values
from partners.iati.format.activity import Activity, Budget, Narrative, Participant, Place, Relation, Sector, best
from partners.iati.format.additions import NAMESPACE, as_shown, restore, undo_part
from partners.iati.format.bounds import BOUNDS, NOT_TAKEN, Part
from partners.iati.format.faults import NoteCode
from partners.iati.format.values import attribute, code, narratives

ROLES = {"funding": "1", "accountable": "2", "extending": "3", "implementing": "4"}
RELATIONS = {"parent": "1", "child": "2", "sibling": "3", "co-funded": "4", "third party": "5"}
DATE_TYPES = {"start-planned": "1", "start-actual": "2", "end-planned": "3", "end-actual": "4"}
VOCABULARIES = {"DAC": "1", "DAC-3": "2", "RO": "99", "RO2": "98"}
CODES = (
    *("default-flow-type", "default-finance-type", "default-aid-type", "default-tied-status"),
    *("collaboration-type", "activity-scope"),
)
PLACES = ("recipient-country", "recipient-region")
# What one export has filled in: its places are named, its amount is one.
MOST_SHOWN = 50
LAST_LINE_OF_ELEMENTS = 65_535
LONGEST_NAME = 300
LONGEST_REFERENCE = 120


@dataclass(slots=True)
class CutBudget:
    """A budget of an export of ours that was cut into slices: those that are there, whether each stands as it was made,
    and the whole with the number that they were."""

    slices: list[Budget] = field(default_factory=list)
    is_intact: bool = True
    whole: list[Budget] = field(default_factory=list)
    number: int = 0

    @property
    def rows(self) -> list[Budget]:
        """What counts of it: the whole where its slices are all as they were made, else the slices alone."""
        return self.whole if self.is_intact and len(self.slices) == self.number else self.slices


class Reading:
    """An activity while its elements go by, begun with what its own attributes say.

    `prefix` is the namespace in front of its own names: none in the standard, but some files have one. `updated` and
    `otherwise` are the stamp and the language of the file.
    """

    def __init__(self, element: Any, prefix: str, *, updated: str, otherwise: str) -> None:
        self.element = element
        self.prefix = prefix
        self._numbers: dict[str, int] = {}
        self._last_read: Any = None
        self.has_additions = NAMESPACE in element.nsmap.values()
        self.has_narrative = False
        self.has_worded_dates = False
        self.cut_budgets: dict[str, CutBudget] = {}
        self._texts: dict[str, str] = {}
        if self.has_additions:
            restore(element)
        self.activity = Activity(
            line=line_of(element),
            currency=values.currency(element.get("default-currency")) or "",
            language=values.language(element, otherwise),
            hierarchy=code(element, "hierarchy", 5),
            updated=(element.get("last-updated-datetime") or updated).strip()[:40],
            is_humanitarian=values.truth(element.get("humanitarian")),
        )
        self.notes = self.activity.notes

    def same(self, text: str) -> str:
        """The text, shared with its equals: names of organisations stand in every row."""
        return self._texts.setdefault(text, text)

    def note(self, element: Any, code: NoteCode, example: str = "") -> None:
        """Note what was mended or left out of an element."""
        self.notes.add(code, example, line_of(element))

    def country(self, element: Any) -> str:
        """The code of a country. A member state's name or number in its place is taken, and noted as what is none."""
        told = attribute(element, "code") or self.name(element)
        if found := values.country(code(element)):
            return found
        if found := values.country_named(told):
            self.note(element, NoteCode.COUNTRY_NAMED, told)
        elif told:
            self.note(element, NoteCode.COUNTRY_UNKNOWN, told)
        return found

    def takes(self, name: str, element: Any) -> bool:
        """Whether one more part of that name is read; one that exceeds is noted."""
        number = self._numbers[name] = self._numbers.get(name, 0) + 1
        if number <= (BOUNDS.get(name) or NOT_TAKEN.get(name) or number):
            return True
        self.notes.cut(name, line_of(element))
        return False

    def number_of(self, name: str) -> int:
        """How many parts of that name there were."""
        return self._numbers.get(name, 0)

    def texts(self, element: Any, language: str, **how: Any) -> list[Narrative]:
        """The texts of an element in its languages, as many as are read."""
        most = BOUNDS[Part.NARRATIVE]
        found = narratives(element, self.prefix, language, most=most + 1, **how)
        if len(found) > most:
            number = sum(1 for _one in element.iterchildren(f"{self.prefix}narrative"))
            self.notes.cut(Part.NARRATIVE, line_of(element), number - most)
        return found[:most]

    def name(self, element: Any) -> str:
        """The text of an element to show of several languages, as long as a name may be."""
        return self.best(element, self.activity.language)[:LONGEST_NAME]

    def best(self, element: Any, language: str) -> str:
        """The text of an element to show where that language is the one of the activity."""
        if len(element) == 1 and element[0].tag == f"{self.prefix}narrative" and (text := values.only_text(element)):
            return text
        return best(self.texts(element, language), language)

    def stands(self, element: Any) -> bool:
        """Take what an export of ours has filled in out of a part; whether anything is left of it."""
        if not self.has_additions:
            return True
        self._note_shown(element)
        is_there, own = undo_part(element)
        self.activity.own = own or self.activity.own
        return is_there

    def _note_shown(self, element: Any) -> None:
        """Note a place that an export has filled in, as it is shown there."""
        name = str(element.tag)[len(self.prefix) :]
        shown = as_shown(element) if name in PLACES else None
        if shown is not None and len(self.activity.shown_places) < MOST_SHOWN:
            before = len(self.activity.places)
            READERS[name](self.activity, self, shown)
            self.activity.shown_places += self.activity.places[before:]
            del self.activity.places[before:]

    def read_before(self, element: Any) -> None:
        """Read the parts that stand before one of the activity, as far as they are not read yet; the part itself is the
        caller's."""
        waiting: list[Any] = []
        for part in element.itersiblings(preceding=True):
            if part is self._last_read:
                break
            waiting.append(part)
        for part in reversed(waiting):
            self.read(part)
        self._last_read = element

    def read_rest(self) -> None:
        """Read the parts that are not read yet, once all of them are there."""
        for part in self.element if self._last_read is None else list(self._last_read.itersiblings()):
            self.read(part)

    def read(self, element: Any) -> None:
        """Read any part of the activity that is not money; what is of no use to us is passed."""
        if not self.stands(element):
            return
        tag = element.tag
        if not isinstance(tag, str) or not tag.startswith(self.prefix):
            return
        name = tag[len(self.prefix) :]
        if name in CODES:
            if found := code(element):
                self.activity.codes[name.removeprefix("default-").replace("-", "_")] = found
        elif (read := READERS.get(name)) and self.takes(name, element):
            read(self.activity, self, element)


def _identifier(activity: Activity, reading: Reading, element: Any) -> None:
    activity.identifier = activity.identifier or values.identifier(values.all_text(element))


def _reporting(activity: Activity, reading: Reading, element: Any) -> None:
    if activity.reporting_ref or activity.reporting_name:
        return
    activity.reporting_ref = attribute(element, "ref")[:LONGEST_REFERENCE]
    activity.reporting_name = reading.name(element)
    activity.reporting_type = code(element, "type", 10)
    activity.is_secondary = values.truth(element.get("secondary-reporter"))


def _title(activity: Activity, reading: Reading, element: Any) -> None:
    reading.has_narrative |= element.find(f"{reading.prefix}narrative") is not None
    activity.titles += reading.texts(element, activity.language)


def _description(activity: Activity, reading: Reading, element: Any) -> None:
    activity.descriptions += reading.texts(element, activity.language, kind=code(element, "type", 2), is_long=True)


def _status(activity: Activity, reading: Reading, element: Any) -> None:
    found = code(element)
    if found in ("1", "2", "3", "4", "5", "6"):
        activity.status = found
    elif found:
        reading.note(element, NoteCode.STATUS_UNKNOWN, found)


def _date(activity: Activity, reading: Reading, element: Any) -> None:
    kind = code(element, "type", 20).lower()
    reading.has_worded_dates |= kind in DATE_TYPES
    kind = DATE_TYPES.get(kind, kind)
    # Some write the day as a text, as version 1 did.
    text = attribute(element, "iso-date") or values.line_of_text(element.text)
    found, odd = values.day(text)
    if odd and text:
        reading.note(element, odd, text)
    if found is not None and kind in DATE_TYPES.values():
        activity.dates.setdefault(kind, found)


def _participant(activity: Activity, reading: Reading, element: Any) -> None:
    role = code(element, "role", 20).lower()
    role = ROLES.get(role, role)
    if role not in ROLES.values():
        reading.note(element, NoteCode.ROLE_UNKNOWN, role)
        role = ""
    row = Participant(
        role=role,
        ref=attribute(element, "ref")[:LONGEST_REFERENCE],
        name=reading.name(element),
        kind=code(element, "type", 10),
        activity=attribute(element, "activity-id")[:LONGEST_REFERENCE],
    )
    if row.ref or row.name:
        activity.participants.append(row)
    else:
        reading.note(element, NoteCode.ORGANISATION_NAMELESS)


def _country(activity: Activity, reading: Reading, element: Any) -> None:
    _place(reading, element, Place("country", reading.country(element)))


def _region(activity: Activity, reading: Reading, element: Any) -> None:
    _place(reading, element, Place("region", code(element), code(element, "vocabulary", 3) or "1"))


def _place(reading: Reading, element: Any, place: Place) -> None:
    place.name = reading.name(element)
    if place.code or place.name:
        _finish(reading, element, place)
        reading.activity.places.append(place)
    elif not code(element):
        reading.note(element, NoteCode.CODE_MISSING, place.kind)


def _sector(activity: Activity, reading: Reading, element: Any) -> None:
    sector = Sector(code(element), vocabulary_of(element), name=reading.name(element))
    if sector.code:
        _finish(reading, element, sector)
        activity.sectors.append(sector)
    else:
        reading.note(element, NoteCode.CODE_MISSING, "sector")


def _finish(reading: Reading, element: Any, row: Place | Sector) -> None:
    row.vocabulary_uri = attribute(element, "vocabulary-uri")[:LONGEST_NAME]
    row.percentage = _percentage(reading, element)


def vocabulary_of(sector: Any) -> str:
    """The vocabulary of a sector's code, by its number in version 2."""
    found = code(sector, "vocabulary", 20)
    # Without a vocabulary a code is of the DAC list, whose groups have three digits.
    return VOCABULARIES.get(found, found)[:3] or ("2" if len(code(sector)) == 3 else "1")


def _percentage(reading: Reading, element: Any) -> Decimal | None:
    text = (element.get("percentage") or "").strip()
    found = values.percentage(text)
    if found is not None and 0 <= found < 1_000_000:
        return found
    if text:
        reading.note(element, NoteCode.PERCENTAGE_UNREADABLE, text)
    return None


def _related(activity: Activity, reading: Reading, element: Any) -> None:
    kind, identifier = code(element, "type", 20).lower(), attribute(element, "ref")[:LONGEST_NAME]
    kind = RELATIONS.get(kind, kind)
    if identifier and kind in RELATIONS.values():
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
