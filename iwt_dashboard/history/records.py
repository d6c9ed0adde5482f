"""Whose history may be read by whom, which tables it is made of, and what of it can be brought back.

History holds uncleared content. It is for the record's own side alone: the country's team, the two sides of an answer,
the organisation that owns a programme; the secretariat reads the history of what it keeps itself. What several sides
read together, as rounds and engagements, stands in `coordination_history`.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clearance import actions as core_actions
from core.clearance.models import Cleared, State, Viewer, own_country_id
from core.clearance.permissions import Permission, can
from core.documents.models import Document
from core.history.timeline import Change, Track
from core.models import Organisation, User
from iwt_dashboard.history.coordination import COORDINATION
from iwt_dashboard.history.kinds import RecordKind, itself
from needs import actions as needs_actions
from needs.content import content_at, content_of, differences, parts_of, to_json
from needs.models import Clarification, Need, NeedComponent, NeedRevision, Plan, PlanObjective
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.support.models.answers import Response, ResponseComponent
from partners.support.models.delivery import Delivery, ResponseMessage
from partners.support.permissions import sides_of
from roadmap import restoring
from roadmap.entries import (
    TrajectoryEntry,
    entry_of_content,
    observation_changes,
    observation_entry,
    trajectory_changes,
    trajectory_entry,
)
from roadmap.models import (
    ActionRating,
    CommitmentStep,
    CountryIndicator,
    Goal,
    Milestone,
    Observation,
    TrajectoryProposal,
)
from roadmap.versions import observation_at, trajectory_at


def find(viewer: Viewer, kind: str, pk: int) -> Any:
    """A record whose history the viewer may read, withdrawn or not; None otherwise."""
    wanted = KINDS.get(kind)
    if wanted is None or not isinstance(viewer, User) or not viewer.is_active:
        return None
    row = wanted.model._base_manager.select_related(*wanted.related).filter(pk=pk).first()
    return row if row is not None and wanted.may_read(viewer, row) else None


def tracks_of(viewer: User, kind: str, record: Any) -> list[Track]:
    """The tables of a record's history, as far as the viewer may read them."""
    found = KINDS[kind]
    return [*found.tracks(record), *(found.more_tracks(viewer, record) if found.more_tracks else ())]


def names_people(viewer: User, kind: str, record: Any) -> bool:
    """Whether the viewer is told who wrote, or no more than in which role."""
    return KINDS[kind].names_people(viewer, record)


# --- who may read ------------------------------------------------------------------------------------


def _own_team(viewer: User, row: Any) -> bool:
    return row.country_id is not None and row.country_id == own_country_id(viewer)


def _side(viewer: User, row: Any) -> bool:
    return bool(sides_of(viewer, row)) and Response.objects.visible_to(viewer).filter(pk=row.pk).exists()


def _asked_side(viewer: User, row: Any) -> bool:
    is_side = viewer.organisation_id == row.organisation_id or viewer.country_id == row.need.country_id
    return is_side and Clarification.objects.visible_to(viewer).filter(pk=row.pk).exists()


def _owner_or_keeper(viewer: User, row: Any) -> bool:
    return can(viewer, Permission.REFERENCE_KEEP) or (
        row.owner_id is not None and row.owner_id == viewer.organisation_id
    )


def _team_or_keeper(viewer: User, row: Any) -> bool:
    return can(viewer, Permission.REFERENCE_KEEP) or _own_team(viewer, row)


def _member_or_keeper(viewer: User, row: Any) -> bool:
    return can(viewer, Permission.REFERENCE_KEEP) or viewer.organisation_id == row.pk or _own_team(viewer, row)


# --- what a history is made of -----------------------------------------------------------------------


def _documents(kind: str, row: Any) -> Track:
    return Track("document", Document, Q(kind=kind, record=row.pk), noun=_("Document"))


def _need_tracks(need: Need) -> list[Track]:
    cleared = {
        row.number: row.content
        for row in NeedRevision.objects.filter(need=need, state=State.CLEARED).order_by("number")
    }

    def told(before: Any, row: Any) -> list[Change]:
        standing: Any = next((cleared[n] for n in sorted(cleared, reverse=True) if n < row.number), {})
        return differences(before.content if before else standing, row.content)

    return [
        itself(need, "need", is_content=True),
        Track("part", NeedComponent, Q(need_id=need.pk), noun=_("Part")),
        Track("version", NeedRevision, Q(need_id=need.pk), noun=_("Version"), changes=told, is_content=True),
        Track("question", Clarification, Q(need_id=need.pk), noun=_("Question")),
        _documents("need", need),
    ]


def _indicator_tracks(one: CountryIndicator) -> list[Track]:
    goals = Goal.objects.filter(country_id=one.country_id).in_bulk()

    def told(before: Any, row: Any) -> list[Change]:
        earlier = entry_of_content(before.content, goals) if before else TrajectoryEntry()
        return trajectory_changes(one.indicator, earlier, entry_of_content(row.content, goals))

    return [
        itself(one, "indicator", is_content=True),
        Track("milestone", Milestone, Q(country_indicator_id=one.pk), noun=_("Milestone")),
        Track(
            "proposal",
            TrajectoryProposal,
            Q(country_indicator_id=one.pk),
            noun=_("Proposed change"),
            changes=told,
            is_content=True,
        ),
    ]


def _value_tracks(row: Observation) -> list[Track]:
    return [itself(row, "value", is_content=True), _documents("value", row)]


