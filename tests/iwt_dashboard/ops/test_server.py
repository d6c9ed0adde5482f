"""The server: slow clients take no thread, limits, no banner, proxies' claims, and what is begun is finished."""

import contextlib
import socket
import sys
import threading
import time
import types

import pytest
import waitress
from django.http import HttpResponse
from django.test import RequestFactory

from iwt_dashboard.ops import connections as of_server
from iwt_dashboard.ops import errors, request_limits, server
from iwt_dashboard.ops.connections import Dropped, Lanes, superfluous, watch
from iwt_dashboard.ops.request_limits import LimitsMiddleware
from iwt_dashboard.ops.server import LARGEST_HEAD, Underway, settings_of_waitress

BODY = 10_000
SECONDS_FOR_AN_ANSWER = 20
PATIENCE = 120


def answer(environ, start_response):
    """Read the body and say how long it was; that of the head where it says more."""
    length, said = len(environ["wsgi.input"].read()), int(environ.get("CONTENT_LENGTH") or 0)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d bytes" % length if said == length else b"%d bytes of %d" % (length, said)]


application = answer


@pytest.fixture
def port(monkeypatch):
    """A server with the product's settings and two threads, around a small application; it soon closes silent lines."""
    monkeypatch.setattr(server, "SECONDS_OF_SILENCE", 1)
    with serving(monkeypatch) as (found, _connections):
        yield found


@contextlib.contextmanager
def serving(monkeypatch):
    """The server's port, and what it has open: its own two ends, and a channel for each line."""
    monkeypatch.setenv("WEB_THREADS", "2")
    listening = socket.create_server(("127.0.0.1", 0))
    found = listening.getsockname()[1]
    connections = {}
    options = {**settings_of_waitress(), "cleanup_interval": 0.2}
    dispatcher = Lanes(server.number_of_threads())
    made = waitress.create_server(
        application,
        sockets=[listening],
        map=connections,
        _dispatcher=dispatcher,
        **options,
    )
    watch(made, limit=BODY)
    ending = threading.Event()

    def run():
        while not ending.is_set():
            made.asyncore.loop(timeout=0.05, map=connections, use_poll=True, count=1)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield found, connections
    finally:
        ending.set()
        thread.join(5)
        dispatcher.shutdown(timeout=1)
        made.close()


@contextlib.contextmanager
def line(port, sent=b""):
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_FOR_AN_ANSWER) as made:
        made.sendall(sent)
        yield made


def ask(port, request):
    """The whole answer to one request."""
    with line(port, request) as made:
        return everything(made)


def everything(made):
    """What comes until the server closes the line."""
    parts = []
    while part := made.recv(10_000):
        parts.append(part)
    return b"".join(parts)


def test_readers_do_not_wait_for_writers(monkeypatch):
    """Ten who write wait for one another, on two threads; whoever reads is answered all the same."""
    ending, waiting = threading.Event(), []

    def write_or_read(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            waiting.append(1)
            ending.wait(30)
        return answer(environ, start_response)

    monkeypatch.setattr(sys.modules[__name__], "application", write_or_read)
    with serving(monkeypatch) as (port, _connections), contextlib.ExitStack() as stack:
        written = [stack.enter_context(line(port, POST + b"Content-Length: 1\r\n\r\na")) for _ in range(10)]
        deadline = time.monotonic() + PATIENCE
        while len(waiting) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        for _time in range(5):
            assert ask(port, get()).endswith(b"0 bytes")
        assert len(waiting) == 2
        ending.set()
        assert all(everything(made).endswith(b"1 bytes") for made in written)


def get(more=b""):
    return b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + b"\r\n"


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["nothing", "headers", "body", "chunked", "kept alive"],
)
def test_slow_clients_take_no_thread(monkeypatch, begun):
    with serving(monkeypatch) as (port, connections), contextlib.ExitStack() as stack:
        before = len(connections)
        for _number in range(20):
            stack.enter_context(line(port, begun))
        deadline = time.monotonic() + PATIENCE
        while len(connections) < before + 20 and time.monotonic() < deadline:
            time.sleep(0.01)

        # None of them is closed for its silence within the time that the asking waits for its answer.
        assert server.SECONDS_OF_SILENCE > SECONDS_FOR_AN_ANSWER
        assert ask(port, get()).endswith(b"0 bytes")
        assert len(connections) >= before + 20


