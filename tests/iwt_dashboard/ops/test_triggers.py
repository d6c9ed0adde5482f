"""The triggers in the database are those of the models, and what is right already is left alone."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Country
from iwt_dashboard.ops import triggers
from tests.tools import trigger_sql

TABLE = Country._meta.db_table


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def name_of(start: str) -> str:
    return next(name for table, name in triggers.wanted() if table == TABLE and name.startswith(f"pgtrigger_{start}"))


def definitions() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, pg_get_triggerdef(pg_trigger.oid), obj_description(pg_trigger.oid, 'pg_trigger'),"
            " tgenabled, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal ORDER BY 1"
        )
        return cursor.fetchall()


def test_fresh_database_has_all_triggers(db):
    assert len(triggers.wanted()) > 200
    assert not triggers.difference()


def test_nothing_is_done_where_nothing_changed(db):
    with CaptureQueriesContext(connection) as queries:
        triggers.install_difference()

    assert len(queries) == 1
    assert "CREATE" not in queries[0]["sql"]


def test_migrate_without_a_change_executes_no_ddl(db):
    with CaptureQueriesContext(connection) as queries:
        call_command("migrate", verbosity=0)

    words = ("CREATE", "DROP", "ALTER", "COMMENT", "LOCK TABLE")
    assert not [query["sql"] for query in queries if query["sql"].lstrip().startswith(words)]


FAULTS = {
    "missing": "DROP TRIGGER {insert} ON {table}",
    "changed": "COMMENT ON TRIGGER {update} ON {table} IS 'another'",
    "without a comment": "COMMENT ON TRIGGER {update} ON {table} IS NULL",
    "switched off": "ALTER TABLE {table} DISABLE TRIGGER {update}",
    "surplus": (
        "CREATE FUNCTION pgtrigger_old_1a2b3() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;"
        "CREATE TRIGGER pgtrigger_old_1a2b3 BEFORE UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION pgtrigger_old_1a2b3()"
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_differs_is_mended_and_nothing_else_touched(db, fault):
    before = definitions()
    execute(FAULTS[fault].format(table=TABLE, insert=name_of("insert"), update=name_of("update")))
    assert definitions() != before

    call_command("migrate", verbosity=0)

    assert definitions() == before
    assert not triggers.difference()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'pgtrigger_old_1a2b3'")
        assert cursor.fetchone()[0] == 0


def test_only_the_difference_is_installed(db):
    execute(f"DROP TRIGGER {name_of('insert')} ON {TABLE}")

    done = triggers.install_difference()

    assert set(done.to_install) == {(TABLE, name_of("insert"))}
    assert not done.to_drop


def test_triggers_are_those_of_the_golden_file():
    """A change of a trigger shows in the file beside the change that made it."""
    written = Path(trigger_sql.FILE).read_text()

    assert trigger_sql.text() == written, f"Look at the difference, then: {trigger_sql.COMMAND}"
