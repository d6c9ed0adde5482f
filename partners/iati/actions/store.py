"""Writes one activity, as its plan says."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from partners.iati.actions.editions import edition_of, latest_day, note_edition, seen_with
from partners.iati.actions.exports import TEXTS, take_beside
from partners.iati.actions.planning import OF_ANOTHER, known, plan
from partners.iati.actions.plans import ActivityPlan, RowChanges
from partners.iati.actions.programmes import create, set_signed_rate, set_values, suggest
from partners.iati.actions.trust import Trust, is_published, owner_of_new, trust_in
from partners.iati.actions.values import Published, World, narratives_of, said_of
from partners.iati.choices import RelationType
from partners.iati.format.activity import Activity
from partners.iati.models import ROWS, IatiRecord, ImportOutcome
from partners.iati.rules.editions import DIGEST, with_seen
from partners.iati.rules.merge import ENTRIES, Merged
from partners.programmes.models.programmes import Programme

# What a record notes beside the publisher's last word: the larger programme that an import has linked and those which
# that was found around (`actions.links`), the editions that were here and which of them its last run brought first,
# exports of ours that came back changed, the latest day of which the edition that stands tells.
NOTED = ("parent", "passed", "seen", "fresh", "run", "edited", "taken", "latest_day")
MOST_NOTES = 20


def passed(world: World, activity: Activity) -> ActivityPlan | None:
    """What becomes of an activity of which nothing changes what is here: its edition is noted, in one statement; None
    for all others."""
    if known(world, activity.identifier)[0] is None:
        return None
    done = plan(world, activity, enters=False)
    if done.outcome is ImportOutcome.CHANGED:
        world.planned = activity, done
        return None
    note_edition(world, activity, done)
    return done


def store(world: World, activity: Activity) -> ActivityPlan:
    """Write an activity that is not `passed` inside of the caller's transaction; gives what became of it."""
    programme, _record = known(world, activity.identifier)
    if programme is not None and programme.pk not in world.locked:
        # Nobody edits it from here on, and what it is compared with is what stands.
        world.known.pop(activity.identifier, None)
        world.standing.pop(programme.pk, None)
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    done = _planned(world, activity) or plan(world, activity, enters=True)
    if done.outcome not in (ImportOutcome.NEW, ImportOutcome.CHANGED):
        return done
    if done.is_proposed:
        _propose(world, activity, done)
    elif done.is_edited_export and done.programme is not None and done.merged is not None:
        _take_export(world, activity, done, done.programme, done.merged)
    elif done.found is not None:
        done = _write(world, activity, done, done.found)
    # Another edition of it may follow, which is put beside this one.
    world.known.pop(activity.identifier, None)
    if done.programme is not None:
        world.standing.pop(done.programme.pk, None)
    return done


def _planned(world: World, activity: Activity) -> ActivityPlan | None:
    """The plan that was made for an activity just now, where it still holds: nobody could edit its programme since, and
    it names no organisation that is to be entered."""
    planned, world.planned = world.planned, None
    if planned is None or planned[0] is not activity:
        return None
    done: ActivityPlan = planned[1]
    is_held = done.programme is not None and done.programme.pk in world.locked
    find = world.organisations.find
    return done if is_held and all(find(row.ref, row.name) for row in activity.participants) else None


def _take_export(world: World, activity: Activity, done: ActivityPlan, programme: Programme, merged: Merged) -> None:
    """Take an export that the owner's people have edited, or one that bears our signature."""
    trust = trust_in(world, activity)
    if trust is Trust.OURS:
        programme.owner = owner_of_new(world, activity, trust)
    set_values(world, programme, merged, _("An export of it was brought back."))
    if trust is Trust.OURS and activity.own is not None:
        set_signed_rate(programme, activity.own)
        world.rows.write()
        programme.save(update_fields=["rate_per_usd", "rate_on", "rate_source"])
    else:
        if done.record is not None and any(line["field"] == TEXTS for line in done.diff):
            take_beside(done.record, activity)
        _note(world, activity, done, "taken")
    _write_rows(world, programme, done.rows)


