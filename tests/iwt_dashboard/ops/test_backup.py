"""Backup and restore: everything comes back as it was; what is not whole is refused before anything is touched."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from iwt_dashboard.ops import backup, fingerprints, postgres_tools
from iwt_dashboard.ops.paths import BASE_DIR
from tests.factories.core import CountryFactory, UserFactory

# Each worker restores into a database of its own: they share the server.
RESTORED = f"iwt_test_restored_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENTS_DIR = str(tmp_path / "documents")
    settings.BACKUP_DIR = str(tmp_path / "backups")
    (tmp_path / "documents" / "ab").mkdir(parents=True)
    (tmp_path / "documents" / "ab" / "letter.pdf").write_bytes(os.urandom(3_000_000))
    (tmp_path / "documents" / "empty.png").touch()
    (tmp_path / "documents" / ".arriving").write_text("half")
    return tmp_path


@pytest.fixture
def made(transactional_db: None, folders: Path) -> Path:
    """A backup of a world with people, history and text of every kind."""
    vietnam = CountryFactory(iso3="VNM")
    person = UserFactory(focal=True, country=vietnam, name="Trần 'Nguyễn' \\ \"x\"")
    person.name = "Changed, so that there is history"
    person.save()
    return backup.make(folders / "backups")


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    """The URL of a database with nothing in it, beside the one under test."""
    parameters = conninfo_to_dict(postgres_tools.conninfo(), password=connection.settings_dict["PASSWORD"])
    with psycopg.connect(make_conninfo(**parameters), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {RESTORED} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {RESTORED}")
        given = {**parameters, "dbname": RESTORED}
        query = "&".join(
            f"{name}={str(value).replace('/', '%2F')}" for name, value in given.items() if name != "dbname"
        )
        yield f"postgresql:///{RESTORED}?{query}"
        drop(server)


def drop(server: psycopg.Connection[Any]) -> None:
    """Drop the database, once the server's own housekeeping, which only it may end, has left it."""
    for attempt in range(30):
        try:
            server.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")
            return
        except psycopg.errors.InsufficientPrivilege:
            if attempt == 29:
                raise
            time.sleep(1)


