"""Transactions and budgets of an activity as plain values. What cannot be read is left out and noted."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from partners.iati.format.activity import Budget, Transaction
from partners.iati.format.activity import best as best_of
from partners.iati.format.elements import LONGEST_NAME, LONGEST_REFERENCE, Reading, vocabulary_of
from partners.iati.format.faults import NoteCode, Notes
from partners.iati.format.values import (
    LARGEST_VALUE,
    attribute,
    code,
    currency,
    day,
    line_of_text,
    narratives,
    number,
    truth,
)

# Letters that some files of version 2 still use for types of transactions (codelist of version 1).
LETTERS = {
    "IF": "1", "C": "2", "D": "3", "E": "4", "IR": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9", "CG": "10",
}  # fmt: skip
TRANSACTION_TYPES = frozenset(str(number) for number in range(1, 14))
TRANSACTION_CODES = {
    "flow-type": "flow_type",
    "finance-type": "finance_type",
    "aid-type": "aid_type",
    "tied-status": "tied_status",
    "disbursement-channel": "disbursement_channel",
}
LONGEST_DESCRIPTION = 500


class _Money(NamedTuple):
    """A value with its currency (empty where nobody says) and date."""

    value: Decimal
    currency: str
    value_on: date | None


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
        row.sector, row.sector_vocabulary = same(code(sector)), same(vocabulary_of(sector))
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


def _rank(sector: Any) -> int:
    vocabulary = vocabulary_of(sector)
    return ("1", "2").index(vocabulary) if vocabulary in ("1", "2") else 2
