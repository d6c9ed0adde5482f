"""Champions as pages show them: by name to whom consent reaches, to others only that somebody is being approached."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, QuerySet
from django.utils import timezone

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.models import Role, User
from partners.coordination.models.champions import Approach, Champion, keeps_as
from partners.coordination.permissions import may_keep_champion

MOST_SHOWN = 200
BY_SIDE = (F("organisation__name").asc(nulls_first=True), "contact_role")
"""The order of entries of which no more than side and role is told."""


@dataclass(frozen=True)
class PlannedRow:
    """A plan to approach somebody. `champion` is None where the viewer may not know whom."""

    approach: Approach
    champion: Champion | None
    is_own: bool


@dataclass(frozen=True)
class ChampionList:
    """The register as its viewer may see it, with the plans of the months ahead.

    `rows` are champions, each with whether the viewer keeps it; `others` the sides and roles of people who approach
    somebody, never whom.
    """

    rows: list[tuple[Champion, bool]]
    others: list[tuple[str, str]]
    months: list[tuple[date, list[PlannedRow]]]
    may_enter: bool


@dataclass(frozen=True)
class ChampionPage:
    """A champion with the plans to approach them."""

    champion: Champion
    plans: list[PlannedRow]
    may_keep: bool
    may_plan: bool


def champion_list(viewer: Viewer) -> ChampionList:
    """The register. Four queries."""
    seen = {row.pk: row for row in _champions(viewer)[:MOST_SHOWN]}
    hidden = _hidden_from(viewer, seen)
    ahead = Approach.objects.standing().filter(
        champion__in=[*seen, *(row.pk for row in hidden)], month__gte=timezone.localdate().replace(day=1)
    )
    # By what every reader of the plan may know: never by the person who is to be asked, nor by when it was entered.
    shown = ahead.select_related("organisation").order_by("month", *BY_SIDE, "pk")[:MOST_SHOWN]
    plans = [_planned(viewer, one, seen.get(one.champion_id)) for one in shown]
    return ChampionList(
        rows=[(row, may_keep_champion(viewer, row)) for row in seen.values()],
        others=[(str(row.organisation or ""), row.contact_role) for row in hidden],
        months=[(month, list(rows)) for month, rows in groupby(plans, key=lambda plan: plan.approach.month)],
        may_enter=can(viewer, Permission.CHAMPION_KEEP),
    )


def champion_of(viewer: Viewer, pk: int, *, to_keep: bool = False) -> ChampionPage:
    """A champion, in two queries. Raises Champion.DoesNotExist for who may not know, or (`to_keep`) keep, them."""
    row = _champions(viewer).get(pk=pk)
    may_keep = may_keep_champion(viewer, row)
    if to_keep and not may_keep:
        raise Champion.DoesNotExist
    plans = Approach.objects.visible_to(viewer).standing().filter(champion=row).select_related("organisation")
    return ChampionPage(
        champion=row,
        plans=[_planned(viewer, one, row) for one in plans.order_by("month", "pk")],
        may_keep=may_keep,
        may_plan=can(viewer, Permission.CHAMPION_KEEP) and row.forgotten_on is None,
    )


def approach_of(viewer: User, pk: int) -> Approach:
    """A plan of the viewer's own side. Raises Approach.DoesNotExist."""
    rows = Approach.objects.visible_to(viewer).standing().filter(keeps_as(viewer))
    return rows.select_related("champion").get(pk=pk)


def _champions(viewer: Viewer) -> QuerySet[Champion]:
    return Champion.objects.visible_to(viewer).select_related("organisation", "country")


def _hidden_from(viewer: Viewer, seen: Collection[int]) -> list[Champion]:
    """Entries of others that the viewer may not read by name: of these no more than side and role is told.

    For organisations and the secretariat, who might ask the same person; a country's team learns of its own people
    with their consent alone. They come in the order of what is told: any other order would tell more.
    """
    if not isinstance(viewer, User) or not (viewer.organisation_id or viewer.role == Role.SECRETARIAT):
        return []
    rows = Champion.objects.filter(forgotten_on__isnull=True, withdrawn_at__isnull=True).exclude(pk__in=seen)
    told = rows.select_related("organisation").defer("name", "office", "purpose").order_by(*BY_SIDE)
    return list(told[:MOST_SHOWN])


def _planned(viewer: Viewer, one: Approach, champion: Champion | None) -> PlannedRow:
    own = getattr(viewer, "organisation_id", None)
    return PlannedRow(one, champion, can(viewer, Permission.CHAMPION_KEEP) and one.organisation_id == own)
