"""The folder of files that were brought for import: outside of everything that is served, under random names.

A file is needed from its upload until its programmes are written. It holds what its publisher publishes anyway, so it
is not in backups.
"""

import hashlib
import os
import secrets
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from core.documents.sanitise import Unfit
from core.documents.store import FULL

PORTION = 1 << 16


def path_of(stored_as: str) -> Path:
    """The file of an import, by the name that its row holds."""
    return Path(settings.IATI_DIR) / stored_as


def store(file: IO[bytes]) -> dict[str, Any]:
    """Write a file into the folder in portions; memory holds one of them. Gives what it is `stored_as`, its `size` in
    bytes and its fingerprint, `sha256`. Raises Unfit where it is too large, empty, or there is no room."""
    stored_as = f"{secrets.token_hex(16)}.xml"
    target = path_of(stored_as)
    digest, size = hashlib.sha256(), 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with target.open("xb") as out:
            os.chmod(out.fileno(), 0o640)
            while portion := file.read(PORTION):
                size += len(portion)
                if size > settings.IATI_MAX_BYTES:
                    said = _("The file is larger than %(limit)s. Ask the secretariat, who can import it on the server.")
                    raise Unfit(said % {"limit": filesizeformat(settings.IATI_MAX_BYTES)})
                digest.update(portion)
                out.write(portion)
            if not size:
                raise Unfit(_("The file is empty."))
            out.flush()
            os.fsync(out.fileno())
    except (OSError, Unfit) as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in FULL:
            said = _("There is no room for the file at the moment. Nothing was kept; tell the secretariat.")
            raise Unfit(said) from error
        raise
    return {"stored_as": stored_as, "size": size, "sha256": digest.hexdigest()}


def remove(stored_as: str) -> None:
    """Take a file out of the folder, where it is there."""
    if stored_as:
        path_of(stored_as).unlink(missing_ok=True)
