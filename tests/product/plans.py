"""What the database would do for the questions of a page: which tables that grow it reads from end to end."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection

# These grow with reports, answers, programmes and years. All others are lists that people keep short: member states,
# priorities, plans, indicators, mechanisms, organisations, people.
GROWING_APPS = {
    "core": ("document", "auditentry", "notice", "unsavedtext", "outgoingmail"),
    "needs": ("need", "needcomponent", "needrevision", "clarification"),
    "roadmap": ("observation", "actionrating", "indicatorassessment", "countryindicator", "trajectoryproposal"),
    "partners": (
        *("programme", "programmecountry", "programmepriority", "programmeorganisation", "programmetext", "moneyline"),
        *("iatirecord", "overlappair", "needcoverage"),
        *("response", "responsecomponent", "responsemessage", "delivery", "deliverypart", "raisedneed"),
    ),
}


def growing_tables() -> set[str]:
    """The tables that grow, their histories included."""
    there = {model._meta.db_table for model in apps.get_models()}
    named = {f"{app}_{name}" for app, names in GROWING_APPS.items() for name in names}
    assert named <= there, named - there
    return named | ({f"{name}event" for name in named} & there)


def scanned(statements: Iterable[str], *, can_be_indexed: bool) -> set[str]:
    """The tables that grow and that one of the statements reads from end to end.

    `can_be_indexed`: only where no index could serve it. On few rows the planner rightly uses none.
    """
    growing, found = growing_tables(), set()
    with connection.cursor() as cursor:
        if can_be_indexed:
            cursor.execute("SET enable_seqscan = off")
        for statement in statements:
            if not statement.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT")):
                continue
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
            (plan,) = cursor.fetchone()
            nodes = _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
            found |= {one["Relation Name"] for one in nodes if one["Node Type"] == "Seq Scan"} & growing
        cursor.execute("RESET enable_seqscan")
    return found


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
