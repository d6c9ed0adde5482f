"""How long the database may take by what asks, and that a request gets its own limits on whatever connection."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from iwt_dashboard.ops import database, database_limits
from iwt_dashboard.ops.database_limits import Asker, LimitsOfRequest, asker_of_process, set_limits
from iwt_dashboard.ops.paths import BASE_DIR
from iwt_dashboard.ops.request_log import RequestLogMiddleware

NAMES = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
# A page is worth twenty seconds and never a wait for a writer; a press is told within three that somebody else writes;
# the worker has a quarter of an hour for a statement; a command takes as long as it takes.
LIMITS = {
    Asker.READING: ("20s", "2s", "30s"),
    Asker.WRITING: ("30s", "3s", "1min"),
    Asker.WORKER: ("15min", "30s", "5min"),
    Asker.COMMAND: ("0", "1min", "0"),
}


def in_force():
    """The limits on this connection."""
    with connection.cursor() as cursor:
        return tuple(cursor.execute(f"SHOW {name}").fetchone()[0] for name in NAMES)


@pytest.mark.django_db
@pytest.mark.parametrize("asker", Asker)
def test_the_limits_of_each(asker):
    set_limits(connection.connection, Asker.WRITING if asker is not Asker.WRITING else Asker.READING)
    set_limits(connection.connection, asker)

    assert in_force() == LIMITS[asker]


@pytest.mark.parametrize(
    ("process", "asker"),
    [("command", Asker.COMMAND), ("worker", Asker.WORKER), ("web", Asker.WRITING), ("", Asker.WRITING)],
)
def test_a_connection_begins_with_the_limits_of_its_process(monkeypatch, process, asker):
    monkeypatch.setenv("IWT_PROCESS", process)

    options = database.database_settings(pool_size=1)["OPTIONS"]["options"]

    assert asker_of_process() is asker
    assert f"-c statement_timeout={asker.value.statement}s -c lock_timeout={asker.value.lock}s" in options


@pytest.mark.parametrize("process", ["web", "worker", "command", ""])
def test_the_site_alone_goes_through_a_pooler_and_sets_nothing_on_what_it_shares(monkeypatch, process):
    monkeypatch.setenv("IWT_PROCESS", process)
    monkeypatch.setenv("DATABASE_POOLER_URL", "postgresql://site@pooler.example.org:6432/pooled")
    monkeypatch.setenv("DATABASE_URL", "postgresql://site@direct.example.org/direct")
    monkeypatch.setattr(database_limits, "set_limits", lambda *args: pytest.fail("set"))
    is_shared = process not in {"worker", "command"}

    found = database.database_settings(pool_size=1)

    assert found["NAME"] == ("pooled" if is_shared else "direct")
    assert ("options" not in found["OPTIONS"]) is is_shared
    assert found.get("DISABLE_SERVER_SIDE_CURSORS", False) is is_shared
    if is_shared:
        LimitsOfRequest("GET")(lambda *args: None, "SELECT 1", None, False, {})


def test_the_pooler_sets_the_limits_of_who_writes():
    file = (BASE_DIR / "deploy" / "pgbouncer.ini").read_text()

    assert Asker.WRITING.value.statements().replace("'", "''") in file


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "asker"),
    [("GET", Asker.READING), ("HEAD", Asker.READING), ("POST", Asker.WRITING)],
)
def test_a_request_has_its_own_limits_whoever_had_the_connection_before(method, asker):
    found = []
    request = RequestFactory().generic(method, "/")

    def view(request):
        found.append(in_force())
        return HttpResponse()

    for before in Asker:
        set_limits(connection.connection, before)
        RequestLogMiddleware(view)(request)

    assert found == [LIMITS[asker]] * len(Asker)


@pytest.mark.django_db
def test_they_are_set_before_the_first_statement_and_once(monkeypatch):
    told = []
    monkeypatch.setattr(database_limits, "set_limits", lambda connection, asker: told.append(asker))

    with connection.execute_wrapper(LimitsOfRequest("GET")), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 1")

    assert told == [Asker.READING]


def test_a_page_without_a_statement_asks_for_no_connection(monkeypatch):
    monkeypatch.setattr(database_limits, "set_limits", lambda connection, asker: pytest.fail("asked"))

    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_a_rolled_back_transaction_has_set_is_not_counted_on():
    driver = connection.connection if connection.connection else connection.ensure_connection() or connection.connection
    set_limits(driver, Asker.READING)
    assert in_force() == LIMITS[Asker.READING]
    driver.execute("BEGIN")
    set_limits(driver, Asker.WRITING)
    driver.execute("ROLLBACK")

    set_limits(driver, Asker.WRITING)

    assert in_force() == LIMITS[Asker.WRITING]


@pytest.mark.django_db
def test_a_transaction_that_has_failed_is_left_alone():
    sent = []

    class Failed:
        class info:
            transaction_status = database_limits.TransactionStatus.INERROR

        def execute(self, statement):
            sent.append(statement)

    set_limits(Failed(), Asker.READING)

    assert sent == []
