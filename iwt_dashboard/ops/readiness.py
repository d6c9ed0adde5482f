"""Whether the site can do its work: what `/readyz` says to whoever watches over it."""

import threading
import time
from dataclasses import dataclass
from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# A worker says every ten seconds that it lives; a job that is due starts within moments where one does.
WORKER_SILENT_SECONDS = 60
JOB_LATE_SECONDS = 900
# However often it is asked, the database is not asked more often than this, by each process.
KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class Readiness:
    """What was found: for each part `ok` or what is wrong, in words that give nothing away."""

    database: str = "away"
    migrations: str = "unknown"
    queue: str = "unknown"

    @property
    def is_ready(self) -> bool:
        """Whether everything is well."""
        return self.database == self.migrations == self.queue == "ok"


class _Kept:
    """The last answer, when it was found, and the right to find the next."""

    found = Readiness()
    at = float("-inf")
    lock = threading.Lock()


def readiness() -> Readiness:
    """Look, or repeat what was found a moment ago."""
    with _Kept.lock:
        if time.monotonic() - _Kept.at > KEPT_SECONDS:
            _Kept.found = look()
            _Kept.at = time.monotonic()
        return _Kept.found


def look() -> Readiness:
    """Ask the database: three small queries."""
    try:
        waiting = known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
        return Readiness("ok", "pending" if waiting else "ok", _queue())
    except (DatabaseError, InterfaceError):
        connection.close_if_unusable_or_obsolete()
        return Readiness()


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that this release brings."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _queue() -> str:
    with connection.cursor() as cursor:
        # The database's own clock throughout: that of this machine may have jumped.
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s)),"
            " EXISTS (SELECT 1 FROM procrastinate_jobs AS job WHERE status = 'todo'"
            " AND coalesce(scheduled_at, (SELECT min(at) FROM procrastinate_events WHERE job_id = job.id))"
            " < now() - make_interval(secs => %s))",
            [WORKER_SILENT_SECONDS, JOB_LATE_SECONDS],
        )
        has_worker, has_late_job = cursor.fetchone()
    if not has_worker:
        return "no worker"
    return "jobs wait" if has_late_job else "ok"
