"""What was to be reached, and whether the figures of a run do. Plain functions of what was measured."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tests.tools.bench.importing import BARE, IMPORT

Row = dict[str, Any]
USUAL = 8
UNKNOWN_PEOPLE = ("public", "partner")


class Target(NamedTuple):
    """A target in words, what was measured, and whether it holds; None where nothing was measured."""

    text: str
    found: str
    holds: bool | None


class Limit(NamedTuple):
    """A target that a figure of each page has to keep to: at least, or at most."""

    text: str
    bound: float
    is_least: bool
    shown: Callable[[float], str]


def pages_within(limit: Limit, figures: Iterable[tuple[str, float | None]]) -> Target:
    """Whether the figure of each page keeps to a limit, and which is the worst."""
    known = [(name, figure) for name, figure in figures if figure is not None]
    if not known:
        return Target(limit.text, "not measured", None)
    keep = [name for name, figure in known if (figure >= limit.bound if limit.is_least else figure <= limit.bound)]
    ordered = sorted(known, key=lambda pair: pair[1], reverse=not limit.is_least)
    middle = limit.shown(sorted(figure for _, figure in known)[len(known) // 2])
    worst = ", ".join(f"{name} {limit.shown(figure)}" for name, figure in ordered[:3])
    return Target(
        limit.text, f"{len(keep)} of {len(known)} pages; middle {middle}; worst: {worst}", keep == [*dict(known)]
    )


def targets(worlds: list[dict[str, Any]]) -> list[Target]:
    """All of them."""
    by_size = {world["size"]: world for world in worlds}
    small, large = (_rows(by_size.get(size)) for size in "SL")
    found = []
    for size, world in by_size.items():
        rows = _rows(world)
        for who in UNKNOWN_PEOPLE:
            theirs = [row for row in rows if row["audience"] == who]
            text = f"{size}: unchanged page for {_people(who)} ≥ 0.6 × the bare view of the same bytes"
            found.append(pages_within(Limit(text, 0.6, True, _times), ((_name(row), share(row)) for row in theirs)))
            text = f"{size}: 304 for {_people(who)} ≥ 0.8 × the bare view's 304"
            known = ((_name(row), row.get("known", {}).get("share")) for row in theirs)
            found.append(pages_within(Limit(text, 0.8, True, _times), known))
    signed_in = ((_name(row), share(row)) for row in large if row["audience"] != "public")
    found.append(pages_within(Limit("L: signed-in page ≥ 0.15 × the bare view", 0.15, True, _times), signed_in))
    python = ((_name(row), row["python"]) for row in small)
    found.append(pages_within(Limit("S: first build, Python ≤ 40 ms", 40, False, _ms), python))
    after = ((_name(row), row["after_write"]["p95"]) for row in large)
    found.append(pages_within(Limit("L: first build after a write, p95 ≤ 150 ms", 150, False, _ms), after))
    before = {_name(row): row["after_write"]["p50"] for row in small}
    grown = ((_name(row), row["after_write"]["p50"] / before[_name(row)]) for row in large if _name(row) in before)
    text = "first build after a write, p50 at L ≤ 1.5 × that at S"
    found.append(pages_within(Limit(text, 1.5, False, _times), grown))
    raw = ((_name(row), row["bytes"] / 1000) for row in large)
    found.append(pages_within(Limit("L: page ≤ 100 kB raw", 100, False, lambda kb: f"{kb:.0f} kB"), raw))
    return [*found, *_importing(by_size.get("S"))]


def share(row: Row) -> float | None:
    """Requests a second as a share of the bare view's, at the usual number of clients."""
    return next((load["share"] for load in row["load"] if load["clients"] == USUAL), None)


def _importing(world: dict[str, Any] | None) -> list[Target]:
    texts = ("import ≤ 8 × a bare parse, in processor time", "import of a large file, command ≤ 160 MB")
    told = (world or {}).get("import")
    if not told:
        return [Target(text, "not measured", None) for text in texts]
    times = told["steps"][IMPORT]["processor"] / told["steps"][BARE]["processor"]
    held = told["command_mb"]
    return [
        Target(texts[0], _times(times), times <= 8),
        Target(texts[1], f"{held:.0f} MB with {told['large']:,} activities", held <= 160),
    ]


def _rows(world: dict[str, Any] | None) -> list[Row]:
    return list(world["pages"]) if world else []


def _name(row: Row) -> str:
    return f"{row['page']} ({row['audience']})"


def _people(audience: str) -> str:
    return {"public": "the public", "partner": "partners"}[audience]


def _times(value: float) -> str:
    return f"{value:.2f} ×"


def _ms(value: float) -> str:
    return f"{value:.0f} ms"
