"""Programmes as far as money and gaps need them: what the rule is given, and what pages say beside a sum."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, CharField, ExpressionWrapper, F, OuterRef
from django.db.models.functions import Cast, JSONObject

from partners.programmes.models.choices import (
    ACTIVE_STATUSES,
    Audience,
    IwtRelevance,
    ParticipationRole,
    ProgrammeStatus,
)
from partners.programmes.models.listing import counted_by
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)
from partners.programmes.rules.money import MoneyGap, ProgrammeMoney
from partners.programmes.rules.portfolio import Portfolio, parents_in_sight, portfolio

# The columns that a programme's facts hold as they are, and those that go into its money.
_FACTS = (
    "pk",
    "slug",
    "title",
    "status",
    "currency",
    "rate_on",
    "rate_source",
    "is_demo",
)
FAMILY = """
WITH RECURSIVE family(id) AS (
    SELECT unnest(%s::bigint[])
    UNION
    SELECT near.id FROM family CROSS JOIN LATERAL (
        SELECT below.id FROM partners_programme AS below WHERE below.parent_id = family.id
        UNION ALL
        SELECT own.parent_id FROM partners_programme AS own WHERE own.id = family.id AND own.parent_id IS NOT NULL
    ) AS near
)
SELECT id FROM family
"""
_MONEY = (
    "iwt_relevance",
    "is_regional",
    "iwt_share",
    "covers_more",
    "starts_on",
    "ends_on",
    "planned_ends_on",
    "total",
    "rate_per_usd",
    "parent_id",
)


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme as far as money and gaps need it: `owner` is the name of the organisation it belongs to, or empty."""

    pk: int
    slug: str
    title: str
    owner: str
    status: str
    currency: str
    rate_on: date | None
    rate_source: str
    is_demo: bool
    money: ProgrammeMoney

    @property
    def status_label(self) -> str:
        """Its status in words."""
        return str(ProgrammeStatus(self.status).label)


def facts_of(rows: Any) -> dict[str, ProgrammeFacts]:
    """Programmes by key, as far as money and gaps need them. One query."""
    return {str(row["pk"]): _facts(row) for row in _with_shares(rows)}


def family_of_all(keys: Collection[int]) -> list[int]:
    """Programmes with all that contain them or are part of them, at any distance, seen or not. One query."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, [list(keys)])
        return [key for (key,) in cursor.fetchall()]


def portfolios_of(family: Collection[int]) -> dict[Audience, Portfolio]:
    """What each audience counts of whole families. One query.

    A programme that an audience may not see, or that was withdrawn, stands in no sum, but still links its parts to what
    contains it: else their money would be counted beside that of the whole.
    """
    seen = {f"is_for_{one}": ExpressionWrapper(counted_by(one), BooleanField()) for one in Audience}
    rows = list(_with_shares(Programme.objects.filter(pk__in=family).annotate(**seen), *seen))
    money = {str(row["pk"]): _money(row) for row in rows}
    links = {key: one.parent for key, one in money.items() if one.parent}
    found = {}
    for one in Audience:
        keys = {str(row["pk"]) for row in rows if row[f"is_for_{one}"]}
        parents = parents_in_sight(links, keys)
        found[one] = portfolio(_part_of(money[key], parents.get(key, "")) for key in keys)
    return found


def country_pairs() -> ArraySubquery:
    """The member states of the outer programme with their shares, for `shares_of`."""
    return _pairs(ProgrammeCountry.objects.all(), "country__iso3", "share")


def shares_of(pairs: list[dict[str, str | None]]) -> dict[str, Decimal | None]:
    """Shares by code, None where a share is not given."""
    return {str(pair["key"]): None if pair["value"] is None else Decimal(pair["value"]) for pair in pairs}


def _pairs(rows: Any, key: str, value: str) -> ArraySubquery:
    """Rows of the outer programme as pairs. Numbers go as text: JSON would turn them into floats."""
    found = rows.filter(programme=OuterRef("pk")).order_by("pk")
    return ArraySubquery(found.values(pair=JSONObject(key=F(key), value=Cast(value, CharField()))))


def _with_shares(rows: Any, *more: str) -> Any:
    """The columns of facts, with member states, priorities and funders, and those that the caller wants besides."""
    confirmed = ProgrammePriority.objects.filter(is_suggested=False)
    funding = ProgrammeOrganisation.objects.filter(role=ParticipationRole.FUNDING)
    return rows.order_by("pk").values(
        *(*_FACTS, *_MONEY, *more, "owner__name", "owner__acronym"),
        country_shares=country_pairs(),
        priority_shares=_pairs(confirmed, "priority__code", "share"),
        funders=_pairs(funding, "organisation__code", "role"),
    )


def _facts(row: dict[str, Any]) -> ProgrammeFacts:
    return ProgrammeFacts(
        **{name: row[name] for name in _FACTS},
        owner=row["owner__acronym"] or row["owner__name"] or "",
        money=_money(row),
    )


def _money(row: dict[str, Any]) -> ProgrammeMoney:
    countries = shares_of(row["country_shares"])
    return ProgrammeMoney(
        key=str(row["pk"]),
        amount=row["total"],
        per_usd=Decimal(1) if row["currency"] == "USD" else row["rate_per_usd"],
        iwt_share=row["iwt_share"],
        countries=countries,
        covers_more=row["covers_more"] or row["is_regional"],
        priorities=shares_of(row["priority_shares"]),
        barred=_barred_because(row, countries),
        parent=str(row["parent_id"] or ""),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        planned_ends_on=row["planned_ends_on"] if row["status"] == ProgrammeStatus.TERMINATED_EARLY else None,
        funders=frozenset(pair["key"] for pair in row["funders"]),
        is_idle=row["status"] not in ACTIVE_STATUSES,
    )


def _part_of(money: ProgrammeMoney, parent: str) -> ProgrammeMoney:
    """The same programme as a part of the one of that key, or of none."""
    return money if money.parent == parent else replace(money, parent=parent)


def _barred_because(row: dict[str, Any], countries: Mapping[str, Decimal | None]) -> MoneyGap | None:
    """The reason why a programme may not count, whatever its figures are."""
    if row["iwt_relevance"] != IwtRelevance.CONFIRMED:
        # Those that are not confirmed are left out under their own name.
        return MoneyGap(row["iwt_relevance"])
    if row["status"] == ProgrammeStatus.CANCELLED:
        return MoneyGap.CANCELLED
    return None if countries or row["is_regional"] else MoneyGap.NO_PLACE
