"""`manage.py restore`: a backup into an empty database, checked before and after."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from core.mail import OutgoingMail
from iwt_dashboard.ops import backup
from iwt_dashboard.ops.postgres_tools import ToolError


class Command(BaseCommand):
    """Restores into nothing only: what is there is never overwritten."""

    help = (
        "Restore a backup into an empty database and an empty documents folder. Checks every file before anything is "
        "touched, compares every table afterwards, and then runs the migrations that this release has in addition."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("source", type=Path, metavar="FILE|FOLDER", help="The backup, or where it was unpacked.")
        parser.add_argument("--check", action="store_true", help="Only check that the backup is whole.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, restore, compare, migrate; say each in a line."""
        room = Path(settings.VAR_DIR) if settings.FILES_URL else Path(settings.DOCUMENTS_DIR).parent
        try:
            room.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=room, prefix=".restore-") as scratch:
                self._restore(options["source"], Path(scratch), is_check=options["check"])
        except (backup.BackupError, ToolError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be read or written: {error.strerror}.") from error
        except DatabaseError as error:
            raise CommandError("The database does not answer. Is it there, and is DATABASE_URL right?") from error

    def _restore(self, source: Path, scratch: Path, *, is_check: bool) -> None:
        folder = backup.unpack(source, scratch)
        manifest = backup.checked(folder)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"The backup is whole: made {manifest['made_at']} by version {manifest['version']}, "
            f"{len(manifest['tables'])} tables, {rows} rows, {len(manifest['files']) - 1} documents."
        )
        if is_check:
            return
        if not backup.is_empty():
            raise CommandError(
                "The database is not empty, and nothing in it is ever overwritten. Create an empty one and set "
                "DATABASE_URL to it (docs/operations.md, Restore). Nothing was changed."
            )
        if not backup.documents_are_empty():
            where = "the bucket of FILES_URL" if settings.FILES_URL else settings.DOCUMENTS_DIR
            raise CommandError(f"There are documents in {where} already. Nothing was changed.")
        backup.load(folder, manifest)
        if wrong := backup.differences(manifest):
            raise CommandError("What was restored is not what was saved. Do not use it:\n" + "\n".join(wrong))
        self.stdout.write("Restored. Every table has the rows and the content that were saved.")
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("The tables are those of this release.")
        if waiting := OutgoingMail.objects.waiting().count():
            self.stdout.write(f"{waiting} messages wait and are sent once a worker runs.")
