"""The embedded server through the accidents that happen to it. Real servers, each in a folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from iwt_dashboard.ops import database, postgres_account
from iwt_dashboard.ops.embedded_postgres import DATABASE, ROLE, SUPERUSER, EmbeddedPostgres
from iwt_dashboard.ops.postgres_account import EmbeddedPostgresError


def made_folder() -> Path:
    """Not tmp_path: that lies in a folder which the server's account may not enter when the tests run as root."""
    path = Path(tempfile.mkdtemp(prefix="iwt-embedded-"))
    path.chmod(0o755)
    return path


@pytest.fixture
def folder() -> Iterator[Path]:
    path = made_folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def new_server(folder: Path) -> Iterator[EmbeddedPostgres]:
    """A server that has never been started."""
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def _stopped() -> Iterator[EmbeddedPostgres]:
    folder = made_folder()
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    server.start()
    server.stop()
    yield server
    server.remove()
    shutil.rmtree(folder)


@pytest.fixture
def server(_stopped: EmbeddedPostgres, new_server: EmbeddedPostgres) -> EmbeddedPostgres:
    """A server that was started and stopped before: a copy, which takes less time than to initialise another."""
    subprocess.run(["cp", "-a", _stopped.home, new_server.home], check=True)
    return new_server


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    return row and row[0]


def kill(server: EmbeddedPostgres) -> int:
    """Kill the server as a power cut would, children included; return the process id it had."""
    pid = server.running_pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    while server.running_pid():
        time.sleep(0.02)
    return pid


def test_start_gives_a_database_for_a_role_that_is_no_superuser(new_server):
    url = new_server.start()

    assert ask(url, "SHOW server_version").startswith("18")
    assert ask(url, "SELECT current_user || '@' || current_database()") == f"{ROLE}@{DATABASE}"
    assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SHOW listen_addresses") == ""


