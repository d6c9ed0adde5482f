"""While the database is away, full or busy: a plain page that says so, at once, and nothing that has to be restarted.

`test_serve` does the same with real processes.
"""

import errno
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import psycopg_pool
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from psycopg import errors as states
from psycopg_pool import PoolTimeout
from psycopg_pool.base import AttemptWithBackoff

from core.accounts import sessions
from core.clearance.permissions import public_page
from iwt_dashboard.ops import database_trouble as trouble
from iwt_dashboard.ops.database_trouble import Trouble
from iwt_dashboard.urls import urlpatterns as product
from tests.factories.core import PASSWORD


def of_django(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    """An error as Django raises it: its own, caused by the driver's."""
    error = kind("words")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (of_django(PoolTimeout("couldn't get a connection after 5.00 sec")), Trouble.AWAY),
        (of_django(psycopg.OperationalError("connection is bad")), Trouble.AWAY),
        (of_django(psycopg.InterfaceError("the connection is closed"), InterfaceError), Trouble.AWAY),
        (InterfaceError("connection already closed"), Trouble.AWAY),
        (of_django(states.AdminShutdown()), Trouble.AWAY),
        (of_django(states.CrashShutdown()), Trouble.AWAY),
        (of_django(states.CannotConnectNow()), Trouble.AWAY),
        (of_django(states.TooManyConnections()), Trouble.AWAY),
        (of_django(states.ConnectionFailure()), Trouble.AWAY),
        (of_django(states.ReadOnlySqlTransaction()), Trouble.AWAY),
        (of_django(states.IdleInTransactionSessionTimeout()), Trouble.AWAY),
        (of_django(states.DiskFull()), Trouble.FULL),
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        (OSError(errno.EDQUOT, "Quota exceeded"), Trouble.FULL),
        (of_django(states.DeadlockDetected()), Trouble.BUSY),
        (of_django(states.SerializationFailure()), Trouble.BUSY),
        (of_django(states.LockNotAvailable()), Trouble.BUSY),
        (of_django(states.QueryCanceled()), Trouble.BUSY),
        (of_django(states.UniqueViolation()), None),
        (of_django(states.UndefinedTable()), None),
        (OSError(errno.ENOENT, "No such file"), None),
        (ValueError("x"), None),
        (None, None),
    ],
)
def test_trouble_that_passes_is_told_from_faults(error, found):
    assert trouble.trouble_of(error) == found


def test_trouble_is_found_behind_what_it_caused():
    error = RuntimeError("a library's own")
    error.__cause__ = of_django(states.DiskFull())

    assert trouble.trouble_of(error) == Trouble.FULL


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    trouble.is_away.clear()
    yield
    trouble.is_away.clear()


@pytest.fixture
def database(db: None) -> Iterator[Callable[[Exception | None], None]]:
    """Make every statement fail with an error, or work again."""
    working = BaseDatabaseWrapper.cursor

    def fails_with(error: Exception | None) -> None:
        def cursor(self: BaseDatabaseWrapper) -> Any:
            raise error  # type: ignore[misc]

        BaseDatabaseWrapper.cursor = cursor if error else working

    yield fails_with
    fails_with(None)


AWAY = of_django(PoolTimeout("couldn't get a connection after 5.00 sec"))


