"""The load: made by wrk, which is not ours, and where there is none by locust in an environment of its own.

python -m tests.tools.bench.load [--install]     names the tool, or installs one; exits 1 if there is none

wrk is a small program in C and leaves the processors to what is measured. Locust takes a third of one at a thousand
requests a second, so figures made by it are lower; the report names the tool.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LOCUST = Path(".venv-locust")
LOCK = HERE / "locust.lock"
MISSING = """\
`make bench` needs something that makes load, and none was found. One of these helps:
  - install wrk by your system's package (Debian, Ubuntu: apt-get install wrk; macOS: brew install wrk)
  - let it install locust from PyPI: .venv/bin/python -m tests.tools.bench.load --install"""


@dataclass(frozen=True)
class Load:
    """What came of a load: milliseconds until an answer had come, answers in a second, and how many were not as
    expected, of another status or none."""

    p50: float
    p95: float
    p99: float
    rate: float
    failed: int


def tool() -> str | None:
    """The path of wrk or of locust, or None."""
    found = shutil.which("wrk")
    own = LOCUST / "bin" / "locust"
    return found or (str(own.absolute()) if own.exists() else None)


def load(url: str, *, clients: int, seconds: int, headers: Mapping[str, str], expected: int = 200) -> Load:
    """Ask for one address again and again by so many clients at once, who expect a status."""
    program = tool()
    if program is None:
        raise RuntimeError(MISSING)
    make = _by_wrk if Path(program).name == "wrk" else _by_locust
    return make(program, url, clients, seconds, headers, expected)


def read_wrk(printed: str) -> Load:
    """What `report.lua` printed last."""
    said = json.loads(printed.strip().splitlines()[-1])
    rate = (said["requests"] - said["unexpected"]) / said["seconds"]
    return Load(said["p50"], said["p95"], said["p99"], rate, said["broken"] + said["unexpected"])


def read_locust(rows: Iterable[Mapping[str, str]]) -> Load:
    """The last row of locust's table, which is that of all requests together; N/A where none was answered."""
    *_, row = rows
    times = (0.0 if row[name] in ("", "N/A") else float(row[name]) for name in ("50%", "95%", "99%"))
    failed, asked = int(row["Failure Count"]), int(row["Request Count"])
    rate = float(row["Requests/s"]) * (asked - failed) / asked if asked else 0.0
    return Load(*times, rate=rate, failed=failed)


def _by_wrk(program: str, url: str, clients: int, seconds: int, headers: Mapping[str, str], expected: int) -> Load:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    order = [
        program,
        "-t1",
        f"-c{clients}",
        f"-d{max(1, seconds)}s",
        "--timeout",
        "60s",
        "-s",
        str(HERE / "report.lua"),
    ]
    order += [*given, url, "--", str(expected)]
    return read_wrk(subprocess.run(order, capture_output=True, text=True, check=True).stdout)


def _by_locust(program: str, url: str, clients: int, seconds: int, headers: Mapping[str, str], expected: int) -> Load:
    told = {"BENCH_URL": url, "BENCH_HEADERS": json.dumps(dict(headers)), "BENCH_EXPECTED": str(expected)}
    with tempfile.TemporaryDirectory() as folder:
        order = [program, "-f", str(HERE / "locustfile.py"), "--headless", "--only-summary", "--host", url]
        # It has answers only after its first second.
        order += ["-u", str(clients), "-r", str(clients), "-t", f"{max(3, seconds)}s", "--csv", f"{folder}/load"]
        subprocess.run(order, capture_output=True, env={**os.environ, **told}, check=False)
        with open(f"{folder}/load_stats.csv", newline="") as file:
            return read_locust(list(csv.DictReader(file)))


def install() -> None:
    """Install wrk where we may, else locust as its lock file says."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], check=False, **quiet)
        order = ["apt-get", "install", "-y", "--no-install-recommends", "wrk"]
        if subprocess.run(order, check=False, **quiet).returncode == 0 and shutil.which("wrk"):
            return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(LOCUST)], check=True)
    pip = [str(LOCUST / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "--quiet", "-r", str(LOCK)]
    subprocess.run(pip, check=False)


def main(arguments: list[str]) -> int:
    """Name the tool, after installing it if asked to; return the exit code."""
    if tool() is None and arguments == ["--install"]:
        print("Nothing that makes load was found; installing it.", flush=True)
        install()
    if found := tool():
        print(f"Load: {found}")
        return 0
    print(MISSING, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
