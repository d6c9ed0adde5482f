"""Reads from streaming replicas (ADR 51): a request that only reads goes to one that is near enough behind the primary.

Who has written carries the place in the primary's log up to which they wrote (its LSN) in a cookie, and reads from the
primary until a replica has come that far. Threads of this process ask the primary and the replicas twice a second how
far they are; one that says nothing for three seconds, or is more than five seconds behind, is left out. While
the primary is away nobody writes, and how far the replicas were behind when it was last asked goes on to count.
"""

import logging
import random
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections
from django.http import HttpRequest, HttpResponse

from core.reading import note_write, reading_from, reads_from
from iwt_dashboard.ops.database import replica_urls
from iwt_dashboard.ops.database_limits import READS
from iwt_dashboard.ops.database_trouble import failed_at_replica

logger = logging.getLogger(__name__)

LONGEST_LAG_SECONDS = 5.0
SILENT_SECONDS = 3.0
ASKED_EVERY_SECONDS = 0.5
# Far longer than a replica that is read from may be behind.
COOKIE_SECONDS = 60
SALT = "iwt_dashboard.replicas"
# How far a request has written, where the primary could not say it: no replica is known to be there.
UNKNOWN = 2**64 - 1
HOW_FAR = """
SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END - '0/0')::text,
pg_is_in_recovery()
"""
# Read where they are written: who is there, what they type, and what counts tries has to be right at this moment.
AT_PRIMARY = frozenset({"sessions", "usersessions", "account", "mfa", "admin", "procrastinate", "django_cache"})
MODELS_AT_PRIMARY = frozenset(
    f"core.{name}" for name in ("user", "invitation", "unsavedtext", "submittoken", "outgoingmail", "recount")
)


def is_at_primary(model: Any) -> bool:
    """Whether rows of a model are read from the primary only."""
    return model._meta.app_label in AT_PRIMARY or model._meta.label_lower in MODELS_AT_PRIMARY


class ReplicaRouter:
    """Django's questions about databases, answered by what the request reads from."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Where rows of a model are read."""
        return DEFAULT_DB_ALIAS if is_at_primary(model) else reads_from()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """The primary; what is read afterwards has to know of it."""
        if not is_at_primary(model):
            note_write()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Rows are the same in all of them."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Replicas get their tables from the primary."""
        return db == DEFAULT_DB_ALIAS


@dataclass(frozen=True)
class Seen:
    """How far a database was, and when it said so (by this process's clock)."""

    at: float
    lsn: int


@dataclass
class Progress:
    """How far the primary and the replicas are, as this process knows."""

    primary: deque[Seen] = field(default_factory=lambda: deque(maxlen=64))
    replicas: dict[str, Seen] = field(default_factory=dict)

    def usable(self, *, now: float, needed: int = 0) -> list[str]:
        """The replicas that have all up to `needed`, and are near enough behind."""
        samples = list(self.primary)
        if not samples:
            return []
        old = [seen for seen in samples if seen.at <= samples[-1].at - LONGEST_LAG_SECONDS]
        least = max(needed, (old[-1] if old else samples[0]).lsn)
        return sorted(
            alias for alias, seen in list(self.replicas.items()) if now - seen.at < SILENT_SECONDS and seen.lsn >= least
        )


class Watch:
    """Threads that ask each database how far it is, for as long as the process lives."""

    def __init__(self) -> None:
        self.progress = Progress()
        self._starting = threading.Lock()
        self._is_started = False

    def start(self) -> None:
        """Begin to ask, once; not before the first request, for until then there may be no database."""
        with self._starting:
            if self._is_started:
                return
            self._is_started = True
        for alias in (DEFAULT_DB_ALIAS, *aliases()):
            threading.Thread(target=self._ask, args=[alias], name=f"watch {alias}", daemon=True).start()

    def _ask(self, alias: str) -> None:
        how = {**connections[alias].get_connection_params(), "connect_timeout": 2, "tcp_user_timeout": 3000}
        for name in ("pool", "context", "cursor_factory"):
            how.pop(name, None)
        is_well = True
        while True:
            try:
                with psycopg.connect(**how, autocommit=True) as line:
                    while True:
                        self.note(alias, *line.execute(HOW_FAR).fetchone())  # type: ignore[misc]
                        is_well = True
                        time.sleep(ASKED_EVERY_SECONDS)
            except psycopg.Error as error:
                self.progress.replicas.pop(alias, None)
                if is_well:
                    logger.warning("The database %s does not say how far it is (%s).", alias, type(error).__name__)
                is_well = False
            time.sleep(ASKED_EVERY_SECONDS * (1 + random.random()))  # noqa: S311  no secret

    def note(self, alias: str, lsn: str, is_in_recovery: bool) -> None:
        """Write down what a database has said. One that recovers is no primary, whatever its address says."""
        seen = Seen(time.monotonic(), int(lsn or 0))
        if alias != DEFAULT_DB_ALIAS:
            self.progress.replicas[alias] = seen
        elif not is_in_recovery:
            self.progress.primary.append(seen)

    def choose(self, *, needed: int, who: str) -> str:
        """Where to read from. The same for the same visitor while it can be: nobody is to see a page become older."""
        found = self.progress.usable(now=time.monotonic(), needed=needed)
        return found[zlib.crc32(who.encode()) % len(found)] if found else DEFAULT_DB_ALIAS


def aliases() -> list[str]:
    """The names of the replicas, in the order of their addresses."""
    return [alias for alias in connections.settings if alias.startswith("replica-")]


class ReplicaMiddleware:
    """Chooses what a request reads from, and lets who has written carry how far they wrote.

    What fails at a replica is asked of the primary: a replica that dies in the midst of a page is nobody's error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not replica_urls():
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.watch = Watch()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from where it can be answered."""
        self.watch.start()
        alias = DEFAULT_DB_ALIAS
        if request.method in READS:
            who = request.COOKIES.get(settings.SESSION_COOKIE_NAME) or request.META.get("REMOTE_ADDR", "")
            alias = self.watch.choose(needed=written_up_to(request), who=who)
        forget_errors(alias)
        with reading_from(alias) as reading:
            response = self.get_response(request)
            is_to_be_tried_again = response.status_code >= 500 and failed_at_replica()
        if is_to_be_tried_again:
            # What was noted of the replica's state does not hold of the primary.
            vars(request).pop("versions", None)
            with reading_from(DEFAULT_DB_ALIAS) as reading:
                response = self.get_response(request)
        if reading.has_written or request.method not in READS:
            carry(response)
        return response


def forget_errors(alias: str) -> None:
    """Forget what went wrong in the request before, where the connection with which it did is gone."""
    for one in (connections[DEFAULT_DB_ALIAS], connections[alias]):
        if one.connection is None:
            one.errors_occurred = False


def written_up_to(request: HttpRequest) -> int:
    """The place in the log up to which this browser has written; 0 where it has not, lately."""
    told = request.get_signed_cookie(settings.WRITTEN_COOKIE_NAME, None, salt=SALT, max_age=COOKIE_SECONDS)
    return int(told, 16) if told else 0


def carry(response: HttpResponse) -> None:
    """Let the browser carry how far the log of the primary goes now; what lies beyond it is of nobody's request."""
    lsn = UNKNOWN
    # Where the primary is away, nobody waits for it a second time.
    if response.status_code != 503:
        with suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT (pg_current_wal_insert_lsn() - '0/0')::text")
            lsn = int(cursor.fetchone()[0])
    response.set_signed_cookie(
        settings.WRITTEN_COOKIE_NAME,
        f"{lsn:x}",
        salt=SALT,
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
