"""Triggers that note which figures are to be counted again, whatever writes: a model, the administration, an import or
SQL by hand."""

from typing import Any

import pgtrigger
from django.db import models

OPERATIONS: dict[str, tuple[Any, dict[str, str]]] = {
    "insert": (pgtrigger.Insert, {"new": "new_rows"}),
    "update": (pgtrigger.Update, {"old": "old_rows", "new": "new_rows"}),
    "delete": (pgtrigger.Delete, {"old": "old_rows"}),
}


def marks(model: type[models.Model], figure: str, keys: str) -> None:
    """Have every statement that writes rows of a model mark a figure.

    `keys` is SQL that gives the figure's keys from `changed`, which holds the rows as they were and as they are, with
    all columns: "SELECT need_id FROM changed". Keys that are NULL are passed over. Marks are only ever inserted, so
    that nobody waits for another.
    """
    for name, (operation, rows) in OPERATIONS.items():
        changed = " UNION ALL ".join(f"TABLE {table}" for table in rows.values())
        pgtrigger.register(
            pgtrigger.Trigger(
                name=f"mark_{figure.replace('-', '_')}_{name}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=operation,
                referencing=pgtrigger.Referencing(**rows),
                func=f"""
                    WITH changed AS ({changed})
                    INSERT INTO core_recount (figure, key, transaction)
                    SELECT DISTINCT '{figure}', found.key, pg_current_xact_id()::text::bigint
                    FROM ({keys}) AS found(key) WHERE found.key IS NOT NULL;
                    RETURN NULL;
                """,  # noqa: S608  all of it is written in our modules
            )
        )(model)
