"""Refuses migrations that would break the release still running while the next one comes up: `make check` runs it.

A migration is sound when the release before it can still read and write afterwards (CONTRIBUTING, Migrations). The
first migrations are left out, for nothing ran before them; so is what other packages bring.
"""

import sys
from collections.abc import Iterable

APPS = ("core", "needs", "roadmap", "partners")
# What the linter refuses and people have found sound: the name of the migration, with the reason.
REVIEWED: dict[str, str] = {
    "0006_address_of_a_press": "a text column takes what one of 300 characters took, and is read as that one was",
}
# Indexes of tables as small as ours are made in no time; `migrate` waits for no table for long.
NOT_ASKED = ("CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE", "DROP_INDEX")


def faults(apps: Iterable[str] = APPS) -> int:
    """Look at the SQL of every migration but the first of each app, print what is wrong, return how many are."""
    from django_migration_linter import MigrationLinter

    linter = MigrationLinter(
        include_apps=list(apps),
        ignore_name=list(REVIEWED),
        exclude_migration_tests=NOT_ASKED,
        no_cache=True,
        ignore_initial_migrations=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return int(linter.nb_erroneous)


if __name__ == "__main__":
    import os

    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    import django

    django.setup()
    sys.exit(1 if faults() else 0)
