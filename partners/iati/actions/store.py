"""Puts one published activity beside what stands here, and writes it. What happens to it is known before it is written.

The publisher's last word (`IatiRecord.values`) is the base of a three-way merge: what people have changed since stays,
what both changed is noted as a conflict. Rows of money and places are the publisher's alone, and follow it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Self

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.iati.actions.programmes import create, set_values, suggest
from partners.iati.actions.rows import NewRows
from partners.iati.actions.values import Published, World, narratives_of, notes_of, published, said_of, values_of
from partners.iati.format.activity import Activity
from partners.iati.format.additions import key_in
from partners.iati.format.faults import Skipped
from partners.iati.messages import JUDGED
from partners.iati.models import ROWS, IatiRecord, ImportHeap, ImportOutcome
from partners.iati.rules.merge import Change, Merged, merge
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.programmes import Programme

# Of the database's columns: amounts to ten decimals, shares to six.
STEPS = {"value": Decimal("1e-10"), "percentage": Decimal("1e-6")}
# Counted up when the reader learns to read more, so that files already imported are looked at once more.
READER = 2
MOST_NOTES = 20
SHOWN = ("identifier", "title", "line", "outcome", "reason", "diff", "notes", "programme", "heap", "signs")


@dataclass(frozen=True)
class ActivityPlan:
    """What an activity is to us. `diff` is as in `IatiImportRow`; `notes` are sentences."""

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
        """Whether it looks like counter-IWT work: as a person has judged it, else by its signs."""
        if self.found is None or self.outcome not in (ImportOutcome.NEW, ImportOutcome.CHANGED):
            return ""
        if self.programme is not None and self.is_judged:
            looks = self.programme.iwt_relevance == IwtRelevance.CONFIRMED
        else:
            looks = bool(self.found.signs)
        return ImportHeap.IWT if looks else ImportHeap.OTHER

    @property
    def signs(self) -> list[tuple[str, str]]:
        """Why it is in its heap: where, and what stands there."""
        if not self.heap or self.found is None:
            return []
        return [(JUDGED, "")] if self.is_judged else [(sign.where.value, sign.what) for sign in self.found.signs]

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


def plan(world: World, activity: Activity, *, enters: bool) -> ActivityPlan:
    """What would become of an activity. Writes nothing, but for organisations with `enters`."""
    programme, record = _known(world, activity.identifier)
    base = ActivityPlan.of(activity, programme=programme, record=record)
    if reason := _why_not(world, activity, programme, record):
        return replace(base, reason=reason[:500], programme=None, record=None)
    content_hash = fingerprint(activity)
    if _is_known(activity, programme, record, content_hash):
        return replace(base, outcome=ImportOutcome.UNCHANGED)
    found = published(world, activity, enters=enters)
    notes = notes_of(activity, found)
    if world.asked.only_asean and not found.places.is_in_asean:
        return replace(base, reason=_("It names no member state, and no region that holds one."))
    base = replace(base, found=found, notes=notes, content_hash=content_hash)
    rows = _row_changes(programme, activity)
    if programme is None:
        return replace(base, outcome=ImportOutcome.NEW, rows=rows)
    merged = merge(record.values if record else None, values_of(programme), found.values)
    diff = [*map(_shown, merged.changes), *_rows_shown(rows)]
    if record is not None and _says_more(record, activity):
        diff.append({"field": "texts", "before": None, "after": None})
    # A programme that people entered gets its record even where its publisher says just the same.
    outcome = ImportOutcome.CHANGED if diff or record is None else ImportOutcome.UNCHANGED
    return replace(base, outcome=outcome, diff=diff, merged=merged, rows=rows)


def store(world: World, activity: Activity) -> ActivityPlan:
    """Write an activity inside of the caller's transaction; gives what became of it."""
    programme, _record = _known(world, activity.identifier)
    if programme is not None:
        done = plan(world, activity, enters=False)
        if done.outcome is not ImportOutcome.CHANGED:
            return done
        # Nobody edits it from here on, and what it is compared with is what stands.
        world.known.pop(activity.identifier, None)
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    done = plan(world, activity, enters=True)
    if done.found is None or done.outcome not in (ImportOutcome.NEW, ImportOutcome.CHANGED):
        return done
    programme, rows = done.programme, NewRows()
    if programme is None:
        programme = create(world, activity, done.found, rows)
    elif done.merged is not None:
        set_values(world, programme, done.found, done.merged)
    _write_rows(programme, done.rows, rows)
    suggested = suggest(world, programme, done.found, done.record, rows, is_new=done.programme is None)
    # An export of what was typed here and never published has no publisher whose word could be merged with.
    if activity.own is None or activity.own.content_hash:
        values = done.found.values | {"priorities": suggested}
        _write_record(world, activity, replace(done, programme=programme), values, rows)
    rows.write()
    return replace(done, programme=programme)


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


