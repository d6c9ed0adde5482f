"""Rows of many tables that one programme brings, entered in one statement.

An activity has a dozen kinds of rows, most of them few: a statement for each costs more than the rows themselves. The
database takes them as JSON and gives each column its type; its triggers keep their history as ever.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, models

from partners.programmes.models.programmes import Programme


class NewRows:
    """Rows that wait to be entered, by table."""

    def __init__(self) -> None:
        self._waiting: dict[type[models.Model], list[dict[str, Any]]] = {}
        self._records: list[models.Model] = []

    def add(self, model: type[models.Model], values: Mapping[str, Any]) -> None:
        """Note a row by its columns ("programme_id"); what is left out has its default."""
        self._waiting.setdefault(model, []).append({**_defaults(model), **values})

    def add_record(self, record: models.Model) -> None:
        """Note a record, which is entered as it is then. One that others point at has its number already."""
        self._records.append(record)

    def write(self) -> None:
        """Enter them, in the transaction of the caller."""
        for record in self._records:
            self.add(type(record), {one.column: getattr(record, one.attname) for one in _columns(type(record))})
        if not self._waiting:
            return
        parts = [f"t{number} AS ({_statement(model)})" for number, model in enumerate(self._waiting)]
        rows = [json.dumps(found, default=_plain, ensure_ascii=False) for found in self._waiting.values()]
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(parts)} SELECT 1", rows)
        for record in self._records:
            record._state.adding, record._state.db = False, connection.alias
        self._waiting.clear()
        self._records.clear()


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """Numbers for so many records that are to be entered."""
    key: Any = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, key.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


@cache
def _columns(model: type[models.Model]) -> list[Any]:
    # Programmes come with their number, for their other rows point at it; the database numbers all others.
    return [one for one in model._meta.concrete_fields if model is Programme or not one.primary_key]


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    return {one.column: None if one.is_relation else one.get_default() for one in _columns(model)}


@cache
def _statement(model: type[models.Model]) -> str:
    """How rows of one table are entered: its names and types are those of the model, never of a file."""
    names = ", ".join(f'"{one.column}"' for one in _columns(model))
    typed = ", ".join(f'"{one.column}" {one.db_type(connection)}' for one in _columns(model))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {names} FROM json_to_recordset(%s) AS x({typed})'  # noqa: S608


def _plain(value: Any) -> str:
    """Numbers and days as the database reads them."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
