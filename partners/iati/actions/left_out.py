"""What activities that are not kept here say of larger ones and parts, so that no money counts on both sides of them.

A file holds more than is taken of it: what people set aside, what has nothing to do with ASEAN, what does not look like
counter-IWT work. Such an activity may stand between two programmes that are here. Its word is noted where it would have
been taken: the later stamp's; of editions without one, or of one stamp, that of all, whichever came first. That one
with a stamp says nothing of the kind is noted, too (`other` is empty): an earlier one does not go before it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from partners.iati.actions.planning import known
from partners.iati.actions.plans import ActivityPlan
from partners.iati.actions.trust import speaks_for
from partners.iati.actions.values import World
from partners.iati.choices import RelationType
from partners.iati.format.activity import Activity
from partners.iati.format.faults import Skipped
from partners.iati.models import ImportOutcome, LeftOutRelation
from partners.iati.rules.editions import stamp_of

PORTION = 500
KINDS = (RelationType.PARENT, RelationType.CHILD)
Told = dict[tuple[str, str], LeftOutRelation]


@dataclass
class LeftOut:
    """The relations of the activities of one file that are not kept, noted in portions; `told` are the identifiers of
    those that have any, or had."""

    world: World
    told: list[str] = field(default_factory=list)
    _waiting: dict[str, Told | None] = field(default_factory=dict)

    def add(self, activity: Activity | Skipped, done: ActivityPlan) -> None:
        """Note an activity that has gone by, unless it is here, or whoever brings it may not speak for it."""
        if not isinstance(activity, Activity):
            return
        is_here = done.programme is not None or done.outcome in (ImportOutcome.NEW, ImportOutcome.CHANGED)
        # What was just written is forgotten, and would be looked up once more.
        if is_here or known(self.world, activity.identifier)[0] is not None:
            self._waiting[activity.identifier] = None
        elif speaks_for(self.world, activity):
            self._waiting[activity.identifier] = _told(activity)
        if len(self._waiting) >= PORTION:
            self.write()

    @transaction.atomic
    def write(self) -> None:
        """Write what waits."""
        held: dict[str, Told] = {}
        for row in LeftOutRelation.objects.filter(identifier__in=self._waiting):
            held.setdefault(row.identifier, {})[row.kind, row.other] = row
        new, gone = [], []
        for identifier, told in self._waiting.items():
            before = held.get(identifier, {})
            stays, added = ({}, []) if told is None else _merged(before, told)
            gone += [row.pk for key, row in before.items() if key not in stays]
            new += added
            if any(key[1] for key in [*before, *(told or ())]):
                self.told.append(identifier)
        LeftOutRelation.objects.filter(pk__in=gone).delete()
        LeftOutRelation.objects.bulk_create(new)
        self._waiting.clear()


def _told(activity: Activity) -> Told:
    stamp, _fault = stamp_of(activity.updated, timezone.now())
    pairs = [(one.kind, one.identifier) for one in activity.relations if one.kind in KINDS]
    return {
        (kind, other): LeftOutRelation(
            identifier=activity.identifier,
            kind=kind,
            other=other,
            reporting_ref=activity.reporting_ref,
            updated=stamp.isoformat() if stamp else "",
        )
        for kind, other in pairs or ([(RelationType.PARENT.value, "")] if stamp else [])
        if other != activity.identifier
    }


def _merged(before: Told, told: Told) -> tuple[Told, list[LeftOutRelation]]:
    """What stays of what is held, and what is new."""
    held, said = (_stamp(rows) for rows in (before, told))
    if held is not None and (said is None or said < held):
        return before, []
    if said is not None and (held is None or held < said):
        return {}, list(told.values())
    return before, [row for key, row in told.items() if key not in before]


def _stamp(rows: Told) -> datetime | None:
    found = next(iter(rows.values())).updated if rows else ""
    return datetime.fromisoformat(found) if found else None
