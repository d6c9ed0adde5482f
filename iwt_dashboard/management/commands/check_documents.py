"""Hold the kept documents against the database: nothing missing, nothing changed, nothing left over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.documents import store as document_store
from core.documents.models import Document
from core.kept_files import sha256_of


class Command(BaseCommand):
    """Names documents whose file is missing or is not what was kept, and files that no document names."""

    help = (
        "Check every uploaded document against its checksum. Files that no document names are left of uploads that "
        "failed half-way; they are named and not deleted. Ends with an error where a file is missing or changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--sizes-only`."""
        parser.add_argument("--sizes-only", action="store_true", help="Compare sizes, and read no file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and print what was found."""
        wrong, named = 0, set()
        rows = list(Document.objects.order_by("pk").values_list("pk", "stored_as", "size", "sha256"))
        # Asked afterwards: a file is there before its row is.
        there = document_store.stored()
        for key, stored_as, size, sha256 in rows:
            named.add(stored_as)
            if fault := _fault(stored_as, there.get(stored_as), size, "" if options["sizes_only"] else sha256):
                wrong += 1
                self.stdout.write(self.style.ERROR(f"Document {key}: {fault}: {stored_as}"))
        left_over = sorted(there.keys() - named)
        for name in left_over:
            self.stdout.write(self.style.WARNING(f"No document names this file: {name}"))
        if options["verbosity"]:
            self.stdout.write(f"{len(named)} documents, {wrong} wrong, {len(left_over)} files left over.")
        if wrong:
            raise CommandError(f"{wrong} documents are not as they were kept. Restore their files from a backup.")


def _fault(stored_as: str, found: int | None, size: int, sha256: str) -> str:
    """What is wrong with a file; nothing if it is as it was kept. Without a checksum only its size is looked at."""
    if found is None:
        return "its file is missing"
    if found != size:
        return "its file has another size"
    if sha256:
        with document_store.read(stored_as) as file:
            if sha256_of(file) != sha256:
                return "its file has another content"
    return ""
