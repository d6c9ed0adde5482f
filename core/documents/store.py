"""The folder of uploaded documents: outside of everything that is served, under names that mean nothing.

A file is complete before its row is written; one that no row names is reported by `manage.py check_documents`.
"""

import errno
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.documents.sanitise import Unfit

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def folder() -> Path:
    """Where documents are kept."""
    return Path(settings.DOCUMENTS_DIR)


def path_of(stored_as: str) -> Path:
    """The file of a document, by the name that its row holds."""
    return folder() / stored_as


def write(content: bytes) -> str:
    """Put content into the folder under a random name, which is given back. Raises Unfit where there is no room."""
    token = secrets.token_hex(16)
    stored_as = f"{token[:2]}/{token}"
    target = path_of(stored_as)
    waiting = target.with_name(f".{token}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with waiting.open("xb") as file:
            os.chmod(file.fileno(), 0o640)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        waiting.rename(target)
        # The new name itself is to survive a loss of power.
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        if error.errno in FULL:
            raise Unfit(
                _("There is no room for documents at the moment. Nothing was kept; tell the secretariat.")
            ) from error
        raise
    return stored_as


def stored() -> set[str]:
    """The names of all files in the folder, left-overs of writes that failed included."""
    root = folder()
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} if root.exists() else set()