def fingerprint(activity: Activity) -> str:
    """The fingerprint of what an activity says, whatever its place in the file and the stamp of its last update."""
    digest = hashlib.sha256(f"{READER}".encode())
    for one in fields(activity):
        value = getattr(activity, one.name)
        if one.name not in ("line", "updated", "notes"):
            for part in value if isinstance(value, list) else [value]:
                digest.update(f"{one.name}={part!r}\n".encode())
    return digest.hexdigest()


def _known(world: World, identifier: str) -> tuple[Programme | None, IatiRecord | None]:
    if identifier not in world.known:
        look_up(world, [identifier])
    return world.known[identifier]


def _why_not(world: World, activity: Activity, programme: Programme | None, record: IatiRecord | None) -> str:
    """Why an activity is not taken, in a sentence; empty where it is."""
    wanted = world.asked.only_reported_by
    if wanted and activity.reporting_ref.casefold() != wanted.casefold():
        return _("It is reported by %(ref)s.") % {"ref": activity.reporting_ref or _("nobody who says so")}
    if world.asked.organisation is not None:
        # Of what others keep here no more is told than the file says: not that it is here, nor that it was withdrawn.
        reports = _reporter_of(world, activity) == world.asked.organisation.pk
        if programme is None or programme.owner_id != world.asked.organisation.pk:
            if not reports:
                return _("It is not reported by your organisation, and does not belong to it.")
            if programme is not None and (programme.owner_id is not None or _is_hidden(programme)):
                return _("It could not be taken for your organisation. The secretariat can look into it.")
    if programme is not None and programme.withdrawn_at is not None:
        return _("It was withdrawn here. Bring it back first, if it is to be kept up to date.")
    stamp = str(record.published.get("updated", "")) if record else ""
    if stamp and activity.updated and activity.updated < stamp:
        return _("We hold a later version of it, of %(day)s.") % {"day": stamp[:10]}
    return ""


def _reporter_of(world: World, activity: Activity) -> int | None:
    """The key of the organisation that reports an activity, where it is one of ours."""
    reporter = world.organisations.find(activity.reporting_ref, activity.reporting_name)
    return reporter.pk if reporter else None


def _is_hidden(programme: Programme) -> bool:
    """Whether nobody but its owner and the secretariat may know of it (`partners.programmes.models.shown_to`)."""
    return programme.withdrawn_at is not None or programme.iwt_relevance == IwtRelevance.NOT_IWT


def _is_known(activity: Activity, programme: Programme | None, record: IatiRecord | None, content_hash: str) -> bool:
    """Whether there is nothing to do: the same was imported before, or it is our own export of what stands here."""
    if record is not None and record.content_hash == content_hash:
        return True
    if activity.own is None or programme is None:
        return False
    return record is None or (bool(record.content_hash) and record.content_hash == activity.own.content_hash)


def _values(row: Any) -> dict[str, Any]:
    """A row of an activity as its columns hold it."""
    found = {one.name: getattr(row, one.name) for one in fields(row)}
    for name, step in STEPS.items():
        if found.get(name) is not None:
            found[name] = found[name].quantize(step, ROUND_HALF_EVEN)
    return found


