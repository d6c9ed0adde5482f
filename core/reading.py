"""Which database a request reads from: the primary, or a replica that has all that its person has written.

Everything that reads by statements of its own, and all that is to agree with what was read, asks `reads_from()`.
Outside of requests, in a transaction, and from the first write of a request on, it is the primary.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass
class Reading:
    """What a request reads from, until it writes."""

    alias: str = DEFAULT_DB_ALIAS
    has_written: bool = False


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading_from(alias: str) -> Iterator[Reading]:
    """Let what is within read from a database."""
    reading = Reading(alias)
    token = _reading.set(reading)
    try:
        yield reading
    finally:
        _reading.reset(token)


def reads_from() -> str:
    """The name of the database that is read from now."""
    reading = _reading.get()
    if reading is None or reading.has_written or reading.alias == DEFAULT_DB_ALIAS or connection.in_atomic_block:
        return DEFAULT_DB_ALIAS
    return reading.alias


def reading_connection() -> BaseDatabaseWrapper:
    """The connection that is read from now."""
    return connections[reads_from()]


def note_write() -> None:
    """Note that this request has written: what it reads from now on has to have that too."""
    if reading := _reading.get():
        reading.has_written = True
