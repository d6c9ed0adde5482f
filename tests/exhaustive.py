"""Whether this is `make test-exhaustive`, in which every combination is tried and nothing is shared out among tests."""

import os
from collections.abc import Iterable
from typing import TypeVar

EXHAUSTIVE = bool(os.environ.get("EXHAUSTIVE"))

T = TypeVar("T")


def share(items: Iterable[T], turn: int, one_in: int) -> list[T]:
    """Every so many-th of some items, others at each turn so that none is left out; all in an exhaustive run."""
    return [item for number, item in enumerate(items) if EXHAUSTIVE or (number + turn) % one_in == 0]
