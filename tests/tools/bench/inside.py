"""What an answer costs in this process: queries, time in the database, processor time. Django is set up.

The handler of the site is called as the server calls it, with all middleware. The database runs in processes of its
own, so that processor time of this one is Python's: building SQL, counting, rendering, compressing.
"""

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.db import connections

from core.page_cache.parts import parts
from core.page_cache.store import store
from iwt_dashboard.wsgi import application

WARM = 2
UNCHANGED = 60


@dataclass
class Answer:
    """An answer, and what it cost in milliseconds. `tables` are those it was built from; None where it is not kept."""

    status: int
    headers: dict[str, str]
    body: bytes
    processor: float
    queries: int
    sql: float
    tables: tuple[str, ...] | None


@dataclass
class Counting:
    """A wrapper of statements that counts them and their time."""

    queries: int = 0
    seconds: float = 0.0
    kept: list[Any] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        """Run a statement."""
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.queries += 1
            self.seconds += time.perf_counter() - begun


def ask(path: str, headers: dict[str, str], *, host: str) -> Answer:
    """One request, answered in this process."""
    address, _, query = path.partition("?")
    environ: dict[str, Any] = {
        **{"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": address, "QUERY_STRING": query},
        **{"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": host},
        **{"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr},
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    said: list[Any] = []
    counting, put = Counting(), store.put

    def keep(key: str, entry: Any) -> None:
        counting.kept.append(entry)
        put(key, entry)

    with ExitStack() as stack:
        for one in connections.all():
            stack.enter_context(one.execute_wrapper(counting))
        store.put = keep  # type: ignore[method-assign]
        stack.callback(setattr, store, "put", put)
        begun = time.process_time()
        answer: Any = application(environ, lambda status, found, _info=None: said.append((status, found)))
        body = b"".join(answer)
        answer.close()
        processor = time.process_time() - begun
    status, found = said[0]
    tables = counting.kept[-1].tables if counting.kept else None
    return Answer(
        int(status[:3]), dict(found), body, processor * 1000, counting.queries, counting.seconds * 1000, tables
    )


@dataclass(frozen=True)
class Inside:
    """Medians of first builds and of unchanged answers. Times in milliseconds."""

    queries: int
    sql: float
    python: float
    unchanged_queries: int
    unchanged_python: float
    tables: tuple[str, ...] | None


def measure(path: str, headers: dict[str, str], *, host: str, builds: int) -> Inside:
    """Have a page built again and again, as after a change of everything that it shows but member states, priorities
    and their like; then ask for it unchanged."""
    built = []
    for _ in range(WARM + builds):
        store.clear()
        parts.clear()
        built.append(ask(path, headers, host=host))
    built = built[WARM:]
    unchanged = [ask(path, headers, host=host) for _ in range(UNCHANGED)]
    return Inside(
        queries=max(one.queries for one in built),
        sql=statistics.median(one.sql for one in built),
        python=statistics.median(one.processor for one in built),
        unchanged_queries=unchanged[-1].queries,
        unchanged_python=statistics.fmean(one.processor for one in unchanged),
        tables=built[-1].tables,
    )
