"""Django's `migrate`, made safe beside a site that runs: one at a time, and never waiting long for a table.

It refuses a database whose tables were made before the migrations began anew: those of an earlier checkout can neither
be kept nor brought up to date (ADR 28), and `migrate` would take the first migrations for done.
"""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import LockNotAvailable

from core.figures.settling import settle_marked
from iwt_dashboard.ops import database as chosen
from iwt_dashboard.ops import triggers

# While a migration waits for a table, everybody who wants to read it waits behind the migration.
LOCK_SECONDS = 3
TRIES = 10
SECONDS_BETWEEN = 3
# Any number, the same in every release.
ONE_AT_A_TIME = 4_913_001
# Each earlier database recorded these; they name no migration that there is or will be.
GONE = frozenset(
    {
        ("core", "0002_audit_entry"),
        ("needs", "0002_nothing_is_deleted"),
        ("roadmap", "0002_nothing_is_deleted"),
        ("partners", "0002_nothing_is_deleted"),
    }
)


class Command(migrate.Command):
    """Gives up a lock that it does not get at once, and tries again a little later.

    After all migrations it installs the triggers that changed, and counts the figures that a migration marked; a
    command for one app alone leaves both as they are, for the tables may then not be those of the models.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. What was done stays done; a migration that got no lock has done nothing."""
        if is_earlier(options["database"]):
            raise CommandError(what_to_do())
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            self._try(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])

    def _try(self, *args: Any, **options: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                super().handle(*args, **options)
                if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
                    done = triggers.install_difference(options["database"])
                    if done and options["verbosity"]:
                        self.stdout.write(f"Triggers: {len(done.to_install)} installed, {len(done.to_drop)} dropped.")
                    if options["database"] == DEFAULT_DB_ALIAS and (n := settle_marked()) and options["verbosity"]:
                        self.stdout.write(f"Stored figures: {n} counted.")
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
                if not left:
                    raise CommandError(
                        "A table was in use all the time, so the last migration was not done; those before it were. "
                        "Run migrate again at a quieter moment."
                    ) from error
                self.stderr.write("A table is in use. Trying again.")
                time.sleep(SECONDS_BETWEEN)


def is_earlier(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database holds tables from before."""
    return bool(GONE & MigrationRecorder(connections[alias]).applied_migrations().keys())


def what_to_do() -> str:
    """What a person reads who starts on such a database."""
    if not chosen.uses_embedded():
        remedy = "name an empty database in DATABASE_URL"
    else:
        server = chosen.embedded()
        link = f" and {server.data()}, to which it points," if server.home.is_symlink() else ""
        remedy = f"delete {server.home}{link} or name another database in DATABASE_URL"
    return (
        "This database was made by a version before the first release, whose tables cannot be brought up to date: "
        f"export with that version what you want to keep, stop the dashboard, {remedy}, and start again. "
        "Nothing was changed."
    )
