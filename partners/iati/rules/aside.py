"""Whether what people have set aside stays so when a file brings it again.

Who sets an activity aside that is not here says that it is not wanted, whatever its publisher writes of it next; unless
it begins to look like counter-IWT work, which nobody has seen then. Who sets a change aside says so of that change
alone: a programme is not left without its publisher's word for good.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Aside:
    """An activity of a preview: whether it `is_new` here, whether it looks like counter-IWT work, its fingerprint."""

    is_new: bool
    looks_iwt: bool
    content_hash: str


def stays_aside(before: Aside, now: Aside, *, decided_at: datetime | None, imported_at: datetime | None) -> bool:
    """Whether it stays set aside. `decided_at` is when people confirmed that; `imported_at` when the publisher's word
    that stands here came, None where there is none. What was taken after that is no longer set aside."""
    if decided_at is None or (imported_at is not None and imported_at > decided_at):
        return False
    if bool(before.content_hash) and before.content_hash == now.content_hash:
        return True
    return before.is_new and now.is_new and (before.looks_iwt or not now.looks_iwt)
