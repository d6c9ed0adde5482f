"""`/healthz` and `/readyz`: what each says, and what it costs."""

import errno
import threading
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.errors import DiskFull

from iwt_dashboard.ops import readiness


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness._Kept, "at", float("-inf"))


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def a_worker(age: str = "1 second") -> None:
    execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '{age}')")


def a_job(due: str, status: str = "todo") -> None:
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at, status)"
        f" VALUES ('default', 'x', {due}, '{status}')"
    )


def test_healthz_says_ok_and_asks_no_database():
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"].startswith(("no-store", "private, no-cache"))


def test_ready_when_all_is_well(db):
    a_worker()

    answer = Client().get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "queue": "ok", "disk": "ok"}
    assert answer["Cache-Control"].startswith(("no-store", "private, no-cache"))


@pytest.mark.parametrize(
    ("prepare", "part", "word"),
    [
        (lambda: None, "queue", "no worker"),
        (lambda: a_worker("2 minutes"), "queue", "no worker"),
        (lambda: (a_worker(), a_job("now() - interval '16 minutes'")), "queue", "jobs wait"),
        (lambda: (a_worker(), execute("DELETE FROM django_migrations WHERE app = 'needs'")), "migrations", "pending"),
    ],
)
def test_not_ready_says_which_part_and_no_more(db, prepare, part, word):
    prepare()

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()[part] == word
    assert set(answer.json()) == {"ready", "database", "migrations", "queue", "disk"}
    # A balancer takes away an instance that cannot answer, and none for what all of them share.
    assert Client().get("/readyz?for=balancer").status_code == (200 if part == "queue" else 503)


@pytest.mark.parametrize(
    ("due", "status"), [("now() + interval '1 day'", "todo"), ("NULL", "todo"), ("now() - interval '1 day'", "failed")]
)
def test_jobs_that_are_not_late_do_not_matter(db, due, status):
    a_worker()
    a_job(due, status)

    assert Client().get("/readyz").status_code == 200


def test_migrations_of_a_newer_release_do_not_matter(db):
    a_worker()
    execute("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_of_the_next_release', now())")

    assert Client().get("/readyz").status_code == 200


def test_database_is_asked_once_in_a_while_however_often_it_is_asked(db):
    a_worker()

    with CaptureQueriesContext(connection) as queries:
        answers = [Client().get("/readyz").status_code for _ in range(20)]

    assert answers == [200] * 20
    assert len(queries) <= 4


def test_many_at_once_wait_for_one(monkeypatch):
    looked = []
    monkeypatch.setattr(readiness, "look", lambda: looked.append(1) or readiness.Readiness("ok", "ok", "ok"))
    threads = [threading.Thread(target=readiness.readiness) for _ in range(10)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(looked) == 1


# --- The disk ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "word"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EROFS, "closed"), (errno.EACCES, "closed")],
)
def test_not_ready_where_nothing_can_be_written(db, monkeypatch, number, word):
    a_worker()

    def full(*args, **options):
        raise OSError(number, "words")

    monkeypatch.setattr(readiness, "TemporaryFile", full)
    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "ok", "migrations": "ok", "queue": "ok", "disk": word}


def test_a_real_disk_without_room_is_full(tmp_path, monkeypatch):
    """`/dev/full` is what Linux has for this: whatever is written there finds no room."""
    monkeypatch.setattr(readiness, "TemporaryFile", lambda dir: open("/dev/full", "wb", buffering=0))  # noqa: SIM115

    assert readiness._probe([tmp_path]) == "full"


def test_what_was_written_is_gone_again(tmp_path, settings):
    settings.VAR_DIR, settings.DOCUMENTS_DIR, settings.IATI_DIR = (
        tmp_path,
        str(tmp_path / "a"),
        str(tmp_path / "b" / "c"),
    )

    assert readiness.folders() == [tmp_path]
    assert readiness.state_of_disk() == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_hangs_holds_nobody(db, monkeypatch):
    a_worker()
    ending = threading.Event()
    monkeypatch.setattr(readiness, "LONGEST_PROBE_SECONDS", 0.1)
    monkeypatch.setattr(readiness, "_probe", lambda wanted: ending.wait(20))
    answer = Client().get("/readyz")
    ending.set()

    assert (answer.status_code, answer.json()["disk"]) == (503, "slow")


def test_a_database_without_room_says_so(db, monkeypatch):
    error = OperationalError("words")
    error.__cause__ = DiskFull()
    monkeypatch.setattr(readiness, "_queue", mock.Mock(side_effect=error))

    assert readiness.look().database == "full"
