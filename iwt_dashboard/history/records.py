"""The history of a record for its reader, what of it can be brought back, and what can be withdrawn."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core.clearance.actions import capacities, is_from_elsewhere
from core.clearance.models import State, Viewer, own_country_id
from core.clearance.permissions import Permission, can
from core.clearance.rules import Actor
from core.history.timeline import Change, Track
from core.models import User
from iwt_dashboard.history.kinds import KINDS
from needs import actions as needs_actions
from needs.content import content_at, content_of, differences, parts_of, to_json
from needs.models import Need, NeedRevision
from partners.coordination.models.mechanisms import Engagement, EngagementProposal
from roadmap import actions as roadmap_actions
from roadmap.entries import (
    entry_of_content,
    observation_at,
    observation_changes,
    observation_entry,
    trajectory_at,
    trajectory_changes,
    trajectory_entry,
)
from roadmap.models import (
    ActionRating,
    CommitmentStep,
    CountryIndicator,
    Goal,
    Observation,
    RatedBy,
    TrajectoryProposal,
)


def find(viewer: Viewer, kind: str, pk: int) -> Any:
    """A record whose history the viewer may read, withdrawn or not; None otherwise."""
    wanted = KINDS.get(kind)
    if wanted is None or not isinstance(viewer, User) or not viewer.is_active:
        return None
    row = wanted.model._base_manager.select_related(*wanted.related).filter(pk=pk).first()
    return row if row is not None and wanted.may_read(viewer, row) else None


def tracks_of(viewer: User, kind: str, record: Any) -> list[Track]:
    """The tables of a record's history, its own first, as far as the viewer may read them."""
    found = KINDS[kind]
    name = kind if found.restores else "self"
    own = Track(name, found.model, Q(pgh_obj_id=record.pk), is_content=found.restores)
    return [own, *found.tracks(viewer, record)]


# --- bringing back -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Restoration:
    """What bringing a version back would change, and what it asks for. `version` is what the reader has seen."""

    changes: tuple[Change, ...]
    needs_reason: bool
    version: int


def may_restore(viewer: User, kind: str, record: Any) -> bool:
    """Whether the person may bring versions of the record back at all."""
    is_up = getattr(record, "withdrawn_at", None) is None
    return KINDS[kind].restores and is_up and can(viewer, Permission.ENTRY_WRITE, country=record.country)


def restoration(kind: str, record: Any, track: str, event: int) -> Restoration | None:
    """What bringing back the version that a write left would do; None where there is no such version."""
    is_cleared = record.state == State.CLEARED
    if kind == "need":
        past = content_at(record, track, event)
        if past is None:
            return None
        proposal = NeedRevision.objects.open().filter(need=record).first()
        now = proposal.content if proposal else to_json(content_of(record, parts_of(record)))
        in_play = proposal or record
        return Restoration(tuple(differences(now, to_json(past))), is_cleared, in_play.version)
    if kind == "value":
        entry = observation_at(record, event)
        if entry is None:
            return None
        found = observation_changes(record.country_indicator.indicator, observation_entry(record), entry)
        return Restoration(tuple(found), is_cleared or bool(record.supersedes_id), record.version)
    way = trajectory_at(record, track, event)
    if way is None:
        return None
    waiting = TrajectoryProposal.objects.open().filter(country_indicator=record).first()
    goals = Goal.objects.filter(country_id=record.country_id).in_bulk()
    standing = entry_of_content(waiting.content, goals) if waiting else trajectory_entry(record)
    return Restoration(
        tuple(trajectory_changes(record.indicator, standing, way)), is_cleared, (waiting or record).version
    )


def restore(*, by: User, kind: str, record: Any, track: str, event: int, reason: str, version: int | None) -> Any:
    """Bring a version back as a new one."""
    if kind == "need":
        return needs_actions.restore_need(by=by, need=record, track=track, event=event, reason=reason, version=version)
    if kind == "value":
        return roadmap_actions.restore_observation(
            by=by, observation=record, event=event, reason=reason, version=version
        )
    return roadmap_actions.restore_set_up(
        by=by, country_indicator=record, track=track, event=event, reason=reason, version=version
    )


