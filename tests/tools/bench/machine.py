"""Where it was measured, and what each process takes of the memory."""

import contextlib
import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from iwt_dashboard.ops.paths import BASE_DIR


def machine() -> dict[str, str]:
    """The machine, the programs and the commit, in words."""
    return {
        "Date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "Commit": _commit(),
        "Processor": f"{os.cpu_count()} × {_of_file('/proc/cpuinfo', 'model name') or platform.processor()}",
        "Memory": _of_file("/proc/meminfo", "MemTotal") or "unknown",
        "System": f"{platform.system()} {platform.release()} ({platform.machine()})",
        "Python": platform.python_version(),
    }


def _of_file(path: str, name: str) -> str:
    """The value of a name in one of Linux's files of facts."""
    if not Path(path).exists():
        return ""
    lines = (line.partition(":") for line in Path(path).read_text().splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=BASE_DIR, capture_output=True, text=True, check=False).stdout.strip()

    changed = ", with changes" if git("status", "--porcelain") else ""
    return (git("rev-parse", "--short=10", "HEAD") or "unknown") + changed


class Process(NamedTuple):
    """A process: whose child it is, the kilobytes that it holds, what it was called."""

    pid: int
    parent: int
    kilobytes: int
    command: str


def processes() -> list[Process]:
    """All processes of this machine."""
    told = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = (line.split(None, 3) for line in told.splitlines())
    return [Process(int(row[0]), int(row[1]), int(row[2]), row[3]) for row in rows if len(row) == 4]


def below(found: Iterable[Process], pid: int) -> list[Process]:
    """A process and all that it has started, each after its parent."""
    found, family = list(found), []
    waiting = [one for one in found if one.pid == pid]
    while waiting:
        family.append(one := waiting.pop(0))
        waiting += [child for child in found if child.parent == one.pid]
    return family


def memory(served: int, database: int) -> dict[str, float]:
    """Megabytes of each process of the site, and of PostgreSQL as a whole."""
    found, told = processes(), dict[str, float]()
    for one in below(found, served):
        if "iwt_dashboard.ops.server" in one.command:
            number = sum(name.startswith("web") for name in told)
            told["web, parent" if one.parent == served else f"web, process {number}"] = one.kilobytes / 1000
        elif "manage.py worker" in one.command or "manage.py serve" in one.command:
            told["worker" if "worker" in one.command else "manage.py serve"] = one.kilobytes / 1000
    server = below(found, database)
    told[f"PostgreSQL, {len(server)} processes"] = sum(map(_own_share, server)) / 1000
    return told


def _own_share(process: Process) -> float:
    """Kilobytes, of what it shares with others only its part; where the system does not tell, all of it."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return process.kilobytes
    return next((float(line.split()[1]) for line in lines if line.startswith("Pss:")), process.kilobytes)


def processor_seconds(pids: Iterable[int]) -> float:
    """Seconds of a processor that some processes and all that they have started have used; 0 where nobody tells."""
    found = processes()
    ticks = 0
    for pid in {one.pid for first in pids for one in below(found, first)}:
        with contextlib.suppress(OSError):
            # The name in brackets may hold spaces; user and system time are the 12th and 13th after it.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
