"""Loads reference data: by natural key, as often as one likes, and never over what people edited.

As long as a row matches the fingerprint that it was loaded with (`Sourced.reference_digest`), the data file may change
it; else a person has edited it, and it is kept and named, as is a row that a file no longer holds. Everything is
compared in memory: the number of queries does not grow with the rows.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core.clearance.models import Cleared, State
from core.clearance.rules import Disclosure
from core.models import Sourced
from core.reference.files import ReferenceDataError, Row, Sources, read_rows
from core.sources import is_copy

# Who did what when: no fact of a data file, and no sign that a person has edited one.
BOOKKEEPING = frozenset(
    {"reference_digest", "version", "return_note", "withdrawn_at", "withdrawn_by", "withdrawn_reason"}
    | {f"{step}_{what}" for step in ("created", "edited", "submitted", "returned", "cleared") for what in ("at", "by")}
)
JOIN = " / "
REPLACED = "The data file no longer names it."


@dataclass(frozen=True)
class Parts:
    """Rows without a source of their own that belong to a row of a table and are replaced with it."""

    name: str
    model: type[models.Model]
    parent: str
    links: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """One model and the data file that fills it.

    `key` names the fields of the natural key. `links` says by which fields of the other table a foreign key is named in
    the file ("country" by iso3; several are joined by " / "). `fixed` holds values that every row has. `shape` turns a
    row as written into a row of field names. `inside` names the list in the rows of `file` that the table is made of;
    `parent` is then the foreign key to the row around it, which `parent_key` names in the file's words.
    """

    file: Path
    model: type[Sourced]
    key: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict
    lists: tuple[str, ...] = ()
    inside: str = ""
    parent: str = ""
    parent_key: tuple[str, ...] = ()
    parts: tuple[Parts, ...] = ()


@dataclass
class TableTally:
    """What loading did to one table. `kept` and `left_over` name rows."""

    table: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)


@dataclass
class _Wanted:
    """A row as the files want it to be."""

    row: Row
    key: tuple[Any, ...]
    label: str
    instance: Sourced
    parts: dict[str, list[models.Model]]


def load(tables: Sequence[Table]) -> list[TableTally]:
    """Load tables in order, with a tally for each model. Raises ReferenceDataError where a file is wrong, and then
    nothing was written."""
    sources = Sources()
    tallies: dict[type[Sourced], TableTally] = {}
    unclaimed: dict[type[Sourced], dict[tuple[Any, ...], Sourced]] = {}
    with transaction.atomic():
        for table in tables:
            tally = tallies.setdefault(table.model, TableTally(str(table.model._meta.verbose_name_plural)))
            wanted = _wanted(table, sources)
            existing = _existing(table)
            _load_table(table, wanted, existing, tally)
            left = unclaimed.setdefault(table.model, {k: row for k, row in existing.items() if row.reference_digest})
            for item in wanted:
                left.pop(item.key, None)
    for model, rows in unclaimed.items():
        tallies[model].left_over = [str(row) for row in rows.values()]
    return list(tallies.values())


def _load_table(
    table: Table, wanted: list[_Wanted], existing: Mapping[tuple[Any, ...], Sourced], tally: TableTally
) -> None:
    parts: dict[str, dict[Any, list[models.Model]]] = {part.name: defaultdict(list) for part in table.parts}
    for part in table.parts:
        for row in part.model._default_manager.all():
            parts[part.name][getattr(row, f"{part.parent}_id")].append(row)
    created, updated, adopted = [], [], []
    for item in wanted:
        item.instance.reference_digest = _digest(item.instance, item.parts)
        found = existing.get(item.key)
        if found is None:
            created.append(item)
            continue
        parts_now = {name: of_parent[found.pk] for name, of_parent in parts.items()}
        now = _digest(found, parts_now)
        if now == item.instance.reference_digest:
            tally.unchanged += 1
            if found.reference_digest != now:
                found.reference_digest = now
                adopted.append(found)
        elif found.reference_digest in (now, _digest_before_clearance(found, parts_now)):
            _take_over(item, found)
            updated.append(item)
        else:
            tally.kept.append(item.label)
    tally.created += len(created)
    tally.updated += len(updated)
    try:
        with transaction.atomic():
            _write(table, created, updated, adopted)
    except IntegrityError as error:
        reason = str(error).strip().splitlines()[-1]
        raise ReferenceDataError(f"{table.file.parent.parent.name}/{table.file.name}: {reason}") from error


def _write(table: Table, created: list[_Wanted], updated: list[_Wanted], adopted: list[Sourced]) -> None:
    manager = table.model._base_manager
    names = [f.name for f in loadable_fields(table.model)] + ["reference_digest"]
    if issubclass(table.model, Cleared):
        names += ["version", "edited_at", "cleared_at"]
    manager.bulk_create([item.instance for item in created])
    manager.bulk_update([item.instance for item in updated], names)
    manager.bulk_update(adopted, ["reference_digest"])
    for part in table.parts:
        # What the new file no longer names is withdrawn, as everywhere: nothing is deleted.
        gone = part.model._default_manager.filter(**{f"{part.parent}__in": [item.instance.pk for item in updated]})
        gone.update(withdrawn_at=timezone.now(), withdrawn_reason=REPLACED)
        rows = [(item.instance.pk, instance) for item in created + updated for instance in item.parts[part.name]]
        for parent, instance in rows:
            setattr(instance, f"{part.parent}_id", parent)
        part.model._base_manager.bulk_create([instance for _parent, instance in rows])


def _take_over(item: _Wanted, found: Sourced) -> None:
    """Give the wanted row the identity and the bookkeeping of the row that it replaces."""
    wanted: Any = item.instance
    wanted.pk = found.pk
    wanted._state.adding = False
    for name in BOOKKEEPING - {"reference_digest"}:
        if hasattr(found, name):
            setattr(wanted, name, getattr(found, name))
    if isinstance(found, Cleared):
        wanted.version = found.version + 1
        wanted.edited_at = timezone.now()
        wanted.cleared_at = found.cleared_at or wanted.edited_at


def _wanted(table: Table, sources: Sources) -> list[_Wanted]:
    links = _labels(table.model, table.links)
    part_links = {part.name: _labels(part.model, part.links) for part in table.parts}
    found: dict[tuple[Any, ...], _Wanted] = {}
    for row in _rows(table):
        given = row.values if row.values.get("source_title") else {**sources.fields(row), **row.values}
        if is_copy(str(given.get("source_url") or "")):
            raise row.wrong("its source address is a copy which somebody else keeps: give the publisher's own, or none")
        parts = {
            part.name: [
                _instance(part.model, row, inner, part_links[part.name], skip=part.parent)
                for inner in row.values.get(part.name) or []
            ]
            for part in table.parts
        }
        values = {name: value for name, value in given.items() if name not in ("source", *table.lists, *parts)}
        for name in table.key:
            if name not in values:
                raise row.wrong(f'the natural key "{name}" is missing')
        instance: Any = _instance(table.model, row, values, links)
        if isinstance(instance, Cleared) and instance.state == State.CLEARED:
            instance.cleared_at = timezone.now()
        label = JOIN.join(str(values[name]) for name in table.key if values[name] is not None)
        item = _Wanted(row, _key_of(table, instance), label, instance, parts)
        if item.key in found:
            raise row.wrong(f"the same row stands on line {found[item.key].row.line} already")
        found[item.key] = item
    return list(found.values())


def _rows(table: Table) -> Iterable[Row]:
    """The rows of the table's file, or of the lists inside them, in field names."""
    for row in read_rows(table.file):
        if not table.inside:
            yield Row(row.file, row.line, {**table.fixed, **table.shape(row.values)})
            continue
        parent = JOIN.join(str(row.values.get(name) or "") for name in table.parent_key)
        for inner in row.inside(table.inside):
            values = {"source": row.values.get("source"), **inner.values, table.parent: parent}
            yield Row(inner.file, inner.line, {**table.fixed, **table.shape(values)})