def _response_tracks(row: Response) -> list[Track]:
    of_it = Q(response_id=row.pk)
    return [
        itself(row),
        Track("part", ResponseComponent, of_it, noun=_("Part")),
        Track("delivery", Delivery, of_it, noun=_("Delivery")),
        Track("message", ResponseMessage, of_it, noun=_("Message")),
    ]


def _programme_tracks(row: Programme) -> list[Track]:
    of_it = Q(programme_id=row.pk)
    return [
        itself(row),
        Track("country", ProgrammeCountry, of_it, noun=_("Member state")),
        Track("priority", ProgrammePriority, of_it, noun=_("Priority")),
        Track("organisation", ProgrammeOrganisation, of_it, noun=_("Organisation")),
    ]


def _plan_tracks(row: Plan) -> list[Track]:
    return [itself(row), Track("objective", PlanObjective, Q(plan_id=row.pk), noun=_("Objective"))]


def _alone(row: Any) -> list[Track]:
    return [itself(row)]


OF_COUNTRY = ("country", "withdrawn_by")
KINDS: dict[str, RecordKind] = {
    "need": RecordKind(Need, _own_team, _need_tracks, OF_COUNTRY, gettext_lazy("Need"), restores=True),
    "value": RecordKind(
        Observation,
        _own_team,
        _value_tracks,
        (*OF_COUNTRY, "country_indicator__indicator", "country_indicator__country"),
        gettext_lazy("Indicator value"),
        restores=True,
    ),
    "indicator": RecordKind(
        CountryIndicator,
        _own_team,
        _indicator_tracks,
        (*OF_COUNTRY, "indicator"),
        gettext_lazy("Baseline and target"),
        restores=True,
    ),
    "goal": RecordKind(Goal, _own_team, _alone, OF_COUNTRY, gettext_lazy("Goal")),
    "rating": RecordKind(ActionRating, _own_team, _alone, (*OF_COUNTRY, "action"), gettext_lazy("Rating")),
    "step": RecordKind(
        CommitmentStep, _own_team, _alone, (*OF_COUNTRY, "commitment"), gettext_lazy("Step on a commitment")
    ),
    "answer": RecordKind(Response, _side, _response_tracks, ("need__country", "organisation"), gettext_lazy("Answer")),
    "question": RecordKind(Clarification, _asked_side, _alone, ("need__country",), gettext_lazy("Question")),
    "programme": RecordKind(Programme, _owner_or_keeper, _programme_tracks, ("owner",), gettext_lazy("Programme")),
    "plan": RecordKind(Plan, _team_or_keeper, _plan_tracks, ("country",), gettext_lazy("Plan")),
    "organisation": RecordKind(Organisation, _member_or_keeper, _alone, ("country",), gettext_lazy("Organisation")),
    **COORDINATION,
}


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
        return restoring.restore_observation(by=by, observation=record, event=event, reason=reason, version=version)
    return restoring.restore_set_up(
        by=by, country_indicator=record, track=track, event=event, reason=reason, version=version
    )


# --- withdrawing -------------------------------------------------------------------------------------

WITHDRAWABLE: dict[str, type[Cleared]] = {
    "need": Need,
    "change": NeedRevision,
    "value": Observation,
    "indicator": CountryIndicator,
    "indicator-change": TrajectoryProposal,
}
WITHDRAWABLE_RELATED: dict[str, tuple[str, ...]] = {
    "need": (),
    "change": ("need",),
    "value": ("country_indicator__indicator", "country_indicator__country"),
    "indicator": ("indicator",),
    "indicator-change": ("country_indicator__indicator", "country_indicator__country"),
}


@dataclass(frozen=True)
class WithdrawnRow:
    """Something that the own country has withdrawn, with the page of its history where it has one."""

    kind: str
    record: Any
    label: str
    has_history: bool


def withdrawn_of(viewer: User) -> list[WithdrawnRow]:
    """What the viewer's country has withdrawn, the latest first; at most a hundred of each kind."""
    found = []
    for kind, model in WITHDRAWABLE.items():
        rows = model.objects.withdrawn_of(viewer).select_related("withdrawn_by", *WITHDRAWABLE_RELATED[kind])  # type: ignore[attr-defined]
        label = str(model._meta.verbose_name)
        found += [WithdrawnRow(kind, row, label, kind in KINDS) for row in rows.order_by("-withdrawn_at")[:100]]
    return sorted(found, key=lambda row: row.record.withdrawn_at, reverse=True)


def may_withdraw(viewer: User, kind: str, record: Any) -> bool:
    """Whether to offer withdrawal: to writers of a draft, and to the whole team that may narrow what was cleared."""
    if kind not in WITHDRAWABLE or record.withdrawn_at or record.state == State.SUBMITTED:
        return False
    if getattr(record, "superseded_at", None) or (record.state == State.CLEARED and _is_published(record)):
        return False
    asked = Permission.DISCLOSURE_LOWER if record.state == State.CLEARED else Permission.ENTRY_WRITE
    return can(viewer, asked, country=record.country)


def _is_published(record: Any) -> bool:
    return core_actions.is_from_elsewhere(record)


def find_withdrawable(viewer: Viewer, kind: str, pk: int, *, is_withdrawn: bool) -> Any:
    """A record of the viewer's own country that can be withdrawn, or brought back."""
    model, home = WITHDRAWABLE.get(kind), own_country_id(viewer)
    if model is None or home is None:
        return None
    manager: Any = model._base_manager
    rows = manager.filter(pk=pk, country_id=home, withdrawn_at__isnull=not is_withdrawn)
    return rows.select_related("country").first()
