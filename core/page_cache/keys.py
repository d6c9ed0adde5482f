"""What an answer hangs on beside rows, as one word: the key under which a page and its parts are kept."""

import hashlib

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from core.page_cache.release import release

# What of a request decides which part of a page is answered.
HEADERS = (
    *("HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST"),
    *("HTTP_HX_TRIGGER", "HTTP_HX_TRIGGER_NAME", "HTTP_HX_CURRENT_URL", "HTTP_X_REQUESTED_WITH", "HTTP_SEC_FETCH_DEST"),
)


def key_of(request: HttpRequest, audience: str) -> str:
    """What an answer hangs on beside rows: release, database, address, day, language, audience, part of the page."""
    meta = request.META
    parts = (
        *(release(), connection.settings_dict["NAME"], request.get_host(), request.scheme, request.path),
        *(meta.get("QUERY_STRING", ""), timezone.localdate().isoformat(), get_language() or "", audience),
        *(meta.get(name, "") for name in HEADERS),
    )
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