def _write(world: World, activity: Activity, done: ActivityPlan, found: Published) -> ActivityPlan:
    """Write what a publisher says: a new programme, or what changes in one that is here."""
    programme = done.programme
    if programme is None:
        trust = trust_in(world, activity)
        programme = create(world, activity, found)
        programme.owner = owner_of_new(world, activity, trust)
        if trust is Trust.OURS and found.own is not None:
            set_signed_rate(programme, found.own)
    elif done.merged is not None:
        set_values(world, programme, done.merged, _("Its publisher says so."))
    _write_rows(world, programme, done.rows)
    suggested = suggest(world, programme, found, done.record, is_new=done.programme is None)
    # An export of what was typed here and never published has no publisher whose word could be merged with.
    if found.own is None or found.own.content_hash:
        values = found.values | {"priorities": suggested}
        _write_record(world, activity, replace(done, programme=programme), values)
    return replace(done, programme=programme)


def _write_rows(world: World, programme: Programme, rows: dict[str, RowChanges]) -> None:
    for name, changes in rows.items():
        world.rows.withdraw(ROWS[name], changes.gone)
        for at, values in changes.added.items():
            world.rows.add(ROWS[name], values | {"programme_id": programme.pk, "position": at})


def _propose(world: World, activity: Activity, done: ActivityPlan) -> None:
    """Put what somebody without a say in a programme says of it to those who have one."""
    record = _note(world, activity, done, "edited")
    there = done.merged.values if done.merged else {}
    record.conflicts = {
        name: sides | {"is_there": name.partition(".")[2] in (there.get(name.partition(".")[0]) or {})}
        if name.partition(".")[0] in ENTRIES
        else sides
        for name, sides in _conflicts(record.conflicts, done.merged).items()
    }
    record.save()


def _note(world: World, activity: Activity, done: ActivityPlan, what: str) -> IatiRecord:
    """Note that a changed export was put to people, or taken: in the record of a programme, which one that nobody has
    published gets for it, without a publisher's word in it."""
    record = done.record or IatiRecord(
        programme=done.programme, identifier=activity.identifier, values={"parent": ""}, is_place_settled=True
    )
    record.values = record.values | {what: with_seen(record.values.get(what, []), done.content_hash[:DIGEST])}
    if not is_published(record):
        record.file_name, record.line = world.asked.file_name[:255], activity.line
        record.imported_at = timezone.now()
    record.save()
    return record


def _write_record(world: World, activity: Activity, done: ActivityPlan, values: dict[str, Any]) -> None:
    """Note what the publisher said: the base of the next merge."""
    record = done.record or IatiRecord(programme=done.programme, identifier=activity.identifier)
    if not is_published(record):
        record.is_place_settled = False
    # An export of ours that is believed keeps the fingerprint of the publication that it was made of.
    own = done.found.own if done.found else None
    content_hash = (own.content_hash[:64] if own else "") or done.content_hash
    noted = {name: record.values[name] for name in NOTED if name in record.values}
    if own is None and activity.own is not None:
        noted[OF_ANOTHER] = True
    if own is not None and record.pk is None and not own.parent:
        # Its publisher names a larger programme, and people have taken the link away.
        noted["parent"] = next((one.identifier for one in activity.relations if one.kind == RelationType.PARENT), "")
    noted |= seen_with(world, record, edition_of(world, activity, content_hash))
    record.values = values | {"parent": ""} | noted | {"latest_day": latest_day(activity).isoformat()}
    record.conflicts = _conflicts(record.conflicts, done.merged)
    record.reporting_ref, record.reporting_name = activity.reporting_ref, activity.reporting_name
    record.reporting_type = activity.reporting_type
    record.narratives = narratives_of(activity)
    record.published = said_of(activity) | {"notes": done.notes[:MOST_NOTES]}
    record.content_hash = content_hash
    record.file_name, record.line = world.asked.file_name[:255], activity.line
    record.imported_at, record.latest_import = timezone.now(), world.asked if world.asked.pk else None
    if record.pk is None:
        world.rows.add_record(record)
    else:
        world.rows.change(record)


def _conflicts(earlier: dict[str, Any], merged: Merged | None) -> dict[str, Any]:
    """Conflicts that are still open: old ones, and what both sides have changed now."""
    changes = {change.field: change for change in (merged.changes if merged else ())}
    found = {name: sides for name, sides in earlier.items() if name not in changes}
    return found | {
        name: {"mine": change.before, "theirs": change.after} for name, change in changes.items() if change.is_conflict
    }
