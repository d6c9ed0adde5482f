"""What a kind of record says of its history: its table, who may read it, what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from core.history.timeline import Track
from core.models import User


def _always(viewer: User, row: Any) -> bool:
    return True


@dataclass(frozen=True)
class RecordKind:
    """A kind of record: its table, what its row is loaded with, who may read its history, and what that is made of.

    `more_tracks` are tables of which each reader may read other rows. `names_people` says whether a reader is told who
    wrote, or no more than in which role.
    """

    model: type[models.Model]
    may_read: Callable[[Any, Any], bool]
    tracks: Callable[[Any], list[Track]]
    related: tuple[str, ...] = ()
    label: Any = ""
    restores: bool = field(default=False)
    more_tracks: Callable[[User, Any], list[Track]] | None = None
    names_people: Callable[[User, Any], bool] = _always


def itself(row: Any, name: str = "self", *, is_content: bool = False) -> Track:
    """The record's own table."""
    return Track(name, type(row), Q(pgh_obj_id=row.pk), is_content=is_content)
