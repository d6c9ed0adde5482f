"""Who is a part of whom by what publishers say, also where some of those between are not kept here.

A programme says of itself what it is a part of; that another is a part of it, it says only where one publisher, or one
owner, speaks of both. So do activities that are not here (`LeftOutRelation`). A way from a part to a larger programme
goes over as many of those as there are, and each step is said by one side or the other.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from django.db.models import Q

from partners.iati.choices import RelationType
from partners.iati.format.additions import PREFIX, key_in
from partners.iati.models import IatiRecord, LeftOutRelation, ProgrammeRelation
from partners.programmes.models.programmes import Programme

# Hierarchies of publishers have four levels at most; what is deeper goes round in circles.
MOST_STEPS = 20
Path = tuple[str, ...]
Way = tuple[str, Programme, Path]
"""A larger programme by the name under which it was found, and the identifiers of those around which it was."""


def identifier_of(programme: Programme) -> str:
    """The identifier of a programme in files: its publisher's, or the one that we give it."""
    record: IatiRecord | None = getattr(programme, "iati", None)
    return record.identifier if record else programme.iati_identifier or f"{PREFIX}{programme.slug}"


def programmes_of(identifiers: Collection[str]) -> dict[str, Programme]:
    """The programmes that are here under these identifiers, their publisher's or ours. What stands goes before what was
    withdrawn, whose place in the order of larger and smaller ones stays."""
    wanted = {*identifiers} - {""}
    slugs = {slug: identifier for identifier in wanted if (slug := key_in(identifier))}
    rows = Programme.objects.filter(
        Q(iati__identifier__in=wanted) | Q(iati_identifier__in=wanted) | Q(slug__in=slugs)
    ).select_related("iati")
    found: dict[str, Programme] = {}
    for row in sorted(rows, key=lambda row: (row.withdrawn_at is not None, row.pk)):
        for identifier in (identifier_of(row), row.iati_identifier, slugs.get(row.slug, "")):
            if identifier in wanted:
                found.setdefault(identifier, row)
    return found


def speak_as_one(one: Programme, other: Programme) -> bool:
    """Whether one publisher, or one owner, speaks of both."""
    if one.owner_id is not None and one.owner_id == other.owner_id:
        return True
    ref = _ref(one)
    return bool(ref) and ref == _ref(other)


def concerned_by(identifiers: Iterable[str]) -> set[str]:
    """The identifiers of programmes whose link may be another one once something is known of these: of their parts, of
    those that were found around them, and of the parts of parts that are not here."""
    touched = {*identifiers}
    linked = Q(values__parent__in=touched) | Q(values__passed__has_any_keys=sorted(touched))
    found = {*IatiRecord.objects.filter(linked).values_list("identifier", flat=True)}
    passed, level = set(touched), set(touched)
    for _step in range(MOST_STEPS):
        rows = ProgrammeRelation.objects.filter(kind=RelationType.PARENT, identifier__in=level)
        found |= {identifier_of(row.programme) for row in rows.select_related("programme__iati")}
        below = _parts_named_by(level)
        here = programmes_of(below)
        found |= here.keys()
        level = below - here.keys() - passed
        passed |= level
        if not level:
            break
    return found


