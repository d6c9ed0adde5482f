"""The server's worker: an end for those who hold a line open, words for what cannot be read, no banner."""

import socket
import threading
import time
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from iwt_dashboard.ops import gunicorn_worker
from iwt_dashboard.ops.gunicorn_worker import Worker, write_refusal
from iwt_dashboard.ops.headers import ALWAYS


@pytest.fixture
def pair():
    """Two ends of a line: the server's and the visitor's."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture
def worker(monkeypatch):
    """A worker that listens nowhere."""
    made = Worker.__new__(Worker)
    made.deadlines, made.parked, made.pending_conns, made.alive = {}, {}, [], True
    monkeypatch.setattr(made, "not_yet", lambda conn: None, raising=False)
    return made


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "could not be read"),
        (414, "The address is too long"),
        (431, "Delete the cookies"),
        (500, "Something went wrong here"),
        (599, "could not be read"),
    ],
)
def test_what_the_server_refuses_is_answered_in_words_with_every_header(pair, status, words):
    ours, theirs = pair

    write_refusal(ours, status, "Reason", "Invalid request line '<script>'")

    head, _, page = theirs.recv(10_000).decode().partition("\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert headers.items() >= ALWAYS.items()
    assert int(headers["Content-Length"]) == len(page)
    assert "Server" not in headers
    assert words in page
    assert "script>" not in page


def test_answers_do_not_name_the_server():
    request = SimpleNamespace(version=(1, 1), method="GET", headers=[], should_close=lambda: True)
    response = wsgi.Response(request, None, Config())
    response.status = "200 OK"

    assert not any("gunicorn" in line for line in response.default_headers())


@pytest.mark.parametrize(("seconds_left", "is_open"), [(-1, False), (60, True)])
def test_a_line_held_too_long_is_closed(worker, pair, seconds_left, is_open):
    ours, theirs = pair
    worker.deadlines = {Held(ours): time.monotonic() + seconds_left}

    worker.murder_pending()

    theirs.settimeout(0.2)
    if is_open:
        with pytest.raises(TimeoutError):
            theirs.recv(1)
    else:
        assert theirs.recv(1) == b""


def test_a_request_that_dribbles_in_is_ended_and_its_thread_comes_free(worker, pair, monkeypatch):
    ours, theirs = pair
    monkeypatch.setattr(gunicorn_worker, "SECONDS_FOR_HEADERS", 0.2)
    monkeypatch.setattr(ThreadWorker, "handle", lambda self, conn: conn.sock.recv(10))
    thread = threading.Thread(target=worker.handle, args=[Held(ours)], daemon=True)

    thread.start()
    time.sleep(0.4)
    worker.murder_pending()
    thread.join(5)

    assert not thread.is_alive()
    assert not worker.deadlines
    assert theirs.recv(1) == b""


def test_a_request_that_has_come_in_has_longer(worker, monkeypatch):
    monkeypatch.setattr(ThreadWorker, "handle_request", lambda self, req, conn: self.deadlines[conn])
    conn = Held(None)

    assert worker.handle_request(None, conn) > time.monotonic() + 300


@pytest.mark.parametrize(
    ("sent", "is_whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nHost: x\r\n\r\na=b", True),
        (b"x" * 70_000, True),
    ],
)
def test_a_line_gets_a_thread_when_its_head_has_come(pair, sent, is_whole):
    ours, theirs = pair
    theirs.sendall(sent)

    assert gunicorn_worker.has_whole_head(ours) is is_whole
    assert not sent or ours.recv(1) == sent[:1]


def test_a_closed_line_is_left_to_the_server(pair):
    ours, theirs = pair
    theirs.close()

    assert gunicorn_worker.has_whole_head(ours)


def test_lines_that_wait_hold_no_thread_and_not_for_ever(worker, pair, monkeypatch):
    ours, theirs = pair
    conn, given, closed = Held(ours), [], []
    monkeypatch.setattr(worker, "enqueue_req", given.append, raising=False)
    conn.close = lambda: closed.append(conn)
    worker.nr_conns = 1
    parked = SimpleNamespace(cancelled=lambda: False, exception=lambda: None, result=lambda: gunicorn_worker.PARK)

    worker.finish_request(conn, parked)
    worker.look_after_parked()
    assert (given, closed, list(worker.parked)) == ([], [], [conn])

    worker.parked[conn] = time.monotonic() - 1
    worker.look_after_parked()
    assert (given, closed, worker.parked, worker.nr_conns) == ([], [conn], {}, 0)

    worker.finish_request(conn, parked)
    theirs.sendall(b"GET / HTTP/1.1\r\n\r\n")
    worker.look_after_parked()
    assert (given, worker.parked) == ([conn], {})


class Held:
    """A connection, as far as the worker looks at it."""

    def __init__(self, sock):
        self.sock = sock
