"""`manage.py backup`: database and documents in one file."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from iwt_dashboard.ops import backup
from iwt_dashboard.ops.postgres_tools import ToolError


def at_least_one(text: str) -> int:
    """How many to keep."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("it must be a whole number, 1 or more.")
    return int(text)


class Command(BaseCommand):
    """Makes a backup while the site goes on."""

    help = "Write database and documents into one file that only its owner can read. The site may go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="Where to. Default: BACKUP_DIR, or var/backups.")
        parser.add_argument("--keep", type=at_least_one, metavar="N", help="Delete all but the newest N there.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, then delete old ones."""
        folder = options["to"] or Path(settings.BACKUP_DIR)
        try:
            made = backup.make(folder)
            old = backup.prune(folder, options["keep"]) if options["keep"] else []
        except (backup.BackupError, ToolError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be written to {folder}: {error.strerror}.") from error
        except DatabaseError as error:
            raise CommandError("The database cannot be read. Is it there, and has it been migrated?") from error
        if options["verbosity"]:
            self.stdout.write(f"{made} ({made.stat().st_size / 1_000_000:.1f} MB)")
            for path in old:
                self.stdout.write(f"Deleted {path}")
