"""How long the database may take, and how long a statement may wait for another, by what asks.

Readers take no locks here, and never wait for who writes; should one come to wait after all, it gives up soon. Who
writes what somebody else is just writing waits a moment, then is told so, with the text kept. The worker has time. A
command given by hand (a migration, a backup) may take as long as it does, and holds up nobody by waiting for ever.

Through a pooler in transaction mode nothing can be set on a connection: there the pooler itself sets the limits of who
writes, for everybody (`connect_query` in deploy/pgbouncer.ini).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from psycopg.pq import TransactionStatus


@dataclass(frozen=True)
class Limits:
    """Seconds; 0 is no limit. `idle` is for a transaction left open with nothing to do."""

    statement: int
    lock: int
    idle: int

    def options(self) -> str:
        """As options of a new connection."""
        return " ".join(f"-c {name}={seconds}s" for name, seconds in self._named())

    def statements(self) -> str:
        """As statements on a connection that is there."""
        return "; ".join(f"SET {name} = '{seconds}s'" for name, seconds in self._named())

    def _named(self) -> tuple[tuple[str, int], ...]:
        return (
            ("statement_timeout", self.statement),
            ("lock_timeout", self.lock),
            ("idle_in_transaction_session_timeout", self.idle),
        )


class Asker(Enum):
    """What asks the database."""

    READING = Limits(statement=20, lock=2, idle=30)
    WRITING = Limits(statement=30, lock=3, idle=60)
    WORKER = Limits(statement=900, lock=30, idle=300)
    COMMAND = Limits(statement=0, lock=60, idle=0)


OF_PROCESSES = {"command": Asker.COMMAND, "worker": Asker.WORKER}
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def asker_of_process() -> Asker:
    """What this process is; the site, where nothing says otherwise, begins each connection as one that writes."""
    return OF_PROCESSES.get(os.environ.get("IWT_PROCESS", ""), Asker.WRITING)


def goes_through_pooler() -> bool:
    """Whether this process shares its connections with others: the site does, where there is a pooler."""
    is_of_site = os.environ.get("IWT_PROCESS", "") not in OF_PROCESSES
    return is_of_site and bool(os.environ.get("DATABASE_POOLER_URL"))


class LimitsOfRequest:
    """A wrapper of statements (https://docs.djangoproject.com/en/5.2/topics/db/instrumentation/) that sets the limits
    of a request on the connection that it got from the pool, before its first statement."""

    def __init__(self, method: str | None) -> None:
        self.asker = Asker.READING if method in READS else Asker.WRITING
        self.is_set = goes_through_pooler()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Set them once, and go on."""
        if not self.is_set:
            self.is_set = True
            set_limits(context["connection"].connection, self.asker)
        return execute(sql, params, many, context)


def set_limits(connection: Any, asker: Asker) -> None:
    """Set the limits on a connection of the driver, unless it has them."""
    status = connection.info.transaction_status
    if getattr(connection, "asker", Asker.WRITING) is asker or status is TransactionStatus.INERROR:
        return
    connection.execute(asker.value.statements())
    # What is set within a transaction goes with it where that is rolled back: then it is not to be counted on.
    connection.asker = asker if status is TransactionStatus.IDLE else None