def _row_changes(programme: Programme | None, activity: Activity) -> dict[str, RowChanges]:
    """What comes and goes in each table. Equal rows are told apart by their number alone."""
    changes = {}
    for name, model in ROWS.items():
        standing: dict[str, list[int]] = {}
        if programme is not None:
            rows = model.objects.filter(programme=programme).order_by("position")
            for key, *values in rows.values_list("pk", *model.columns()):
                standing.setdefault(_key(values), []).append(key)
        before = sum(map(len, standing.values()))
        added = {}
        for at, row in enumerate(getattr(activity, name)):
            values = _values(row)
            if standing and (keys := standing.get(_key(values.values()))):
                keys.pop(0)
            else:
                added[at] = values
        gone = [key for keys in standing.values() for key in keys]
        changes[name] = RowChanges(gone, added, before, len(getattr(activity, name)))
    return changes


def _key(values: Iterable[Any]) -> str:
    """Numbers are equal whatever their last zeros."""
    return repr([_plain(value) for value in values])


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return sorted(value.items()) if isinstance(value, dict) else value


def _write_rows(programme: Programme, rows: dict[str, RowChanges], new_rows: NewRows) -> None:
    for name, changes in rows.items():
        model = ROWS[name]
        if changes.gone:
            reason = _("No longer in its publisher's file.")
            model.objects.filter(pk__in=changes.gone).update(withdrawn_at=timezone.now(), withdrawn_reason=reason)
        for at, values in changes.added.items():
            new_rows.add(model, values | {"programme_id": programme.pk, "position": at})


def _rows_shown(rows: dict[str, RowChanges]) -> Iterable[dict[str, Any]]:
    for name, changes in rows.items():
        gone, added = len(changes.gone), len(changes.added)
        if gone or added:
            yield {"field": name, "before": changes.before, "after": changes.after, "gone": gone, "added": added}


def _shown(change: Change) -> dict[str, Any]:
    shown = {"field": change.field, "before": change.before, "after": change.after}
    return shown | {"mine": change.before} if change.is_conflict else shown


def _says_more(record: IatiRecord, activity: Activity) -> bool:
    """Whether its publisher says other texts, identifiers or codes than before, the stamp of the last update apart."""
    stamp = {"updated": "", "notes": []}
    return record.narratives != narratives_of(activity) or record.published | stamp != said_of(activity) | stamp


def _write_record(world: World, activity: Activity, done: ActivityPlan, values: dict[str, Any], rows: NewRows) -> None:
    """Note what the publisher said: the base of the next merge."""
    record = done.record or IatiRecord(programme=done.programme, identifier=activity.identifier)
    record.values = values | {"parent": record.values.get("parent", "")}
    record.conflicts = _conflicts(record.conflicts, done.merged)
    record.reporting_ref, record.reporting_name = activity.reporting_ref, activity.reporting_name
    record.reporting_type = activity.reporting_type
    record.narratives = narratives_of(activity)
    record.published = said_of(activity) | {"notes": done.notes[:MOST_NOTES]}
    # An export of ours keeps the fingerprint of the publication that it was made of.
    record.content_hash = (activity.own.content_hash[:64] if activity.own else "") or done.content_hash
    record.file_name, record.line = world.asked.file_name[:255], activity.line
    record.imported_at, record.latest_import = timezone.now(), world.asked if world.asked.pk else None
    if record.pk is None:
        rows.add_record(record)
    else:
        record.save()


def _conflicts(earlier: dict[str, Any], merged: Merged | None) -> dict[str, Any]:
    """Conflicts that are still open: old ones, and what both sides have changed now."""
    changes = {change.field: change for change in (merged.changes if merged else ())}
    found = {name: sides for name, sides in earlier.items() if name not in changes}
    return found | {
        name: {"mine": change.before, "theirs": change.after} for name, change in changes.items() if change.is_conflict
    }
