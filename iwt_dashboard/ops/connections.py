"""Connections of the server: those that dawdle are closed, what is too large is read to its end and thrown away, and
who writes and who reads go in lanes of their own. No client holds a thread, however it sends or reads.

waitress gives a request to a thread when all of it has been read, so that a slow client holds no thread. It would hold
its connection for ever, and there are only so many: a request has to arrive at a pace that the poorest line keeps.

A browser that is answered while it still sends shows "connection reset" instead of the answer. So a body that the site
will refuse is read on, and kept nowhere: the page that says what to do instead is then read by somebody.
"""

import io
import socket
import time
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import BadRequest

# A request may take so long before its pace counts; its head must be whole by then. The poorest line (2G) carries 5,000
# bytes a second.
SECONDS_OF_GRACE = 20.0
BYTES_A_SECOND = 500
# However steadily it comes: the largest document takes 30 MB / 15 min = 33,000 bytes a second then.
LONGEST_SECONDS = 900.0
# What is larger than this is not even read on.
READ_ON_BYTES = 1_000_000_000
# The line that says how long a chunk of a body is, and what may follow the last one: waitress reads both without end.
LONGEST_CHUNK_LINE = 1_024
LONGEST_TRAILER = 8_192
# Of the connections that a process may have: from here on those that wait for nothing make room for others.
SECONDS_TO_BEGIN = 2.0
CROWDED = 0.75
ROOMY = 0.5


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
    error: Any = None

    def received(self, data: bytes) -> int:
        """Read on; how many of these bytes belonged to this request."""
        consumed: int = super().received(data)
        body = self.body_rcv
        if isinstance(body, ChunkedReceiver) and self.error is None and is_endless(body):
            self.error, self.completed = BadRequest("Chunks without end"), True
            return len(data)
        if body is None or isinstance(body.buf, Dropped):
            return consumed
        if max(self.content_length, len(body.buf)) > self.limit:
            kept, body.buf = body.buf, Dropped(len(body.buf))
            kept.close()
        return consumed


def is_endless(body: ChunkedReceiver) -> bool:
    """Whether a line of a body in chunks, or what follows the chunks, is longer than any client writes it."""
    return len(body.control_line) > LONGEST_CHUNK_LINE or len(body.trailer) > LONGEST_TRAILER


class Connection(HTTPChannel):
    """A connection that knows since when, and how fast, its present request arrives, and its answer is taken."""

    begun = 0.0
    arrived = 0
    answered: float | None = None
    """Since when an answer waits to be taken; None where none does."""
    taken = 0
    waits = False
    """Whether a further request is here, which begins when the answer before it has been taken."""

    def received(self, data: bytes) -> Any:
        """Take bytes in."""
        if self.request is None:
            self.begun, self.arrived = time.monotonic(), 0
        self.arrived += len(data)
        return super().received(data)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Hand bytes to the line; how many it took."""
        number: int = super().send(data, do_close=do_close)
        self.taken += number
        return number

    def handle_write(self) -> None:
        """Send what is there, and let a request begin that waited for that."""
        super().handle_write()
        with self.outbuf_lock:
            goes_on = self.waits and not self.total_outbufs_len
            self.waits = self.waits and not goes_on
        if goes_on and self.connected and self.requests:
            self.server.add_task(self)

    def has_to_wait(self) -> bool:
        """Whether its next request may not begin yet. Without this, whoever asks for much at once and takes none of it
        would fill the disk, or hold a thread."""
        with self.outbuf_lock:
            self.waits = bool(self.total_outbufs_len)
        return self.waits

    def cut(self) -> None:
        """End the line, so that the loop closes it at its next round. Closed here, its number could be another's by
        then; and who takes nothing is never ready for what waitress would send before it closes."""
        self.will_close = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def dawdles(self) -> bool:
        """Whether a request has begun here and arrives too slowly, its head is not whole after the grace, or an answer
        is taken too slowly."""
        return self._sends_too_slowly() or self._takes_too_slowly()

    def is_idle(self) -> bool:
        """Whether nothing is under way here but, at most, a request that is not whole yet."""
        return not (self.requests or self.total_outbufs_len)

    def _sends_too_slowly(self) -> bool:
        request, seconds = self.request, time.monotonic() - self.begun
        if request is None or seconds <= SECONDS_OF_GRACE:
            return False
        is_slow = self.arrived < BYTES_A_SECOND * seconds
        return is_slow or not request.headers_finished or seconds > LONGEST_SECONDS

    def _takes_too_slowly(self) -> bool:
        if not self.total_outbufs_len:
            self.answered = None
            return False
        now = time.monotonic()
        if self.answered is None:
            self.answered, self.taken = now, 0
        seconds = now - self.answered
        return seconds > SECONDS_OF_GRACE and self.taken < BYTES_A_SECOND * seconds


class Lanes:
    """Two sets of threads, one for requests that write and one for all others: those who wait for one another to write
    hold no thread that a reader needs."""

    def __init__(self, threads: int) -> None:
        self.reading, self.writing = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        for lane in (self.reading, self.writing):
            lane.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        """Hand a connection whose next request is whole to the threads of its lane."""
        if task.has_to_wait():
            return
        request = task.requests[0]
        writes = request.error is None and request.command == "POST"
        (self.writing if writes else self.reading).add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """Let the threads end."""
        ended = [lane.shutdown(cancel_pending, timeout) for lane in (self.reading, self.writing)]
        return all(ended)


def superfluous(connections: list[Connection], limit: int) -> list[Connection]:
    """Which connections make room where there are too many: none with a request at work or an answer on its way; those
    that carry no request at all first, and the oldest of them."""
    if len(connections) < CROWDED * limit:
        return []
    # What was opened just now may have its request on the way.
    lately = time.time() - SECONDS_TO_BEGIN
    idle = [one for one in connections if one.is_idle()]
    idle.sort(key=lambda one: (one.request is not None or one.creation_time > lately, one.creation_time))
    return idle[: int(len(connections) - ROOMY * limit)]


def watch(server: BaseWSGIServer, *, limit: int) -> BaseWSGIServer:
    """Have a server close what dawdles, at each of its rounds, and keep nothing of bodies beyond `limit` bytes."""
    parser = type("Request", (Request,), {"limit": limit})
    server.channel_class = type("Connection", (Connection,), {"parser_class": parser})
    close_silent = server.maintenance

    def maintenance(now: float) -> None:
        close_silent(now)
        for one in list(server.active_channels.values()):
            if one.dawdles():
                one.cut()
        for one in superfluous(list(server.active_channels.values()), server.adj.connection_limit):
            one.cut()

    server.maintenance = maintenance
    return server
