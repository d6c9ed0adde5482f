"""What stands on a need's page beside the need itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.clearance.models import State, Viewer
from core.history.timeline import Change
from needs.content import content_of, differences, to_json
from needs.models import Clarification, Need, NeedComponent, NeedRevision

SHOWN_VERSIONS = 15


@dataclass(frozen=True)
class Version:
    """A cleared version, and what it changed against the one before it that the viewer may see."""

    row: NeedRevision
    changes: tuple[Change, ...]
    is_current: bool


@dataclass(frozen=True)
class OpenProposal:
    """A change that waits beside the cleared need, with what it would do. For the country's own team."""

    row: NeedRevision
    changes: tuple[Change, ...]


def versions_and_proposal(
    viewer: Viewer, need: Need, parts: Sequence[NeedComponent]
) -> tuple[list[Version], OpenProposal | None]:
    """The cleared versions that the viewer may see, newest first and at most twenty, and for the own team the proposal.

    One query.
    """
    rows = list(
        NeedRevision.objects.visible_to(viewer)
        .filter(need=need)
        .select_related("need", "country", "created_by", "submitted_by", "cleared_by")
        .order_by("-number")[: SHOWN_VERSIONS + 2]
    )
    cleared = [row for row in rows if row.state == State.CLEARED]
    waiting = next((row for row in rows if row.state != State.CLEARED), None)
    versions = [
        Version(row, _changes_since(cleared[position + 1 :], row), is_current=position == 0)
        for position, row in enumerate(cleared[:SHOWN_VERSIONS])
    ]
    if waiting is None:
        return versions, None
    return versions, OpenProposal(waiting, tuple(differences(to_json(content_of(need, parts)), waiting.content)))


def _changes_since(earlier: Sequence[NeedRevision], row: NeedRevision) -> tuple[Change, ...]:
    return tuple(differences(earlier[0].content, row.content)) if earlier else ()


def clarifications_of(viewer: Viewer, need: Need) -> list[Clarification]:
    """Questions on a need with their answers, as far as the viewer may read them, the oldest first. One query."""
    rows = Clarification.objects.visible_to(viewer).filter(need=need).select_related("organisation")
    return list(rows.order_by("asked_at", "pk"))
