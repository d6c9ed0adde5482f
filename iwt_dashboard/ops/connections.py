"""Connections of the server: those that dawdle are closed, what is too large is read to its end and thrown away, and
who writes and who reads go in lanes of their own.

waitress gives a request to a thread when all of it has been read, so that a slow client holds no thread. It would hold
its connection for ever, and there are only so many: a request has to arrive at a pace that the poorest line keeps.

A browser that is answered while it still sends shows "connection reset" instead of the answer. So a body that the site
will refuse is read on, and kept nowhere: the page that says what to do instead is then read by somebody.
"""

import io
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher

# A request may take so long before its pace counts; its head must be whole by then. The poorest line (2G) carries 5,000
# bytes a second.
SECONDS_OF_GRACE = 20.0
BYTES_A_SECOND = 500
# However steadily it comes: the largest document takes 30 MB / 15 min = 33,000 bytes a second then.
LONGEST_SECONDS = 900.0
# What is larger than this is not even read on.
READ_ON_BYTES = 1_000_000_000


class Dropped:
    """Takes the place of a body that will be refused: counts, and keeps nothing."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __len__(self) -> int:
        return self.length

    def append(self, data: bytes) -> None:
        """Count more of it."""
        self.length += len(data)

    def getfile(self) -> io.BytesIO:
        """Nothing to read."""
        return io.BytesIO()

    def close(self) -> None:
        """Nothing to let go."""


class Request(HTTPRequestParser):
    """A request being read; of a body beyond the limit nothing is kept."""

    limit = 0

    def received(self, data: bytes) -> int:
        """Read on; how many of these bytes belonged to this request."""
        consumed: int = super().received(data)
        body = self.body_rcv
        if body is None or isinstance(body.buf, Dropped):
            return consumed
        if max(self.content_length, len(body.buf)) > self.limit:
            kept, body.buf = body.buf, Dropped(len(body.buf))
            kept.close()
        return consumed


class Connection(HTTPChannel):
    """A connection that knows since when, and how fast, its present request arrives."""

    begun = 0.0
    arrived = 0

    def received(self, data: bytes) -> Any:
        """Take bytes in."""
        if self.request is None:
            self.begun, self.arrived = time.monotonic(), 0
        self.arrived += len(data)
        return super().received(data)

    def dawdles(self) -> bool:
        """Whether a request has begun here and arrives too slowly, or its head is not whole after the grace."""
        request, seconds = self.request, time.monotonic() - self.begun
        if request is None or seconds <= SECONDS_OF_GRACE:
            return False
        is_slow = self.arrived < BYTES_A_SECOND * seconds
        return is_slow or not request.headers_finished or seconds > LONGEST_SECONDS


class Lanes:
    """Two sets of threads, one for requests that write and one for all others: those who wait for one another to write
    hold no thread that a reader needs."""

    def __init__(self, threads: int) -> None:
        self.reading, self.writing = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        for lane in (self.reading, self.writing):
            lane.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        """Hand a connection whose next request is whole to the threads of its lane."""
        request = task.requests[0]
        writes = request.error is None and request.command == "POST"
        (self.writing if writes else self.reading).add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """Let the threads end."""
        ended = [lane.shutdown(cancel_pending, timeout) for lane in (self.reading, self.writing)]
        return all(ended)


def watch(server: BaseWSGIServer, *, limit: int) -> BaseWSGIServer:
    """Have a server close what dawdles, at each of its rounds, and keep nothing of bodies beyond `limit` bytes."""
    parser = type("Request", (Request,), {"limit": limit})
    server.channel_class = type("Connection", (Connection,), {"parser_class": parser})
    close_silent = server.maintenance

    def maintenance(now: float) -> None:
        close_silent(now)
        for one in server.active_channels.values():
            if one.dawdles():
                one.will_close = True

    server.maintenance = maintenance
    return server
