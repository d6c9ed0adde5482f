"""`manage.py load_reference`: brings the reference data of every app into the database, again and again."""

from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.history.timeline import by_command
from core.reference.files import ReferenceDataError
from core.reference.load import Table, TableTally, load
from core.reference.tables import TABLES as CORE
from needs.reference import TABLES as NEEDS
from partners.reference import TABLES as PARTNERS
from roadmap.reference import TABLES as ROADMAP

APPS: dict[str, tuple[Table, ...]] = {"core": CORE, "needs": NEEDS, "roadmap": ROADMAP, "partners": PARTNERS}
HEADINGS = ("created", "updated", "unchanged", "kept")


class Command(BaseCommand):
    """Load the data files, app by app, each in a transaction of its own."""

    help = (
        "Load reference data from the data files of the apps. Rows that people have edited are kept and named. "
        "A second run over unchanged files changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--dry-run`."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print what was done to each table."""
        dry_run = options["dry_run"]
        tallies: list[tuple[str, TableTally]] = []
        with by_command("load_reference", "Reference data"), transaction.atomic() if dry_run else nullcontext():
            for app, tables in APPS.items():
                try:
                    tallies += [(app, tally) for tally in load(tables)]
                except ReferenceDataError as error:
                    raise CommandError(f"{error}. Nothing of {app} was loaded.") from error
            if dry_run:
                transaction.set_rollback(True)
        if options["verbosity"]:
            self._print_table(tallies)
        for _app, tally in tallies:
            for name in tally.kept:
                self.stdout.write(self.style.WARNING(f"Kept because people edited it: {tally.table}: {name}"))
            for name in tally.left_over:
                self.stdout.write(self.style.WARNING(f"No longer in the data files, left: {tally.table}: {name}"))
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")

    def _print_table(self, tallies: list[tuple[str, TableTally]]) -> None:
        self.stdout.write(f"{'':44}" + "".join(f"{heading:>11}" for heading in HEADINGS))
        for app, tally in tallies:
            numbers = (tally.created, tally.updated, tally.unchanged, len(tally.kept))
            self.stdout.write(f"{app + ': ' + tally.table:44}" + "".join(f"{number:>11}" for number in numbers))
