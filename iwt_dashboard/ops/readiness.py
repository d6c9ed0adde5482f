"""Whether the site can do its work: what `/readyz` says to whoever watches over it."""

import errno
import os
import secrets
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from iwt_dashboard.ops.database_trouble import Trouble, trouble_of

# A worker says every ten seconds that it lives; a job that is due starts within moments where one does.
WORKER_SILENT_SECONDS = 60
JOB_LATE_SECONDS = 900
# However often it is asked, the database is not asked more often than this, by each process.
KEPT_SECONDS = 5.0
# What is written to see whether a disk takes anything: more than fits into a block that happens to be free.
PROBE_BYTES = 65_536
LONGEST_PROBE_SECONDS = 2.0


@dataclass(frozen=True)
class Readiness:
    """What was found: for each part `ok` or what is wrong, in words that give nothing away."""

    database: str = "away"
    migrations: str = "unknown"
    queue: str = "unknown"
    disk: str = "ok"

    @property
    def is_ready(self) -> bool:
        """Whether everything is well."""
        return self.can_answer and self.queue == "ok"

    @property
    def can_answer(self) -> bool:
        """Whether this instance can answer requests. What waits in the queue is the same for all of them, and none of
        them can help it: a balancer that heard of it would take them all away."""
        return self.database == self.migrations == self.disk == "ok"


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
    """Ask the database, three small queries, and write a little where the product writes."""
    disk = state_of_disk()
    try:
        waiting = known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
        return Readiness("ok", "pending" if waiting else "ok", _queue(), disk)
    except (DatabaseError, InterfaceError) as error:
        connection.close_if_unusable_or_obsolete()
        is_full = trouble_of(error) is Trouble.FULL
        return Readiness("full" if is_full else "away", disk="full" if is_full else disk)


def state_of_disk() -> str:
    """Whether the folders that the product writes into take a file now: `ok`, `full`, `closed` to it, or `slow`. Asked
    in a thread of its own: a disk that hangs would hold whoever asks it."""
    found: list[str] = []
    probing = threading.Thread(target=lambda: found.append(_probe(folders())), daemon=True)
    probing.start()
    probing.join(LONGEST_PROBE_SECONDS)
    return found[0] if found else "slow"


def folders() -> list[Path]:
    """Where the product writes, one folder for each; those that it has not made yet stand for their parents."""
    kept = () if settings.FILES_URL else (settings.DOCUMENTS_DIR, settings.IATI_DIR)
    wanted = [Path(one) for one in (settings.VAR_DIR, *kept)]
    there = [next((one for one in (path, *path.parents) if one.is_dir()), path) for path in wanted]
    return list(dict.fromkeys(there))


def _probe(wanted: list[Path]) -> str:
    for folder in wanted:
        try:
            with TemporaryFile(dir=folder) as file:
                file.write(secrets.token_bytes(PROBE_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "closed"
    return "ok"


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
