"""Transactions and budgets of an activity as plain values. What cannot be read is left out and noted."""

from datetime import date
from decimal import Decimal
from typing import Any

from partners.iati.format import values
from partners.iati.format.activity import Budget, Transaction
from partners.iati.format.elements import LONGEST_NAME, LONGEST_REFERENCE, Reading, vocabulary_of
from partners.iati.format.faults import NoteCode
from partners.iati.format.values import attribute, code

# Letters that some files of version 2 still use for types of transactions (codelist of version 1).
LETTERS = {
    "IF": "1", "C": "2", "D": "3", "E": "4", "IR": "5", "LR": "6", "R": "7", "QP": "8", "QS": "9", "CG": "10",
}  # fmt: skip
TRANSACTION_TYPES = frozenset(str(number) for number in range(1, 14))
TRANSACTION_CODES = ("flow-type", "finance-type", "aid-type", "tied-status", "disbursement-channel")
LONGEST_DESCRIPTION = 500


def read_money(reading: Reading, element: Any) -> None:
    """Read a transaction or a budget of the activity."""
    start = len(reading.prefix)
    by_name: dict[str, Any] = {}
    for child in element:
        tag = child.tag
        if isinstance(tag, str) and tag.startswith(reading.prefix):
            name = tag[start:]
            # The first of each name; of several sectors that of the finest DAC list, whose codes everybody knows.
            if name not in by_name or (name == "sector" and _rank(child) < _rank(by_name[name])):
                by_name[name] = child
    value = by_name.get("value")
    amount = _amount(reading, element, value)
    if amount is None:
        return
    money = {"value": amount, "currency": _currency(reading, value), "value_on": _day(reading, value, "value-date")}
    if element.tag[start:] == "budget":
        reading.activity.budgets.append(_budget(reading, element, by_name, money))
    else:
        reading.activity.transactions.append(_transaction(reading, element, by_name, money))


def _budget(reading: Reading, element: Any, by_name: dict[str, Any], money: dict[str, Any]) -> Budget:
    return Budget(
        kind="2" if code(element, "type", 20).lower() in ("2", "revised") else "1",
        status=code(element, "status", 1),
        starts_on=_day(reading, by_name.get("period-start"), "iso-date"),
        ends_on=_day(reading, by_name.get("period-end"), "iso-date"),
        **money,
    )


def _transaction(reading: Reading, element: Any, by_name: dict[str, Any], money: dict[str, Any]) -> Transaction:
    same = reading.same
    kind = _code_of(by_name, "transaction-type").upper()
    kind = LETTERS.get(kind, kind)
    if kind not in TRANSACTION_TYPES:
        reading.note(element, NoteCode.TRANSACTION_TYPE_UNKNOWN, kind)
        kind = ""
    happened_on = _day(reading, by_name.get("transaction-date"), "iso-date")
    if happened_on is None:
        reading.note(element, NoteCode.TRANSACTION_DATE_MISSING)
    row = Transaction(
        kind=same(kind),
        happened_on=happened_on,
        **money,
        reference=attribute(element, "ref")[:LONGEST_REFERENCE],
        is_humanitarian=values.truth(element.get("humanitarian")),
    )
    description, country, region, sector = map(
        by_name.get, ("description", "recipient-country", "recipient-region", "sector")
    )
    if description is not None:
        row.description = same(_best(reading, description)[:LONGEST_DESCRIPTION])
    row.provider_ref, row.provider_name, row.provider_activity = _party(reading, by_name, "provider")
    row.receiver_ref, row.receiver_name, row.receiver_activity = _party(reading, by_name, "receiver")
    if country is not None:
        row.recipient_country = same(reading.country(country))
    if region is not None:
        row.recipient_region = same(code(region))
        row.region_vocabulary = same(code(region, "vocabulary", 3) or "1")
    if sector is not None:
        row.sector, row.sector_vocabulary = same(code(sector)), same(vocabulary_of(sector))
    row.codes = {
        name.replace("-", "_"): same(found) for name in TRANSACTION_CODES if (found := _code_of(by_name, name))
    }
    return row


def _party(reading: Reading, by_name: dict[str, Any], who: str) -> tuple[str, str, str]:
    """Reference, name and activity of the provider or the receiver."""
    element = by_name.get(f"{who}-org")
    if element is None:
        return "", "", ""
    return (
        reading.same(attribute(element, "ref")[:LONGEST_REFERENCE]),
        reading.same(_best(reading, element)[:LONGEST_NAME]),
        reading.same(attribute(element, f"{who}-activity-id")[:LONGEST_REFERENCE]),
    )


def _best(reading: Reading, element: Any) -> str:
    return reading.best(element, "")


def _code_of(by_name: dict[str, Any], name: str) -> str:
    element = by_name.get(name)
    return "" if element is None else code(element)


def _amount(reading: Reading, row: Any, value: Any) -> Decimal | None:
    text = "" if value is None else values.line_of_text(value.text)
    found = values.number(text)
    if found is None:
        reading.note(row, NoteCode.VALUE_UNREADABLE if text else NoteCode.VALUE_MISSING, text)
    elif abs(found) >= values.LARGEST_VALUE:
        reading.note(row, NoteCode.VALUE_TOO_LARGE, text)
        found = None
    return found


def _currency(reading: Reading, value: Any) -> str:
    own = values.currency(value.get("currency"))
    if own is None:
        reading.note(value, NoteCode.CURRENCY_UNREADABLE, value.get("currency"))
        return ""
    found = own or reading.activity.currency
    if not found:
        reading.note(value, NoteCode.VALUE_WITHOUT_CURRENCY)
    return reading.same(found)


def _day(reading: Reading, element: Any, name: str) -> date | None:
    """The day in an attribute of an element, if there is one."""
    text = values.line_of_text("" if element is None else element.get(name))
    if not text:
        return None
    found, odd = values.day(text)
    if odd:
        reading.note(element, odd, text)
    return found


def _rank(sector: Any) -> int:
    """Where the vocabulary of a sector stands among those that everybody knows."""
    return {"1": 0, "2": 1}.get(vocabulary_of(sector), 2)