@pytest.mark.parametrize("address", ["/", "/needs/", "/workspace/", "/admin/", "/accounts/login/", "/needs/new/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_says_so(cast, database, method, address):
    client = Client(raise_request_exception=False)
    client.force_login(cast.focal_vnm)
    database(AWAY)

    answer = getattr(client, method)(address, {"login": "x@example.org", "password": "x"} if method == "post" else None)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "The dashboard is away for a moment" in page
    assert "<h1" in page
    assert "stylesheet" in page


def test_public_pages_say_so_to_anybody(db, database):
    database(AWAY)

    assert Client(raise_request_exception=False).get("/").status_code == 503


@pytest.mark.parametrize(
    ("error", "words"),
    [(states.DiskFull(), "There is no room left to save"), (states.DeadlockDetected(), "Others were writing")],
)
def test_full_disk_and_deadlock_have_their_own_words(db, database, error, words):
    database(of_django(error))

    answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 503
    assert words in answer.content.decode()
    assert not trouble.is_away.is_set()


@pytest.mark.parametrize(("error", "status"), [(AWAY, 503), (of_django(states.DiskFull()), 503), (None, 200)])
def test_a_session_that_cannot_be_written_is_no_fault_of_the_visitor(cast, error, status):
    """Django's middleware answers 400, as for a session that was ended meanwhile."""
    client = Client(raise_request_exception=False)
    client.force_login(cast.focal_vnm)
    session = client.session
    session[sessions.SEEN] = int(time.time()) - 2 * sessions.STALE_SECONDS
    session.save()

    def away_for_sessions(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if error and sql.startswith('UPDATE "django_session"'):
            raise error
        return execute(sql, *args)

    with connection.execute_wrapper(away_for_sessions):
        answer = client.get("/needs/new/")

    assert answer.status_code == status


def test_alive_answers_and_asks_nothing(db, database):
    database(AWAY)

    assert Client().get("/healthz").status_code == 200


def test_ready_says_that_it_is_not(db, database, monkeypatch):
    from iwt_dashboard.ops import readiness

    monkeypatch.setattr(readiness._Kept, "at", float("-inf"))
    database(AWAY)

    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "away"
    monkeypatch.setattr(readiness._Kept, "at", float("-inf"))


def test_next_request_works_once_it_is_back(db, database):
    client = Client(raise_request_exception=False)
    database(AWAY)
    assert client.get("/").status_code == 503
    database(None)

    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 200]
    assert not trouble.is_away.is_set()


def test_while_one_waits_for_it_the_others_are_answered_at_once(db):
    trouble.is_away.set()

    with trouble.trial:
        answer = Client().get("/")
        alive = Client().get("/healthz")

    assert (answer.status_code, alive.status_code) == (503, 200)
    assert Client().get("/").status_code == 200


def test_the_lock_is_free_again_whatever_happens(db, database):
    client = Client(raise_request_exception=False)
    for error in (AWAY, ValueError("a fault of ours"), None):
        trouble.is_away.set()
        database(error)
        client.get("/")

        assert not trouble.trial.locked()


@public_page
def writes_to_a_full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device", "/name/of/a/person.pdf")


@public_page
def faulty(request: HttpRequest) -> HttpResponse:
    raise ValueError


urlpatterns = [path("full/", writes_to_a_full_disk), path("faulty/", faulty), *product]
handler500 = "iwt_dashboard.ops.errors.server_error"


@override_settings(ROOT_URLCONF="tests.iwt_dashboard.ops.test_database_away")
def test_full_disk_outside_of_the_database_is_told_from_faults(db):
    client = Client(raise_request_exception=False)

    full, faulty = client.post("/full/"), client.post("/faulty/")

    assert (full.status_code, faulty.status_code) == (503, 500)
    assert "There is no room left to save" in full.content.decode()


def test_log_tells_once_and_without_addresses(cast, database, caplog):
    client = Client(raise_request_exception=False)
    client.login(email=cast.focal_vnm.email, password=PASSWORD)
    caplog.clear()
    database(AWAY)

    client.get("/needs/?q=secret")

    told = [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert [record.getMessage() for record in told] == ["The database is away."]


def test_many_at_once_leave_no_thread_behind(db):
    trouble.is_away.set()
    codes: list[int] = []
    with trouble.trial:
        threads = [threading.Thread(target=lambda: codes.append(Client().get("/").status_code)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

    assert codes == [503] * 8


def test_a_database_that_is_back_is_found_at_once():
    """What paces the attempts of the pool is the library's own; an upgrade may take it away."""
    assert vars(psycopg_pool.pool)["AttemptWithBackoff"] is AttemptWithBackoff
    attempt, pauses = AttemptWithBackoff(timeout=5), []
    for _ in range(5):
        attempt.update_delay(0)
        pauses.append(attempt.delay)
    assert pauses == [pytest.approx(0.05 * 2**n, rel=0.11) for n in range(5)]
