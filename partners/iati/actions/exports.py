"""An export of ours that comes back changed, for a programme that is here: what in it differs from what stands.

It is compared with the export that would be made now, both read in the same way. So what the export filled in, or could
not say, makes no difference, and whatever a person changed does, be it in the words of the standard or in our own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.tracking import standing
from partners.iati.actions.values import World, narratives_of, own_values, published, share_text, values_of
from partners.iati.content import outgoing, read_back
from partners.iati.format.activity import Activity
from partners.iati.models import ROWS, IatiRecord
from partners.iati.rules.merge import ENTRIES, MISSING, NOT_SPLIT, SUGGESTED, Change, Merged, in_order
from partners.iati.signing import is_signed
from partners.programmes.models.programmes import Programme

TEXTS = "texts"
"""What is told beside the fields of a programme, in the list of tables that differ."""


def edits_of(world: World, activity: Activity, programme: Programme, *, enters: bool) -> tuple[Merged, list[str]]:
    """What a file that calls itself an export of ours changes in a programme, and in which tables its rows differ."""
    ours = as_given_out(programme)
    if ours is None:
        return Merged(values_of(programme, world.standing_of(programme))), []
    mine = values_of(programme, world.standing_of(programme)) | {"priorities": _priorities_of(programme)}
    values, changes = dict(mine), list[Change]()
    said, held = (_said(world, one, enters=enters) for one in (activity, ours))
    for name in dict.fromkeys([*said[0], *said[1]]):
        # Our own words say more exactly what the standard says, too: the one that was changed counts.
        for theirs, before in zip(reversed(said), reversed(held), strict=True):
            if name not in theirs or theirs[name] == before.get(name):
                continue
            if name in ENTRIES:
                values[name] = _entries(name, mine.get(name) or {}, theirs[name], before.get(name) or {}, changes)
            elif theirs[name] != mine.get(name):
                values[name] = theirs[name]
                changes.append(Change(name, mine.get(name), theirs[name]))
            break
    if activity.own and ours.own and is_signed(activity):
        for name in ("owner", "parent"):
            before, after = getattr(ours.own, name), getattr(activity.own, name)
            changes += [Change(name, before, after)] if before != after else []
    rows = [name for name in ROWS if getattr(activity, name) != getattr(ours, name)]
    if _beside(activity) != _beside(ours):
        rows.append(TEXTS)
    return in_order(Merged(values, tuple(changes))), rows


def _beside(activity: Activity) -> dict[str, Any]:
    """What an activity says that is no field of a programme: texts in other languages, codes, its level."""
    shown = (activity.title, activity.description)
    others = {
        name: {language: text for language, text in told.items() if text not in shown}
        for name, told in narratives_of(activity).items()
    }
    return others | {"codes": activity.codes, "hierarchy": activity.hierarchy}


def take_beside(record: IatiRecord, activity: Activity) -> None:
    """Put what an activity says beside the fields of a programme into its record, which the caller saves."""
    record.narratives = narratives_of(activity)
    record.published = record.published | {"codes": activity.codes, "hierarchy": activity.hierarchy}


def notes_on(activity: Activity, programme: Programme) -> list[str]:
    """What an edited export says that no file changes: whose the programme is, and what it is a part of."""
    own, ours = activity.own, as_given_out(programme)
    if own is None or ours is None or ours.own is None:
        return []
    notes = []
    if own.owner and own.owner != ours.own.owner:
        said = _("It names another owner (%(code)s). Whose a programme is, is changed on its page alone.")
        notes.append(said % {"code": own.owner})
    if own.parent and own.parent != ours.own.parent:
        said = _("It names another larger programme (%(code)s). That is changed on the page of the programme.")
        notes.append(said % {"code": own.parent})
    return notes


def as_given_out(programme: Programme) -> Activity | None:
    """A programme as the reader has it once it is exported now; None where that cannot be."""
    today = timezone.localdate()
    found = outgoing(Programme.objects.filter(standing()), [programme.pk])
    return read_back(found[0], today) if found else None


def _said(world: World, activity: Activity, *, enters: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an activity says in the words of the standard, and in our own."""
    plain = published(world, replace(activity, own=None), enters=enters).values
    if activity.own is None:
        return plain, {}
    # What an amount is made of, the reader says: no file does.
    del plain["amount_note"]
    priorities = {one.code: SUGGESTED if one.is_suggested else share_text(one.share) for one in activity.own.priorities}
    return plain, own_values(activity.own) | {"priorities": priorities}


def _priorities_of(programme: Programme) -> dict[str, str | None]:
    rows = programme.for_priorities.select_related("priority")
    return {row.priority.code: SUGGESTED if row.is_suggested else share_text(row.share) for row in rows}


def _told(entries: Mapping[str, Any], key: str) -> Any:
    return NOT_SPLIT if key in entries and entries[key] is None else entries.get(key)


def _entries(
    name: str, mine: Mapping[str, Any], theirs: Mapping[str, Any], held: Mapping[str, Any], changes: list[Change]
) -> dict[str, Any]:
    values = dict(mine)
    for key in dict.fromkeys([*held, *theirs]):
        there = theirs.get(key, MISSING)
        if there in (held.get(key, MISSING), mine.get(key, MISSING)):
            continue
        changes.append(Change(f"{name}.{key}", _told(mine, key), _told(theirs, key)))
        if there == MISSING:
            values.pop(key, None)
        else:
            values[key] = there
    return values
