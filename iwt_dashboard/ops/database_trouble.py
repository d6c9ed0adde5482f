"""Tells passing failures of the database (away, full, busy: 503) from faults of the program (500)."""

import errno
import logging
import threading
from enum import StrEnum

import psycopg
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections

from core.reading import reads_from

logger = logging.getLogger(__name__)


class Trouble(StrEnum):
    """Why a request cannot be answered now; a person can do the same again later."""

    AWAY = "away"
    FULL = "full"
    BUSY = "busy"


# SQLSTATE: PostgreSQL's documentation, appendix A.
DISK_FULL = "53100"
BUSY = {"40001", "40P01", "55P03", "57014"}  # serialization, deadlock, lock not available, statement timeout
# Connection gone, out of resources, server stopping or starting; and read-only while it recovers.
AWAY_CLASSES = ("08", "53", "57")
AWAY = {"25006", "25P03", "3D000"}

# Whether the database was away when this process last asked. The one request that tries it again holds `trial`.
is_away = threading.Event()
trial = threading.Lock()


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Which trouble an error tells of; None for one that is a fault of the program or of the request."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Trouble.FULL
        if isinstance(error, psycopg.Error) and error.sqlstate:
            return _of_state(error.sqlstate)
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return Trouble.AWAY
        if isinstance(error, OperationalError | InterfaceError) and error.__cause__ is None:
            return Trouble.AWAY
        error = error.__cause__
    return None


def _of_state(sqlstate: str) -> Trouble | None:
    if sqlstate == DISK_FULL:
        return Trouble.FULL
    if sqlstate in BUSY:
        return Trouble.BUSY
    return Trouble.AWAY if sqlstate.startswith(AWAY_CLASSES) or sqlstate in AWAY else None


def failed_at_replica() -> bool:
    """Whether what went wrong in this request went wrong at the replica that it reads from."""
    alias, primary = reads_from(), connections[DEFAULT_DB_ALIAS]
    return alias != DEFAULT_DB_ALIAS and connections[alias].errors_occurred and not primary.errors_occurred


def noticed(error: BaseException | None) -> Trouble | None:
    """The trouble that an error tells of, written into the log and remembered while it lasts."""
    found = trouble_of(error)
    if found is None:
        return None
    # Of a replica it says nothing of the primary, which is then asked instead.
    if found is Trouble.AWAY and not failed_at_replica():
        is_away.set()
    logger.warning("The database is %s.", found.value, exc_info=error, extra={"trouble": found.value})
    return found
