"""What stands on a need's page beside the need itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.clearance import State, Viewer
from core.history import Change
from needs.content import content_of, differences, to_json
from needs.models import Clarification, Need, NeedComponent, NeedRevision

SHOWN_VERSIONS = 20


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


def versions_of(viewer: Viewer, need: Need) -> list[Version]:
    """Cleared versions that the viewer may see, the newest first; at most twenty. One query."""
    rows = list(
        NeedRevision.objects.visible_to(viewer)
        .filter(need=need, state=State.CLEARED)
        .select_related("cleared_by")
        .order_by("-number")[: SHOWN_VERSIONS + 1]
    )
    found = []
    for position, row in enumerate(rows[:SHOWN_VERSIONS]):
        earlier = rows[position + 1] if position + 1 < len(rows) else None
        changes = differences(earlier.content, row.content) if earlier else []
        found.append(Version(row, tuple(changes), is_current=position == 0))
    return found


def open_proposal_of(viewer: Viewer, need: Need, parts: Sequence[NeedComponent]) -> OpenProposal | None:
    """The open proposal with its differences from the cleared need; None for all but the own team. One query."""
    rows = NeedRevision.objects.visible_to(viewer).open().filter(need=need)
    row = rows.select_related("country", "need", "created_by", "submitted_by", "returned_by").first()
    if row is None:
        return None
    return OpenProposal(row, tuple(differences(to_json(content_of(need, parts)), row.content)))


def clarifications_of(viewer: Viewer, need: Need) -> list[Clarification]:
    """Questions on a need with their answers, as far as the viewer may read them, the oldest first. One query."""
    rows = Clarification.objects.visible_to(viewer).filter(need=need).select_related("organisation")
    return list(rows.order_by("asked_at", "pk"))