def test_product_may_create_extensions_and_databases(server):
    with psycopg.connect(server.start(), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE DATABASE another")

    assert ask(server.url("another"), "SELECT lower('ĐẮK LẮK')") == "đắk lắk"


def test_second_start_finds_the_first_server(server):
    server.start()
    pid = server.running_pid()

    server.start()

    assert server.running_pid() == pid


def test_stop_stops_and_says_whether_it_ran(server):
    server.start()

    assert server.stop() is True
    assert server.running_pid() is None
    assert server.stop() is False


def test_data_survive_stop_and_kill(server):
    with psycopg.connect(server.start()) as connection:
        connection.execute("CREATE TABLE seen AS SELECT 1 AS number")
    server.stop()

    server.start()
    kill(server)

    assert ask(server.start(), "SELECT number FROM seen") == 1


def test_process_number_of_another_process_is_not_trusted(server):
    server.start()
    kill(server)
    stale = server.data() / "postmaster.pid"
    lines = stale.read_text().splitlines()
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    assert server.running_pid() is None
    assert server.stop() is False
    assert ask(server.start(), "SELECT 1") == 1


def test_interrupted_initialisation_is_begun_again(new_server):
    half = new_server.home.with_name("postgres.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    assert ask(new_server.start(), "SELECT 1") == 1


def test_server_whose_socket_was_swept_away_is_restarted(server):
    server.start()
    (server.socket_folder() / ".s.PGSQL.5432").unlink()

    assert ask(server.start(), "SELECT 1") == 1


def test_long_path_gets_a_short_socket(folder):
    home = folder / ("a" * 60) / ("b b" * 20) / "postgres"
    home.parent.mkdir(parents=True)
    server = EmbeddedPostgres(home, durable=False)

    try:
        assert ask(server.start(), "SELECT 1") == 1
        assert len(str(server.socket_folder())) < 80
        assert server.socket_folder().stat().st_mode & 0o077 == 0
    finally:
        server.remove()


def test_two_servers_run_side_by_side(server, folder):
    other = EmbeddedPostgres(folder / "second" / "postgres", durable=False)

    try:
        assert server.start() != other.start()
        assert server.running_pid() != other.running_pid()
    finally:
        other.remove()


def test_two_starts_at_once_give_one_server(new_server):
    code = "import sys; from pathlib import Path; from iwt_dashboard.ops.embedded_postgres import EmbeddedPostgres;"
    code += "EmbeddedPostgres(Path(sys.argv[1]), durable=False).start()"
    starts = [
        subprocess.Popen([sys.executable, "-c", code, str(new_server.home)], cwd=database.BASE_DIR) for _ in range(3)
    ]

    assert [start.wait(60) for start in starts] == [0, 0, 0]
    assert new_server.running_pid()


def test_data_copied_from_a_running_server_do_not_reach_it(server, folder):
    server.start()
    copy = EmbeddedPostgres(folder / "copy" / "postgres", durable=False)
    copy.home.parent.mkdir()
    subprocess.run(["cp", "-a", server.home, copy.home], check=False, capture_output=True)

    assert copy.running_pid() is None
    assert copy.stop() is False
    assert server.running_pid()


def test_last_user_stops_the_server(server):
    first, second = (EmbeddedPostgres(server.home, durable=False) for _ in range(2))
    server.start()
    first.hold()
    second.hold()

    first.release()
    assert server.running_pid()
    second.release()
    assert server.running_pid() is None


def test_unstartable_server_says_why(server):
    server.start()
    server.stop()
    (server.data() / "postgresql.conf").write_text("no such setting\n")

    with pytest.raises(EmbeddedPostgresError, match="syntax error"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_root_keeps_data_outside_a_folder_its_account_cannot_enter(folder):
    folder.chmod(0o700)
    server = EmbeddedPostgres(folder / "var" / "postgres", durable=False)

    try:
        assert ask(server.start(), "SELECT 1") == 1
        assert server.home.is_symlink()
        assert server.data().stat().st_uid != 0
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        server.remove()
    assert not server.home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_root_gives_its_account_programs_it_can_run(monkeypatch, folder):
    monkeypatch.setattr(postgres_account, "SYSTEM_HOME", folder)
    monkeypatch.setattr(postgres_account, "reaches", lambda account, *paths: False)
    account = postgres_account.server_account()

    programs = postgres_account.installation(account)

    assert programs.is_relative_to(folder)
    initdb = subprocess.run(
        [programs / "bin" / "initdb", "--version"], user=account.uid, group=account.gid, capture_output=True, check=True
    )
    assert b"PostgreSQL" in initdb.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_root_copy_of_a_checkout_gets_data_of_its_own(folder):
    folder.chmod(0o700)
    server = EmbeddedPostgres(folder / "var" / "postgres", durable=False)
    copy = EmbeddedPostgres(folder / "copy" / "postgres", durable=False)

    try:
        server.start()
        subprocess.run(["cp", "-a", folder / "var", folder / "copy"], check=True)
        copy.start()
        assert copy.data() != server.data()
        assert copy.running_pid() != server.running_pid()
    finally:
        copy.remove()
        server.remove()


def test_database_url_keeps_the_embedded_server_out(monkeypatch, folder):
    monkeypatch.setenv("IWT_VAR", str(folder / "var"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@db.example.org:6432/dashboard?sslmode=require")

    settings = database.database_settings(pool_size=3)
    database.start_for(["manage.py", "shell"])

    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example.org", 6432, "dashboard")
    assert settings["OPTIONS"]["sslmode"] == "require"
    assert settings["OPTIONS"]["pool"]["max_size"] == 3
    assert not (folder / "var").exists()


def test_command_line_starts_describes_and_stops(folder):
    environment = {**os.environ, "IWT_VAR": str(folder / "var"), "DATABASE_URL": ""}

    def command(word: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", "iwt_dashboard.ops.embedded_postgres", word]
        return subprocess.run(
            arguments, env=environment, cwd=database.BASE_DIR, capture_output=True, text=True, check=False
        )

    try:
        assert command("status").returncode == 3
        url = command("start").stdout.strip()
        assert ask(url, "SELECT 1") == 1
        assert ask(url, "SHOW fsync") == "on"
        assert command("url").stdout.strip() == url
        assert command("status").returncode == 0
        assert command("nonsense").returncode == 2
    finally:
        assert command("stop").stdout.strip() == "Stopped."
    environment["DATABASE_URL"] = "postgresql://elsewhere/x"
    assert command("start").returncode == 1


def test_superuser_is_kept_for_repairs(server):
    server.start()

    assert ask(server.url("postgres", SUPERUSER), "SELECT current_user") == SUPERUSER