def manage(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command on another database, as an operator gives it."""
    environment = {**os.environ, "DATABASE_URL": url, "IWT_VAR": str(folder), "DOCUMENTS_DIR": "", "BACKUP_DIR": ""}
    environment["DJANGO_SETTINGS_MODULE"] = "iwt_dashboard.settings"
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def everything(cursor: Any) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """Every row of every table as text, and every sequence: slow and obvious."""
    for statement in ("SET TIME ZONE 'UTC'", "SET extra_float_digits = 1", "SET search_path = ''"):
        cursor.execute(statement)
    rows, sequences = {}, {}
    for schema, name, kind in fingerprints.tables(cursor):
        cursor.execute(
            f'SELECT last_value, is_called FROM "{schema}"."{name}"'
            if kind == "S"
            else f'SELECT x::text FROM "{schema}"."{name}" AS x ORDER BY 1'
        )
        (sequences if kind == "S" else rows)[name] = cursor.fetchall()
    return rows, sequences


def test_everything_comes_back_into_an_empty_database(made, empty_database, folders):
    other = folders / "other"
    with connection.cursor() as cursor:
        before = everything(cursor)
        cursor.execute("RESET search_path")

    done = manage(empty_database, other, "restore", str(made))

    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(empty_database) as restored:
        cursor = restored.cursor()
        assert everything(cursor) == before
        assert len(before[0]) > 60
        assert len(before[0]["core_userevent"]) >= 2, "history is there and was not written anew"
        # The next row gets the next number, and triggers watch again.
        cursor.execute("SET search_path = public")
        cursor.execute("SELECT max(id) FROM core_country")
        last = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO core_country SELECT (x).* FROM (SELECT jsonb_populate_record(c, jsonb_build_object("
            "'id', nextval(pg_get_serial_sequence('core_country', 'id')), 'iso2', 'XX', 'iso3', 'XXX', 'name', 'x',"
            "'asean_order', 99)) AS x FROM core_country AS c LIMIT 1) AS made RETURNING id"
        )
        assert cursor.fetchone()[0] > last
        cursor.execute("SELECT count(*) FROM core_countryevent WHERE iso3 = 'XXX'")
        assert cursor.fetchone()[0] == 1
    original = folders / "documents"
    found = sorted(path.relative_to(other / "documents") for path in (other / "documents").rglob("*") if path.is_file())
    assert [str(path) for path in found] == ["ab/letter.pdf", "empty.png"]
    assert all((other / "documents" / path).read_bytes() == (original / path).read_bytes() for path in found)
    assert all(stat.S_IMODE((other / "documents" / path).stat().st_mode) == 0o600 for path in found)

    again = manage(empty_database, folders / "third", "restore", str(made))

    assert again.returncode == 1
    assert "The database is not empty" in again.stderr
    assert "Traceback" not in again.stderr


def test_backup_is_for_its_owner_only_and_leaves_nothing_else(made):
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_backup_tells_what_it_is_made_of(made):
    with tarfile.open(made) as archive:
        names = archive.getnames()
        manifest = json.load(archive.extractfile(backup.MANIFEST))

    assert names == ["database.dump", "documents/ab/letter.pdf", "documents/empty.png", "manifest.json"]
    assert manifest["version"] == "0.1.0"
    assert ["core", "0001_initial"] in manifest["migrations"]
    assert manifest["tables"]["public.core_country"]["rows"] == 1


def unpack(backup_file, folder):
    """Unpack a backup as any other archive. Python knows filters since 3.11.4, and asks for one since 3.12."""
    with tarfile.open(backup_file) as archive:
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))


def test_folder_with_an_unpacked_backup_does_as_well(made, folders, capsys):
    unpack(made, folders / "unpacked")

    call_command("restore", str(folders / "unpacked"), check=True)

    assert "whole" in capsys.readouterr().out


def rewritten(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest as somebody would who knows how it is sealed."""
    path = folder / backup.MANIFEST
    manifest = json.loads(path.read_text())
    change(manifest)
    manifest["digest"] = backup._digest(manifest)
    path.write_text(json.dumps(manifest))


def flip_a_byte(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "flipped dump": (
        lambda f: flip_a_byte(f / "database.dump", 3000),
        "database.dump of the backup is missing, damaged",
    ),
    "cut dump": (lambda f: os.truncate(f / "database.dump", 5000), "database.dump of the backup is missing, damaged"),
    "flipped document": (lambda f: flip_a_byte(f / "documents/ab/letter.pdf", 77), "letter.pdf of the backup"),
    "missing document": (lambda f: (f / "documents/empty.png").unlink(), "empty.png of the backup is missing"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "no readable manifest"),
    "edited manifest": (
        lambda f: (f / "manifest.json").write_text((f / "manifest.json").read_text().replace("0.1.0", "0.1.1")),
        "changed or damaged",
    ),
    "newer format": (lambda f: rewritten(f, lambda m: m.update(format=2)), "newer release"),
    "newer migrations": (
        lambda f: rewritten(f, lambda m: m["migrations"].append(["core", "9999_next"])),
        "does not know core.9999_next",
    ),
    "another product": (lambda f: rewritten(f, lambda m: m.update(product="x")), "not a backup of this product"),
}


def test_damaged_and_newer_backups_are_refused_in_words(made, folders):
    """One backup for all the damages: each is done to a copy."""
    unpack(made, folders / "whole")
    for name, (damage, words) in DAMAGES.items():
        folder = folders / "damaged"
        shutil.copytree(folders / "whole", folder)
        damage(folder)

        with pytest.raises(backup.BackupError) as refusal:
            backup.checked(folder)

        assert words in str(refusal.value), name
        shutil.rmtree(folder)


@pytest.mark.parametrize("kept", [0, 100, 5000, 500_000, -12_000, -20_000])
def test_truncated_archive_is_refused(made, folders, kept):
    whole = made.read_bytes()
    made.write_bytes(whole[:kept])

    with pytest.raises(CommandError, match=r"no backup|part of it is missing|no readable manifest"):
        call_command("restore", str(made))

    assert not list(folders.glob(".restore-*"))


def test_no_backup_at_all_is_said(transactional_db, folders):
    with pytest.raises(CommandError, match="There is no backup at"):
        call_command("restore", str(folders / "nothing.tar"))


def test_archive_that_reaches_outside_is_refused(transactional_db, folders):
    evil = folders / "evil.tar"
    with tarfile.open(evil, "w") as archive:
        archive.add(folders / "documents" / "empty.png", arcname="../../outside")

    with pytest.raises(CommandError, match="no backup"):
        call_command("restore", str(evil))


def test_documents_in_the_way_are_not_overwritten(made, empty_database, folders):
    (folders / "other" / "documents").mkdir(parents=True)
    (folders / "other" / "documents" / "mine.pdf").write_text("mine")

    done = manage(empty_database, folders / "other", "restore", str(made))

    assert done.returncode == 1
    assert "There are documents in" in done.stderr
    assert (folders / "other" / "documents" / "mine.pdf").read_text() == "mine"


def test_difference_after_restoring_is_found(made, folders):
    unpack(made, folders / "whole")
    manifest = backup.checked(folders / "whole")
    assert backup.differences(manifest) == []

    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_country SET official_name = official_name || '.'")
        cursor.execute("CREATE TABLE another (x int)")
        cursor.execute("SELECT setval(pg_get_serial_sequence('core_user', 'id'), 1, false)")
    found = "; ".join(backup.differences(manifest))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE another")

    assert "public.core_country has other content" in found
    assert "public.another is not of the backup" in found
    assert "core_countryevent has 2 rows instead of 1" in found
    assert "core_user_id_seq counts from an earlier number" in found


def test_keep_deletes_the_oldest_of_its_own_and_nothing_else(transactional_db, folders):
    folder = folders / "backups"
    folder.mkdir()
    names = [f"iwt-backup-2026010{day}T000000Z.tar" for day in range(1, 6)]
    for name in [*names, "iwt-backup-notes.txt", "other.tar"]:
        (folder / name).touch()

    call_command("backup", keep=2, verbosity=0)

    left = {path.name for path in folder.iterdir()}
    assert {"iwt-backup-notes.txt", "other.tar", names[-1]} < left
    assert not left & set(names[:-1])
    assert len(left) == 4


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_keep_must_keep_something(number):
    with pytest.raises(CommandError, match="whole number"):
        call_command("backup", f"--keep={number}")


def test_full_disk_is_noticed_before_anything_is_written(transactional_db, monkeypatch, folders):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(1, 1, 1000))

    with pytest.raises(CommandError, match="not enough room"):
        call_command("backup")

    assert list((folders / "backups").iterdir()) == []


