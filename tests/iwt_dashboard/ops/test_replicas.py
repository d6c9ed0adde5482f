"""Which database a request reads from: what decides is tried here, and `make rehearse` has real replicas."""

from collections import deque
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from core import reading
from core.models import Country, User
from core.reading import note_write, reading_from, reads_from
from iwt_dashboard.ops import database, database_trouble, errors, replicas
from iwt_dashboard.ops.replicas import UNKNOWN, Progress, ReplicaMiddleware, ReplicaRouter, Seen, written_up_to
from needs.models import Need

REPLICA = "replica-1"


@pytest.fixture(autouse=True)
def primary(monkeypatch):
    """The primary, in no transaction: those of the tests themselves do not count."""
    found = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(reading, "connection", found)
    return found


@pytest.fixture
def middleware(monkeypatch):
    """The middleware, whose watch sends each request to the replica unless it needs more than LSN 100."""
    monkeypatch.setenv("DATABASE_REPLICA_URLS", "postgresql://replica.example.org/dashboard")
    monkeypatch.setattr(replicas.Watch, "start", lambda self: None)
    monkeypatch.setattr(replicas, "forget_errors", lambda alias: None)
    monkeypatch.setattr(replicas, "failed_at_replica", lambda: False)

    def choose(self, *, needed, who):
        return REPLICA if needed <= 100 else "default"

    monkeypatch.setattr(replicas.Watch, "choose", choose)
    return ReplicaMiddleware


def test_without_a_request_everything_is_read_from_the_primary():
    assert reads_from() == "default"
    note_write()
    assert ReplicaRouter().db_for_read(Need) == "default"


def test_a_request_reads_from_its_replica_until_it_writes(primary):
    router = ReplicaRouter()
    with reading_from(REPLICA):
        assert router.db_for_read(Need) == router.db_for_read(Country) == REPLICA
        assert router.db_for_read(User) == "default"
        primary.in_atomic_block = True
        assert router.db_for_read(Need) == "default"
        primary.in_atomic_block = False
        assert router.db_for_write(User) == "default"
        assert reads_from() == REPLICA
        assert router.db_for_write(Need) == "default"
        assert router.db_for_read(Need) == reads_from() == "default"
    assert router.allow_migrate("default", "needs")
    assert not router.allow_migrate(REPLICA, "needs")


@pytest.mark.parametrize(
    ("primary", "replica", "needed", "is_used"),
    [
        # The primary was at 50 seven seconds ago and is at 90 now: five seconds behind is what has less than 60.
        ([(3, 50), (5, 60), (9.5, 80), (10, 90)], (10, 60), 0, True),
        ([(3, 50), (5, 60), (9.5, 80), (10, 90)], (10, 59), 0, False),
        ([(3, 50), (5, 60), (9.5, 80), (10, 90)], (10, 75), 80, False),
        ([(3, 50), (5, 60), (9.5, 80), (10, 90)], (10, 80), 80, True),
        # It has said nothing for three seconds.
        ([(3, 50), (10, 90)], (7, 90), 0, False),
        # The primary has been away for five minutes: nobody has written since.
        ([(-300, 80), (-290, 90)], (10, 90), 0, True),
        ([(-300, 80), (-290, 90)], (10, 90), UNKNOWN, False),
        # Nothing is known of the primary.
        ([], (10, 90), 0, False),
    ],
)
def test_a_replica_is_used_while_it_is_near_enough_behind(primary, replica, needed, is_used):
    progress = Progress(deque(Seen(*one) for one in primary), {REPLICA: Seen(*replica)})

    assert progress.usable(now=10.0, needed=needed) == ([REPLICA] if is_used else [])


def test_a_visitor_keeps_to_one_replica(monkeypatch):
    watch = replicas.Watch()
    for alias in ("default", REPLICA, "replica-2"):
        watch.note(alias, "100", alias != "default")
    watch.note("default", "7", True)  # it has become a standby: it says nothing of how far the primary is

    chosen = {who: {watch.choose(needed=0, who=who) for _ in range(3)} for who in "abcdefgh"}

    assert all(len(found) == 1 for found in chosen.values())
    assert set.union(*chosen.values()) == {REPLICA, "replica-2"}
    assert watch.choose(needed=101, who="a") == "default"


@pytest.mark.django_db
def test_who_has_written_reads_the_primary_until_the_replica_has_it(middleware):
    asked = []

    def view(request):
        asked.append(reads_from())
        return HttpResponse()

    ask, requests = middleware(view), RequestFactory()
    assert not ask(requests.get("/")).cookies
    carried = ask(requests.post("/")).cookies["written"].value
    requests.cookies["written"] = carried
    again = requests.get("/")
    ask(again)
    requests.cookies["written"] = carried + "x"
    ask(requests.get("/"))

    assert asked == [REPLICA, "default", "default", REPLICA]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'")
        assert 100 < written_up_to(again) <= cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "is_known"), [(200, True), (503, False)])
def test_a_write_in_a_reading_request_is_carried_too(middleware, status, is_known):
    def view(request):
        note_write()
        return HttpResponse(status=status)

    cookie = middleware(view)(RequestFactory().get("/")).cookies["written"]

    assert cookie["httponly"]
    assert (cookie.value.partition(":")[0] != f"{UNKNOWN:x}") is is_known


def test_what_fails_at_a_replica_is_asked_of_the_primary(middleware, monkeypatch):
    asked = []
    monkeypatch.setattr(replicas, "failed_at_replica", lambda: reads_from() == REPLICA)

    def view(request):
        asked.append(reads_from())
        return HttpResponse(status=503 if reads_from() == REPLICA else 200)

    assert middleware(view)(RequestFactory().get("/")).status_code == 200
    assert asked == [REPLICA, "default"]


def test_public_pages_are_read_on_while_the_primary_is_away(monkeypatch):
    ask, requests = errors.DatabaseAwayMiddleware(lambda request: HttpResponse()), RequestFactory()
    database_trouble.is_away.set()
    database_trouble.trial.acquire()
    try:
        with reading_from(REPLICA):
            public = ask(requests.get("/")).status_code
            requests.cookies["sessionid"] = "of-somebody"
            known = ask(requests.get("/")).status_code
    finally:
        database_trouble.trial.release()
        database_trouble.is_away.clear()

    assert (public, known) == (200, 503)


def test_an_address_may_name_all_that_may_be_the_primary(monkeypatch):
    monkeypatch.setenv("IWT_PROCESS", "worker")
    hosts = "host=%2Fvar%2Fnorth,db2.example.org&port=5432,5433&target_session_attrs=read-write"
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///dashboard?{hosts}")

    found = database.database_settings(pool_size=1)

    assert (found["NAME"], found["HOST"]) == ("dashboard", "/var/north,db2.example.org")
    assert (found["OPTIONS"]["port"], found["OPTIONS"]["target_session_attrs"]) == ("5432,5433", "read-write")


@pytest.mark.parametrize(("process", "count"), [("web", 2), ("worker", 0), ("command", 0)])
def test_the_site_alone_reads_from_replicas(monkeypatch, process, count):
    monkeypatch.setenv("IWT_PROCESS", process)
    monkeypatch.setenv("DATABASE_REPLICA_URLS", "postgresql://a.example.org/x, postgresql://b.example.org/x")

    found = database.databases(pool_size=3)

    assert sorted(found) == ["default", "replica-1", "replica-2"][: count + 1]
    assert all("default_transaction_read_only=on" in found[name]["OPTIONS"]["options"] for name in list(found)[1:])
