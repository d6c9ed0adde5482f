"""How fast IATI files become programmes, beside a bare parse of the same file: part of `make bench`.

The file is generated: activities with ten transactions each, as long as real ones. The bare parse is lxml building the
tree and doing nothing with it. What is imported stays in the database that the environment names.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from iwt_dashboard.ops.paths import BASE_DIR

ACTIVITIES, TRANSACTIONS = 200, 10
# For the memory: a file that is larger than what is done at a time.
LARGE = 2_000
BARE, IMPORT = "bare lxml parse", "import it"


def generated(folder: Path, activities: int = ACTIVITIES, transactions: int = TRANSACTIONS) -> Path:
    """Write a file of so many activities, each with so many transactions."""
    path = folder / "bench.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
        for number in range(activities):
            file.write(_activity(number))
            file.writelines(_transaction(number, row) for row in range(transactions))
            file.write("</iati-activity>\n")
        file.write("</iati-activities>\n")
    return path


def steps() -> dict[str, dict[str, float]]:
    """Seconds and processor seconds of this process for each step. Django is set up; its database is written to."""
    from lxml import etree

    from partners.iati.actions.run import count, import_file
    from partners.iati.actions.values import the_world
    from partners.iati.format.reader import activities

    def read(path: Path) -> None:
        with path.open("rb") as file:
            for _found in activities(file):
                pass

    def imported(path: Path) -> None:
        import_file(path, the_world(file_name=path.name))

    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = generated(Path(folder))
        named: list[tuple[str, Callable[[Path], Any]]] = [
            (BARE, lambda file: etree.parse(str(file))),
            ("check that it is sound", count),
            ("read all of it", read),
            (IMPORT, imported),
            ("import it once more", imported),
        ]
        # A parse takes milliseconds: what lxml loads at its first is no part of it.
        etree.parse(str(path))
        for name, step in named:
            begun, busy = time.perf_counter(), time.process_time()
            step(path)
            found[name] = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - busy}
    return found


def peak_of_command(activities: int) -> float:
    """The most megabytes that `manage.py import_iati` held while it imported a file of so many activities."""
    with tempfile.TemporaryDirectory() as folder:
        path = generated(Path(folder), activities)
        order = [sys.executable, "manage.py", "import_iati", str(path)]
        started = subprocess.Popen(order, cwd=BASE_DIR, stdout=subprocess.DEVNULL)
        _pid, status, used = os.wait4(started.pid, 0)
    if status:
        raise RuntimeError("The import failed.")
    # Linux tells kilobytes, macOS bytes.
    return used.ru_maxrss / (1000 if sys.platform == "linux" else 1_000_000)


def main() -> int:
    """Print one line of JSON; return the exit code. The environment names the database."""
    django.setup(set_prefix=False)
    found = {"activities": ACTIVITIES, "steps": steps(), "large": LARGE, "command_mb": peak_of_command(LARGE)}
    print(json.dumps(found))
    return 0


def _activity(number: int) -> str:
    description = "Support to rangers, customs officers and communities in three provinces. " * 12
    return f"""<iati-activity xml:lang="en" default-currency="USD" last-updated-datetime="2025-01-01T00:00:00">
<iati-identifier>XX-BENCH-{number}</iati-identifier>
<reporting-org ref="XX-BENCH" type="10"><narrative>A publisher</narrative></reporting-org>
<title><narrative>Programme {number} against wildlife trafficking</narrative></title>
<description type="1"><narrative>{description}</narrative></description>
<participating-org ref="XX-BENCH" role="1" type="10"><narrative>A publisher</narrative></participating-org>
<participating-org role="4" type="21"><narrative>Implementer {number % 20}</narrative></participating-org>
<activity-status code="2"/>
<activity-date type="2" iso-date="2020-01-01"/><activity-date type="3" iso-date="2026-12-31"/>
<recipient-country code="VN" percentage="50"/><recipient-country code="TH" percentage="50"/>
<sector vocabulary="1" code="41030" percentage="100"/>
<budget type="1"><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/>
<value value-date="2025-01-01">{number + 1000}</value></budget>
"""


def _transaction(number: int, row: int) -> str:
    return (
        f'<transaction ref="T{row}"><transaction-type code="{2 + row % 3}"/>'
        f'<transaction-date iso-date="2024-0{1 + row % 9}-01"/><value value-date="2024-01-01">{row * 10}.50</value>'
        f"<description><narrative>Payment {row}</narrative></description>"
        f"<receiver-org><narrative>Implementer {number % 20}</narrative></receiver-org>"
        '<recipient-country code="VN"/><sector vocabulary="1" code="41030"/></transaction>\n'
    )


if __name__ == "__main__":
    sys.exit(main())
