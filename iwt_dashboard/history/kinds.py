"""Whose history may be read by whom, and which tables it is made of.

History holds uncleared content. It is for the record's own side alone: the country's team, the two sides of an answer,
the organisation that owns a programme; the secretariat reads the history of what it keeps itself.

Rounds, champions and deliveries are read together by several sides, each by whom the record is shown to
in full. The writer of a line is named to the side that keeps the record, and to others by role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.clearance.models import State, own_country_id
from core.clearance.permissions import Permission, can
from core.documents.models import Document
from core.history.timeline import Change, Track
from core.models import Organisation, User
from core.tracking import standing
from needs.content import differences
from needs.models import Clarification, Need, NeedComponent, NeedRevision, Plan, PlanObjective
from partners.coordination.content import changes_between, from_json
from partners.coordination.models.champions import Approach, Champion, keeps_as
from partners.coordination.models.mechanisms import Engagement, EngagementProposal
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed
from partners.coordination.permissions import may_keep_champion
from partners.programmes.models.programmes import Programme, ProgrammeCountry, ProgrammeOrganisation, ProgrammePriority
from partners.support.models.answers import Response, ResponseComponent, of_a_side
from partners.support.models.delivery import Delivery, DeliveryPart, ResponseMessage
from partners.support.permissions import sides_of
from roadmap.entries import TrajectoryEntry, entry_of_content, trajectory_changes
from roadmap.models import (
    ActionRating,
    CommitmentStep,
    CountryIndicator,
    Goal,
    Milestone,
    Observation,
    TrajectoryProposal,
)

Tracks = Callable[[User, Any], list[Track]]
Question = Callable[[User, Any], bool]


def _everybody(viewer: User, row: Any) -> bool:
    return True


def _children(link: str, *tables: tuple[str, type[models.Model], Any]) -> Tracks:
    """Tables whose rows are linked to the record by `link`: each with its name in addresses, and what a row is."""
    return lambda viewer, row: [Track(name, model, Q(**{link: row.pk}), noun=str(noun)) for name, model, noun in tables]


@dataclass(frozen=True)
class RecordKind:
    """A kind of record: its table, who may read its history, what its row is loaded with.

    `tracks` are the tables of its history beside its own; each reader may read other rows of them. `restores` says
    that versions can be brought back. `names_people` says whether a reader is told who wrote, or no more than in which
    role.
    """

    model: type[models.Model]
    label: Any
    may_read: Question
    related: tuple[str, ...]
    tracks: Tracks = lambda viewer, row: []
    restores: bool = False
    names_people: Question = _everybody


# --- who may read ------------------------------------------------------------------------------------


def _sees(viewer: User, row: Any) -> bool:
    manager: Any = type(row)._default_manager
    return bool(manager.visible_to(viewer).filter(pk=row.pk).exists())


def _own_team(viewer: User, row: Any) -> bool:
    return row.country_id is not None and row.country_id == own_country_id(viewer)


def _team_or_setter(viewer: User, row: Any) -> bool:
    """The country's team; what the secretariat said itself, the secretariat too."""
    return _own_team(viewer, row) or (row.is_kept_by_secretariat and can(viewer, Permission.REFERENCE_KEEP))


def _side(viewer: User, row: Response) -> bool:
    return bool(sides_of(viewer, row)) and _sees(viewer, row)


def _asked_side(viewer: User, row: Clarification) -> bool:
    is_side = viewer.organisation_id == row.organisation_id or viewer.country_id == row.need.country_id
    return is_side and _sees(viewer, row)


def _owner_or_keeper(viewer: User, row: Programme) -> bool:
    is_owner = row.owner_id is not None and row.owner_id == viewer.organisation_id
    return is_owner or can(viewer, Permission.REFERENCE_KEEP)


def _team_or_keeper(viewer: User, row: Any) -> bool:
    return can(viewer, Permission.REFERENCE_KEEP) or _own_team(viewer, row)


def _member_or_keeper(viewer: User, row: Organisation) -> bool:
    return viewer.organisation_id == row.pk or _team_or_keeper(viewer, row)


