"""The figures of a run as Markdown."""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.tools.bench.importing import BARE
from tests.tools.bench.targets import targets

HOW = """\
Written by `make bench`, not by hand: what it measures and why so is told in
[ADR 50](adr/0050-measured-beside-a-bare-view.md). Times hang on the machine; shares of the bare view, which was asked
right before on the same machine with as many clients, hang on it much less. S is the demonstration data, M ten times
and L a hundred times as much, with twenty years of values and all history.
"""
PAGES = """\
*Queries*, *SQL* and *Python* are those of a first build in one process, middle of {builds} (Python: processor time);
*unchanged* is Python's time for the same page when nothing has changed. *After a write* is the first answer over HTTP
after a row was written that the page reads, {writes} times. Bytes: as they are, and by gzip.
"""
LOAD = """\
An unchanged page under load: answers in a second, milliseconds until the last byte, and answers in a second as a share
of a bare Django view of the same bytes; for the public and partners also 304 as a share of the bare view's 304.
"""


def markdown(found: dict[str, Any]) -> str:
    """The whole page."""
    facts = dict(found["machine"])
    parts = ["# Benchmarks", HOW]
    worlds = found["worlds"]
    if worlds:
        facts["PostgreSQL"] = worlds[0]["postgresql"]
    facts["Load"] = f"{found['seconds']} s for each page, audience and number of clients"
    parts.append(table(("", ""), facts.items()))
    if faults := [fault for world in worlds for fault in world["faults"]]:
        parts += ["## Faults", "\n".join(f"- {fault}" for fault in faults)]
    parts += ["## Targets and what was measured", _targets(worlds)]
    for world in worlds:
        parts += _world(world, found)
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of Markdown; all columns but those with words at the left are aligned to the right."""
    lines = [list(map(str, row)) for row in rows]
    figures = [all(line[n][:1].isdigit() or line[n] == "–" for line in lines) for n in range(len(head))]
    rule = ["--:" if is_figure else "---" for is_figure in figures]
    return "\n".join(f"| {' | '.join(line)} |" for line in (list(head), rule, *lines))


def _targets(worlds: list[dict[str, Any]]) -> str:
    words = {True: "held", False: "missed", None: "–"}
    rows = [(one.text, words[one.holds], one.found) for one in targets(worlds)]
    return table(("Target", "", "Measured"), rows)


def _world(world: dict[str, Any], found: dict[str, Any]) -> list[str]:
    counts = ", ".join(f"{number:,} {name.lower()}s" for name, number in world["counts"].items())
    parts = [f"## {world['size']}", f"{counts}. Started in {world['start_seconds']:.0f} s."]
    parts += ["### What a page costs", PAGES.format(builds=world["builds"], writes=found["writes"])]
    parts.append(_costs(world["pages"]))
    parts += ["### What a crowd is given", LOAD, _crowds(world["pages"])]
    parts += [
        "### Files",
        "Middle of five, over HTTP, by gzip; first after a write, and again.",
        _files(world["files"]),
    ]
    if world.get("import"):
        parts += ["### Import", _import(world["import"])]
    held = sorted(world["memory_mb"].items())
    parts += ["### Memory after all of it", table(("Process", "MB"), ((name, f"{mb:.0f}") for name, mb in held))]
    return parts


def _costs(pages: list[dict[str, Any]]) -> str:
    head = (
        "Page",
        "Audience",
        "Queries",
        "SQL ms",
        "Python ms",
        "unchanged",
        "After a write p50",
        "p95",
        "kB",
        "gzip",
    )
    rows = (
        (
            *(row["page"], row["audience"], row["queries"], f"{row['sql']:.1f}", f"{row['python']:.1f}"),
            *(f"{row['unchanged_python']:.2f}", f"{row['after_write']['p50']:.0f}", f"{row['after_write']['p95']:.0f}"),
            *(f"{row['bytes'] / 1000:.1f}", f"{row['compressed'] / 1000:.1f}"),
        )
        for row in pages
    )
    return table(head, rows)


def _crowds(pages: list[dict[str, Any]]) -> str:
    head = (
        "Page",
        "Audience",
        "Clients",
        "Per second",
        "p50",
        "p95",
        "p99",
        "Bare",
        "Share",
        "304",
        "Share of bare 304",
    )
    rows = []
    for row in pages:
        for load in row["load"]:
            known = row.get("known") if load["clients"] == 8 else None
            rows.append(
                (
                    *(row["page"], row["audience"], load["clients"], f"{load['rate']:,.0f}"),
                    *(f"{load[name]:.1f}" for name in ("p50", "p95", "p99")),
                    *(f"{load['bare']['rate']:,.0f}", _share(load["share"])),
                    *((f"{known['rate']:,.0f}", _share(known["share"])) if known else ("–", "–")),
                )
            )
    return table(head, rows)


def _files(files: list[dict[str, Any]]) -> str:
    rows = (
        (row["file"], f"{row['compressed'] / 1000:.1f}", f"{row['first']:.0f}", f"{row['again']:.0f}") for row in files
    )
    return table(("File", "kB", "First ms", "Again ms"), rows)


def _import(told: dict[str, Any]) -> str:
    bare = told["steps"][BARE]["processor"]
    rows = (
        (
            *(name, f"{step['seconds'] * 1000:,.0f}", f"{step['processor'] * 1000:,.0f}"),
            *(f"{told['activities'] / step['seconds']:,.0f}", f"{step['processor'] / bare:.1f}"),
        )
        for name, step in told["steps"].items()
    )
    head = (f"{told['activities']} activities", "ms", "Processor ms", "Activities/s", "× bare parse")
    return table(head, rows) + (
        f"\n\n`manage.py import_iati` of {told['large']:,} activities held {told['command_mb']:.0f} MB at the most."
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
