"""Where built pages are kept: in each process, and beside it in the cache that all processes share, if there is one.

The shared cache may be away at any time: then pages are built.
"""

import logging
import threading
from collections import OrderedDict
from typing import Any

import msgspec
from django.conf import settings
from django.core.cache import caches

from core.page_cache.bodies import Body

logger = logging.getLogger(__name__)
SHARED = "pages"
# A larger one is built each time.
LARGEST = 1_000_000
# The shared cache forgets a page after so long without another word of it; it would be built anew the next day anyhow.
SECONDS_SHARED = 86_400


class Entry(msgspec.Struct, frozen=True):
    """A built page: of which `tables` in which `versions` it was built, for which `route`, and what is sent. `policies`
    are what a decorator of django-csp has changed of its policy.

    `etag` comes from the content alone, so that it tells nothing of rows that the reader may not see.
    """

    tables: tuple[str, ...]
    versions: tuple[int | None, ...]
    route: str
    headers: dict[str, str]
    policies: dict[str, Any]
    body: Body
    etag: str


class PageStore:
    """Built pages by key. In memory the ones used last stay, up to so many bytes."""

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Entry | None:
        """The entry of this process."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry in this process, in place of an earlier one."""
        with self._lock:
            if (old := self._entries.pop(key, None)) is not None:
                self._size -= old.body.size
            if entry.body.size > min(LARGEST, self._limit):
                return
            self._entries[key] = entry
            self._size += entry.body.size
            while self._size > self._limit:
                self._size -= self._entries.popitem(last=False)[1].body.size

    def clear(self) -> None:
        """Forget everything in this process."""
        with self._lock:
            self._entries.clear()
            self._size = 0


store = PageStore(settings.PAGE_CACHE_MB * 1_000_000)


def get_shared(key: str) -> Entry | None:
    """The entry in the shared cache, where there is one, and it can be reached and read."""
    if SHARED not in settings.CACHES:
        return None
    try:
        packed = caches[SHARED].get(key)
        return None if packed is None else msgspec.msgpack.decode(packed, type=Entry)
    except Exception:
        # Whatever ails a cache, pages are built without it. Its library and its server each have errors of their own.
        logger.warning("The shared cache of pages cannot be read.", exc_info=True)
        return None


def put_shared(key: str, entry: Entry) -> None:
    """Keep an entry in the shared cache, where there is one and it can be reached."""
    if SHARED not in settings.CACHES or entry.body.size > LARGEST:
        return
    try:
        caches[SHARED].set(key, msgspec.msgpack.encode(entry), SECONDS_SHARED)
    except Exception:
        logger.warning("The shared cache of pages cannot be written.", exc_info=True)
