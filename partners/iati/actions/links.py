"""Links imported programmes to the larger ones that their publishers name, so that no money is counted twice.

The link is made once both are here, whichever came first, and follows the publisher. One that a person took away is
not made again, one that a person has made stays, and none is made that would close a circle.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from partners.iati.actions.values import World
from partners.iati.models import IatiRecord, ProgrammeRelation, RelationType
from partners.programmes.models.programmes import Programme
from partners.programmes.rules.portfolio import makes_circle

PORTION = 500


def link_parents(world: World, identifiers: Iterable[str]) -> None:
    """Link the programmes of these identifiers to their parents, and their children to them."""
    touched = list(dict.fromkeys(identifiers))
    above = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
    parents = {str(pk): str(larger) for pk, larger in above}
    for start in range(0, len(touched), PORTION):
        portion = touched[start : start + PORTION]
        wanted = _wanted(portion)
        gone = IatiRecord.objects.filter(identifier__in=set(portion) - set(wanted)).exclude(values__parent="")
        wanted |= dict.fromkeys(gone.filter(values__has_key="parent").values_list("identifier", flat=True), "")
        for child, parent in wanted.items():
            _link(world, child, parent, parents)


def _wanted(identifiers: Iterable[str]) -> dict[str, str]:
    """Child to parent, as publishers say it; what a child says of itself goes before what another says of it."""
    touched = set(identifiers)
    rows = ProgrammeRelation.objects.filter(
        kind__in=(RelationType.PARENT, RelationType.CHILD), programme__withdrawn_at__isnull=True
    ).filter(Q(identifier__in=touched) | Q(programme__iati__identifier__in=touched))
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    told = rows.filter(programme__iati__isnull=False).order_by("pk")
    for kind, other, identifier in told.values_list("kind", "identifier", "programme__iati__identifier"):
        if kind == RelationType.PARENT:
            own.setdefault(identifier, other)
        else:
            others.setdefault(other, identifier)
    return others | own


@transaction.atomic
def _link(world: World, child: str, parent: str, parents: dict[str, str]) -> None:
    """Make one link (or, without a parent, take away the one an import made), where nobody has decided otherwise."""
    record = IatiRecord.objects.filter(identifier=child).first()
    if record is None or record.values.get("parent", "") == parent:
        return
    larger = _programme(parent)
    if parent and (larger is None or larger.pk == record.programme_id):
        return
    # The programme first, as everybody locks them: nobody waits for somebody who waits for us.
    row = Programme.objects.select_for_update(of=("self",)).get(pk=record.programme_id)
    record = IatiRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    is_others = world.asked.organisation is not None and row.owner_id not in (None, world.asked.organisation.pk)
    earlier = _programme(record.values.get("parent", "")) if row.parent_id else None
    is_ours_to_change = row.parent_id is None or (earlier is not None and earlier.pk == row.parent_id)
    if is_others or not is_ours_to_change or (larger is None and row.parent_id is None):
        return
    key = str(row.pk)
    if larger is not None and makes_circle(key, str(larger.pk), {one: up for one, up in parents.items() if one != key}):
        return
    row.parent = larger
    row.version += 1
    row.save(update_fields=["parent", "version"])
    record.values = record.values | {"parent": parent}
    record.save(update_fields=["values"])
    parents.pop(key, None)
    if larger is not None:
        parents[key] = str(larger.pk)


def _programme(identifier: str) -> Programme | None:
    if not identifier:
        return None
    return Programme.objects.filter(
        Q(iati__identifier=identifier) | Q(iati_identifier=identifier), withdrawn_at__isnull=True
    ).first()
