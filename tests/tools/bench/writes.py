"""Real writes, after which a page has to be built anew. Each pair of them leaves the rows as they were.

They go through Django's connection in a transaction of their own, so that the figures that hang on the rows are counted
again before it commits, as with every write of the site.
"""

import itertools
from collections.abc import Iterator

from django.db import connection, transaction

# A row of each kind that people write most, with the change: forth, back.
ROWS = {
    "needs_need": ("amount_sought = amount_sought {sign} 1", "amount_sought IS NOT NULL"),
    "partners_response": ("version = version {sign} 1", "version > 0"),
    "partners_programme": ("total = total {sign} 1", "total IS NOT NULL"),
    "roadmap_observation": ("edited_at = edited_at {sign} interval '1 hour'", "edited_at IS NOT NULL"),
}
# How many rows of a table take turns.
TURNS = 10


def writes(tables: tuple[str, ...] | None) -> Iterator[None]:
    """Write rows of the tables that a page was built from, in turn; of all where nobody knows which those are."""
    ours = [table for table in ROWS if tables is None or table in tables]
    if not ours and tables:
        ours = [tables[0]]
    for number in itertools.count():
        _write(ours[number // 2 % len(ours)], number)
        yield


def _write(table: str, number: int) -> None:
    # Nothing else is known of other tables: a row is written as it is, which is a change of the table for all readers.
    change, where = ROWS.get(table, ("{key} = {key}", "true"))
    with connection.cursor() as cursor:
        key = connection.introspection.get_primary_key_column(cursor, table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} WHERE {where} ORDER BY {key} LIMIT {TURNS}")
        keys = [row[0] for row in cursor.fetchall()]
        chosen = keys[number // 2 % len(keys)] if keys else None
        change = change.format(sign="-" if number % 2 else "+", key=key)
        cursor.execute(f"UPDATE {table} SET {change} WHERE {key} = %s", [chosen])
