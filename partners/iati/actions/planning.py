"""What would become of one activity: put beside what stands here, before anything is written.

The publisher's last word (`IatiRecord.values`) is the base of a three-way merge: what people have changed since stays,
what both changed is noted as a conflict. What those say who have no say in a programme is a conflict, all of it
(`trust`). Of several editions of one activity one stands (`editions`).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.iati.actions.aside import TO_WRITE
from partners.iati.actions.editions import why_passed_over
from partners.iati.actions.exports import TEXTS, edits_of, notes_on
from partners.iati.actions.plans import ActivityPlan, row_changes, rows_shown, shown
from partners.iati.actions.standing import Standing, not_too_many, standing_of
from partners.iati.actions.trust import Trust, is_heard, is_published, owner_of_new, trust_in, why_not
from partners.iati.actions.values import World, narratives_of, notes_of, own_values, published, said_of, values_of
from partners.iati.format.activity import Activity
from partners.iati.format.additions import Own, key_in
from partners.iati.format.fingerprint import fingerprint
from partners.iati.models import IatiRecord, ImportOutcome
from partners.iati.rules.editions import DIGEST, stamp_of
from partners.iati.rules.merge import Merged, as_proposals, merge
from partners.programmes.models.programmes import Programme

# What a record notes where it holds the export of another instance.
OF_ANOTHER = "of_another"
# What is shown of our own words in a file, whether they are believed or not.
CLAIMS = ("owner", "disclosure", "iwt_relevance", "iwt_share", "money", "status", "last_confirmed_on")
NOT_BELIEVED = gettext_lazy(
    "It says in this dashboard's own words whose it is, who may see it or how much of it counts. It neither bears our "
    "signature nor comes from its owner's people: none of that is taken."
)
ROWS_EDITED = gettext_lazy(
    "An export of this dashboard, changed by hand in what its publisher says row by row, or in other languages. It "
    "neither bears our signature nor comes from its owner's people: nothing of it is taken."
)


def plan(world: World, activity: Activity, *, enters: bool) -> ActivityPlan:
    """What would become of an activity. Writes nothing, but for organisations with `enters`."""
    programme, record = known(world, activity.identifier)
    if activity.own is None:
        # Whoever took our own words out and left our marks in says what is shown.
        activity = activity.in_standard_words()
    base = ActivityPlan.of(activity, programme=programme, record=record, content_hash=fingerprint(activity))
    own = activity.own
    if own is not None and (programme is None or is_of_another(record)) and trust_in(world, activity) is Trust.NOBODYS:
        # An export of another instance, or what calls itself one, is what any publisher may say.
        activity = activity.in_standard_words()
    if reason := why_not(world, activity, programme, record):
        return replace(base, reason=reason[:500], programme=None, record=None)
    if record is not None and record.content_hash == base.content_hash:
        return replace(base, outcome=ImportOutcome.UNCHANGED)
    if programme is not None and activity.own is not None:
        return _plan_export(world, activity, base, programme, enters=enters)
    done = _plan_edition(world, activity, base, enters=enters)
    is_claimed = own is not None and activity.own is None and done.outcome in TO_WRITE and programme is None
    return _with_claims(done, own) if own is not None and is_claimed else done


def _plan_edition(world: World, activity: Activity, base: ActivityPlan, *, enters: bool) -> ActivityPlan:
    """What a publisher says of a programme, unless another edition of that goes before."""
    programme, record = base.programme, base.record
    if record is not None and (passed := why_passed_over(world, activity, record, base.content_hash)):
        said = {"day": str(record.published.get("updated", ""))[:10], "file": record.file_name}
        return replace(base, reason=(passed.label % said)[:500], passed=passed)
    trust = trust_in(world, activity)
    found = published(world, activity, enters=enters, own=activity.own)
    if world.asked.only_asean and not found.places.is_in_asean:
        return replace(base, reason=_("It names no member state, and no region that holds one."))
    notes = notes_of(activity, found)
    _stamp, fault = stamp_of(activity.updated, timezone.now())
    if fault:
        notes.append(fault.label % {"stamp": activity.updated[:40]})
    base = replace(base, found=found, notes=notes)
    if programme is None:
        return _plan_new(world, activity, base, trust)
    standing = world.standing_of(programme)
    merged = merge(record.values if record else None, values_of(programme, standing), found.values)
    if not is_published(record) and not is_heard(world, activity, programme):
        return _proposed(base, as_proposals(merged))
    return _plan_changed(base, activity, merged, standing)


def _plan_new(world: World, activity: Activity, base: ActivityPlan, trust: Trust) -> ActivityPlan:
    """A programme that is not here yet: whose it would be, and what of our own words is taken, or is not."""
    owner = owner_of_new(world, activity, trust)
    diff: list[dict[str, Any]] = [{"field": "owner", "before": "", "after": owner.code}] if owner else []
    if activity.own is not None and base.found is not None:
        claims = own_values(activity.own)
        diff += [{"field": name, "before": "", "after": claims[name]} for name in CLAIMS if claims.get(name)]
    # A later version in the same file changes what the earlier one has entered by then.
    outcome = ImportOutcome.CHANGED if activity.earlier_line else ImportOutcome.NEW
    return replace(base, outcome=outcome, diff=diff, rows=row_changes(None, activity))


def _with_claims(done: ActivityPlan, own: Own) -> ActivityPlan:
    """A new programme with what is said of it in our own words by nobody whom we know, which is not taken."""
    owner = next((line["after"] for line in done.diff if line["field"] == "owner"), "")
    stands = (done.found.values if done.found else {}) | {"owner": owner}
    claims = own_values(own) | {"owner": own.owner}
    lines = [{"field": name, "before": stands.get(name), "after": claims.get(name)} for name in CLAIMS]
    refused = [line | {"refused": True} for line in lines if line["after"] and line["after"] != line["before"]]
    return replace(done, diff=[*done.diff, *refused], notes=[*done.notes, str(NOT_BELIEVED)])


def _plan_changed(base: ActivityPlan, activity: Activity, merged: Merged, standing: Standing) -> ActivityPlan:
    """The next word of the publisher of a programme that is here."""
    rows = row_changes(standing, activity)
    diff = [*map(shown, merged.changes), *rows_shown(rows)]
    if base.record is not None and is_published(base.record) and _says_more(base.record, activity):
        diff.append({"field": TEXTS, "before": None, "after": None})
    # A programme that people entered gets its record even where its publisher says just the same.
    outcome = ImportOutcome.CHANGED if diff or not is_published(base.record) else ImportOutcome.UNCHANGED
    return replace(base, outcome=outcome, diff=diff, merged=merged, rows=rows)


def _plan_export(
    world: World, activity: Activity, base: ActivityPlan, programme: Programme, *, enters: bool
) -> ActivityPlan:
    """An export of ours, or what calls itself one, of a programme that is here: changed by hand it is the owner's word
    where the owner's people bring it, else a proposal."""
    trust = trust_in(world, activity)
    if trust is Trust.OURS and not _is_as_entered(programme, base.record):
        # We have said so ourselves, and what was changed here since stays.
        return replace(base, outcome=ImportOutcome.UNCHANGED)
    if base.record is not None and is_known_edit(base.record, base.content_hash, trust):
        return replace(base, outcome=ImportOutcome.UNCHANGED)
    merged, tables = edits_of(world, activity, programme, enters=enters)
    base = replace(base, notes=notes_on(activity, programme))
    standing = world.standing_of(programme)
    rows = {name: one for name, one in row_changes(standing, activity).items() if name in tables}
    if not is_published(base.record):
        # What was typed has no rows of its own: the export makes them of what is told otherwise here.
        rows = {}
    told = list(rows_shown(rows))
    if TEXTS in tables and is_published(base.record):
        told.append({"field": TEXTS, "before": None, "after": None})
    if trust is Trust.OURS:
        rows = {"relations": row_changes(standing, activity)["relations"]} if merged.changes else {}
    if trust is Trust.NOBODYS:
        done = _proposed(base, as_proposals(merged))
        done = replace(done, diff=[*done.diff, *({**line, "refused": True} for line in told)])
        if told and not merged.changes:
            # Rows are not asked of anybody one by one: that they differ is said.
            return replace(done, outcome=ImportOutcome.SKIPPED, reason=str(ROWS_EDITED))
        return done
    diff = [*map(shown, merged.changes), *told]
    outcome = ImportOutcome.CHANGED if diff else ImportOutcome.UNCHANGED
    return replace(base, outcome=outcome, diff=diff, merged=merged, rows=rows, is_edited_export=bool(diff))