def _instance(
    model: type[models.Model], row: Row, values: Mapping[str, Any], links: Mapping[str, Any], skip: str = ""
) -> Any:
    """An unsaved, checked instance; every fault is named with its line."""
    fields = {f.name: f for f in loadable_fields(model)}
    if unknown := [name for name in values if name not in fields]:
        raise row.wrong(f"unknown key {', '.join(sorted(unknown))}")
    instance = model()
    for name, value in values.items():
        target = fields[name]
        if isinstance(target, models.ForeignKey):
            if value not in (None, "") and value not in links[name]:
                raise row.wrong(f'{name}: there is no "{value}"')
            setattr(instance, target.attname, None if value in (None, "") else links[name][value])
        else:
            setattr(instance, name, _parsed(row, target, value))
    for name, target in fields.items():
        is_link = isinstance(target, models.ForeignKey)
        if is_link and name != skip and not target.null and getattr(instance, target.attname) is None:
            raise row.wrong(f'"{name}" is missing')
    try:
        instance.clean_fields(exclude=[f.name for f in model._meta.fields if f.remote_field or f.name not in fields])
    except ValidationError as error:
        raise row.wrong("; ".join(f"{n}: {' '.join(m)}" for n, m in error.message_dict.items())) from error
    return instance


def _parsed(row: Row, target: models.Field, value: Any) -> Any:
    if value is None:
        return None if target.null else target.get_default()
    if isinstance(target, models.BooleanField) and value in ("true", "false"):
        return value == "true"
    try:
        return target.to_python(value)
    except ValidationError as error:
        raise row.wrong(f"{target.name}: {' '.join(error.messages)}") from error


