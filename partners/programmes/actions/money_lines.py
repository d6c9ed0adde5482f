"""Keeps the money of programmes beside them: counted again when they change, in whole families."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from partners.programmes.models.money_lines import MoneyLine
from partners.programmes.models.programmes import Programme
from partners.programmes.money_facts import family_of_all, portfolios_of
from partners.programmes.rules.money_lines import MoneyRow, rows_of

# Whoever counts waits for whoever counts: families share programmes, and only who counts last sees all of one.
ONE_AT_A_TIME = 8_160_013
PORTION = 500
_COLUMNS = tuple(one.name for one in fields(MoneyRow))
_TABLE = MoneyLine._meta.db_table
_values = attrgetter(*_COLUMNS)
Lines = dict[tuple[str, str, str], MoneyRow]


def recount_money(keys: Collection[int]) -> None:
    """Write the lines of these programmes and of their families anew where they changed, and nothing else: a statement
    that adds no row would give the table another version as well. Five queries a portion."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        n_changed = 0
        for family in _portions(keys):
            stored, counted = _stored(family), _counted(family)
            changed = [key for key in family if stored.get(key, {}) != counted.get(key, {})]
            if not changed:
                continue
            MoneyLine.objects.filter(programme__in=[key for key in changed if key in stored]).delete()
            _write(
                (key, audience, *_values(row))
                for key in changed
                for (audience, _country, _priority), row in counted.get(key, {}).items()
            )
            n_changed += len(changed)
        if n_changed > PORTION:
            # Else the first questions after an import are planned as for a table of nothing.
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {_TABLE}")


def money_keys() -> Iterable[int]:
    """Every programme that there is."""
    return Programme.objects.order_by("pk").values_list("pk", flat=True).iterator()


def money_differences(keys: Collection[int]) -> list[str]:
    """Where what is stored of these programmes is not what the rule makes of them, in words. Changes nothing."""
    found = []
    for family in _portions(keys):
        stored, counted = _stored(family), _counted(family)
        for key in sorted(set(family) & set(keys)):
            now, right = stored.get(key, {}), counted.get(key, {})
            for line in sorted(now.keys() | right.keys()):
                if now.get(line) != right.get(line):
                    found.append(f"programme {key}, {' '.join(line)}: {now.get(line)} is stored, not {right.get(line)}")
    return found


def _write(rows: Iterable[tuple[Any, ...]]) -> None:
    """Add lines. By COPY: an import of thousands of programmes writes twenty for each."""
    columns = ", ".join(("programme_id", "audience", *_COLUMNS))
    with connection.cursor() as cursor, cursor.copy(f"COPY {_TABLE} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _portions(keys: Collection[int]) -> Iterator[list[int]]:
    """The programmes and their families, each once."""
    done: set[int] = set()
    in_order = sorted(keys)
    for start in range(0, len(in_order), PORTION):
        waiting = [key for key in in_order[start : start + PORTION] if key not in done]
        if waiting:
            family = sorted(family_of_all(waiting))
            done.update(family)
            yield family


def _stored(family: Collection[int]) -> dict[int, Lines]:
    found: dict[int, Lines] = {}
    for row in MoneyLine.objects.filter(programme__in=family).values_list("programme", "audience", *_COLUMNS):
        one = MoneyRow(**dict(zip(_COLUMNS, row[2:], strict=True)))
        found.setdefault(row[0], {})[row[1], one.country, one.priority] = one
    return found


def _counted(family: Collection[int]) -> dict[int, Lines]:
    found: dict[int, Lines] = {}
    done: dict[str, tuple[Any, list[MoneyRow]]] = {}
    for audience, portfolio in portfolios_of(family).items():
        for key in portfolio.programmes:
            one = portfolio.counted.get(key), portfolio.uncounted.get(key)
            # What both audiences count alike is worked out once.
            rows = done[key][1] if key in done and done[key][0] == one else rows_of(portfolio, key)
            done[key] = one, rows
            lines = found.setdefault(int(key), {})
            lines |= {(audience.value, row.country, row.priority): row for row in rows}
    return found
