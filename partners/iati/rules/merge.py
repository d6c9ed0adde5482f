"""Brings together what a publisher says now, what it said at the last import, and what people have made of it since.

A three-way merge, value by value: what only one side changed is taken, what both changed in different ways is a
conflict, and the person's value stays until somebody decides. Values are compared as they are written in JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

# Lists that are merged entry by entry: member states with their shares, organisations with their roles.
MAPS = ("countries", "organisations")
SUGGESTED = "suggested"
"""The value of a priority that a rule has suggested, and nobody confirmed."""
NOT_SPLIT = "not_split"
"""What an entry without a share is called in a change, for nothing is what an entry is that is not there."""
# Those, and priorities, which are merged where an export of ours comes back changed.
ENTRIES = (*MAPS, "priorities")
MISSING = "\x00missing"
# A programme that a person says ended early is closed or cancelled at its publisher.
SAME_END = {"terminated_early": ("4", "5")}


@dataclass(frozen=True)
class Change:
    """One value that differs: `field` is "title", or "countries.VNM" for an entry of a list.

    `before` stands here now, `after` is what the publisher says. With `is_conflict` nothing is written.
    """

    field: str
    before: Any
    after: Any
    is_conflict: bool = False


@dataclass(frozen=True)
class Merged:
    """The values as they are to stand, and what that changes or leaves open."""

    values: Mapping[str, Any]
    changes: tuple[Change, ...] = ()

    @property
    def taken(self) -> tuple[Change, ...]:
        """What is to be written."""
        return tuple(change for change in self.changes if not change.is_conflict)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """What people are to decide."""
        return tuple(change for change in self.changes if change.is_conflict)


def merge(base: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Merge the fields that the publisher names; others stay mine.

    Without a base (a programme that people entered before its publisher's file came) empty values are filled, and
    values that differ are conflicts.
    """
    values = dict(mine)
    changes: list[Change] = []
    for name in theirs:
        if name in MAPS:
            earlier = None if base is None else base.get(name) or {}
            values[name] = _merge_entries(name, earlier, mine.get(name) or {}, theirs[name], changes)
        else:
            earlier = MISSING if base is None else base.get(name, MISSING)
            values[name] = _merge_value(name, earlier, mine.get(name), theirs[name], changes)
    return in_order(Merged(values, tuple(changes)))


def as_proposals(merged: Merged) -> Merged:
    """The same with nothing taken before people decide; the values are those that stood if all were."""
    return Merged(merged.values, tuple(replace(one, is_conflict=True) for one in merged.changes))


def in_order(merged: Merged) -> Merged:
    """A start of one side and an end of the other that do not go together: mine stays, and people decide."""
    starts, ends = merged.values.get("starts_on"), merged.values.get("ends_on")
    if not starts or not ends or ends >= starts:
        return merged
    put_back = [one for one in merged.taken if one.field in ("starts_on", "ends_on")]
    values = {**merged.values, **{one.field: one.before for one in put_back}}
    changes = (replace(one, is_conflict=one.is_conflict or one in put_back) for one in merged.changes)
    return Merged(values, tuple(changes))


def _merge_value(name: str, base: Any, mine: Any, theirs: Any, changes: list[Change]) -> Any:
    if theirs in (base, mine) or (name == "status" and theirs in SAME_END.get(mine, ())):
        return mine
    is_taken = mine == base or (base == MISSING and mine in (None, "", [], False, "unknown"))
    if not is_taken and base == MISSING and theirs in (None, "", False, "unknown"):
        return mine
    changes.append(Change(name, mine, theirs, is_conflict=not is_taken))
    return theirs if is_taken else mine


def _merge_entries(
    name: str, base: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any], changes: list[Change]
) -> dict[str, Any]:
    merged = dict(mine)
    for key in dict.fromkeys([*(base or {}), *theirs]):
        before = MISSING if base is None else base.get(key, MISSING)
        here, there = mine.get(key, MISSING), theirs.get(key, MISSING)
        if there in (before, here):
            continue
        is_taken = here == before
        changes.append(Change(f"{name}.{key}", mine.get(key), theirs.get(key), is_conflict=not is_taken))
        if is_taken and there == MISSING:
            merged.pop(key, None)
        elif is_taken:
            merged[key] = there
    return merged