def _reports_or_confirms(viewer: User, row: Delivery) -> bool:
    return Delivery.objects.visible_to(viewer).filter(of_a_side(viewer, "response__"), pk=row.pk).exists()


# --- who is told the names of people -----------------------------------------------------------------


def _keeps_round(viewer: User, row: ReplyRound) -> bool:
    return viewer.organisation_id is None and viewer.country_id == row.country_id


def _keeps_champion(viewer: User, row: Champion) -> bool:
    own = row.organisation_id is not None and row.organisation_id == viewer.organisation_id
    return own or may_keep_champion(viewer, row)


# --- what a history is made of -----------------------------------------------------------------------


def _documents(kind: str, row: Any) -> Track:
    return Track("document", Document, Q(kind=kind, record=row.pk), noun=str(_("Document")))


def _need_tracks(viewer: User, need: Need) -> list[Track]:
    versions = NeedRevision.objects.filter(need=need, state=State.CLEARED).order_by("-number")
    cleared = list(versions.values_list("number", "content"))

    def told(before: Any, row: Any) -> list[Change]:
        standing: Any = next((content for number, content in cleared if number < row.number), {})
        return differences(before.content if before else standing, row.content)

    of_it = Q(need_id=need.pk)
    return [
        Track("part", NeedComponent, of_it, noun=str(_("Part"))),
        Track("version", NeedRevision, of_it, noun=str(_("Version")), changes=told, is_content=True),
        Track("question", Clarification, of_it, noun=str(_("Question"))),
        _documents("need", need),
    ]


def _indicator_tracks(viewer: User, one: CountryIndicator) -> list[Track]:
    goals = Goal.objects.filter(country_id=one.country_id).in_bulk()

    def told(before: Any, row: Any) -> list[Change]:
        earlier = entry_of_content(before.content, goals) if before else TrajectoryEntry()
        return trajectory_changes(one.indicator, earlier, entry_of_content(row.content, goals))

    of_it, noun = Q(country_indicator_id=one.pk), str(_("Proposed change"))
    return [
        Track("milestone", Milestone, of_it, noun=str(_("Milestone"))),
        Track("proposal", TrajectoryProposal, of_it, noun=noun, changes=told, is_content=True),
    ]


def _engagement_tracks(viewer: User, row: Engagement) -> list[Track]:
    def told(before: Any, event: Any) -> list[Change]:
        return changes_between(from_json(before.content) if before else row, from_json(event.content))

    of_it, noun = Q(engagement_id=row.pk), str(_("Proposed change"))
    return [Track("proposal", EngagementProposal, of_it, noun=noun, changes=told)]


def _round_tracks(viewer: User, row: ReplyRound) -> list[Track]:
    """The needs that the viewer sees in it, who is asked, and the replies of which the viewer acts for a side."""
    asked = RoundNeed.objects.visible_to(viewer).filter(round=row).select_related("need")
    needs = {one.need_id: one.need for one in asked}
    invitations = RoundInvitation.objects.filter(round=row).select_related("organisation")
    invited = {one.organisation_id: one.organisation for one in invitations}
    # The same people as on the reply's own page of history.
    mine = Q(pk__in=[])
    if can(viewer, Permission.RESPONSE_DECIDE) and (home := own_country_id(viewer)):
        mine |= Q(need__country_id=home)
    if can(viewer, Permission.RESPONSE_WRITE) and viewer.organisation_id:
        mine |= Q(organisation_id=viewer.organisation_id)
    replies = Response.objects.visible_to(viewer).filter(mine, need__in=list(needs), organisation__in=list(invited))
    seen, answered = Q(need_id__in=list(needs)), Q(pgh_obj_id__in=[one.pk for one in replies])

    def need(event: Any) -> str:
        return needs[event.need_id].code

    def organisation(event: Any) -> str:
        return str(invited[event.organisation_id])

    def reply(event: Any) -> str:
        return f"{organisation(event)}, {need(event)}"

    of_it = Q(round_id=row.pk)
    return [
        Track("asked", RoundNeed, of_it & seen, noun=str(_("Need")), title=need),
        Track("invitation", RoundInvitation, of_it, noun=str(_("Organisation")), title=organisation),
        Track("reply", Response, answered, noun=str(_("Reply")), title=reply),
    ]