def is_of_another(record: IatiRecord | None) -> bool:
    """Whether what stands here is what another instance has given out, taken in the words of the standard."""
    return is_published(record) and record is not None and bool(record.values.get(OF_ANOTHER))


def _is_as_entered(programme: Programme, record: IatiRecord | None) -> bool:
    """Whether nobody has touched a programme since it was entered, such as reference data of a new instance: what
    people made of it elsewhere comes back with our signed export."""
    history: Any = programme.events  # type: ignore[attr-defined]
    return record is None and history.count() == 1


def is_known_edit(record: IatiRecord, content_hash: str, trust: Trust) -> bool:
    """Whether the same was put to people before, or taken from the owner's people: each is once."""
    names = ("taken",) if trust is Trust.OWNERS else ("taken", "edited")
    return any(content_hash[:DIGEST] in record.values.get(name, []) for name in names)


def _proposed(base: ActivityPlan, merged: Merged) -> ActivityPlan:
    """What is put to people and not taken; each file that says so once."""
    is_known = base.record is not None and is_known_edit(base.record, base.content_hash, Trust.NOBODYS)
    is_new = bool(merged.changes) and not is_known
    diff = [*map(shown, merged.changes)] if is_new else []
    outcome = ImportOutcome.CHANGED if is_new else ImportOutcome.UNCHANGED
    return replace(base, outcome=outcome, diff=diff, merged=merged, is_proposed=True)


