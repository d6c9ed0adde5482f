"""Migrations beside a site that runs: bad ones are refused, good ones wait for no table for long."""

import sys
import threading
from collections.abc import Iterable
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddIndex, RunPython, RunSQL
from django.db.models import Index
from django.test import override_settings

from iwt_dashboard.management.commands import migrate
from iwt_dashboard.ops.database_limits import asker_of_process
from tests.tools import migrations
from tests.tools.migrations import APPS

FIRST = """
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    operations = [migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True)),
                                                   ("name", models.CharField(max_length=20))])]
"""
SECOND = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]
    operations = [{}]
"""
CASES = {
    "drop a column": ('migrations.RemoveField("thing", "name")', 1),
    "rename a column": ('migrations.RenameField("thing", "name", "title")', 1),
    "rename a table": ('migrations.RenameModel("Thing", "Object")', 1),
    "drop a table": ('migrations.DeleteModel("Thing")', 1),
    "not null without default": ('migrations.AddField("thing", "x", models.IntegerField(default=0))', 1),
    "change a type": ('migrations.AlterField("thing", "name", models.IntegerField())', 1),
    "not null with a default of the database": (
        'migrations.AddField("thing", "x", models.IntegerField(db_default=0))',
        0,
    ),
    "nullable": ('migrations.AddField("thing", "x", models.IntegerField(null=True))', 0),
}


@pytest.mark.parametrize("case", CASES)
def test_migration_that_breaks_the_release_before_it_is_refused(db, tmp_path, monkeypatch, case):
    operation, expected = CASES[case]

    assert faults_of(operation, "linted_" + case.replace(" ", "_"), tmp_path, monkeypatch) == expected


@pytest.mark.parametrize(("name", "expected"), [("0002_next", 0), ("0002_another", 1)])
def test_migration_that_people_have_found_sound_is_let_through_by_its_name(db, tmp_path, monkeypatch, name, expected):
    monkeypatch.setitem(migrations.REVIEWED, name, "The release before does not read the column.")

    assert faults_of(CASES["drop a column"][0], f"reviewed_{name}", tmp_path, monkeypatch) == expected


def faults_of(operation, package, tmp_path, monkeypatch):
    """How many faults the linter finds in a second migration of this operation."""
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "0001_initial.py").write_text(FIRST)
    (folder / "0002_next.py").write_text(SECOND.format(operation))
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        with override_settings(MIGRATION_MODULES={"partners": package}):
            return migrations.faults(["partners"])
    finally:
        sys.modules.pop(package, None)


def test_migrations_of_ours_are_sound(db):
    assert migrations.faults() == 0


def test_migrate_gives_up_a_table_that_is_in_use_and_says_so(transactional_db, monkeypatch):
    from iwt_dashboard.ops.postgres_tools import conninfo

    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(migrate, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(migrate, "TRIES", 2)
    with psycopg.connect(conninfo()) as other:
        other.execute("LOCK TABLE django_content_type IN ACCESS EXCLUSIVE MODE")

        with pytest.raises(CommandError, match="A table was in use"):
            call_command("migrate", "usersessions", "zero", verbosity=0, stderr=None)

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == f"{asker_of_process().value.lock}s", "what the site has at other times"


def test_two_at_once_go_one_after_the_other(transactional_db):
    from iwt_dashboard.ops.postgres_tools import conninfo

    done = threading.Event()
    with psycopg.connect(conninfo(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrate.ONE_AT_A_TIME])

        def second() -> None:
            try:
                call_command("migrate", verbosity=0)
            finally:
                connection.close()
                done.set()

        thread = threading.Thread(target=second)
        thread.start()
        assert not done.wait(1)
        other.execute("SELECT pg_advisory_unlock(%s)", [migrate.ONE_AT_A_TIME])
        thread.join(30)

    assert done.is_set()


CHECKED = "SET CONSTRAINTS ALL IMMEDIATE"


def unchecked(operations: Iterable[Any]) -> bool:
    """Whether tables are altered while links of rows that were written before wait to be checked: PostgreSQL refuses
    that ("pending trigger events"), and only where there are such rows."""
    waits = False
    for one in operations:
        if isinstance(one, RunPython):
            waits = True
        elif isinstance(one, RunSQL):
            waits = waits and one.sql != CHECKED
        elif waits:
            return True
    return False


def test_no_migration_alters_tables_while_links_of_rows_wait_to_be_checked() -> None:
    loader = MigrationLoader(None)
    wrong = [
        key
        for key, one in loader.disk_migrations.items()
        if key[0] in APPS and one.atomic and unchecked(one.operations)
    ]

    assert ("core", "0007_rows_name_their_source") in loader.disk_migrations
    assert wrong == []


def test_a_migration_that_leaves_links_unchecked_is_found() -> None:
    write, check, alter = RunPython(RunPython.noop), RunSQL(CHECKED), AddIndex("need", Index(fields=["pk"], name="x"))

    assert unchecked([write, alter])
    assert not unchecked([write, check, alter])
    assert unchecked([check, write, alter])
    assert not unchecked([alter, write])
