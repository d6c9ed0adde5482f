"""Reads an IATI activity file of version 2, as really published, one activity at a time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any, TypeVar

from partners.iati.format.activity import Activity, Place, Sector
from partners.iati.format.additions import SliceMark, as_shown, slice_mark, without_marks
from partners.iati.format.bounds import BOUNDS, Part
from partners.iati.format.elements import MOST_SHOWN, CutBudget, Reading, line_of
from partners.iati.format.faults import FileRefusal, NoteCode, RefusalCode, SkipCode, Skipped
from partners.iati.format.money import read_money
from partners.iati.format.stream import ACTIVITY, READ_AT_ONCE, ROOTS, Memory, elements, resident_memory
from partners.iati.format.values import attribute, language
from partners.iati.rules.editions import stamp_of

MOST_PARTS_TO_PASS = 200_000
MOST_ACTIVITIES = 200_000
# An export cuts a budget into a hundred at most.
MOST_SLICES = 100
# The columns of the database.
LONGEST_IDENTIFIER = 120
Key = TypeVar("Key")
Seen = dict[str, tuple[int, datetime | None]]
"""The identifiers of a file that went by, each with the line and the stamp of the version that counts so far."""
VERSION_ELSEWHERE = "{http://datastore.iatistandard.org/ns}version"


def check(file: IO[bytes], *, memory: Memory = resident_memory) -> int:
    """Go through a whole file without reading its activities; answer how many there are.

    Raises FileRefusal as `activities`. A file is written only after it has passed whole: of a broken one nothing is.
    """
    return sum(begins and name == ACTIVITY for name, _element, begins in _guarded(file, memory))


def activities(file: IO[bytes], *, memory: Memory = resident_memory) -> Iterator[Activity | Skipped]:
    """The activities of a file in its order. What cannot be taken is answered as Skipped, and the file goes on.

    Raises FileRefusal, after activities before it, where the file as a whole is none: not well-formed, hostile, of
    version 1, an organisation file, no IATI file.
    """
    seen: Seen = {}
    updated, otherwise = "", ""
    open_ones: list[Reading] = []
    for name, element, begins in _guarded(file, memory):
        if name == ACTIVITY and begins:
            prefix = str(element.tag)[: -len(ACTIVITY)]
            open_ones.append(Reading(element, prefix, updated=updated, otherwise=otherwise))
        elif name == ACTIVITY:
            reading = open_ones.pop()
            reading.read_rest()
            yield _finished(reading, seen)
            if open_ones and element.getparent() is open_ones[-1].element:
                # One inside of another, which no schema allows: the outer one loses nothing by it.
                open_ones[-1].read_before(element)
        elif name in ROOTS:
            updated = (element.get("generated-datetime") or "").strip()
            otherwise = language(element, "")
        elif open_ones and element.getparent() is open_ones[-1].element:
            _read_so_far(open_ones[-1], name, element)


def _read_so_far(reading: Reading, name: str, element: Any) -> None:
    """Read what stands before one of many like parts, for it is dropped now, and then the part itself."""
    reading.read_before(element)
    mark = slice_mark(element) if reading.has_additions and name == "budget" else None
    if mark is not None:
        _read_slice(reading, mark, element)
        return
    if reading.has_additions and name == "transaction":
        _note_shown(reading, element)
    # What stands for a part of the standard in an export of ours is called by its name there once it is undone.
    if not reading.stands(element) or element.tag != f"{reading.prefix}{name}" or not reading.takes(name, element):
        return
    if name in READ_AT_ONCE:
        read_money(reading, element)


def _note_shown(reading: Reading, element: Any) -> None:
    """Note a transaction that an export has filled in, as it is shown there."""
    shown, activity = as_shown(element), reading.activity
    if shown is not None and element.tag == f"{reading.prefix}transaction":
        before = len(activity.transactions)
        if len(activity.shown_transactions) < MOST_SHOWN:
            read_money(reading, shown)
        activity.shown_transactions += activity.transactions[before:]
        del activity.transactions[before:]


def _read_slice(reading: Reading, mark: SliceMark, element: Any) -> None:
    """Read a budget that an export of ours has cut into slices, or one of these: which of them counts is known once all
    are there."""
    without_marks(element)
    if mark.of not in reading.cut_budgets and len(reading.cut_budgets) >= BOUNDS[Part.BUDGET]:
        reading.notes.cut(Part.BUDGET, line_of(element))
        return
    cut = reading.cut_budgets.setdefault(mark.of, CutBudget())
    if mark.number is not None and not reading.takes("budget", element):
        return
    if len(cut.slices) > MOST_SLICES or element.tag != f"{reading.prefix}budget":
        return
    before = len(reading.activity.budgets)
    read_money(reading, element)
    found = reading.activity.budgets[before:]
    del reading.activity.budgets[before:]
    if mark.number is None:
        cut.slices += found
        cut.is_intact &= mark.is_intact
    else:
        cut.whole, cut.number = found, mark.number


def _guarded(file: IO[bytes], memory: Memory) -> Iterator[tuple[str, Any, bool]]:
    """The elements of a file. Refuses those of other kinds as soon as that can be told, and those without an end."""
    is_rooted, number, parts = False, 0, 0
    for name, element, begins in elements(file, memory=memory):
        if name == ACTIVITY and begins:
            number, parts = number + 1, 0
            if number > MOST_ACTIVITIES:
                raise FileRefusal(RefusalCode.TOO_LARGE, line=line_of(element), detail=str(MOST_ACTIVITIES))
        elif name in ("iati-organisations", "iati-organisation"):
            raise FileRefusal(RefusalCode.ORGANISATION_FILE, line=line_of(element))
        elif name == "iati-activities":
            is_rooted = True
            _check_version(element)
        else:
            parts += 1
            if parts > MOST_PARTS_TO_PASS:
                raise FileRefusal(RefusalCode.TOO_LARGE_A_PART, line=line_of(element))
        yield name, element, begins
    if not number and not is_rooted:
        raise FileRefusal(RefusalCode.NOT_IATI)


def _check_version(element: Any) -> None:
    """Versions of 2 are read whatever comes behind the point; no version is read, too."""
    version = attribute(element, "version")[:20]
    major = version.partition(".")[0]
    if version and major not in ("2", "02"):
        code = RefusalCode.VERSION_1 if major in ("1", "01") else RefusalCode.VERSION_UNKNOWN
        raise FileRefusal(code, line=line_of(element), detail=version)


def _finished(reading: Reading, seen: Seen) -> Activity | Skipped:
    """An activity that is complete, if it can be taken."""
    activity = reading.activity
    activity.line = max(activity.line, line_of(reading.element))
    if fault := _fault(reading, seen):
        code, detail = fault
        return Skipped(activity.identifier[:300], activity.line, code, detail, activity.title[:400])
    earlier = seen.get(activity.identifier)
    if earlier is not None:
        activity.earlier_line = earlier[0]
        reading.notes.add(NoteCode.LATER, str(earlier[0]))
    seen[activity.identifier] = activity.line, _stamp(activity)
    for cut in reading.cut_budgets.values():
        activity.budgets += cut.rows[: BOUNDS[Part.BUDGET] - len(activity.budgets)]
    _fill_from_transactions(activity)
    planned = reading.number_of(Part.PLANNED)
    if planned and not activity.budgets and not activity.transactions:
        reading.notes.add(NoteCode.PLANNED_ALONE, number=planned)
    if not activity.titles:
        reading.notes.add(NoteCode.NO_TITLE)
    return activity


def _stamp(activity: Activity) -> datetime | None:
    return stamp_of(activity.updated, datetime.now(UTC))[0]


def _is_later(stamp: datetime | None, than: datetime | None) -> bool:
    return stamp is not None and (than is None or stamp > than)


def _fault(reading: Reading, seen: Seen) -> tuple[SkipCode, str] | None:
    identifier = reading.activity.identifier
    if not identifier:
        return SkipCode.NO_IDENTIFIER, ""
    if len(identifier) > LONGEST_IDENTIFIER:
        return SkipCode.IDENTIFIER_TOO_LONG, str(len(identifier))
    if (earlier := seen.get(identifier)) and not _is_later(_stamp(reading.activity), earlier[1]):
        return SkipCode.TWICE_IN_FILE, str(earlier[0])
    version = attribute(reading.element, "version") or attribute(reading.element, VERSION_ELSEWHERE)
    # In version 1 texts stand bare, and types of dates are words.
    if version.startswith("1") or (reading.has_worded_dates and not reading.has_narrative):
        return SkipCode.VERSION_1, version[:20] or "1"
    return None


def _fill_from_transactions(activity: Activity) -> None:
    """Take recipients and sectors from the transactions where the activity itself has none."""
    if not activity.places:
        places = dict.fromkeys(
            (one.kind, one.code, one.vocabulary) for row in activity.transactions for one in row.places
        )
        kept = _within_bounds(activity, Part.COUNTRY, list(places))
        activity.places = [Place(*key, is_from_transactions=True) for key in kept]
    if not activity.sectors:
        sectors = dict.fromkeys((one.code, one.vocabulary) for row in activity.transactions for one in row.sectors)
        found = _within_bounds(activity, Part.SECTOR, list(sectors))
        activity.sectors = [Sector(*key, is_from_transactions=True) for key in found]


def _within_bounds(activity: Activity, part: Part, keys: list[Key]) -> list[Key]:
    """As many recipients or sectors of transactions as an activity itself may have; more are noted."""
    most = BOUNDS[part]
    if len(keys) > most:
        activity.notes.cut(part, activity.line, len(keys) - most)
    return keys[:most]