def _approach_tracks(viewer: User, row: Champion) -> list[Track]:
    """The plans of which the viewer may know; what others have called off is theirs."""
    seen = Approach.objects.visible_to(viewer).filter(standing() | keeps_as(viewer), champion=row).in_bulk()
    of_it, noun = Q(pgh_obj_id__in=list(seen)), str(_("Approach"))
    return [Track("approach", Approach, of_it, noun=noun, title=lambda event: str(seen[event.pgh_obj_id]))]


def _delivery_tracks(viewer: User, row: Delivery) -> list[Track]:
    parts = {one.pk: str(one.part.component) for one in row.parts.select_related("part__component")}
    of_it, noun = Q(delivery_id=row.pk), str(_("Part"))
    return [Track("part", DeliveryPart, of_it, noun=noun, title=lambda event: parts[event.pgh_obj_id])]


OF_COUNTRY = ("country", "withdrawn_by")
KINDS: dict[str, RecordKind] = {
    "need": RecordKind(Need, _("Need"), _own_team, OF_COUNTRY, _need_tracks, restores=True),
    "value": RecordKind(
        Observation,
        _("Indicator value"),
        _own_team,
        (*OF_COUNTRY, "country_indicator__indicator", "country_indicator__country"),
        lambda viewer, row: [_documents("value", row)],
        restores=True,
    ),
    "indicator": RecordKind(
        CountryIndicator,
        _("Baseline and target"),
        _own_team,
        (*OF_COUNTRY, "indicator"),
        _indicator_tracks,
        restores=True,
    ),
    "goal": RecordKind(Goal, _("Goal"), _team_or_setter, OF_COUNTRY),
    "rating": RecordKind(ActionRating, _("Rating"), _team_or_setter, (*OF_COUNTRY, "action")),
    "step": RecordKind(CommitmentStep, _("Step on a commitment"), _own_team, (*OF_COUNTRY, "commitment")),
    "answer": RecordKind(
        Response,
        _("Answer"),
        _side,
        ("need__country", "organisation"),
        _children(
            "response_id",
            ("part", ResponseComponent, _("Part")),
            ("delivery", Delivery, _("Delivery")),
            ("message", ResponseMessage, _("Message")),
        ),
    ),
    "question": RecordKind(Clarification, _("Question"), _asked_side, ("need__country",)),
    "programme": RecordKind(
        Programme,
        _("Programme"),
        _owner_or_keeper,
        ("owner",),
        _children(
            "programme_id",
            ("country", ProgrammeCountry, _("Member state")),
            ("priority", ProgrammePriority, _("Priority")),
            ("organisation", ProgrammeOrganisation, _("Organisation")),
        ),
    ),
    "plan": RecordKind(
        Plan,
        _("Plan"),
        _team_or_keeper,
        ("country",),
        _children("plan_id", ("objective", PlanObjective, _("Objective"))),
    ),
    "organisation": RecordKind(Organisation, _("Organisation"), _member_or_keeper, ("country",)),
    "round": RecordKind(ReplyRound, _("Reply round"), _sees, ("country",), _round_tracks, names_people=_keeps_round),
    "engagement": RecordKind(
        Engagement,
        _("Engagement with a mechanism"),
        _own_team,
        (*OF_COUNTRY, "mechanism"),
        _engagement_tracks,
    ),
    "champion": RecordKind(
        Champion, _("Champion"), _sees, ("organisation", "withdrawn_by"), _approach_tracks, names_people=_keeps_champion
    ),
    "delivery": RecordKind(
        Delivery,
        _("Delivery"),
        _reports_or_confirms,
        ("response__need__country", "response__organisation"),
        _delivery_tracks,
    ),
}
