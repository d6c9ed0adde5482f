"""Counts again what is marked: before the commit of the transaction that wrote, and where that was not ours (SQL by
hand), before the next reader reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from core.figures.registry import figures
from core.reading import note_write, reading_connection

# A figure that is counted from others is marked while those are counted; never so often unless two mark each other.
MOST_ROUNDS = 12
# Marks that somebody else left are worked off in portions.
PORTION = 2_000
_settled: ContextVar[bool] = ContextVar("settled", default=False)
_together: ContextVar[bool] = ContextVar("together", default=False)

ANY = "SELECT EXISTS (SELECT FROM core_recount)"
# Before the database is migrated there is no table of marks, and a backup reads without a search path.
HAS_WRITTEN = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL AND to_regclass('core_recount') IS NOT NULL"
TAKE_OWN = """
DELETE FROM core_recount WHERE transaction = pg_current_xact_id_if_assigned()::text::bigint RETURNING figure, key
"""
# In the order of insertion and without passing over what another takes: who waited for it finds it counted.
TAKE = """
DELETE FROM core_recount WHERE id IN (SELECT id FROM core_recount ORDER BY id LIMIT %s FOR UPDATE)
RETURNING figure, key
"""


class NeverSettles(RuntimeError):
    """Figures mark each other without end: a fault in how they are declared."""


@contextmanager
def settled() -> Iterator[None]:
    """Within this, readers need not ask again: the marks were looked at, and there were none left."""
    token = _settled.set(True)
    try:
        yield
    finally:
        _settled.reset(token)


@contextmanager
def settling_together() -> Iterator[None]:
    """Within this, transactions leave their marks as SQL by hand does: to `settle_together`, which counts what many of
    them have written at once, or to the next reader, who comes first. What is left at the end is counted then."""
    token = _together.set(True)
    try:
        yield
    finally:
        _together.reset(token)
    settle()


def settle_together() -> None:
    """Count again what transactions have left behind so far; nothing where each of them counts for itself."""
    if _together.get():
        settle()


def settle() -> None:
    """See to it that figures are as new as the rows: one query where nothing is marked, none within `settled`."""
    if not _settled.get() and is_marked():
        settle_marked()


def is_marked() -> bool:
    """Whether any figure waits to be counted again, as far as this transaction sees. One query."""
    with reading_connection().cursor() as cursor:
        cursor.execute(ANY)
        return bool(cursor.fetchone()[0])


def settle_marked() -> int:
    """Count again all that is marked, in portions with a transaction each; how many marks there were."""
    # A replica does not have at once what is counted here.
    note_write()
    total = 0
    while True:
        with transaction.atomic():
            taken = _take(TAKE, [PORTION])
            total += len(taken)
            _recount(taken)
        if len(taken) < PORTION:
            return total


def settle_own(of: BaseDatabaseWrapper) -> None:
    """Count again what this transaction has marked; to be called right before it commits, with its connection."""
    if of.alias == connection.alias and not _together.get() and _has_written() and (taken := _take(TAKE_OWN)):
        _recount(taken)


def _has_written() -> bool:
    """Whether this transaction has written anything. One that may only read, as of a backup, could take no marks."""
    with connection.cursor() as cursor:
        cursor.execute(HAS_WRITTEN)
        return bool(cursor.fetchone()[0])


def recount(name: str, keys: Iterable[int]) -> None:
    """Count some keys of a figure again, and what is counted from it, within the caller's transaction."""
    _recount([(name, key) for key in keys])


def _take(statement: str, params: list[Any] | None = None) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _recount(taken: list[tuple[str, int]]) -> None:
    for _round in range(MOST_ROUNDS):
        keys: dict[str, set[int]] = defaultdict(set)
        for name, key in taken:
            keys[name].add(key)
        for figure in figures():
            if figure.name in keys:
                figure.recount(sorted(keys[figure.name]))
        # Figures that were written may have marked others.
        taken = _take(TAKE_OWN)
        if not taken:
            return
    raise NeverSettles(", ".join(sorted({name for name, _key in taken})))
