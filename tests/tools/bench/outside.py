"""What a visitor sees, over HTTP: bytes, the time of a first build after a write, and what a crowd is given."""

import contextlib
import http.client
import math
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

PATIENCE = 120
# Each process must have answered: which of them takes a connection is nobody's choice.
AT_ONCE, ROUNDS = 8, 3


@dataclass(frozen=True)
class Got:
    """An answer and the milliseconds until its last byte, connecting included."""

    status: int
    etag: str
    body: bytes
    ms: float


def get(port: int, path: str, headers: Mapping[str, str]) -> Got:
    """One request over a connection of its own."""
    begun = time.perf_counter()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as line:
        line.request("GET", path, headers=dict(headers))
        answer = line.getresponse()
        body = answer.read()
    taken = (time.perf_counter() - begun) * 1000
    return Got(answer.status, answer.headers.get("ETag", ""), body, taken)


def warm(port: int, path: str, headers: Mapping[str, str]) -> None:
    """Let every process of the site answer once or more."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(ROUNDS):
            list(pool.map(lambda _n: get(port, path, headers), range(AT_ONCE)))


def after_writes(
    port: int, path: str, headers: Mapping[str, str], writing: Iterator[None], times: int
) -> tuple[list[float], int]:
    """Milliseconds of the first answer after each of so many writes, and how many were not 200."""
    taken, faults = [], 0
    for _ in range(times):
        next(writing)
        got = get(port, path, headers)
        taken.append(got.ms)
        faults += got.status != 200
    return taken, faults


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(round(len(ordered) * share, 6)) - 1]
