"""`manage.py import_iati FILE|FOLDER…`: programmes as their publishers say them."""

import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from core.history.timeline import by_command
from partners.iati.actions.run import FileTally, import_file
from partners.iati.actions.values import the_world

ENDINGS = (".xml", ".iati")


class Command(BaseCommand):
    """Import files, each by itself."""

    help = (
        "Imports programmes from IATI activity files (version 2.0x) and folders of them. The same file twice changes "
        "nothing; what people have written stays."
    )
    # They load every page and form there is, which takes as much memory as a large file.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which files, and how."""
        parser.add_argument("paths", nargs="+", metavar="FILE|FOLDER", help="IATI files, or folders of .xml files")
        parser.add_argument("--org", default="", metavar="IDENT", help="only what this organisation reports")
        parser.add_argument(
            "--only-asean", action="store_true", help="skip what names no member state and no Asian region"
        )
        parser.add_argument(
            "--only-iwt", action="store_true", help="skip what no word and no sector calls counter-IWT work"
        )
        parser.add_argument(
            "--take-set-aside", action="store_true", help="take what the secretariat has set aside in a preview, too"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--report", default="", metavar="FILE.json", help="write what happened to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import file after file; a file that is refused stops none of the others."""
        files = list(_files(options["paths"]))
        report = Path(options["report"]) if options["report"] else None
        if report is not None and not report.parent.is_dir():
            raise CommandError(f"There is no folder {report.parent} to write the report to.")
        tallies: list[FileTally] = []
        # What comes in one run is told apart by more than which came first.
        self.since = timezone.now()
        try:
            with by_command("import_iati", "IATI import"):
                for path in files:
                    tallies.append(self._import(path, options))
        except DatabaseError as error:
            raise CommandError(
                f"The database gave up ({type(error).__name__}); what was written before stands."
            ) from None
        finally:
            if report is not None:
                _write(report, tallies, options)
        refused = [tally for tally in tallies if tally.refused]
        if refused:
            said = f"{len(refused)} of {len(tallies)} files refused."
            raise CommandError(said if len(refused) == len(tallies) else f"{said} The others were imported.")

    def _import(self, path: Path, options: dict[str, Any]) -> FileTally:
        world = the_world(
            since=self.since,
            file_name=path.name,
            only_asean=options["only_asean"],
            only_reported_by=options["org"].strip(),
        )
        show = _Progress(self.stderr, path.name)
        tally = import_file(
            path,
            world,
            dry_run=options["dry_run"],
            progress=show,
            only_iwt=options["only_iwt"],
            takes_aside=options["take_set_aside"],
        )
        show.end()
        if tally.refused:
            self.stderr.write(f"{path}: refused. {tally.refused}")
            return tally
        found = tally.as_json()
        self.stdout.write(
            f"{path}: {found['activities_read']} activities read, {found['created']} created, "
            f"{found['changed']} changed, {found['unchanged']} unchanged, {found['skipped_count']} skipped; "
            f"{found['transactions_kept']} transactions and {found['budgets_kept']} budgets kept."
        )
        heaps = found["heaps"]
        if any(heaps.values()):
            self.stdout.write(
                f"  Of what is new or changed {heaps['iwt']} look like counter-IWT work and {heaps['other']} do not."
            )
        if options["verbosity"] > 1:
            for row in tally.skipped:
                self.stdout.write(f"  line {row['line']}: {row['identifier'] or 'no identifier'}: {row['reason']}")
        return tally


class _Progress:
    """A line on the error stream that is written anew, at most ten times a second, where a person looks on."""

    def __init__(self, stream: Any, name: str) -> None:
        self.stream, self.name, self.shown_at = stream, name, time.monotonic()
        self.is_shown = stream.isatty()

    def __call__(self, done: int, total: int) -> None:
        start, ending, pause = ("\r", "", 0.1) if self.is_shown else ("", "\n", 10)
        if time.monotonic() - self.shown_at > pause or (self.is_shown and done == total):
            self.shown_at = time.monotonic()
            self.stream.write(f"{start}{self.name}: {done} of {total}", ending=ending)

    def end(self) -> None:
        """Leave the line."""
        if self.is_shown:
            self.stream.write("")


def _files(paths: Iterable[str]) -> Iterable[Path]:
    """Files as named, and the XML files of folders by their names."""
    for path in map(Path, paths):
        found = sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in ENDINGS)
        # A folder without any is named like a file that cannot be read.
        yield from found or [path]


def _write(report: Path, tallies: list[FileTally], options: dict[str, Any]) -> None:
    content = {
        "at": timezone.now().isoformat(timespec="seconds"),
        **{name: options[name] for name in ("dry_run", "only_asean", "only_iwt", "take_set_aside", "org")},
        "files": [tally.as_json() for tally in tallies],
    }
    waiting = report.with_name(f".{report.name}.{os.getpid()}.part")
    try:
        waiting.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        waiting.replace(report)
    except OSError as error:
        raise CommandError(f"The report could not be written: {error.strerror}.") from None
