"""The worker of the application server: threads as gunicorn has them, but with limits for those who hold a line open.

gunicorn gives a thread to every line that is open and sets no end to the time that a request may take to arrive, so
that a handful of visitors who send a letter every few seconds would hold every thread. Here a line gets a thread only
when the request line and its headers have all come, for which it has a quarter of a minute; a whole exchange has ten
minutes, which suits the poorest line. What gunicorn itself refuses is answered in the words of the house,
and no answer names the program.
"""

import contextlib
import socket
import time
from typing import Any

from gunicorn import util
from gunicorn.http import wsgi
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

from iwt_dashboard.ops.headers import ALWAYS

SECONDS_FOR_HEADERS = 15
SECONDS_FOR_ALL = 600
SECONDS_FOR_FIRST_BYTES = 0.05
LONGEST_HEAD = 65_536
PARK = object()  # what a thread answers for a line whose request has not all come

REFUSALS = {
    403: "This request was refused.",
    414: "The address is too long. Go back and choose fewer filters.",
    417: "The site cannot promise what the request expects.",
    431: "The browser sent too much beside its request. Delete the cookies of this site and try again.",
    500: "Something went wrong here. The fault is on our side and has been written down. Go back and try again.",
    501: "The request came in a form that the site does not read.",
}
UNREADABLE = "The request could not be read. Go back and try again."


class Worker(ThreadWorker):
    """A threaded worker that ends what takes too long to arrive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Written by the threads, read by the main loop; each entry is set and removed at once.
        self.deadlines: dict[TConn, float] = {}
        # Lines whose request has come in part, and until when they may wait. The main loop's alone.
        self.parked: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        """Read one request and answer it, in a thread; give the thread back where not all of it is there."""
        if (later := self.not_yet(conn)) is not None:
            return later
        self.deadlines[conn] = time.monotonic() + SECONDS_FOR_HEADERS
        try:
            return super().handle(conn)
        finally:
            self.deadlines.pop(conn, None)

    def not_yet(self, conn: TConn) -> Any:
        """None where the whole head of a request waits to be read, or what the main loop is to do meanwhile."""
        if conn.initialized and conn.parser.unreader.buf.getvalue():
            return None
        if not conn.data_ready and not conn.wait_for_data(SECONDS_FOR_FIRST_BYTES):
            return _DEFER
        return None if has_whole_head(conn.sock) else PARK

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """What a thread has done with a line; the main loop calls this."""
        if not fs.cancelled() and fs.exception() is None and fs.result() is PARK and self.alive:
            self.parked.setdefault(conn, time.monotonic() + SECONDS_FOR_HEADERS)
        else:
            super().finish_request(conn, fs)

    def look_after_parked(self) -> None:
        """Give a thread to the lines whose request has come, and end those that have had their time."""
        now = time.monotonic()
        for conn, deadline in list(self.parked.items()):
            if has_whole_head(conn.sock):
                del self.parked[conn]
                self.enqueue_req(conn)
            elif deadline < now or not self.alive:
                del self.parked[conn]
                self.nr_conns -= 1
                conn.close()

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Answer a request whose headers have all come."""
        self.deadlines[conn] = time.monotonic() + SECONDS_FOR_ALL
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """End what has had its time; the main loop calls this every second."""
        super().murder_pending()
        self.look_after_parked()
        now = time.monotonic()
        for conn, deadline in list(self.deadlines.items()):
            if deadline < now:
                with contextlib.suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)


def has_whole_head(sock: socket.socket) -> bool:
    """Whether the line holds a request's head to its end, or what will never be one; takes nothing off it."""
    try:
        waiting = sock.recv(LONGEST_HEAD, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return not waiting or b"\r\n\r\n" in waiting or len(waiting) == LONGEST_HEAD


def write_refusal(sock: socket.socket, status_int: int, reason: str, mesg: str) -> None:
    """Answer what gunicorn could not read: in plain words, with our headers, repeating nothing of the request."""
    words = REFUSALS.get(status_int, UNREADABLE)
    page = f'<!DOCTYPE html>\n<html lang="en"><head><title>{words}</title></head><body><h1>{words}</h1></body></html>\n'
    headers = {**ALWAYS, "Connection": "close", "Content-Type": "text/html; charset=utf-8", "Content-Length": len(page)}
    lines = [f"HTTP/1.1 {status_int} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
    util.write_nonblock(sock, ("\r\n".join(lines) + "\r\n\r\n" + page).encode("latin1"))


def without_banner(self: wsgi.Response) -> list[str]:
    """The first lines of an answer, but the one that names the server."""
    return [line for line in default_headers(self) if not line.startswith("Server:")]


default_headers = wsgi.Response.default_headers
wsgi.Response.default_headers = without_banner
util.write_error = write_refusal
