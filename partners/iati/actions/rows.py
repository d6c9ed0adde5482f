"""Rows of many tables that a portion of a file brings, written in one statement, whatever their number.

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
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.programmes.models.programmes import Programme


class WaitingRows:
    """Rows that wait to be written, by table."""

    def __init__(self) -> None:
        self._waiting: dict[type[models.Model], list[dict[str, Any]]] = {}
        self._records: list[models.Model] = []
        self._changed: dict[tuple[type[models.Model], int], models.Model] = {}
        self._gone: dict[type[models.Model], list[int]] = {}

    def add(self, model: type[models.Model], values: Mapping[str, Any]) -> None:
        """Note a row by its columns ("programme_id"); what is left out has its default."""
        self._waiting.setdefault(model, []).append({**_defaults(model), **values})

    def add_record(self, record: models.Model) -> None:
        """Note a record, which is entered as it is then. One that others point at has its number already."""
        self._records.append(record)

    def change(self, record: models.Model) -> None:
        """Note a record that is here, which is saved as it is then."""
        self._changed[type(record), record.pk] = record

    def withdraw(self, model: type[models.Model], keys: list[int]) -> None:
        """Note rows that their publisher's file no longer has."""
        self._gone.setdefault(model, []).extend(keys)

    def forget(self) -> None:
        """Write nothing of what waits."""
        for waiting in (self._waiting, self._records, self._changed, self._gone):
            waiting.clear()

    def write(self) -> None:
        """Write them, in the transaction of the caller."""
        for model, keys in self._gone.items():
            told = {"withdrawn_at": timezone.now(), "withdrawn_reason": _("No longer in its publisher's file.")}
            model._default_manager.filter(pk__in=keys).update(**told)
        for record in self._records:
            self._waiting.setdefault(type(record), []).append(_values(record, _columns(type(record))))
        statements = {_statement(model): rows for model, rows in self._waiting.items()}
        for (model, _key), record in self._changed.items():
            statements.setdefault(_change(model), []).append(_values(record, model._meta.concrete_fields))
        if statements:
            parts = [f"t{number} AS ({statement})" for number, statement in enumerate(statements)]
            with connection.cursor() as cursor:
                cursor.execute(f"WITH {', '.join(parts)} SELECT 1", [_json(rows) for rows in statements.values()])
        for record in self._records:
            record._state.adding, record._state.db = False, connection.alias
        self.forget()


def update_rows(model: type[models.Model], names: list[str], rows: list[dict[str, Any]]) -> None:
    """Set these columns of rows that are here, each by its "id". One query."""
    if rows:
        fields = [one for one in model._meta.concrete_fields if one.primary_key or one.column in names]
        with connection.cursor() as cursor:
            cursor.execute(_changing(model, fields), [_json(rows)])


def _values(record: models.Model, fields: Any) -> dict[str, Any]:
    return {one.column: getattr(record, one.attname) for one in fields}


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, default=_plain, ensure_ascii=False)


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


@cache
def _change(model: type[models.Model]) -> str:
    """How records of one table are changed."""
    return _changing(model, model._meta.concrete_fields)


def _changing(model: type[models.Model], fields: Any) -> str:
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    typed = ", ".join(f'"{one.column}" {one.db_type(connection)}' for one in fields)
    told = ", ".join(f'"{one.column}" = x."{one.column}"' for one in fields if not one.primary_key)
    return f'UPDATE "{table}" AS t SET {told} FROM json_to_recordset(%s) AS x({typed}) WHERE t."{key}" = x."{key}"'  # noqa: S608


def _plain(value: Any) -> str:
    """Numbers and days as the database reads them."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
