"""A number for everything that a database holds, so that a copy can be compared with its original table by table."""

from typing import Any

from psycopg import sql

# How values are written as text must not depend on who asks.
SAME_WORDS = (
    "SET LOCAL TIME ZONE 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL search_path = ''",
)
# Tables of ours; not those that an extension brings and keeps itself.
TABLES = """
    SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'S', 'v')
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                      AND d.deptype = 'e')
    ORDER BY 1, 2
"""


def tables(cursor: Any) -> list[tuple[str, str, str]]:
    """Schema, name and kind of every table, view and sequence of the product."""
    cursor.execute(TABLES)
    return list(cursor.fetchall())


def fingerprints(cursor: Any) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The fingerprint of every table, and how far every sequence has counted. Runs inside the caller's transaction.

    A fingerprint is the number of `rows`, and as `content` a sum over the digests of all of them, whatever their order.
    """
    for statement in SAME_WORDS:
        cursor.execute(statement)
    found: dict[str, dict[str, Any]] = {}
    counted: dict[str, str] = {}
    for schema, name, kind in tables(cursor):
        place = sql.Identifier(schema, name)
        if kind == "S":
            cursor.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(place))
            counted[f"{schema}.{name}"] = " ".join(str(part) for part in cursor.fetchone())
        elif kind in ("r", "m"):
            cursor.execute(
                sql.SQL(
                    "SELECT count(*), coalesce(sum(('x' || left(h, 16))::bit(64)::bigint::numeric), 0),"
                    " coalesce(sum(('x' || right(h, 16))::bit(64)::bigint::numeric), 0)"
                    " FROM (SELECT md5(whole_row_::text) AS h FROM {} AS whole_row_) AS hashed"
                ).format(place)
            )
            rows, first, second = cursor.fetchone()
            found[f"{schema}.{name}"] = {"rows": rows, "content": f"{first}/{second}"}
    return found, counted
