"""Links imported programmes to the larger ones that their publishers name, so that no money is counted twice.

The link is made once both are here, whichever came first, and follows the publisher. One that a person took away is
not made again, one that a person has made stays, and none is made that would close a circle. A programme says of itself
what it is a part of; that another is a part of it, it says only where one publisher, or one owner, speaks of both.
Where the larger one is not here (set aside, skipped, withdrawn), the part belongs to the one that calls that a part of
its own: else the money would count with both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from partners.iati.actions.values import World
from partners.iati.format.additions import key_in
from partners.iati.models import IatiRecord, ProgrammeRelation, RelationType
from partners.programmes.models.programmes import Programme
from partners.programmes.rules.portfolio import makes_circle

PORTION = 500


@dataclass
class _Wanted:
    """What one programme is said to be a part of, by identifiers: by itself, and by others."""

    own: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """What it says of itself goes before what others say of it."""
        return [*self.own, *self.others]


def link_parents(world: World, identifiers: Iterable[str]) -> None:
    """Link the programmes of these identifiers to their parents, and their children to them."""
    touched = list(dict.fromkeys(identifiers))
    above = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
    parents = {str(pk): str(larger) for pk, larger in above}
    for start in range(0, len(touched), PORTION):
        portion = touched[start : start + PORTION]
        wanted = _wanted(portion)
        gone = IatiRecord.objects.filter(identifier__in=portion).exclude(programme__in=wanted)
        gone = gone.filter(values__has_key="parent").exclude(values__parent="")
        wanted |= {key: _Wanted() for key in gone.values_list("programme", flat=True)}
        known = _programmes({one for found in wanted.values() for one in found.all})
        beyond = _beyond({one for found in wanted.values() for one in found.own if one not in known})
        for child, found in wanted.items():
            here = [(name, known[name]) for name in found.all if name in known and known[name].pk != child]
            here = here or _around(child, [larger for name in found.own for larger in beyond.get(name, [])])
            if here or not found.all:
                _link(world, child, here[0] if here else ("", None), parents)


def _wanted(identifiers: Iterable[str]) -> dict[int, _Wanted]:
    """What programmes are parts of, as publishers say it, for those of these identifiers and the parts of those."""
    touched = set(identifiers)
    slugs = {slug for identifier in touched if (slug := key_in(identifier))}
    of_touched = Q(programme__iati__identifier__in=touched) | Q(programme__iati_identifier__in=touched)
    # What else says that it is a part of the same: one of these may stand above both.
    parts = ProgrammeRelation.objects.filter(of_touched, kind=RelationType.CHILD).values("identifier")
    told = ProgrammeRelation.objects.filter(
        of_touched | Q(programme__slug__in=slugs) | Q(identifier__in=touched) | Q(identifier__in=parts),
        kind__in=(RelationType.PARENT, RelationType.CHILD),
        programme__withdrawn_at__isnull=True,
    ).select_related("programme__iati")
    rows = list(told.order_by("pk"))
    named = _programmes({row.identifier for row in rows if row.kind == RelationType.CHILD})
    found: dict[int, _Wanted] = {}
    for row in rows:
        if row.kind == RelationType.PARENT:
            found.setdefault(row.programme_id, _Wanted()).own.append(row.identifier)
        elif (part := named.get(row.identifier)) is not None and _speak_as_one(row.programme, part):
            found.setdefault(part.pk, _Wanted()).others.append(_identifier(row.programme))
    return found


def _beyond(missing: set[str]) -> dict[str, list[Programme]]:
    """The programmes that call others, which are not here, a part of theirs, by the identifiers of those. One query."""
    rows = ProgrammeRelation.objects.filter(
        kind=RelationType.CHILD, identifier__in=missing, programme__withdrawn_at__isnull=True
    ).select_related("programme__iati")
    found: dict[str, list[Programme]] = {}
    for row in rows.order_by("pk") if missing else ():
        found.setdefault(row.identifier, []).append(row.programme)
    return found


def _around(child: int, larger: list[Programme]) -> list[tuple[str, Programme]]:
    """The first of these that speaks for a part as well, if one does."""
    if not larger:
        return []
    part = Programme.objects.select_related("iati").get(pk=child)
    return [(_identifier(one), one) for one in larger if one.pk != child and _speak_as_one(one, part)][:1]


def _speak_as_one(one: Programme, other: Programme) -> bool:
    """Whether one publisher, or one owner, speaks of both."""
    if one.owner_id is not None and one.owner_id == other.owner_id:
        return True
    mine, theirs = getattr(one, "iati", None), getattr(other, "iati", None)
    return bool(mine and theirs and mine.reporting_ref and mine.reporting_ref == theirs.reporting_ref)


@transaction.atomic
def _link(world: World, child: int, whole: tuple[str, Programme | None], parents: dict[str, str]) -> None:
    """Make one link (or, without a parent, take away the one an import made), where nobody has decided otherwise."""
    parent, larger = whole
    # The programme first, as everybody locks them: nobody waits for somebody who waits for us.
    row = Programme.objects.select_for_update(of=("self",)).get(pk=child)
    record = IatiRecord.objects.select_for_update(of=("self",)).filter(programme=child).exclude(content_hash="").first()
    earlier = record.values.get("parent", "") if record else ""
    if (record is not None and earlier == parent) or (larger is None and row.parent_id is None):
        return
    is_others = world.asked.organisation is not None and row.owner_id not in (None, world.asked.organisation.pk)
    if is_others or not _is_ours_to_change(row, record):
        return
    key = str(row.pk)
    if larger is not None and makes_circle(key, str(larger.pk), {one: up for one, up in parents.items() if one != key}):
        return
    row.parent = larger
    row.version += 1
    row.save(update_fields=["parent", "version"])
    if record is not None:
        record.values = record.values | {"parent": parent}
        record.save(update_fields=["values"])
    parents.pop(key, None)
    if larger is not None:
        parents[key] = str(larger.pk)


def _is_ours_to_change(row: Programme, record: IatiRecord | None) -> bool:
    """Whether no person has made the link, or taken it away."""
    if record is None:
        # Nothing notes of it what an import has linked; its history does.
        history: Any = row.events  # type: ignore[attr-defined]
        return row.parent_id is None and not history.filter(parent__isnull=False).exists()
    if row.parent_id is None:
        return True
    linked = _programmes({record.values.get("parent", "")}).values()
    return any(one.pk == row.parent_id for one in linked)


def _identifier(programme: Programme) -> str:
    record: IatiRecord | None = getattr(programme, "iati", None)
    return record.identifier if record else programme.iati_identifier


def _programmes(identifiers: set[str]) -> dict[str, Programme]:
    """The programmes that are here under these identifiers, their publisher's or ours."""
    wanted = identifiers - {""}
    slugs = {slug: identifier for identifier in wanted if (slug := key_in(identifier))}
    rows = Programme.objects.filter(
        Q(iati__identifier__in=wanted) | Q(iati_identifier__in=wanted) | Q(slug__in=slugs), withdrawn_at__isnull=True
    ).select_related("iati")
    found: dict[str, Programme] = {}
    for row in rows.order_by("pk"):
        for identifier in (_identifier(row), row.iati_identifier, slugs.get(row.slug, "")):
            if identifier in wanted:
                found.setdefault(identifier, row)
    return found