def loadable_fields(model: type[models.Model]) -> list[Any]:
    """The fields that a data file may fill."""
    return [f for f in model._meta.concrete_fields if not f.primary_key and f.name not in BOOKKEEPING]


def _key_of(table: Table, instance: models.Model) -> tuple[Any, ...]:
    return tuple(getattr(instance, table.model._meta.get_field(name).attname) for name in table.key)  # type: ignore[union-attr]


def _existing(table: Table) -> dict[tuple[Any, ...], Sourced]:
    """The rows there are, by natural key; where corrections share a key, the row that was loaded from a file."""
    scope = {name: value for name, value in table.fixed.items() if name in table.key}
    rows = table.model._base_manager.filter(**scope).order_by("pk")
    return {_key_of(table, row): row for row in sorted(rows, key=lambda row: bool(row.reference_digest))}


def _labels(model: type[models.Model], links: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, Any]]:
    """For each foreign key, the keys of the rows that it may point at, by what the files call them."""
    found = {}
    for name, paths in links.items():
        related: Any = model._meta.get_field(name).related_model
        rows = related._base_manager.values_list("pk", *paths)
        found[name] = {JOIN.join("" if part is None else str(part) for part in names): pk for pk, *names in rows}
    return found


def _digest(instance: models.Model, parts: Mapping[str, Iterable[models.Model]]) -> str:
    """The fingerprint of a row's values but defaults (so that a new column edits no row) and of its parts."""
    content: Any = {
        "row": _plain(instance),
        "parts": {
            name: sorted(json.dumps(_plain(part, skip_links_to=type(instance)), sort_keys=True) for part in rows)
            for name, rows in parts.items()
        },
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _digest_before_clearance(found: Sourced, parts: Mapping[str, Iterable[models.Model]]) -> str | None:
    """The fingerprint of a public row as it was loaded while its table knew no clearance; None of any other row: what
    a country has narrowed or taken back was edited by people."""
    if not isinstance(found, Cleared) or (found.state, found.disclosure) != (State.CLEARED, Disclosure.PUBLIC):
        return None
    earlier: Any = copy(found)
    for name in ("state", "disclosure"):
        column: Any = type(found)._meta.get_field(name)
        setattr(earlier, name, column.get_default())
    return _digest(earlier, parts)


def _plain(instance: models.Model, skip_links_to: type[models.Model] | None = None) -> dict[str, Any]:
    found = {}
    for target in loadable_fields(type(instance)):
        value = getattr(instance, target.attname)
        if value == target.get_default() or (skip_links_to and target.related_model is skip_links_to):
            continue
        if isinstance(value, Decimal):
            value = format(value.normalize(), "f")
        elif isinstance(value, date):
            value = value.isoformat()
        found[target.name] = value
    return found
