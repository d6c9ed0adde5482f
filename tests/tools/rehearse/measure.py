"""What each part costs one who uses it: `make rehearse ARGS=--measure`. Medians, in one run, on one machine."""

import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

from core.kept_files import Folder, kept_files
from tests.tools.rehearse.parts import Installation

TIMES = 500


def median(act: Callable[[], object], times: int = TIMES) -> float:
    """How many milliseconds something takes, in the median."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - begun))
    return statistics.median(found)


def own_memory(pids: list[int]) -> float:
    """How many megabytes of memory each of these processes shares with no other, in the median; for root."""
    found = []
    for pid in pids:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        found.append(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024)
    return statistics.median(found)


def measure(made: Installation) -> None:
    """Print a table."""
    rows: list[tuple[str, float]] = []
    direct = psycopg.connect(made.databases.primary.url(), autocommit=True, prepare_threshold=None)
    direct.execute("CREATE TABLE measured (at int)")
    rows.append(("a statement, direct", median(lambda: direct.execute("SELECT 1"))))
    with psycopg.connect(
        f"host=127.0.0.1 port={made.ports['pgbouncer']} user=iwt dbname=iwt", autocommit=True, prepare_threshold=None
    ) as pooled:
        rows.append(("a statement, through PgBouncer", median(lambda: pooled.execute("SELECT 1"))))

    def connect(where: str) -> None:
        psycopg.connect(where).close()

    rows.append(("a new connection, direct", median(lambda: connect(made.databases.primary.url()), 50)))
    pooler = made.environment["DATABASE_POOLER_URL"]
    rows.append(("a new connection, to PgBouncer", median(lambda: connect(pooler), 50)))

    insert = "INSERT INTO measured VALUES (1)"
    rows.append(("a write, without a standby", median(lambda: direct.execute(insert))))
    made.databases.follow()
    direct.execute("SET synchronous_commit = local")
    rows.append(("a write, the standby follows by itself", median(lambda: direct.execute(insert))))
    direct.execute("SET synchronous_commit = on")
    rows.append(("a write that waits until the standby has it", median(lambda: direct.execute(insert))))
    direct.execute("SET synchronous_commit = remote_apply")
    rows.append(("a write that waits until the standby shows it", median(lambda: direct.execute(insert))))
    direct.close()

    cache = redis.Redis(port=made.ports["cache"])
    cache.set("page", b"x" * 30_000)
    rows.append(("30 kB from the cache", median(lambda: cache.get("page"))))
    folder, bucket, content = Folder(Path(made.folder / "files")), kept_files("documents"), b"x" * 100_000
    for name, kept in (("the folder", folder), ("the bucket", bucket)):
        numbers = iter(range(1000))
        wrote = median(lambda: kept.write(f"n/{next(numbers)}", io.BytesIO(content)), 50)  # noqa: B023  used at once
        rows.append((f"100 kB into {name}", wrote))
        rows.append((f"100 kB from {name}", median(lambda: kept.open("n/1").read(), 50)))  # noqa: B023
    many = [psycopg.connect(made.databases.primary.url(), autocommit=True) for _ in range(20)]
    for one in many:
        one.execute("SELECT * FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid ORDER BY attname").fetchall()
    print(f"A connection of PostgreSQL takes {own_memory([one.info.backend_pid for one in many]):.1f} MB of its own.\n")
    for one in many:
        one.close()
    print("| what | ms |\n|---|---|")
    for what, milliseconds in rows:
        print(f"| {what} | {milliseconds:.2f} |")
