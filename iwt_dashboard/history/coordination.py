"""The histories of what several sides read together: rounds, engagements, champions, deliveries.

Each is read by whom the record is shown to in full. Where that is more than one side, the writer of a line is named to
the side that keeps the record, and to others by role.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clearance.models import own_country_id
from core.clearance.permissions import Permission, can
from core.history.timeline import Track
from core.models import User
from core.tracking import standing
from iwt_dashboard.history.kinds import RecordKind, itself
from partners.coordination.models.champions import Approach, Champion, keeps_as
from partners.coordination.models.mechanisms import Engagement
from partners.coordination.models.rounds import ReplyRound, RoundInvitation, RoundNeed
from partners.coordination.permissions import may_keep_champion, may_keep_engagement
from partners.support.models.answers import Response
from partners.support.models.delivery import Delivery, DeliveryPart, of_a_side


def _takes_part(viewer: User, row: ReplyRound) -> bool:
    return ReplyRound.objects.visible_to(viewer).filter(pk=row.pk).exists()


def _round_tracks(viewer: User, row: ReplyRound) -> list[Track]:
    """The needs that the viewer sees in it, who is asked, and the replies of which the viewer acts for a side."""
    needs = {one.need_id: one.need for one in _asked(viewer, row)}
    invited = {one.organisation_id: one.organisation for one in _invited(row)}
    replies = _own_replies(viewer, list(needs), list(invited))
    return [
        Track(
            "asked",
            RoundNeed,
            Q(round_id=row.pk, need_id__in=list(needs)),
            noun=_("Need"),
            title=lambda event: needs[event.need_id].code,
        ),
        Track(
            "invitation",
            RoundInvitation,
            Q(round_id=row.pk),
            noun=_("Organisation"),
            title=lambda event: str(invited[event.organisation_id]),
        ),
        Track(
            "reply",
            Response,
            Q(pgh_obj_id__in=[one.pk for one in replies]),
            noun=_("Reply"),
            title=lambda event: f"{invited[event.organisation_id]}, {needs[event.need_id].code}",
        ),
    ]


def _asked(viewer: User, row: ReplyRound) -> Any:
    return RoundNeed.objects.visible_to(viewer).filter(round=row).select_related("need")


def _invited(row: ReplyRound) -> Any:
    return RoundInvitation.objects.filter(round=row).select_related("organisation")


def _own_replies(viewer: User, needs: list[int], organisations: list[int]) -> Any:
    """Replies whose history the viewer may read: the same people as on the reply's own page of history."""
    mine = Q(pk__in=[])
    if can(viewer, Permission.RESPONSE_DECIDE) and (home := own_country_id(viewer)):
        mine |= Q(need__country_id=home)
    if can(viewer, Permission.RESPONSE_WRITE) and viewer.organisation_id:
        mine |= Q(organisation_id=viewer.organisation_id)
    return Response.objects.visible_to(viewer).filter(mine, need__in=needs, organisation__in=organisations)


def _keeps_round(viewer: User, row: ReplyRound) -> bool:
    return viewer.organisation_id is None and viewer.country_id == row.country_id


def _everybody(viewer: User, row: Engagement) -> bool:
    return True


def _of_country_or_keeper(viewer: User, row: Engagement) -> bool:
    return may_keep_engagement(viewer, row.country) or own_country_id(viewer) == row.country_id


def _knows_by_name(viewer: User, row: Champion) -> bool:
    return Champion.objects.visible_to(viewer).filter(pk=row.pk).exists()


def _approach_tracks(viewer: User, row: Champion) -> list[Track]:
    """The plans of which the viewer may know; what others have called off is theirs."""
    seen = Approach.objects.visible_to(viewer).filter(standing() | keeps_as(viewer), champion=row)
    keys = {one.pk: one for one in seen}
    return [
        Track(
            "approach",
            Approach,
            Q(pgh_obj_id__in=list(keys)),
            noun=_("Approach"),
            title=lambda event: str(keys[event.pgh_obj_id]),
        )
    ]


def _keeps_champion(viewer: User, row: Champion) -> bool:
    own = row.organisation_id is not None and row.organisation_id == viewer.organisation_id
    return own or may_keep_champion(viewer, row)


def _reports_or_confirms(viewer: User, row: Delivery) -> bool:
    return Delivery.objects.filter(of_a_side(viewer), pk=row.pk).exists()


def _delivery_tracks(row: Delivery) -> list[Track]:
    parts = {one.pk: one for one in row.parts.select_related("part__component")}
    return [
        itself(row),
        Track(
            "part",
            DeliveryPart,
            Q(delivery_id=row.pk),
            noun=_("Part"),
            title=lambda event: str(parts[event.pgh_obj_id].part.component),
        ),
    ]


def _alone(row: Any) -> list[Track]:
    return [itself(row)]


COORDINATION: dict[str, RecordKind] = {
    "round": RecordKind(
        ReplyRound,
        _takes_part,
        _alone,
        ("country",),
        gettext_lazy("Reply round"),
        more_tracks=_round_tracks,
        names_people=_keeps_round,
    ),
    "engagement": RecordKind(
        Engagement,
        _everybody,
        _alone,
        ("mechanism", "country"),
        gettext_lazy("Engagement with a mechanism"),
        names_people=_of_country_or_keeper,
    ),
    "champion": RecordKind(
        Champion,
        _knows_by_name,
        _alone,
        ("organisation", "withdrawn_by"),
        gettext_lazy("Champion"),
        more_tracks=_approach_tracks,
        names_people=_keeps_champion,
    ),
    "delivery": RecordKind(
        Delivery,
        _reports_or_confirms,
        _delivery_tracks,
        ("response__need__country", "response__organisation"),
        gettext_lazy("Delivery"),
    ),
}
