"""Elements of an activity as plain values. What cannot be read is left out and noted; nothing raises."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from partners.iati.format.activity import Activity, Budget, Participant, Place, Relation, Sector, Transaction
from partners.iati.format.activity import best as best_of
from partners.iati.format.additions import NAMESPACE, restore_attributes, undo_part
from partners.iati.format.faults import NoteCode, Notes
from partners.iati.format.values import (
    LARGEST_VALUE,
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

# Letters that some files of version 2 still use for types of transactions (codelist of version 1).
LETTERS = {
    "IF": "1", "C": "2", "D": "3", "E": "4", "IR": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9", "CG": "10",
}  # fmt: skip
ROLES = {"funding": "1", "accountable": "2", "extending": "3", "implementing": "4"}
TRANSACTION_TYPES = frozenset(str(number) for number in range(1, 14))
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
TRANSACTION_CODES = {
    "flow-type": "flow_type",
    "finance-type": "finance_type",
    "aid-type": "aid_type",
    "tied-status": "tied_status",
    "disbursement-channel": "disbursement_channel",
}
LAST_LINE_OF_ELEMENTS = 65_535
LONGEST_NAME = 300
LONGEST_REFERENCE = 120
LONGEST_DESCRIPTION = 500
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


class _Money(NamedTuple):
    """A value with its currency (empty where nobody says) and date."""

    value: Decimal
    currency: str
    value_on: date | None


# --- money -------------------------------------------------------------------------------------------


def read_money(reading: Reading, element: Any) -> None:
    """Read a transaction or a budget of the activity."""
    prefix = reading.prefix
    start = len(prefix)
    by_name: dict[str, Any] = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag.startswith(prefix):
            name = tag[start:]
            # The first of each name; of several sectors that of the finest DAC list, whose codes everybody knows.
            if name not in by_name or (name == "sector" and _rank(child) < _rank(by_name[name])):
                by_name[name] = child
    value = by_name.get("value")
    amount = _amount(reading.notes, value)
    if value is None or amount is None:
        return
    money = _Money(amount, _currency(reading, value), _day(reading.notes, value.get("value-date")))
    if element.tag[start:] == "budget":
        reading.activity.budgets.append(_budget(reading, element, by_name, money))
    else:
        reading.activity.transactions.append(_transaction(reading, element, by_name, money))


def _budget(reading: Reading, element: Any, by_name: dict[str, Any], money: _Money) -> Budget:
    kind = code(element, "type", 20).lower()
    kind = {"original": "1", "revised": "2"}.get(kind, kind)
    starts, ends = by_name.get("period-start"), by_name.get("period-end")
    return Budget(
        kind="2" if kind == "2" else "1",
        status=code(element, "status", 1),
        starts_on=None if starts is None else _day(reading.notes, starts.get("iso-date")),
        ends_on=None if ends is None else _day(reading.notes, ends.get("iso-date")),
        value=money.value,
        currency=money.currency,
        value_on=money.value_on,
    )


def _transaction(reading: Reading, element: Any, by_name: dict[str, Any], money: _Money) -> Transaction:
    same, notes = reading.same, reading.notes
    kind = _code_of(by_name, "transaction-type").upper()
    kind = LETTERS.get(kind, kind)
    if kind not in TRANSACTION_TYPES:
        notes.add(NoteCode.TRANSACTION_TYPE_UNKNOWN, kind)
        kind = ""
    happened = by_name.get("transaction-date")
    happened_on = None if happened is None else _day(notes, happened.get("iso-date"))
    if happened_on is None:
        notes.add(NoteCode.TRANSACTION_DATE_MISSING)
    row = Transaction(
        kind=same(kind),
        happened_on=happened_on,
        value=money.value,
        currency=same(money.currency),
        value_on=money.value_on,
        reference=attribute(element, "ref")[:LONGEST_REFERENCE],
        is_humanitarian=truth(element.get("humanitarian")),
    )
    description = by_name.get("description")
    if description is not None:
        row.description = same(_best(reading, description)[:LONGEST_DESCRIPTION])
    provider, receiver = by_name.get("provider-org"), by_name.get("receiver-org")
    if provider is not None:
        row.provider_ref, row.provider_name, row.provider_activity = _party(reading, provider, "provider-activity-id")
    if receiver is not None:
        row.receiver_ref, row.receiver_name, row.receiver_activity = _party(reading, receiver, "receiver-activity-id")
    country, region, sector = (by_name.get(name) for name in ("recipient-country", "recipient-region", "sector"))
    if country is not None:
        row.recipient_country = same(code(country, longest=2).upper())
    if region is not None:
        row.recipient_region = same(code(region))
        row.region_vocabulary = same(code(region, "vocabulary", 3) or "1")
    if sector is not None:
        row.sector, row.sector_vocabulary = same(code(sector)), same(_vocabulary(sector))
    row.codes = {
        ours: same(found) for theirs, ours in TRANSACTION_CODES.items() if (found := _code_of(by_name, theirs))
    }
    return row


def _party(reading: Reading, element: Any, activity: str) -> tuple[str, str, str]:
    return (
        reading.same(attribute(element, "ref")[:LONGEST_REFERENCE]),
        reading.same(_best(reading, element)[:LONGEST_NAME]),
        reading.same(attribute(element, activity)[:LONGEST_REFERENCE]),
    )


def _best(reading: Reading, element: Any) -> str:
    return best_of(narratives(element, reading.prefix, ""), "")


def _code_of(by_name: dict[str, Any], name: str) -> str:
    element = by_name.get(name)
    return "" if element is None else code(element)


def _amount(notes: Notes, element: Any) -> Decimal | None:
    text = None if element is None else line_of_text(element.text)
    found = number(text)
    if found is None:
        notes.add(NoteCode.VALUE_UNREADABLE, text or "")
    elif abs(found) >= LARGEST_VALUE:
        notes.add(NoteCode.VALUE_TOO_LARGE, text or "")
        found = None
    return found


def _currency(reading: Reading, value: Any) -> str:
    own = currency(value.get("currency"))
    if own is None:
        reading.notes.add(NoteCode.CURRENCY_UNREADABLE, value.get("currency"))
        return ""
    found = own or reading.activity.currency
    if not found:
        reading.notes.add(NoteCode.VALUE_WITHOUT_CURRENCY)
    return found


def _day(notes: Notes, text: str | None) -> date | None:
    found = day(text)
    if found is None and (text or "").strip():
        notes.add(NoteCode.DATE_UNREADABLE, line_of_text(text))
    return found


def _vocabulary(sector: Any) -> str:
    found = code(sector, "vocabulary", 20)
    found = {"DAC": "1", "DAC-3": "2", "RO": "99", "RO2": "98"}.get(found, found)[:3]
    if found:
        return found
    # Without a vocabulary a code is of the DAC list, whose groups have three digits.
    return "2" if len(code(sector)) == 3 else "1"


def _rank(sector: Any) -> int:
    vocabulary = _vocabulary(sector)
    return ("1", "2").index(vocabulary) if vocabulary in ("1", "2") else 2


# --- everything else ---------------------------------------------------------------------------------


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
    activity.sectors.append(Sector(found, _vocabulary(element), uri, name, _percentage(reading.notes, element)))


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
