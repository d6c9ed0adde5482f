"""Files that were brought for import: kept outside of everything that is served, under random names.

A file is needed from its upload until its programmes are written. It holds what its publisher publishes anyway, so it
is not in backups.
"""

import hashlib
import secrets
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.documents.sanitise import Unfit
from core.kept_files import FULL, StoreAway, kept_files

PORTION = 1 << 16


def local(stored_as: str) -> AbstractContextManager[Path]:
    """A context with the file of an import on this machine, by the name that its row holds."""
    return kept_files("iati").local(stored_as)


def store(file: IO[bytes]) -> dict[str, Any]:
    """Keep a file, read in portions; memory holds one of them. Gives what it is `stored_as`, its `size` in bytes and
    its fingerprint, `sha256`. Raises Unfit where it is too large, empty, or there is no room, or no way there."""
    stored_as = f"{secrets.token_hex(16)}.xml"
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while portion := file.read(PORTION):
        size += len(portion)
        if size > settings.IATI_MAX_BYTES:
            said = _("The file is larger than %(limit)s. Ask the secretariat, who can import it on the server.")
            raise Unfit(said % {"limit": filesizeformat(settings.IATI_MAX_BYTES)})
        digest.update(portion)
    if not size:
        raise Unfit(_("The file is empty."))
    try:
        kept_files("iati").write(stored_as, file)
    except StoreAway as error:
        raise Unfit(_("Files cannot be kept at the moment. Nothing was kept; try again in a while.")) from error
    except OSError as error:
        if error.errno in FULL:
            said = _("There is no room for the file at the moment. Nothing was kept; tell the secretariat.")
            raise Unfit(said) from error
        raise
    return {"stored_as": stored_as, "size": size, "sha256": digest.hexdigest()}


def remove(stored_as: str) -> None:
    """Take a file away, where it is there."""
    if stored_as:
        kept_files("iati").remove(stored_as)