def look_up(world: World, identifiers: Iterable[str]) -> None:
    """Find the programmes of many identifiers at once, for the plans that follow. Two queries."""
    wanted = list(identifiers)
    records = IatiRecord.objects.filter(identifier__in=wanted).select_related("programme__owner")
    for record in records:
        world.known[record.identifier] = (record.programme, record)
    left = [identifier for identifier in wanted if identifier not in world.known]
    by_slug = {slug: identifier for identifier in left if (slug := key_in(identifier))}
    rows = Programme.objects.filter(Q(iati_identifier__in=left) | Q(slug__in=by_slug)).select_related("owner", "iati")
    world.known |= dict.fromkeys(left, (None, None))
    for row in rows:
        world.known[by_slug.get(row.slug) or row.iati_identifier] = (row, getattr(row, "iati", None))


def hold(world: World, activities: Iterable[Activity], *, locks: bool) -> None:
    """Read what stands of the programmes of which a portion says something else than before. With `locks` nobody edits
    them from here on, until the caller's transaction ends."""
    differing = {}
    for activity in activities:
        programme, record = world.known[activity.identifier]
        said = activity.in_standard_words() if activity.own is None else activity
        if programme is not None and (record is None or record.content_hash != fingerprint(said)):
            differing[programme.pk] = activity.identifier
    if not differing:
        return
    if locks:
        # In the order of their keys, as everybody locks several; what they are compared with is what stands then.
        rows = Programme.objects.filter(pk__in=differing).order_by("pk").select_for_update(of=("self",))
        world.locked |= set(rows.values_list("pk", flat=True))
        for identifier in differing.values():
            del world.known[identifier]
        look_up(world, differing.values())
    world.standing |= standing_of(not_too_many(list(differing)))


def known(world: World, identifier: str) -> tuple[Programme | None, IatiRecord | None]:
    """The programme of an identifier, and what its publisher last said of it."""
    if identifier not in world.known:
        # It may be one of those that wait.
        world.rows.write()
        look_up(world, [identifier])
    return world.known[identifier]


def _says_more(record: IatiRecord, activity: Activity) -> bool:
    """Whether its publisher says other texts, identifiers or codes than before, the stamp of the last update apart."""
    stamp = {"updated": "", "notes": []}
    return record.narratives != narratives_of(activity) or record.published | stamp != said_of(activity) | stamp
