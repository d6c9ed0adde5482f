"""Versions of tables: each transaction that writes rows of a table gives it another one, whatever writes.

Statement triggers insert a random mark for each table that a transaction writes; nothing is updated, so that nobody
waits for another. Who reads the versions before the rows can never take older rows for newer ones.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pgtrigger
from django.db import connection, models, transaction

from core.reading import reading_connection

Versions = dict[str, int]
"""Tables and their versions; a table that was never written has none."""

# Marks for a recount stand under no table's name. Who reads within a transaction that writes has each table that it
# writes from now on marked once more.
READ = """
SELECT "table", bit_xor(mark), count(*) FROM core_tablechange GROUP BY "table"
UNION ALL SELECT set_config('iwt.wrote', '', true), EXISTS (SELECT FROM core_recount)::int, 0
"""
# One mark for each table that a transaction writes. A setting of the transaction says that it is there; what is rolled
# back takes both.
NOTE = """
IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN
    INSERT INTO core_tablechange ("table", mark)
    VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0));
    PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true);
END IF;
RETURN NULL;
"""
PUT_TOGETHER = """
WITH gone AS (DELETE FROM core_tablechange RETURNING "table", mark)
INSERT INTO core_tablechange ("table", mark) SELECT "table", bit_xor(mark) FROM gone GROUP BY "table"
"""
# Any number, the same in every release.
ONE_AT_A_TIME = 4_913_002
# So many marks are more than a minute leaves; a reader that finds them puts them together.
MANY = 5_000


def note_changes(model: type[models.Model]) -> None:
    """Have every statement that writes rows of a model give its table another version."""
    pgtrigger.register(
        pgtrigger.Trigger(
            name="new_version",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
            func=NOTE,
        )
    )(model)


class Seen(NamedTuple):
    """The versions of all tables at one moment; whether any figure is marked to be counted again; whether so many marks
    lie there that they should be put together."""

    versions: Versions
    is_marked: bool
    is_long: bool


def read_versions() -> Seen:
    """How it stands now. One query."""
    # Of the database that the page is read from: a replica that is behind has older rows, and their versions.
    with reading_connection().cursor() as cursor:
        cursor.execute(READ)
        rows = cursor.fetchall()
    found = {table: mark for table, mark, _n in rows}
    return Seen(found, bool(found.pop("", 0)), sum(n for _table, _mark, n in rows) > MANY)


def put_together() -> bool:
    """Put the marks of each table together into one, in one statement, so that no version changes for anybody.

    Whether it was done: where another is at it, there is nothing to do.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(PUT_TOGETHER)
    return True


def of_tables(versions: Versions, tables: Iterable[str]) -> tuple[int | None, ...]:
    """The versions of some tables, in their order."""
    return tuple(versions.get(table) for table in tables)
