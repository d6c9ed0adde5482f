"""Sessions in the database that know when they began and when somebody last did something in them."""

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

BEGAN, SEEN, ENDED = "began_at", "seen_at", "ended"


class SessionStore(DatabaseStore):
    """Django's own store; a log-in stamps the session, so that every way to log in does."""

    def save(self, must_create: bool = False) -> None:
        """Write the session; one that somebody has logged in to gets its two instants (seconds since 1970)."""
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if SESSION_KEY in data:
            now = int(time.time())
            data.setdefault(BEGAN, now)
            data.setdefault(SEEN, now)
            data.pop(ENDED, None)
        super().save(must_create=must_create)
