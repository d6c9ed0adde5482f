"""What an activity of a file is to us, before anything of it is written."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any, Self

from partners.iati.actions.standing import Standing
from partners.iati.actions.values import Published
from partners.iati.format.activity import Activity
from partners.iati.format.faults import Skipped
from partners.iati.messages import JUDGED
from partners.iati.models import ROWS, IatiRecord, ImportHeap, ImportOutcome
from partners.iati.rules.editions import Pass
from partners.iati.rules.merge import Change, Merged
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme

# Of the database's columns: amounts to ten decimals, shares to six.
STEPS = {"value": Decimal("1e-10"), "percentage": Decimal("1e-6")}
SHOWN = (
    *("identifier", "title", "line", "outcome", "reason", "diff", "notes", "programme", "heap", "signs"),
    *("asks_only", "content_hash"),
)


@dataclass(frozen=True)
class ActivityPlan:
    """What an activity is to us. `diff` is as in `IatiImportRow`; `notes` are sentences.

    `is_proposed` says that nothing of it is taken before people decide; `passed` that it is an edition that another one
    goes before.
    """

    outcome: ImportOutcome
    identifier: str
    title: str
    line: int
    reason: str = ""
    diff: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    programme: Programme | None = None
    record: IatiRecord | None = None
    found: Published | None = None
    merged: Merged | None = None
    content_hash: str = ""
    rows: dict[str, "RowChanges"] = field(default_factory=dict)
    is_proposed: bool = False
    is_edited_export: bool = False
    passed: Pass | None = None

    @classmethod
    def of(cls, activity: Activity | Skipped, outcome: ImportOutcome = ImportOutcome.SKIPPED, **told: Any) -> Self:
        """The plan for an activity, of which nothing is known yet but what it calls itself."""
        return cls(outcome, activity.identifier, activity.title[:400], activity.line, **told)

    @property
    def is_judged(self) -> bool:
        """Whether a person has said of its programme whether it counters illegal wildlife trade."""
        judged = (IwtRelevance.CONFIRMED, IwtRelevance.NOT_IWT)
        return self.programme is not None and self.programme.iwt_relevance in judged

    @property
    def heap(self) -> str:
        """Whether it looks like counter-IWT work: as its programme is judged or thought of, else by its signs."""
        if self.outcome not in (ImportOutcome.NEW, ImportOutcome.CHANGED):
            return ""
        if self.programme is not None and (self.is_judged or self.found is None):
            looks = self.programme.iwt_relevance in (IwtRelevance.CONFIRMED, IwtRelevance.SUGGESTED)
        else:
            looks = self.found is not None and bool(self.found.signs)
        return ImportHeap.IWT if looks else ImportHeap.OTHER

    @property
    def signs(self) -> list[tuple[str, str]]:
        """Why it is in its heap: where, and what stands there."""
        if not self.heap:
            return []
        if self.is_judged:
            return [(JUDGED, "")]
        return [(sign.where.value, sign.what) for sign in self.found.signs] if self.found else []

    @property
    def asks_only(self) -> bool:
        """Whether nothing of it would be written but questions to those who keep its programme."""
        is_asked = all("mine" in line or line.get("refused") for line in self.diff)
        return self.outcome is ImportOutcome.CHANGED and bool(self.diff) and is_asked

    def shown(self) -> dict[str, Any]:
        """What a row of the preview says of it."""
        return {name: getattr(self, name) for name in SHOWN}


@dataclass(frozen=True)
class RowChanges:
    """Rows of one table that come and go: keys of those that are gone, values of new ones by their place."""

    gone: list[int]
    added: dict[int, dict[str, Any]]
    before: int
    after: int


def row_changes(held: Standing | None, activity: Activity) -> dict[str, RowChanges]:
    """What comes and goes in each table. Equal rows are told apart by their number alone."""
    changes = {}
    for name in ROWS:
        standing: dict[str, deque[int]] = {}
        for key, row in held.rows[name] if held else ():
            standing.setdefault(_key(row), deque()).append(key)
        before = sum(map(len, standing.values()))
        added = {}
        for at, row in enumerate(getattr(activity, name)):
            values = _values(row)
            if standing and (keys := standing.get(_key(values.values()))):
                keys.popleft()
            else:
                added[at] = values
        gone = [key for keys in standing.values() for key in keys]
        changes[name] = RowChanges(gone, added, before, len(getattr(activity, name)))
    return changes


def rows_shown(rows: dict[str, RowChanges]) -> Iterable[dict[str, Any]]:
    """How many rows of each table come and go, as lines of a difference."""
    for name, changes in rows.items():
        gone, added = len(changes.gone), len(changes.added)
        if gone or added:
            yield {"field": name, "before": changes.before, "after": changes.after, "gone": gone, "added": added}


def shown(change: Change) -> dict[str, Any]:
    """A change as a line of a difference."""
    line = {"field": change.field, "before": change.before, "after": change.after}
    return line | {"mine": change.before} if change.is_conflict else line


def _values(row: Any) -> dict[str, Any]:
    """A row of an activity as its columns hold it."""
    found = {name: getattr(row, name) for name in _names(row.__class__)}
    for name, step in STEPS.items():
        if found.get(name) is not None:
            found[name] = found[name].quantize(step, ROUND_HALF_EVEN)
    return found


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _key(values: Iterable[Any]) -> str:
    """Numbers are equal whatever their last zeros."""
    return repr([_plain(value) if type(value) in (Decimal, dict) else value for value in values])


def _plain(value: Any) -> Any:
    return sorted(value.items()) if isinstance(value, dict) else f"{value.normalize():f}"
