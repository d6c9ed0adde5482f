"""How the statements of the product sort: by the sort key of a text, or by the text as it stands."""

import re
from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db.models import CharField, TextField

ORDER = re.compile(r"ORDER BY (.*?)(?= LIMIT | OFFSET | FOR UPDATE|\)|$)", re.IGNORECASE | re.DOTALL)
KEYS = re.compile(r'core_sort_key\((?:[^()]|\([^()]*\))*\) COLLATE "C"')
COLUMN = re.compile(r'"(\w+)"\."(\w+)"')
CONDITION = re.compile(r"\bWHEN\b.*?\bTHEN\b", re.DOTALL)
PLACE = re.compile(r"SELECT DISTINCT .* ORDER BY \d+ (?:ASC|DESC)", re.DOTALL)


@cache
def text_columns() -> frozenset[tuple[str, str]]:
    """Every column of text, as table and column."""
    return frozenset(
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
    )


def plain_sorts(sql: str, columns: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Columns of text that a statement sorts by as they stand."""
    aliases = dict(re.findall(r'"(\w+)" (\w+\d+|"\w+")(?= ON| WHERE| INNER| LEFT|$)', sql))
    tables = {alias.strip('"'): table for table, alias in aliases.items()}
    if "DISTINCT ON" in sql:  # the first of each, no list
        return []
    found = []
    plain = CONDITION.sub("", sql.replace("NULLS FIRST", "").replace("NULLS LAST", ""))
    for keys in ORDER.findall(KEYS.sub("", plain)):
        found += [(table, name) for table, name in COLUMN.findall(keys) if (tables.get(table, table), name) in columns]
    return found


def sorts_of_text(statements: Iterable[str]) -> list[str]:
    """What statements sort by the code points of a text."""
    ordered = (sql for sql in statements if "ORDER BY" in sql)
    return [f"sorts by {table}.{column}" for sql in ordered for table, column in plain_sorts(sql, text_columns())]


def sorts_by_place(statements: Iterable[str]) -> list[str]:
    """Statements that sort by the place of a column, of which nothing says what stands there."""
    return [f"sorts by a place: {sql[:200]}" for sql in statements if PLACE.search(sql)]
