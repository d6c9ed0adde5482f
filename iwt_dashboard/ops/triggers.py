"""The triggers of the models (history, append-only tables, rows that are never deleted) in the database.

No migration holds them: `migrate` compares what the database has with what the models want and changes the difference
only. A `CREATE TRIGGER` locks its table, so to install some 240 of them anew at each start would stop a running site.

pgtrigger writes a hash of the SQL into the comment of each trigger; one query reads all of them.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from pgtrigger import registry
from pgtrigger.compiler import DropTriggerSql, Trigger

Key = tuple[str, str]
"""Table and name of a trigger, as PostgreSQL knows them."""

# The tables that unqualified names find, each with its triggers; a table without one gives a row of nulls.
_HELD = r"""
SELECT pg_class.relname, tgname, obj_description(pg_trigger.oid, 'pg_trigger'), tgenabled = 'O'
FROM pg_class
LEFT JOIN pg_trigger ON tgrelid = pg_class.oid AND tgname LIKE 'pgtrigger\_%' AND tgparentid = 0
WHERE relkind IN ('r', 'p') AND pg_table_is_visible(pg_class.oid)
"""


@dataclass(frozen=True)
class Difference:
    """What is to be done: triggers that are missing, altered or switched off, and those that no model wants."""

    to_install: dict[Key, Trigger]
    to_drop: frozenset[Key]

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.to_install or self.to_drop)


def wanted() -> dict[Key, Trigger]:
    """Every registered trigger, compiled, in the order of table and name."""
    compiled = [trigger.compile(model) for model, trigger in registry.registered()]
    return {(one.sql.table, one.sql.pgid): one for one in sorted(compiled, key=lambda c: (c.sql.table, c.sql.pgid))}


def difference(database: str = DEFAULT_DB_ALIAS) -> Difference:
    """Compare the models with the database: one query. Tables that are not there (yet) are passed over."""
    with connections[database].cursor() as cursor:
        cursor.execute(_HELD)
        rows = cursor.fetchall()
    tables = {table for table, *_ in rows}
    held = {(table, name): comment if is_on else None for table, name, comment, is_on in rows if name}
    asked = wanted()
    return Difference(
        {key: one for key, one in asked.items() if key[0] in tables and held.get(key) != one.hash},
        frozenset(held.keys() - asked.keys()),
    )


def install_difference(database: str = DEFAULT_DB_ALIAS) -> Difference:
    """Make the triggers what the models want, and return what was done.

    A transaction for each table: a table is never locked for the sake of another, and never without its triggers.
    Raises OperationalError where a table cannot be locked in time; what is done by then stays, and may be repeated.
    """
    found = difference(database)
    statements: dict[str, list[str]] = defaultdict(list)
    in_use = {name for _, name in wanted()}
    for table, name in sorted(found.to_drop):
        statements[table].append(str(DropTriggerSql(pgid=name, table=table)))
        if name not in in_use:
            statements[table].append(f"DROP FUNCTION IF EXISTS {name}();")
    for (table, _), trigger in found.to_install.items():
        statements[table].append(trigger.install_sql)
    for of_table in statements.values():
        with transaction.atomic(using=database), connections[database].cursor() as cursor:
            cursor.execute("\n".join(of_table), params=None)
    return found
