"""`make bench`: see the package. ARGS="--sizes S --seconds 3" says what is measured, and for how long."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from iwt_dashboard.ops.paths import BASE_DIR
from tests.tools.bench.load import MISSING, tool
from tests.tools.bench.machine import machine
from tests.tools.bench.report import markdown
from tests.tools.bench.world import USUAL, WORLDS

SIZES = ("S", "M", "L")
# It shows whether something grows with the data: for that the usual number of clients is enough.
BETWEEN = "M"


def options(arguments: list[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(
        prog="make bench",
        description="Measure what pages cost at 1, 10 and 100 times the demonstration data. Worlds M and L are kept in"
        " var/bench for the next time. With nothing said, it takes about twenty minutes, and four more at first.",
    )
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=SIZES)
    parser.add_argument("--seconds", type=int, default=1, help="of load for each page, audience and number of clients")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, USUAL, 64])
    parser.add_argument("--builds", type=int, default=7, help="first builds of each page in one process")
    parser.add_argument("--writes", type=int, default=20, help="writes, each followed by one reader")
    parser.add_argument("--pages", default="", help='names between semicolons: "landing;country"')
    parser.add_argument("--audiences", default="", help='names between semicolons: "public;focal point"')
    parser.add_argument(
        "--full",
        action="store_true",
        help=f"every page for every audience at every number of clients (else: at {USUAL}, and the main pages for the"
        " public and a focal point at the others; M only at that)",
    )
    parser.add_argument("--json", type=Path, default=WORLDS / "benchmarks.json", metavar="FILE")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="docs/benchmarks.md, for one that is to stand")
    return parser.parse_args(arguments)


def measured(told: argparse.Namespace, size: str, out: Path) -> dict[str, Any]:
    """A world, measured in a process of its own."""
    clients = [USUAL] if size == BETWEEN and not told.full else told.clients
    order = [sys.executable, "-m", "tests.tools.bench.world", size, str(out)]
    for name in ("seconds", "builds", "writes", "pages", "audiences"):
        order.append(f"--{name}={getattr(told, name)}")
    order += [*(["--full"] if told.full else []), "--clients", *map(str, clients)]
    subprocess.run(order, cwd=BASE_DIR, check=True)
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def main() -> int:
    """Measure and tell; 1 where something did not answer as it should, 2 where nothing makes load."""
    told = options(sys.argv[1:])
    program = tool()
    if program is None:
        print(MISSING, file=sys.stderr)
        return 2
    facts = {**machine(), "Load made by": Path(program).name}
    with tempfile.TemporaryDirectory() as folder:
        worlds = [measured(told, size, Path(folder) / f"{size}.json") for size in SIZES if size in told.sizes]
    found = {"machine": facts, "seconds": told.seconds, "writes": told.writes, "worlds": worlds}
    told.json.parent.mkdir(parents=True, exist_ok=True)
    told.json.write_text(json.dumps(found, indent=1))
    text = markdown(found)
    if told.markdown:
        told.markdown.write_text(text)
    print(text)
    return 1 if any(world["faults"] for world in worlds) else 0


if __name__ == "__main__":
    sys.exit(main())