def test_disk_that_fills_up_leaves_nothing_half(transactional_db, monkeypatch, folders):
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_add_manifest", full)

    with pytest.raises(CommandError, match="No space left on device"):
        call_command("backup")

    assert list((folders / "backups").iterdir()) == []


def test_program_of_the_servers_version_is_taken_or_its_absence_said(monkeypatch, db):
    version = postgres_tools.server_version()

    assert postgres_tools.major(postgres_tools.program("pg_dump", version)) >= version // 10_000
    with pytest.raises(postgres_tools.ToolError, match="no pg_dump of that version"):
        postgres_tools.program("pg_dump", 990_000)


def test_password_is_never_on_a_command_line(monkeypatch, db):
    parameters = {"host": "h", "dbname": "d", "password": "s3cret", "pool": {}, "options": "-c x"}
    named = SimpleNamespace(get_connection_params=lambda: parameters)
    monkeypatch.setattr(postgres_tools, "connection", named)

    assert conninfo_to_dict(postgres_tools.conninfo()) == {"host": "h", "dbname": "d"}
    assert postgres_tools._environment()["PGPASSWORD"] == "s3cret"


@pytest.mark.parametrize(
    ("server", "made_on", "tool", "words"),
    [
        (150000, 180000, 18, "was made on PostgreSQL 18, and this server is 15"),
        (150000, 150000, 18, "pg_restore 18 does not speak to a server of PostgreSQL 15"),
        (150000, 150000, 15, ""),
        (180000, 150000, 18, ""),
        (170000, 170000, 18, ""),
    ],
)
def test_server_and_program_must_go_together(monkeypatch, server, made_on, tool, words):
    monkeypatch.setattr(postgres_tools, "server_version", lambda: server)
    monkeypatch.setattr(postgres_tools, "program", lambda name, version: Path("pg_restore"))
    monkeypatch.setattr(postgres_tools, "major", lambda path: tool)
    manifest = {"server_version": made_on, "dumped_by": made_on // 10_000}

    if words:
        with pytest.raises(backup.BackupError, match=words):
            backup._restorer(manifest)
    else:
        assert backup._restorer(manifest) == Path("pg_restore")
