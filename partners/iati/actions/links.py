"""Links imported programmes to the larger ones that their publishers name, so that no money is counted twice.

The link is made once both are here, whichever came first, and follows the publisher. One that a person took away is
not made again, one that a person has made stays, and none is made that would close a circle. Who says it, `lineage`
knows. Where the larger one is not here (set aside, skipped), the part belongs to the nearest one above that is, until
it comes, or until nobody says so any more: else the money would count with both. One that was withdrawn here keeps its
place between the two; it stands in no sum.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q

from partners.iati.actions.lineage import (
    above_those_left_out,
    concerned_by,
    identifier_of,
    programmes_of,
    speak_as_one,
)
from partners.iati.actions.values import World
from partners.iati.choices import RelationType
from partners.iati.format.additions import key_in
from partners.iati.models import IatiRecord, ProgrammeRelation
from partners.programmes.models.programmes import Programme
from partners.programmes.rules.portfolio import makes_circle

PORTION = 200


@dataclass
class _Wanted:
    """What one programme is said to be a part of, by identifiers: by itself, and by others."""

    own: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        """What it says of itself goes before what others say of it."""
        return [*self.own, *self.others]


@dataclass(frozen=True)
class _Larger:
    """The larger programme of another, by the name under which it was found, and those around which it was."""

    name: str = ""
    programme: Programme | None = None
    passed: tuple[str, ...] = ()

    @property
    def noted(self) -> dict[str, Any]:
        """What the record of the part notes of it."""
        return {"parent": self.name, "passed": list(self.passed)}


def link_parents(world: World, identifiers: Iterable[str]) -> None:
    """Link the programmes of these identifiers, and all whose link hangs on what is known of them, to their parents."""
    touched = list(dict.fromkeys(identifiers))
    above = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
    parents = {str(pk): str(larger) for pk, larger in above}
    for start in range(0, len(touched), PORTION):
        portion = set(touched[start : start + PORTION])
        wanted = _wanted(portion | concerned_by(portion))
        standing = _standing(wanted)
        for part, larger in _larger_of(wanted).items():
            if standing.get(part) != (larger.name, larger.passed):
                _link(world, part, larger, parents)


def _wanted(identifiers: set[str]) -> dict[int, _Wanted]:
    """What the programmes of these identifiers are parts of, as publishers say it, by the keys of the programmes."""
    found = {part.pk: _Wanted() for part in programmes_of(identifiers).values()}
    slugs = {slug for identifier in identifiers if (slug := key_in(identifier))}
    own = Q(programme__in=found) | Q(programme__slug__in=slugs)
    told = ProgrammeRelation.objects.filter(
        Q(own, kind=RelationType.PARENT) | Q(identifier__in=identifiers, kind=RelationType.CHILD)
    )
    rows = list(told.select_related("programme__iati").order_by("programme", "position", "pk"))
    named = programmes_of({row.identifier for row in rows if row.kind == RelationType.CHILD})
    others: dict[int, set[str]] = {}
    for row in rows:
        if row.kind == RelationType.PARENT:
            found.setdefault(row.programme_id, _Wanted()).own.append(row.identifier)
        elif (part := named.get(row.identifier)) is not None and speak_as_one(row.programme, part):
            others.setdefault(part.pk, set()).add(identifier_of(row.programme))
    for key, names in others.items():
        found[key].others += sorted(names)
    return found


def _standing(keys: Iterable[int]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """What imports have noted of the links of programmes that were published, or that have none."""
    rows = Programme.objects.filter(pk__in=keys)
    told = rows.values_list("pk", "iati__content_hash", "iati__values__parent", "iati__values__passed", "parent")
    return {
        pk: ((name or "") if digest else "", tuple(passed or ()) if digest else ())
        for pk, digest, name, passed, larger in told
        if digest or larger is None
    }


def _larger_of(wanted: Mapping[int, _Wanted]) -> dict[int, _Larger]:
    """What each is a part of: what is said of it and is here, what stands there before what was withdrawn; else what is
    above those that are not here."""
    known = programmes_of({name for told in wanted.values() for name in told.all})
    found: dict[int, _Larger] = {}
    for part, told in wanted.items():
        here = [(name, known[name]) for name in told.all if name in known and known[name].pk != part]
        if here:
            found[part] = _Larger(*min(here, key=lambda one: one[1].withdrawn_at is not None))
    left = {part: told.own for part, told in wanted.items() if part not in found}
    around = above_those_left_out(left)
    return found | {part: _Larger(*around[part]) if part in around else _Larger() for part in left}


@transaction.atomic
def _link(world: World, part: int, larger: _Larger, parents: dict[str, str]) -> None:
    """Make one link (or, without a parent, take away the one an import made), where nobody has decided otherwise."""
    # The programme first, as everybody locks them: nobody waits for somebody who waits for us.
    row = Programme.objects.select_for_update(of=("self",)).get(pk=part)
    record = IatiRecord.objects.select_for_update(of=("self",)).filter(programme=part).exclude(content_hash="").first()
    noted = {"parent": "", "passed": []} | (record.values if record else {})
    if (record is not None and noted == noted | larger.noted) or (larger.programme is None and row.parent_id is None):
        return
    is_others = world.asked.organisation is not None and row.owner_id not in (None, world.asked.organisation.pk)
    if is_others or not _is_ours_to_change(row, record):
        return
    key = str(row.pk)
    if larger.programme is not None and makes_circle(key, str(larger.programme.pk), parents):
        return
    if row.parent_id != (larger.programme.pk if larger.programme else None):
        row.parent = larger.programme
        row.version += 1
        row.save(update_fields=["parent", "version"])
    if record is not None:
        record.values = record.values | larger.noted
        record.save(update_fields=["values"])
    parents.pop(key, None)
    if larger.programme is not None:
        parents[key] = str(larger.programme.pk)


def _is_ours_to_change(row: Programme, record: IatiRecord | None) -> bool:
    """Whether no person has made the link, or taken it away."""
    if record is None:
        # Nothing notes of it what an import has linked; its history does.
        history: Any = row.events  # type: ignore[attr-defined]
        return row.parent_id is None and not history.filter(parent__isnull=False).exists()
    if row.parent_id is None:
        return True
    linked = programmes_of({record.values.get("parent", "")}).values()
    return any(one.pk == row.parent_id for one in linked)
