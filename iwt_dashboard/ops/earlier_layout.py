"""Refuses a database whose tables were made before the migrations began anew, with one sentence on what to do.

The migrations were started afresh before the first release, so the tables of an earlier checkout can neither be kept
nor brought up to date (ADR 28). Without this check `migrate` would take the first migrations for done.
"""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from iwt_dashboard.ops import database as chosen

# Each earlier database recorded these; they name no migration that there is or will be.
GONE = frozenset(
    {
        ("core", "0002_audit_entry"),
        ("needs", "0002_nothing_is_deleted"),
        ("roadmap", "0002_nothing_is_deleted"),
        ("partners", "0002_nothing_is_deleted"),
    }
)


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
