"""The server: slow clients take no thread, limits, no banner, proxies' claims, and what is begun is finished."""

import contextlib
import socket
import threading
import time

import pytest
import waitress
from django.http import HttpResponse
from django.test import RequestFactory

from iwt_dashboard.ops import errors, request_limits, server
from iwt_dashboard.ops.request_limits import LimitsMiddleware
from iwt_dashboard.ops.server import LARGEST_HEAD, Underway, settings_of_waitress

BODY = 10_000
SECONDS_FOR_AN_ANSWER = 5


def answer(environ, start_response):
    """Read the body and say how long it was."""
    length = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d bytes" % length]


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
    made = waitress.create_server(
        answer, sockets=[listening], map=connections, **{**settings_of_waitress(BODY), "cleanup_interval": 1}
    )
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
        deadline = time.monotonic() + 60
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
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20001\r\n\r\n", 413),
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
