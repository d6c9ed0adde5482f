"""Which edition of an activity stands here, and what its record notes of those that came (`partners.iati.rules`)."""

from datetime import date
from itertools import chain

from django.utils import timezone

from partners.iati.actions.plans import ActivityPlan
from partners.iati.actions.trust import is_published
from partners.iati.actions.values import World
from partners.iati.format.activity import Activity
from partners.iati.models import IatiRecord, ImportOutcome
from partners.iati.rules.editions import DIGEST, Edition, Pass, passed_over, stamp_of, with_seen


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
    same_run, seen = is_same_run(world, record), record.values.get("seen", [])
    if same_run:
        seen = set(seen) - set(record.values.get("fresh", []))
    return passed_over(edition_of(world, activity, content_hash), edition_held(record), seen, is_same_run=same_run)


def seen_with(world: World, record: IatiRecord, digest: str) -> dict[str, list[str]]:
    """What a record notes once an edition has come: all that were here, and of those the ones that this run brought
    first, which do not count as replaced before it ends."""
    before = with_seen(record.values.get("seen", []), record.content_hash)
    fresh = record.values.get("fresh", []) if is_same_run(world, record) else []
    if digest[:DIGEST] not in before:
        fresh = with_seen(fresh, digest)
    return {"seen": with_seen(before, digest), "fresh": fresh}


def note_edition(world: World, activity: Activity, done: ActivityPlan) -> None:
    """Note an edition that is not taken, so that the same files end the same: one that is passed over in its run, or a
    later stamp or a later file of the content that stands."""
    record = done.record
    if record is None or not is_published(record):
        return
    rows = IatiRecord.objects.filter(pk=record.pk)
    if done.passed is Pass.SAME_RUN:
        record.values = record.values | seen_with(world, record, done.content_hash)
        rows.update(values=record.values)
    elif done.outcome is ImportOutcome.UNCHANGED and record.content_hash == done.content_hash:
        new, held = edition_of(world, activity, done.content_hash), edition_held(record)
        if not new.goes_before(held):
            return
        if new.stamp != held.stamp:
            record.published = record.published | {"updated": activity.updated}
        if is_same_run(world, record):
            record.file_name, record.line = new.file_name, activity.line
        rows.update(published=record.published, file_name=record.file_name, line=record.line)


def latest_day(activity: Activity) -> date:
    """The latest day of which an activity tells, dates to come left aside: they say nothing of when it was written."""
    days = chain(
        activity.dates.values(),
        (row.happened_on for row in activity.transactions),
        (row.starts_on for row in activity.budgets),
    )
    today = timezone.localdate()
    return max((day for day in days if day and day <= today), default=date.min)