# --- withdrawing -------------------------------------------------------------------------------------

# The models, and what their rows are loaded with.
WITHDRAWABLE: dict[str, tuple[Any, tuple[str, ...]]] = {
    "need": (Need, ()),
    "change": (NeedRevision, ("need",)),
    "value": (Observation, ("country_indicator__indicator", "country_indicator__country")),
    "indicator": (CountryIndicator, ("indicator",)),
    "indicator-change": (TrajectoryProposal, ("country_indicator__indicator", "country_indicator__country")),
    "goal": (Goal, ()),
    "rating": (ActionRating, ("action",)),
    "step": (CommitmentStep, ("commitment", "country")),
    "engagement": (Engagement, ("mechanism", "country")),
    "engagement-change": (EngagementProposal, ("engagement__mechanism", "engagement__country")),
}
# What of these is the secretariat's own word, and not a member state's.
OF_SECRETARIAT: dict[str, Q] = {
    "goal": Q(country__isnull=True),
    "rating": Q(rated_by=RatedBy.SECRETARIAT),
}


def withdrawn_of(viewer: User) -> list[dict[str, Any]]:
    """What the viewer's side has withdrawn, the latest first, at most a hundred of each kind.

    Each with its `kind`, a `label` of it, the `record` and its `title`, and whether it has a page of its history.
    """
    found = []
    for kind, (model, related) in WITHDRAWABLE.items():
        rows = _own(viewer, kind).filter(withdrawn_at__isnull=False).order_by("-withdrawn_at")
        facts = {"kind": kind, "label": str(model._meta.verbose_name), "has_history": kind in KINDS}
        found += [
            {**facts, "record": row, "title": getattr(row, "full_title", "") or str(row)}
            for row in rows.select_related("withdrawn_by", *related)[:100]
        ]
    return sorted(found, key=lambda row: row["record"].withdrawn_at, reverse=True)


def may_withdraw(viewer: User, kind: str, record: Any) -> bool:
    """Whether to offer withdrawal: to writers of a draft, and to the whole team that may narrow what was cleared."""
    if kind not in WITHDRAWABLE or record.withdrawn_at or record.state == State.SUBMITTED:
        return False
    if record.is_kept_by_secretariat:
        return can(viewer, Permission.REFERENCE_KEEP)
    if getattr(record, "superseded_at", None) or (record.state == State.CLEARED and is_from_elsewhere(record)):
        return False
    asked = Permission.DISCLOSURE_LOWER if record.state == State.CLEARED else Permission.ENTRY_WRITE
    return can(viewer, asked, country=record.country)


def may_bring_back(viewer: User, kind: str, record: Any) -> bool:
    """Whether to offer bringing a withdrawn record back: to who writes for the side whose it is."""
    is_gone = kind in WITHDRAWABLE and bool(getattr(record, "withdrawn_at", None))
    return is_gone and Actor.AUTHOR_TEAM in capacities(viewer, record)


def find_withdrawable(viewer: Viewer, kind: str, pk: int, *, is_withdrawn: bool) -> Any:
    """A record of the viewer's own side that can be withdrawn, or brought back."""
    if kind not in WITHDRAWABLE:
        return None
    rows = _own(viewer, kind).filter(pk=pk, withdrawn_at__isnull=not is_withdrawn)
    return rows.select_related("country").first()


def _own(viewer: Viewer, kind: str) -> Any:
    """The rows of a kind that are the viewer's side to withdraw."""
    rows, home, secretariat = (
        WITHDRAWABLE[kind][0]._base_manager.all(),
        own_country_id(viewer),
        OF_SECRETARIAT.get(kind),
    )
    if home is not None:
        own = rows.filter(country_id=home)
        return own.exclude(secretariat) if secretariat else own
    is_keeper = secretariat is not None and can(viewer, Permission.REFERENCE_KEEP)
    return rows.filter(secretariat) if is_keeper else rows.none()
