"""After a test that commits, every table of the database is emptied again, those of the job queue included.

Django's own flush empties all 280 tables and then writes content types and permissions anew, which takes seconds;
and it leaves the tables that Django does not manage, so that the jobs of one test waited in the next.
"""

import contextlib
from collections.abc import Iterator
from unittest import mock

from django.db import connection
from django.test import TransactionTestCase


def filled_tables() -> set[str]:
    """The tables that hold any row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables))
        return {name for (name,) in cursor.fetchall()}


@contextlib.contextmanager
def emptied_after_commits(kept: set[str]) -> Iterator[None]:
    """Take the place of Django's flush. Some tables keep their rows: those that the migrations wrote."""

    def fixture_teardown(case: TransactionTestCase) -> None:
        if filled := sorted(filled_tables() - kept):
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in filled) + " CASCADE")

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", fixture_teardown):
        yield
