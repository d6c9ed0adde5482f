"""A database from before the migrations began anew is refused in words, and left as it is."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from iwt_dashboard.management.commands import migrate
from iwt_dashboard.ops import database
from iwt_dashboard.ops.embedded_postgres import EmbeddedPostgres


def record(app: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", [app, name])


@pytest.mark.parametrize(("app", "name"), sorted(migrate.GONE))
def test_database_from_before_is_refused(db, app, name):
    record(app, name)

    with pytest.raises(CommandError, match=r"stop the dashboard, .* and start again") as refused:
        call_command("migrate", verbosity=0)

    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1


def test_refused_database_can_still_be_asked_and_is_locked_by_nobody(db):
    record("core", "0002_audit_entry")
    with pytest.raises(CommandError):
        call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 0


def test_database_of_a_later_release_is_not_refused(db):
    record("core", "0099_of_a_later_release")

    assert not migrate.is_earlier()


def test_it_names_the_folder_and_where_it_points(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    target = tmp_path / "elsewhere" / "postgres"
    target.mkdir(parents=True)
    home = tmp_path / "var" / "postgres"
    home.parent.mkdir()
    home.symlink_to(target)
    (target.parent / "checkout").write_text(str(home))
    monkeypatch.setattr(database, "embedded", lambda: EmbeddedPostgres(home))

    words = migrate.what_to_do()

    assert f"delete {home} and {target}, to which it points" in words


def test_with_a_database_named_it_asks_for_another(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/iwt")

    assert "name an empty database in DATABASE_URL" in migrate.what_to_do()
