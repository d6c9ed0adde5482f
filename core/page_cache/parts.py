"""Parts of pages, and rows that many pages show, kept until a row changes that they were made from.

When something is written, a page is built anew, but only those of its parts are that show what was written. A part is
kept under the page's own key, so that it may use whatever the page is given. What a part shows is read where it is
shown: values of one part are made within it, those that several show are a `kept_attribute`, and what is read outside
of all parts counts as read by each part behind it.
"""

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from core.page_cache.keys import key_of
from core.page_cache.recording import Made, building_now
from core.page_cache.release import release
from core.page_cache.versions import Versions, of_tables

T = TypeVar("T")
# Of the memory that built pages may take, their parts may take this much again.
SHARE = 4


class Kept(NamedTuple):
    """Something that was made from `tables` in these `versions`."""

    tables: tuple[str, ...]
    versions: tuple[int | None, ...]
    is_personal: bool
    content: bytes


class PartStore:
    """What is kept in this process: the ones used last, up to so many bytes."""

    def __init__(self, limit: int) -> None:
        self._limit, self._size = limit, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, versions: Versions) -> Kept | None:
        """What is kept under a key, if no row has changed that it was made from."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found.versions != of_tables(versions, found.tables):
                return None
            self._kept.move_to_end(key)
            return found

    def put(self, key: str, kept: Kept) -> None:
        """Keep something in place of what was kept under that key."""
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._size -= len(old.content)
            self._kept[key] = kept
            self._size += len(kept.content)
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1].content)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0


parts = PartStore(settings.PAGE_CACHE_MB * 1_000_000 // SHARE)
rows = PartStore(settings.PAGE_CACHE_MB * 1_000_000 // SHARE)


def part_of_page(request: HttpRequest, name: str, make: Callable[[], str]) -> str:
    """A part of the page that is being built, by its name on that page; made where it is not kept as rows are now."""
    building = building_now()
    if building is None:
        return make()
    for who in dict.fromkeys((building.everybody, building.person)):
        if (kept := parts.get(f"{key_of(request, who)} {name}", building.versions)) is not None:
            building.take(Made(set(kept.tables), is_personal=kept.is_personal), is_part=True)
            return kept.content.decode()
    before = building.before()
    with building.within(is_part=True) as made:
        text = make()
    before.add(made)
    # A token that was asked for by now stands there as it is, and belongs to one session.
    if not before.is_unique and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        tables = tuple(sorted(before.tables))
        kept = Kept(tables, of_tables(building.versions, tables), before.is_personal, text.encode())
        who = building.person if before.is_personal else building.everybody
        parts.put(f"{key_of(request, who)} {name}", kept)
    return text


def kept_rows(name: str, make: Callable[[], T]) -> T:
    """Rows that are the same whoever asks, on whatever page; each caller has them for its own."""
    building = building_now()
    if building is None:
        return make()
    key = f"{release()} {connection.settings_dict['NAME']} {name}"
    if (kept := rows.get(key, building.versions)) is not None:
        building.take(Made(set(kept.tables)))
        found: T = pickle.loads(kept.content)  # noqa: S301  this process has written it
        return found
    with building.within() as made:
        found = make()
    if not made.is_unique and not made.is_personal:
        tables = tuple(sorted(made.tables))
        rows.put(key, Kept(tables, of_tables(building.versions, tables), False, pickle.dumps(found)))
    return found
