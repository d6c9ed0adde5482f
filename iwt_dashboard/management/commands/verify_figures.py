"""Hold every stored figure against the rows that it comes from."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.figures.checking import SHOWN, verify


class Command(BaseCommand):
    """Counts everything again by the rules, says what differed, and puts it right."""

    help = "Count all stored figures again, say which differed from their rows, and put them right."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the option to change nothing."""
        parser.add_argument("--only-say", action="store_true", help="Change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check one figure after the other."""
        for found in verify(repair=not options["only_say"]):
            n = len(found.differences)
            self.stdout.write(f"{found.figure.name}: {found.n_checked} compared, {n} differed")
            for line in found.differences[:SHOWN]:
                self.stdout.write(f"  {line}")
            if n > SHOWN:
                self.stdout.write(f"  and {n - SHOWN} more")
