"""Needs and plans counted for pages of several apps."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from core.clearance.models import State, Viewer
from core.models import Country, Priority
from needs.models import CLOSED_STATUSES, Need, NeedRevision, Plan


@dataclass(frozen=True)
class CurrencyAmount:
    """A sum in one currency; sums of several currencies stand side by side and are never added."""

    currency: str
    amount: Decimal
    n_needs: int


@dataclass(frozen=True)
class PriorityNeeds:
    """Cleared needs under one priority. `sought` sums what open needs ask for; one without an amount adds nothing."""

    priority: Priority
    total: int
    open: int
    sought: tuple[CurrencyAmount, ...]


@dataclass(frozen=True)
class OpenCount:
    """Cleared needs of one member state: how many look for support, of how many."""

    country: Country
    open: int
    total: int


@dataclass(frozen=True)
class RecentChange:
    """A version of a need that was cleared."""

    need: Need
    number: int
    reason: str
    cleared_at: datetime


IS_OPEN = ~Q(status__in=CLOSED_STATUSES)


def _counted(viewer: Viewer, country: Country | None) -> QuerySet[Need]:
    """What a figure counts: cleared needs only, for their own team too, so that nobody quotes an unfinished draft."""
    rows = Need.objects.visible_to(viewer).filter(state=State.CLEARED)
    return rows.filter(country=country) if country else rows


def needs_by_priority(viewer: Viewer, country: Country | None = None) -> list[PriorityNeeds]:
    """All twelve priorities in their order, with the cleared needs that the viewer may see. Three queries."""
    rows = _counted(viewer, country)
    counts = {
        key: (total, is_open)
        for key, total, is_open in rows.order_by()
        .values_list("priority")
        .annotate(total=Count("pk"), open=Count("pk", filter=IS_OPEN))
    }
    sought: dict[int, list[CurrencyAmount]] = defaultdict(list)
    sums = (
        rows.filter(IS_OPEN, amount_sought__isnull=False)
        .order_by("currency")
        .values_list("priority", "currency")
        .annotate(amount=Sum("amount_sought"), n=Count("pk"))
    )
    for key, currency, amount, n_needs in sums:
        sought[key].append(CurrencyAmount(currency, amount, n_needs))
    return [
        PriorityNeeds(priority, *counts.get(priority.pk, (0, 0)), sought=tuple(sought[priority.pk]))
        for priority in Priority.objects.all()
    ]


def open_counts(viewer: Viewer) -> list[OpenCount]:
    """All member states in ASEAN order, with the cleared needs that the viewer may see. Two queries."""
    counts = {
        key: (is_open, total)
        for key, total, is_open in _counted(viewer, None)
        .order_by()
        .values_list("country")
        .annotate(total=Count("pk"), open=Count("pk", filter=IS_OPEN))
    }
    return [OpenCount(country, *counts.get(country.pk, (0, 0))) for country in Country.objects.all()]


def plans_of(country: Country) -> list[Plan]:
    """The country's official plans, the newest first, each with its `objectives` at hand. Two queries.

    Plans are public by nature.
    """
    return list(
        Plan.objects.filter(country=country)
        .prefetch_related("objectives")
        .order_by("-start_year", "-end_year", "title")
    )


def recent_changes(viewer: Viewer, country: Country | None = None, limit: int = 20) -> list[RecentChange]:
    """Versions of needs that were cleared last, newest first, as far as the viewer may see them. One query."""
    rows = NeedRevision.objects.visible_to(viewer).filter(state=State.CLEARED).select_related("need__country")
    if country:
        rows = rows.filter(country=country)
    return [
        RecentChange(row.need, row.number, row.reason, row.cleared_at)
        for row in rows.order_by("-cleared_at", "-pk")[:limit]
        if row.cleared_at
    ]