def test_a_request_that_dribbles_in_is_answered_when_it_is_whole(port):
    with line(port, b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\n") as made:
        for piece in (b"a", b"b", b"c"):
            time.sleep(0.05)
            made.sendall(piece)
        assert everything(made).endswith(b"3 bytes")


POST = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
DRIBBLES = {
    "a head": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n"),
    "a body": (POST + b"Content-Length: 9000\r\n\r\n", b"a"),
    "a body that was waited for": (POST + b"Expect: 100-continue\r\nContent-Length: 9000\r\n\r\n", b"a"),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
}


def closes(made, piece, seconds=PATIENCE):
    """Whether the server closes a line on which a piece arrives every tenth of a second."""
    since = time.monotonic()
    with contextlib.suppress(OSError):
        while time.monotonic() - since < seconds:
            time.sleep(0.1)
            made.sendall(piece)
        return False
    return True


@pytest.mark.parametrize("kind", DRIBBLES)
def test_a_line_that_dribbles_on_is_closed(monkeypatch, kind):
    """By the pace: ten bytes a tenth of a second would keep a connection for a quarter of an hour."""
    monkeypatch.setattr(of_server, "SECONDS_OF_GRACE", 1)
    begun, piece = DRIBBLES[kind]
    with serving(monkeypatch) as (port, _connections), line(port, begun) as made:
        assert closes(made, piece)
        assert ask(port, get()).endswith(b"0 bytes")


@pytest.mark.parametrize(
    ("before", "endless"),
    [(b"", b"1" * 1_000), (b"", b"1;" + b"x" * 1_000), (b"0\r\n", b"A: b\r\n" * 200)],
    ids=["a length", "an extension", "a trailer"],
)
def test_a_line_of_chunks_without_end_is_refused(port, before, endless):
    """waitress reads them on, and copies what came before with every piece."""
    with line(port, POST + b"Transfer-Encoding: chunked\r\n\r\n" + before) as made:
        with contextlib.suppress(OSError):
            for _piece in range(20):
                made.sendall(endless)
        assert made.recv(100).startswith(b"HTTP/1.1 400 ")


LARGE = b"Z" * 2_000_000


def large_or_small(environ, start_response):
    """A large answer, or an empty one."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [LARGE if environ["PATH_INFO"] == "/large" else b""]


def greedy(port, number=30):
    """A line on which much is asked for at once; what is taken in is little."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    made.settimeout(SECONDS_FOR_AN_ANSWER * 2)
    made.connect(("127.0.0.1", port))
    made.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * number)
    return made


def test_who_asks_for_much_and_takes_nothing_holds_no_thread_and_is_closed(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "application", large_or_small)
    monkeypatch.setattr(of_server, "SECONDS_OF_GRACE", 1)
    monkeypatch.setattr(of_server, "BYTES_A_SECOND", 10_000_000)
    with serving(monkeypatch) as (port, connections), contextlib.ExitStack() as stack:
        before = len(connections)
        for _number in range(5):
            stack.enter_context(greedy(port))
        time.sleep(0.3)
        assert ask(port, get()).startswith(b"HTTP/1.1 200")
        assert sum(one.total_outbufs_len for one in connections.values() if hasattr(one, "dawdles")) <= 5 * len(LARGE)
        deadline = time.monotonic() + PATIENCE
        while len(connections) > before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(connections) == before


def test_requests_that_come_at_once_are_answered_one_after_the_other(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "application", large_or_small)
    with serving(monkeypatch) as (port, _connections), greedy(port, 5) as made:
        made.sendall(get())
        assert everything(made).count(b"Z") == 5 * len(LARGE)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na"])
def test_a_crowd_that_waits_for_nothing_makes_room(monkeypatch, begun):
    monkeypatch.setattr(server, "CONNECTIONS", 12)
    with serving(monkeypatch) as (port, _connections), contextlib.ExitStack() as stack:
        for _number in range(40):
            stack.enter_context(line(port, begun))
        assert ask(port, get()).endswith(b"0 bytes")


def test_room_is_made_by_those_who_carry_nothing_first():
    def one(opened, *, request=None, at_work=False):
        made = types.SimpleNamespace(creation_time=opened, request=request)
        made.is_idle = lambda: not at_work
        return made

    now = time.time()
    at_work, old, new, arriving = one(0, at_work=True), one(now - 8), one(now - 7), one(now - 9, request="x")

    assert superfluous([at_work, new, arriving, old], limit=6) == []
    assert superfluous([at_work, new, arriving, old], limit=4) == [old, new]
    assert superfluous([at_work, new, arriving, old], limit=2) == [old, new, arriving]
    # What was opened just now comes last.
    assert superfluous([one(now), arriving, at_work], limit=4) == [arriving]


