"""Imports a file in portions of activities, and counts the outcomes for the report.

A portion is written in one transaction. Where that fails, each of its activities has one of its own: one that cannot be
written is skipped with its reason, and the file goes on.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from django import db
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.figures.settling import settle_together, settling_together
from partners.iati.actions.aside import TO_WRITE, has_set_aside, set_aside_before
from partners.iati.actions.editions import note_edition
from partners.iati.actions.left_out import LeftOut
from partners.iati.actions.links import link_parents
from partners.iati.actions.planning import hold, look_up, plan
from partners.iati.actions.plans import ActivityPlan
from partners.iati.actions.store import passed, store
from partners.iati.actions.values import World
from partners.iati.format.activity import Activity
from partners.iati.format.faults import FileRefusal, RefusalCode, Skipped
from partners.iati.format.reader import activities, check
from partners.iati.format.stream import no_memory
from partners.iati.memory import giving_memory_back
from partners.iati.messages import refusal_sentence, skip_sentence
from partners.iati.models import ImportHeap, ImportOutcome

logger = logging.getLogger(__name__)

MOST_SKIPPED = 20_000
# Errors that an unforeseen activity may cause. It is skipped and named, and the next one is read.
UNFORESEEN = (db.DatabaseError, ValidationError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
# Deadlocks, and locks waited for too long.
IN_THE_WAY = ("40P01", "55P03")
PORTION = 100
PORTION_ROWS = 5_000
Act = Callable[[World, Activity], ActivityPlan]
Keep = Callable[[list[tuple[int, ActivityPlan]]], None]
"""Called in the transaction that has written activities, with their places in the file and what became of them."""


OUTCOMES = {
    ImportOutcome.NEW: "created",
    ImportOutcome.CHANGED: "changed",
    ImportOutcome.UNCHANGED: "unchanged",
    ImportOutcome.SKIPPED: "skipped_count",
}


ROWS_COUNTED = ("budgets_read", "budgets_kept", "transactions_read", "transactions_kept")


@dataclass
class FileTally:
    """What became of a file. `rows` go by their names in the report; sums are those of the file as read, by type of
    transaction and currency."""

    file: str = ""
    refused: str = ""
    refused_line: int = 0
    outcomes: Counter[ImportOutcome] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    heaps: Counter[str] = field(default_factory=Counter)
    sums: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    sums_kept: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @property
    def activities(self) -> int:
        """How many activities were read."""
        return self.outcomes.total()

    def add(self, activity: Activity | Skipped, done: ActivityPlan) -> None:
        """Count one activity."""
        self.outcomes[done.outcome] += 1
        self.heaps[done.heap] += 1
        place = {"identifier": done.identifier, "line": done.line}
        if done.outcome == ImportOutcome.SKIPPED and len(self.skipped) < MOST_SKIPPED:
            self.skipped.append({**place, "reason": done.reason})
        if done.notes and len(self.notes) < MOST_SKIPPED:
            self.notes.append({**place, "notes": list(done.notes)})
        self.conflicts += [{**place, **one} for one in done.diff if "mine" in one]
        if isinstance(activity, Activity):
            self._add_rows(activity, "read", self.sums)
            if done.outcome != ImportOutcome.SKIPPED:
                self._add_rows(activity, "kept", self.sums_kept)

    def _add_rows(self, activity: Activity, what: str, sums: dict[tuple[str, str], Decimal]) -> None:
        self.rows[f"budgets_{what}"] += len(activity.budgets)
        self.rows[f"transactions_{what}"] += len(activity.transactions)
        for row in activity.transactions:
            sums[row.kind, row.currency] += row.value

    def as_json(self) -> dict[str, Any]:
        """The report of one file. A type or currency that nobody says is called "unknown"."""
        return {
            "file": self.file,
            "refused": {"reason": self.refused, "line": self.refused_line} if self.refused else None,
            "activities_read": self.activities,
            **{name: self.outcomes[outcome] for outcome, name in OUTCOMES.items()},
            "heaps": {heap.value: self.heaps[heap.value] for heap in ImportHeap},
            "skipped": self.skipped,
            "conflicts": self.conflicts,
            "notes": self.notes,
            **{name: self.rows[name] for name in ROWS_COUNTED},
            "sums": _sums(self.sums),
            "sums_kept": _sums(self.sums_kept),
        }


@giving_memory_back()
def import_file(
    path: Path,
    world: World,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    only_iwt: bool = False,
    takes_aside: bool = False,
) -> FileTally:
    """Read a file whole, then write it (or, with `dry_run`, only say what would be written).

    A file that is refused changes nothing. `progress` hears how many activities of how many are done. With `only_iwt`
    what does not look like counter-IWT work is skipped; so is what people have set aside, unless `takes_aside`.
    """
    tally = FileTally(file=str(path))
    leaves_aside = not takes_aside and has_set_aside(world.asked.organisation)

    def act(world: World, activity: Activity) -> ActivityPlan:
        if only_iwt or leaves_aside:
            done = look(world, activity)
            if done.outcome in TO_WRITE and (reason := _why_left_out(world, done, only_iwt, leaves_aside)):
                return replace(done, outcome=ImportOutcome.SKIPPED, reason=reason)
        return (look if dry_run else write)(world, activity)

    try:
        total = count(path)
        touched, left_out = [], LeftOut(world)
        with without_waiting():
            for activity, done in steps(path, world, act, locks=not dry_run):
                tally.add(activity, done)
                if not dry_run:
                    left_out.add(activity, done)
                if done.outcome in (ImportOutcome.NEW, ImportOutcome.CHANGED):
                    touched.append(done.identifier)
                if progress:
                    progress(tally.activities, total)
        if not dry_run:
            left_out.write()
            link_parents(world, [*touched, *left_out.told])
    except FileRefusal as refusal:
        tally.refused, tally.refused_line = refusal_sentence(refusal), refusal.line
    return tally


def _why_left_out(world: World, done: ActivityPlan, only_iwt: bool, leaves_aside: bool) -> str:
    """Why an activity that could be written is left out, in a sentence; empty where it is not."""
    if only_iwt and done.heap == ImportHeap.OTHER:
        return _(
            "It does not look like counter-IWT work: no word of its title or description, and no sector, tells of it."
        )
    return set_aside_before(world.asked.organisation, [done]).get(done.identifier, "") if leaves_aside else ""


def count(path: Path) -> int:
    """Go through a file once; how many activities it holds. Raises FileRefusal for what is no sound IATI file."""
    with _opened(path) as file:
        return check(file)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise FileRefusal(RefusalCode.NOT_READABLE) from error


def steps(
    path: Path, world: World, act: Act, keep: Keep | None = None, *, locks: bool = False
) -> Iterator[tuple[Activity | Skipped, ActivityPlan]]:
    """Every activity of a file that `count` has passed, with what became of it. With `locks` programmes are locked
    that `act` is to change. Raises FileRefusal where it is no longer there, or no longer the same."""
    begun = 1
    with _opened(path) as file:
        for portion in _portions(activities(file, memory=no_memory)):
            if settings.DEBUG:
                # Django remembers every query then: for one portion is enough.
                db.reset_queries()
            world.turn()
            look_up(world, [found.identifier for found in portion if isinstance(found, Activity)])
            wanted = [(at, found) for at, found in enumerate(portion, begun) if isinstance(found, Activity)]
            done = _together(world, wanted, act, keep, locks=locks)
            for at, found in enumerate(portion, begun):
                if isinstance(found, Skipped):
                    yield found, ActivityPlan.of(found, reason=skip_sentence(found))
                else:
                    yield found, done[at] if at in done else _guarded(world, at, found, act, keep)
            begun += len(portion)
            settle_together()


def _together(
    world: World, wanted: list[tuple[int, Activity]], act: Act, keep: Keep | None, *, locks: bool
) -> dict[int, ActivityPlan]:
    """What becomes of the activities of a portion, by their places in the file, in one transaction; nothing where that
    fails."""
    try:
        with db.transaction.atomic():
            hold(world, [found for _at, found in wanted], locks=locks)
            return _done(world, wanted, act, keep)
    except UNFORESEEN:
        # Each is tried by itself then, and whose fault it was is told.
        world.forget()
        return {}


def _done(world: World, wanted: list[tuple[int, Activity]], act: Act, keep: Keep | None) -> dict[int, ActivityPlan]:
    done = {}
    for world.position, found in wanted:
        done[world.position] = act(world, found)
    world.rows.write()
    if keep:
        keep(list(done.items()))
    return done


def _portions(found: Iterator[Activity | Skipped]) -> Iterator[list[Activity | Skipped]]:
    """Activities in portions: so many that one look finds them all, and so few that memory stays flat."""
    portion: list[Activity | Skipped] = []
    rows = 0
    for one in found:
        portion.append(one)
        rows += len(one.transactions) + len(one.budgets) if isinstance(one, Activity) else 0
        if len(portion) == PORTION or rows >= PORTION_ROWS:
            yield portion
            portion, rows = [], 0
    yield portion


def look(world: World, activity: Activity) -> ActivityPlan:
    """What would become of an activity."""
    return plan(world, activity, enters=False)


def look_and_note(world: World, activity: Activity) -> ActivityPlan:
    """The same, and where its publisher says again what stands, note when: nobody has to confirm that."""
    done = look(world, activity)
    if done.outcome is ImportOutcome.UNCHANGED:
        note_edition(world, activity, done)
    return done


def write(world: World, activity: Activity) -> ActivityPlan:
    """Write an activity, in the transaction of the caller."""
    return passed(world, activity) or store(world, activity)


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let no commit wait until it has reached the disk before the next begins; the first one afterwards waits for all.
    Nor is each of them to count stored figures again: that costs more than the activity, and done portion by portion.

    What is lost with the machine was not yet said to be done, and an import goes on from where the database stands.
    """
    with db.connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        with settling_together():
            yield
    finally:
        # Not with a connection that is gone, or in a transaction that has failed: both give it up by themselves.
        with suppress(db.DatabaseError, db.InterfaceError), db.connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit TO DEFAULT")


def _guarded(world: World, at: int, activity: Activity, act: Act, keep: Keep | None) -> ActivityPlan:
    """What becomes of one activity, in a transaction of its own."""
    for is_last in (False, True):
        try:
            with db.transaction.atomic():
                return _done(world, [(at, activity)], act, keep)[at]
        except (db.OperationalError, db.InterfaceError) as error:
            # The database is away or busy: that is no fault of the activity. Where two were in each other's way, the
            # other one is through now.
            if is_last or getattr(error.__cause__, "sqlstate", None) not in IN_THE_WAY:
                raise
            world.forget()
        except db.IntegrityError:
            # Somebody entered the same name or identifier in the same moment: found, it is no fault.
            world.forget()
            if is_last:
                break
        except UNFORESEEN as error:
            # Log lines hold no texts of the file: the kind of error says enough to find it again.
            logger.warning("An activity could not be written: %s", type(error).__name__)
            world.forget()
            break
    return ActivityPlan.of(activity, reason=_("It could not be written. The secretariat can look into it."))


def _sums(sums: dict[tuple[str, str], Decimal]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for (kind, currency), amount in sorted(sums.items()):
        found.setdefault(kind or "unknown", {})[currency or "unknown"] = f"{amount:f}"
    return found