def above_those_left_out(named: Mapping[int, Collection[str]]) -> dict[int, Way]:
    """For programmes, by their keys, of which nothing that they name is here: the nearest larger one that is.

    `named` are the identifiers of what they say they are a part of. Of several at one height the first by name.
    """
    parts = Programme.objects.select_related("iati").in_bulk(named)
    paths: dict[int, list[Path]] = {key: [(name,) for name in sorted({*named[key]})] for key in parts}
    # An activity that is not here may call a programme its part that says nothing of that itself.
    whole = _wholes({identifier_of(part) for part in parts.values()})
    for key, part in parts.items():
        told = whole.get(identifier_of(part), ())
        paths[key] += [(name,) for name, ref in sorted(told) if ref == _ref(part) and name not in named[key]]
    found: dict[int, Way] = {}
    for _step in range(MOST_STEPS):
        names = {path[-1] for key in paths for path in paths[key]}
        if not names:
            break
        wholes, own = _wholes(names), _own_words(names)
        here = programmes_of({*names, *chain(*own.values())})
        larger = _larger_here(names)
        ahead: dict[int, list[Path]] = {}
        for key, ways in paths.items():
            part = parts[key]
            reached = [
                (identifier_of(one), one, path)
                for path in ways
                for one in _reached(part, path, here, own, larger)
                if one.pk != key
            ]
            if reached:
                found[key] = min(reached, key=lambda way: (way[1].withdrawn_at is not None, way[0], way[2]))
                continue
            steps = [
                (*path, name)
                for path in ways
                for name in _steps(part, path, own, wholes)
                if name not in path and name not in here
            ]
            ahead[key] = list({path[-1]: path for path in sorted(steps, reverse=True)}.values())
        paths = {key: ways for key, ways in ahead.items() if ways}
    return found


def _reached(
    part: Programme,
    path: Path,
    here: Mapping[str, Programme],
    own: Mapping[str, set[str]],
    larger: Mapping[str, list[Programme]],
) -> list[Programme]:
    """The programmes that are here right above the end of a path."""
    last = path[-1]
    named = [here[name] for name in own.get(last, ()) if name in here]
    return [*named, *(one for one in larger.get(last, ()) if speak_as_one(one, part))]


def _steps(
    part: Programme, path: Path, own: Mapping[str, set[str]], wholes: Mapping[str, set[tuple[str, str]]]
) -> set[str]:
    """The activities that are not here right above the end of a path."""
    told = wholes.get(path[-1], ())
    return {*own.get(path[-1], ()), *(name for name, ref in told if ref == _ref(part))}


def _parts_named_by(names: Collection[str]) -> set[str]:
    """The identifiers of what is said to be a part of these: by them, or by themselves where they are not here."""
    of_names = Q(programme__iati__identifier__in=names) | Q(programme__iati_identifier__in=names)
    told = ProgrammeRelation.objects.filter(of_names, kind=RelationType.CHILD).values_list("identifier", flat=True)
    down = LeftOutRelation.objects.filter(kind=RelationType.CHILD, identifier__in=names).values_list("other", flat=True)
    up = LeftOutRelation.objects.filter(kind=RelationType.PARENT, other__in=names).values_list("identifier", flat=True)
    return {*told, *down, *up} - {""}


def _own_words(names: Collection[str]) -> dict[str, set[str]]:
    """What those of these that are not here say they are a part of."""
    rows = LeftOutRelation.objects.filter(kind=RelationType.PARENT, identifier__in=names).exclude(other="")
    found: dict[str, set[str]] = {}
    for part, whole in rows.values_list("identifier", "other"):
        found.setdefault(part, set()).add(whole)
    return found


def _wholes(names: Collection[str]) -> dict[str, set[tuple[str, str]]]:
    """The activities that are not here and call these a part of theirs, each with its publisher, where that is told."""
    rows = LeftOutRelation.objects.filter(kind=RelationType.CHILD, other__in=names).exclude(reporting_ref="")
    found: dict[str, set[tuple[str, str]]] = {}
    for part, whole, ref in rows.values_list("other", "identifier", "reporting_ref"):
        found.setdefault(part, set()).add((whole, ref))
    return found


def _larger_here(names: Collection[str]) -> dict[str, list[Programme]]:
    """The programmes that are here and call these, which are not, a part of theirs."""
    rows = ProgrammeRelation.objects.filter(kind=RelationType.CHILD, identifier__in=names)
    found: dict[str, list[Programme]] = {}
    for row in rows.select_related("programme__iati"):
        found.setdefault(row.identifier, []).append(row.programme)
    return found


def _ref(programme: Programme) -> str:
    record: IatiRecord | None = getattr(programme, "iati", None)
    return record.reporting_ref if record else ""
