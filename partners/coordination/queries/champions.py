"""Champions as pages show them: by name to whom consent reaches, to others only that somebody is being approached."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from core.clearance.models import Viewer
from core.clearance.permissions import Permission, can
from core.models import Country, Role, User
from partners.coordination.models.champions import Approach, Champion, keeps_as
from partners.coordination.permissions import may_keep_champion
from partners.coordination.rules.champions import Consent, consent_of, first_of_month

MOST_SHOWN = 200


@dataclass(frozen=True)
class ChampionRow:
    """A champion whom the viewer sees by name."""

    champion: Champion
    consent: Consent
    may_keep: bool


@dataclass(frozen=True)
class Approached:
    """Somebody whom another organisation approaches: who asks, by role, and when. Never whom."""

    who: str
    role: str
    month: date | None


@dataclass(frozen=True)
class PlannedRow:
    """A plan to approach somebody. `champion` is None where the viewer may not know whom."""

    approach: Approach
    champion: Champion | None
    who: str
    is_own: bool


@dataclass(frozen=True)
class ChampionList:
    """The register as its viewer may see it, with the plans of the months ahead."""

    rows: tuple[ChampionRow, ...]
    others: tuple[Approached, ...]
    months: tuple[tuple[date, tuple[PlannedRow, ...]], ...]
    may_enter: bool


@dataclass(frozen=True)
class ChampionPage:
    """A champion with the plans to approach them."""

    champion: Champion
    consent: Consent
    plans: tuple[PlannedRow, ...]
    may_keep: bool
    may_plan: bool


def champion_list(viewer: Viewer) -> ChampionList:
    """The register. Four queries."""
    rows = list(_champions(viewer)[:MOST_SHOWN])
    seen = {row.pk: row for row in rows}
    hidden = _hidden_from(viewer, seen)
    ahead = _ahead(viewer, seen, [row.pk for row in hidden])
    months = sorted({one.approach.month for one in ahead})
    return ChampionList(
        rows=tuple(_row(viewer, row) for row in rows),
        others=tuple(Approached(_side(row), row.contact_role, None) for row in hidden),
        months=tuple((month, tuple(one for one in ahead if one.approach.month == month)) for month in months),
        may_enter=can(viewer, Permission.CHAMPION_KEEP),
    )


def champion_of(viewer: Viewer, pk: int) -> ChampionPage:
    """A champion. Raises Champion.DoesNotExist where the viewer may not know of them. Two queries."""
    row = _champions(viewer).get(pk=pk)
    plans = Approach.objects.visible_to(viewer).standing().filter(champion=row).select_related("organisation")
    return ChampionPage(
        champion=row,
        consent=_consent(row),
        plans=tuple(_planned(viewer, one, row) for one in plans.order_by("month", "pk")),
        may_keep=may_keep_champion(viewer, row),
        may_plan=can(viewer, Permission.CHAMPION_KEEP) and row.forgotten_on is None,
    )


def approach_of(viewer: User, pk: int) -> Approach:
    """A plan of the viewer's own side. Raises Approach.DoesNotExist."""
    rows = Approach.objects.visible_to(viewer).standing().filter(keeps_as(viewer))
    found: Approach = rows.select_related("champion").get(pk=pk)
    return found


def countries() -> list[Country]:
    """The member states."""
    return list(Country.objects.all())


def _champions(viewer: Viewer) -> QuerySet[Champion]:
    return Champion.objects.visible_to(viewer).select_related("organisation", "country")


def _hidden_from(viewer: Viewer, seen: dict[int, Champion]) -> list[Champion]:
    """Entries of others that the viewer may not read by name: of these no more than side and role is told.

    For organisations and the secretariat, who might ask the same person; a country's team learns of its own people
    with their consent alone.
    """
    if not isinstance(viewer, User) or not (viewer.organisation_id or viewer.role == Role.SECRETARIAT):
        return []
    rows = Champion.objects.filter(forgotten_on__isnull=True, withdrawn_at__isnull=True).exclude(pk__in=seen)
    return list(rows.select_related("organisation").defer("name", "office", "purpose")[:MOST_SHOWN])


def _ahead(viewer: Viewer, seen: dict[int, Champion], hidden: list[int]) -> list[PlannedRow]:
    """Plans from this month on about whom the viewer sees, and, without saying whom, about others."""
    rows = Approach.objects.standing().filter(
        champion__in=[*seen, *hidden], month__gte=first_of_month(timezone.localdate())
    )
    found = rows.select_related("organisation").order_by("month", "pk")[:MOST_SHOWN]
    return [_planned(viewer, one, seen.get(one.champion_id)) for one in found]


def _planned(viewer: Viewer, one: Approach, champion: Champion | None) -> PlannedRow:
    own = getattr(viewer, "organisation_id", None)
    is_own = can(viewer, Permission.CHAMPION_KEEP) and one.organisation_id == own
    return PlannedRow(one, champion, _side(one), is_own)


def _row(viewer: Viewer, row: Champion) -> ChampionRow:
    return ChampionRow(row, _consent(row), may_keep_champion(viewer, row))


def _consent(row: Champion) -> Consent:
    today = timezone.localdate()
    return consent_of(row.consent_scope, row.consent_on, row.consent_until, row.consent_withdrawn_on, today)


def _side(row: Champion | Approach) -> str:
    """Whose it is; empty for the secretariat, which the page names."""
    return str(row.organisation) if row.organisation else ""
