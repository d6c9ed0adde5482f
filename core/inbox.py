"""What one line on a person's desk is, whichever app it comes from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

SHOWN_ENTRIES = 50
"""How many lines of one kind a desk shows at most, the oldest first: beyond that nobody reads on."""


@dataclass(frozen=True)
class Entry:
    """A record on its way, for the workspace: what it is, where it stands, whose move it is and since when."""

    what: str
    title: str
    url: str
    state: str
    sentence: str
    since: datetime | None
    note: str
    is_own: bool
    record: Any
