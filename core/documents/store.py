"""Where uploaded documents are kept: outside of everything that is served, under names that mean nothing.

A file is complete before its row is written; one that no row names is reported by `manage.py check_documents`.
"""

import io
import secrets
from typing import IO

from django.utils.translation import gettext as _

from core.documents.sanitise import Unfit
from core.kept_files import FULL, KeptFiles, StoreAway, kept_files


def documents() -> KeptFiles:
    """The kept files that are documents."""
    return kept_files("documents")


def write(content: bytes) -> str:
    """Keep content under a random name, which is given back. Raises Unfit where there is no room, or no way there."""
    token = secrets.token_hex(16)
    stored_as = f"{token[:2]}/{token}"
    try:
        documents().write(stored_as, io.BytesIO(content))
    except StoreAway as error:
        raise Unfit(_("Documents cannot be kept at the moment. Nothing was kept; try again in a while.")) from error
    except OSError as error:
        if error.errno in FULL:
            raise Unfit(
                _("There is no room for documents at the moment. Nothing was kept; tell the secretariat.")
            ) from error
        raise
    return stored_as


def read(stored_as: str) -> IO[bytes]:
    """The content of a document, by the name that its row holds. Raises FileNotFoundError, or StoreAway."""
    return documents().open(stored_as)


def stored() -> dict[str, int]:
    """The names and sizes of all files, left-overs of writes that failed included."""
    return documents().sizes()
