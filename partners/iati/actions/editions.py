"""Which edition of an activity stands here, and what its record notes of those that came (`partners.iati.rules`)."""

from datetime import date
from itertools import chain
from typing import Any

from django.utils import timezone

from partners.iati.actions.plans import ActivityPlan
from partners.iati.actions.trust import is_published
from partners.iati.actions.values import World
from partners.iati.format.activity import Activity
from partners.iati.models import IatiRecord, ImportOutcome
from partners.iati.rules.editions import Edition, Pass, passed_over, stamp_of, with_seen


def edition_of(world: World, activity: Activity, content_hash: str) -> Edition:
    """The edition that is read."""
    stamp, _fault = stamp_of(activity.updated, timezone.now())
    return Edition(stamp, latest_day(activity), world.asked.file_name[:255], content_hash)


def edition_held(record: IatiRecord) -> Edition:
    """The edition that stands."""
    stamp, _fault = stamp_of(str(record.published.get("updated", "")), timezone.now())
    latest = date.fromisoformat(record.values.get("latest_day") or date.min.isoformat())
    return Edition(stamp, latest, record.file_name, record.content_hash)


def is_same_run(world: World, record: IatiRecord) -> bool:
    """Whether the edition that stands came in the run that goes on."""
    return world.since is not None and record.imported_at is not None and record.imported_at >= world.since


def why_passed_over(world: World, activity: Activity, record: IatiRecord, content_hash: str) -> Pass | None:
    """Why an edition is passed over for the one that stands; None where it is to be taken."""
    if not is_published(record):
        return None
    seen = set(record.values.get("seen", [])) - set(_fresh(world, record))
    new, held = edition_of(world, activity, content_hash), edition_held(record)
    return passed_over(new, held, seen, is_same_run=is_same_run(world, record))


def seen_with(world: World, record: IatiRecord, new: Edition) -> dict[str, Any]:
    """What a record notes once an edition has come: all that were here, and of those the ones that the run that goes on
    ("run") brought first, which do not count as replaced before it ends. Empty where it was noted before."""
    seen, fresh = record.values.get("seen", []), _fresh(world, record)
    come = [new.key]
    if record.content_hash and record.content_hash != new.digest:
        come.insert(0, edition_held(record).key)
    come = [key for key in come if key not in seen]
    if not come:
        return {}
    # What stood before the run began is none of those that it has brought.
    own = come if is_same_run(world, record) else [key for key in come if key == new.key]
    return {"seen": with_seen(seen, *come), "fresh": with_seen(fresh, *own), "run": _run(world)}


def note_edition(world: World, activity: Activity, done: ActivityPlan) -> None:
    """Note an edition that is not taken, so that the same files end the same: one that is passed over, or a later stamp
    or a later file of the content that stands."""
    record = done.record
    if record is None or not is_published(record):
        return
    new, held, rows = edition_of(world, activity, done.content_hash), edition_held(record), {}
    if done.passed is None and (done.outcome is not ImportOutcome.UNCHANGED or new.digest != held.digest):
        return
    if done.passed is None and new.goes_before(held):
        if new.stamp != held.stamp:
            rows = {"published": record.published | {"updated": activity.updated}, "imported_at": timezone.now()}
        if rows or is_same_run(world, record):
            rows |= {"file_name": new.file_name, "line": activity.line}
    elif noted := seen_with(world, record, new):
        rows = {"values": record.values | noted}
    if rows:
        IatiRecord.objects.filter(pk=record.pk).update(**rows)
        for name, value in rows.items():
            setattr(record, name, value)


def _run(world: World) -> str:
    """The run that goes on, in a record."""
    return world.since.isoformat() if world.since else ""


def _fresh(world: World, record: IatiRecord) -> list[str]:
    """The editions that the run that goes on has brought first."""
    is_this_run = world.since is not None and record.values.get("run") == _run(world)
    return record.values.get("fresh", []) if is_this_run else []


def latest_day(activity: Activity) -> date:
    """The latest day of which an activity tells, dates to come left aside: they say nothing of when it was written."""
    days = chain(
        activity.dates.values(),
        (row.happened_on for row in activity.transactions),
        (row.starts_on for row in activity.budgets),
    )
    today = timezone.localdate()
    return max((day for day in days if day and day <= today), default=date.min)
