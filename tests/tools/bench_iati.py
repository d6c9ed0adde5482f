"""How fast IATI files become programmes, beside a bare parse of the same file: part of `make bench`.

The file is generated: two hundred activities with ten transactions each, as long as real ones. Each line says how many
activities it did in a second; the bare parse is lxml building the tree and doing nothing with it.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ACTIVITIES = 200
TRANSACTIONS = 10


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


def measure_import() -> None:
    """Print the table. Django is set up, and its database may be written to."""
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

    with tempfile.TemporaryDirectory() as folder:
        path = generated(Path(folder))
        print(f"\n{'IATI import':<34}{'ms':>8}{'activities/s':>14}")
        steps: list[tuple[str, Callable[[Path], Any]]] = [
            ("bare lxml parse", lambda one: etree.parse(str(one))),
            ("check that it is sound", count),
            ("read all of it", read),
            ("import it", imported),
            ("import it once more", imported),
        ]
        for name, step in steps:
            begun = time.perf_counter()
            step(path)
            taken = time.perf_counter() - begun
            print(f"{name:<34}{taken * 1000:8.1f}{ACTIVITIES / taken:14.0f}")


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