def test_a_line_that_is_poor_but_steady_is_waited_for(monkeypatch):
    monkeypatch.setattr(of_server, "SECONDS_OF_GRACE", 0.5)
    with serving(monkeypatch) as (port, _connections), line(port, POST + b"Content-Length: 6000\r\n\r\n") as made:
        for _piece in range(20):
            time.sleep(0.1)
            made.sendall(b"a" * 300)

        assert everything(made).endswith(b"6000 bytes")


def test_however_steady_a_request_has_an_end(monkeypatch):
    monkeypatch.setattr(of_server, "SECONDS_OF_GRACE", 0.5)
    monkeypatch.setattr(of_server, "LONGEST_SECONDS", 1)
    with (
        serving(monkeypatch) as (port, _connections),
        line(port, POST + b"Content-Length: 9000000\r\n\r\n") as made,
    ):
        assert closes(made, b"a" * 1000)


def chunked(body, size=4_000):
    """A body in chunks."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("length", "told"),
    [(BODY, b"10000 bytes"), (BODY + 1, b"0 bytes of 10001"), (300_000, b"0 bytes of 300000")],
)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_beyond_the_limit_is_read_to_its_end_kept_nowhere_and_answered(port, is_chunked, length, told):
    body = b"a" * length
    head = b"Transfer-Encoding: chunked\r\n\r\n" if is_chunked else b"Content-Length: %d\r\n\r\n" % length

    with line(port, POST + head + (chunked(body) if is_chunked else body)) as made:
        assert everything(made).endswith(b"\r\n\r\n" + told)


def test_what_is_dropped_takes_no_room():
    dropped = Dropped(5)
    dropped.append(b"abc")

    assert (len(dropped), dropped.getfile().read()) == (8, b"")


@pytest.mark.parametrize(
    "begun", [b"", b"GET / HTTP/1.1\r\n", get()[:-2], b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na"]
)
def test_a_line_that_falls_silent_is_closed(port, begun):
    with line(port, begun) as made:
        assert made.recv(1) == b""


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ((get()[:-2] + b"X-Long: " + b"a" * LARGEST_HEAD)[:LARGEST_HEAD], 431),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000001\r\n\r\n", 413),
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
)
def test_what_cannot_be_read_is_refused_and_no_answer_names_the_server(port, request_, status):
    found = ask(port, request_)

    assert found.startswith(b"HTTP/1.1 %d " % status) or found.startswith(b"HTTP/1.0 %d " % status)
    assert b"text/plain" in found
    assert b"waitress" not in found.lower()


def test_answers_do_not_name_the_server(port):
    head = ask(port, get()).partition(b"\r\n\r\n")[0].lower()

    assert b"\r\nserver:" not in head
    assert b"waitress" not in head


@pytest.mark.parametrize(
    ("address", "headers", "status", "words"),
    [
        (f"/?q={'a' * 32_100}", {}, 414, "The address is too long"),
        ("/", {"cookie": "a=" + "b" * 8_200}, 431, "Delete the cookies"),
    ],
)
def test_what_people_can_mend_is_answered_in_words(address, headers, status, words):
    request = RequestFactory().get(address, headers=headers)

    found = LimitsMiddleware(errors.not_found)(request)

    assert found.status_code == status
    assert words in found.content.decode()


def test_an_address_with_many_filters_is_taken():
    request = RequestFactory().get(f"/?q={'a' * (request_limits.LONGEST_ADDRESS - 10)}")

    assert LimitsMiddleware(lambda request: HttpResponse(b"x", status=200))(request).status_code == 200


def test_requests_under_way_are_waited_for():
    underway = Underway(lambda environ, start: iter([b"a"]))
    assert underway.wait(0)

    answer = underway({"wsgi.file_wrapper": tuple}, None)
    assert not underway.wait(0)
    assert list(answer) == [b"a"]
    answer.close()
    answer.close()

    assert underway.wait(0)


def test_a_request_that_fails_is_not_waited_for():
    def fail(environ, start):
        raise ValueError

    underway = Underway(fail)
    with pytest.raises(ValueError, match=r"^$"):
        underway({"wsgi.file_wrapper": tuple}, None)

    assert underway.wait(0)
