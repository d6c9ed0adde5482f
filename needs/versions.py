"""A need as it was: the content of any earlier write, from the history that the database keeps."""

from typing import Any

from needs.content import PART_FIELDS, NeedContent, content_of, from_json, to_json
from needs.models import Need, NeedComponent, NeedRevision


def content_at(need: Need, track: str, event: int) -> NeedContent | None:
    """The content that a write left: of the need's own row with its parts ("need"), or of a version ("version").

    None where there is no such write. A plan objective that has left the plans since is empty again.
    """
    if track == "version":
        events: Any = NeedRevision._meta.get_field("events").related_model
        row = events.objects.filter(pgh_id=event, need_id=need.pk).first()
        return from_json(row.content, need=need) if row else None
    events = Need._meta.get_field("events").related_model
    row = events.objects.filter(pgh_id=event, pgh_obj_id=need.pk).first()
    if row is None:
        return None
    return from_json(_as_json(row, _parts_at(need, row.pgh_created_at)), need=need)


def _as_json(row: Any, parts: list[NeedComponent]) -> dict[str, Any]:
    """A history row of a need, with its parts, in the form of a version."""
    then = Need(
        **{
            column.attname: getattr(row, column.attname)
            for column in Need._meta.concrete_fields
            if hasattr(row, column.attname)
        }
    )
    return to_json(content_of(then, parts))


def _parts_at(need: Need, instant: Any) -> list[NeedComponent]:
    """The parts that stood right after an instant, in their order."""
    events: Any = NeedComponent._meta.get_field("events").related_model
    newest: dict[int, Any] = {}
    for row in events.objects.filter(need_id=need.pk, pgh_created_at__lte=instant).order_by("pgh_id"):
        newest[row.pgh_obj_id] = row
    stood = sorted((row for row in newest.values() if row.withdrawn_at is None), key=lambda row: row.position or 0)
    return [
        NeedComponent(pk=row.pgh_obj_id, position=row.position, **{name: getattr(row, name) for name in PART_FIELDS})
        for row in stood
    ]
