"""The figures that there are. Each app makes its own known when Django starts."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from graphlib import TopologicalSorter


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A kind of stored figure, by integer keys.

    - `recount(keys)` locks what it writes, in the order of keys and before it reads the rows that it counts; computes
      by the pure rules; and writes, in a number of queries that does not grow with the keys.
    - `keys()` gives every key that there is.
    - `differences(keys)` compares what is stored with what the rules make of the rows, changes nothing, and says in
      words what differs.
    - `after` names the figures that this one is counted from.
    """

    name: str
    recount: Callable[[Collection[int]], None]
    keys: Callable[[], Iterable[int]]
    differences: Callable[[Collection[int]], list[str]]
    after: tuple[str, ...] = ()


_registered: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """Make a figure known. Raises ValueError where another one has its name."""
    if _registered.setdefault(figure.name, figure) != figure:
        raise ValueError(f"two figures are called {figure.name}")


def figures() -> list[Figure]:
    """Every figure, each after those that it is counted from."""
    order = TopologicalSorter({name: one.after for name, one in _registered.items()}).static_order()
    return [_registered[name] for name in order if name in _registered]
