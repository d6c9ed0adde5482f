"""The money of programmes as pages show it: one reading of the table, one rule, whatever is asked."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, OuterRef, Q
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from core.clearance.models import Viewer
from core.folding import sort_key
from core.models import Organisation
from partners.programmes.models.choices import ACTIVE_STATUSES, IwtRelevance, ParticipationRole, ProgrammeStatus
from partners.programmes.models.ends import end_unconfirmed
from partners.programmes.models.listing import NO_PRIORITY, ProgrammeFilter
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)
from partners.programmes.rules.explained import Cut, Explained, Line, explain
from partners.programmes.rules.money import MoneyGap, ProgrammeMoney
from partners.programmes.rules.portfolio import Portfolio, parents_in_sight, portfolio
from partners.programmes.rules.programmes import NotCounted, runs_in

# The columns that a programme's facts hold as they are, and those that go into its money.
_FACTS = (
    "pk",
    "slug",
    "title",
    "status",
    "currency",
    "rate_on",
    "rate_source",
    "iwt_relevance",
    "is_regional",
    "is_demo",
)
_MONEY = ("iwt_share", "covers_more", "starts_on", "ends_on", "planned_ends_on", "total", "rate_per_usd", "parent_id")


@dataclass(frozen=True)
class ProgrammeFacts:
    """A programme as far as money and gaps need it: `owner` is the name of the organisation it belongs to, or empty;
    `suggested` are the priorities that nobody has confirmed yet."""

    pk: int
    slug: str
    title: str
    owner: str
    status: str
    currency: str
    rate_on: date | None
    rate_source: str
    iwt_relevance: str
    is_regional: bool
    is_demo: bool
    is_end_unconfirmed: bool
    suggested: frozenset[str]
    money: ProgrammeMoney

    def part_of(self, parent: str) -> Self:
        """The same programme as a part of the one of that key, or of none."""
        return self if self.money.parent == parent else replace(self, money=replace(self.money, parent=parent))

    @property
    def status_label(self) -> str:
        """Its status in words."""
        return str(ProgrammeStatus(self.status).label)

    @property
    def is_everywhere(self) -> bool:
        """Whether it covers the region without naming a member state."""
        return self.is_regional and not self.money.countries

    def works_in(self, iso3: str) -> bool:
        """Whether it names the member state, or covers the region without naming any."""
        return iso3 in self.money.countries or self.is_everywhere

    def is_judged_for(self, code: str) -> bool:
        """Whether a person has confirmed that it counters illegal wildlife trade, and the priority if one is asked."""
        return self.iwt_relevance == IwtRelevance.CONFIRMED and (not code or self.serves(code))

    def serves(self, code: str) -> bool:
        """Whether a person has confirmed that it serves the priority."""
        return code in self.money.priorities


@dataclass(frozen=True)
class MoneyBook:
    """Every programme that counts for a viewer, by key, and what the rule makes of them."""

    facts: Mapping[str, ProgrammeFacts]

    @cached_property
    def portfolio(self) -> Portfolio:
        """What counts of these programmes, by the rule."""
        return portfolio(facts.money for facts in self.facts.values())

    def active(self, year: int, today: date) -> list[ProgrammeFacts]:
        """The programmes that are active in the view of a year, and confirmed to counter illegal wildlife trade."""
        return [
            facts
            for facts in self.facts.values()
            if facts.iwt_relevance == IwtRelevance.CONFIRMED
            and runs_in(facts.status, facts.money.starts_on, facts.money.ends_on, year, today)
        ]

    def not_counted(self, country: str = "", priority: str = "") -> NotCounted:
        """What stands beside a count of programmes that are active today, in a member state and for a priority.

        Each number is that of the list under the same filter (`ProgrammeShow.END_PASSED`, `NOT_JUDGED`).
        """
        found = [
            facts
            for facts in self.facts.values()
            if facts.iwt_relevance != IwtRelevance.NOT_IWT
            and (not country or facts.works_in(country))
            and (not priority or facts.serves(priority) or priority in facts.suggested)
        ]
        judged = [facts for facts in found if facts.is_judged_for(priority)]
        n_passed = sum(facts.is_end_unconfirmed for facts in judged)
        return NotCounted(n_passed, len(found) - len(judged), is_of_priority=bool(priority))

    def sum_of(self, cut: Cut) -> Explained:
        """A sum in US dollars with what is known of it, its lines in no order."""
        return explain(self.portfolio, cut)

    def total(self, cut: Cut) -> Decimal:
        """A sum in US dollars, of what is known."""
        return self.sum_of(cut).total

    def funded_together(self, code: str) -> tuple[Decimal, int]:
        """What programmes count that an organisation funds together with others, and how many they are.

        Who gives how much of it is not known, so it is in no funder's own total; the region counts it once.
        """
        found = [
            one.own
            for one in self.portfolio.counted.values()
            if code in one.programme.funders and len(one.programme.funders) > 1
        ]
        return sum(found, Decimal(0)), len(found)

    def explained(self, cut: Cut, among: Container[str] | None = None) -> Explained:
        """A sum with its lines: the largest part first, then by title; those left out by title."""

        def order(line: Line) -> tuple[Decimal, str, int]:
            facts = self.facts[line.key]
            return -line.amount, sort_key(facts.title), facts.pk

        found = explain(self.portfolio, cut, among)
        included, left_out = sorted(found.included, key=order), sorted(found.left_out, key=order)
        return replace(found, included=tuple(included), left_out=tuple(left_out))


def funder_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Organisations that fund a programme which counts and the viewer may read, in the order of names. One query."""
    funding = ProgrammeOrganisation.objects.visible_to(viewer).filter(
        role=ParticipationRole.FUNDING, programme__iwt_relevance=IwtRelevance.CONFIRMED
    )
    rows = Organisation.objects.filter(pk__in=funding.values("organisation")).order_by("name")
    return [(row.code, str(row)) for row in rows]


def money_book(viewer: Viewer) -> MoneyBook:
    """All programmes that count for a viewer. One query, and one more where the larger one of some is not among them.

    A programme that the viewer may not see, or that was withdrawn, stands in no sum, but still links its parts to what
    contains it: else their money would be counted beside that of the whole.
    """
    confirmed = ProgrammePriority.objects.filter(is_suggested=False)
    suggested = ProgrammePriority.objects.filter(is_suggested=True)
    funding = ProgrammeOrganisation.objects.filter(role=ParticipationRole.FUNDING)
    rows = Programme.objects.counted_for(viewer).order_by("pk")
    rows = rows.values(
        *(*_FACTS, *_MONEY, "owner__name", "owner__acronym"),
        country_shares=country_pairs(),
        priority_shares=_pairs(confirmed, "priority__code", "share"),
        funders=_pairs(funding, "organisation__code", "role"),
        suggested_for=_pairs(suggested, "priority__code", "share"),
        is_end_unconfirmed=end_unconfirmed(timezone.localdate()),
    )
    facts = {str(row["pk"]): _facts(row) for row in rows}
    if any(one.money.parent and one.money.parent not in facts for one in facts.values()):
        links = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
        parents = parents_in_sight({str(pk): str(parent) for pk, parent in links}, facts)
        facts = {key: one.part_of(parents.get(key, "")) for key, one in facts.items()}
    return MoneyBook(facts)


def explained_money(viewer: Viewer, cut: Cut, wanted: ProgrammeFilter) -> tuple[MoneyBook, Explained]:
    """The part that is asked for of the programmes that a list was narrowed to, by the book. At most two queries.

    Member state and priority are asked for in the cut: it knows what a state has of a programme, and which regional
    programmes a reader would look for.
    """
    narrowed = replace(wanted, countries=(), priorities=())
    among = None
    if replace(narrowed, own_of=None) != ProgrammeFilter():
        keys = Programme.objects.visible_to(viewer).matching(narrowed).values_list("pk", flat=True)
        among = frozenset(str(key) for key in keys)
    book = money_book(viewer)
    return book, book.explained(cut, among)


def listed_money(viewer: Viewer, cut: Cut, wanted: ProgrammeFilter) -> dict[str, Any]:
    """The total of the list of programmes under a filter (`money`); `cut` is the same filter's. At most four queries.

    `n` programmes stand in the list, and `n_unknown` of them have no amount or no IWT share. Each is of one kind:
    `n_active`, `n_not_active` (ended, resting, or not known) and `n_not_judged`, of which nobody has said that they
    counter illegal wildlife trade, or that they have the priority asked for (`is_of_priority`). Where a member state is
    asked for, `n_region` of them cover the region without naming any; where a priority is, `n_no_priority` more name
    none, and are not in the list.
    """
    seen = Programme.objects.visible_to(viewer)
    rows = seen.matching(wanted)
    kinds = {
        "n": Q(),
        "n_unknown": Q(total__isnull=True) | Q(iwt_share__isnull=True),
        "n_active": Q(pk__in=seen.judged(wanted).active().values("pk")),
        "n_not_iwt": Q(iwt_relevance=IwtRelevance.NOT_IWT),
        "n_judged": Q(pk__in=seen.judged(wanted).values("pk")),
        "n_named": Q(pk__in=seen.naming(wanted.countries).values("pk")) if wanted.countries else Q(),
    }
    found = rows.aggregate(**{name: Count("pk", filter=kind) for name, kind in kinds.items()})
    found |= {
        "n_not_active": found["n_judged"] - found["n_active"],
        "n_not_judged": found["n"] - found["n_judged"] - found["n_not_iwt"],
        "n_region": found["n"] - found["n_named"],
        "n_no_priority": 0,
        "is_of_priority": bool(set(wanted.priorities) - {NO_PRIORITY}),
    }
    if found["is_of_priority"]:
        found["n_no_priority"] = seen.matching(replace(wanted, priorities=(NO_PRIORITY,))).count()
    return {"money": explained_money(viewer, cut, wanted)[1], **found}


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


def _facts(row: dict[str, Any]) -> ProgrammeFacts:
    countries = shares_of(row["country_shares"])
    money = ProgrammeMoney(
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
    owner = row["owner__acronym"] or row["owner__name"] or ""
    return ProgrammeFacts(
        **{name: row[name] for name in _FACTS},
        owner=owner,
        is_end_unconfirmed=row["is_end_unconfirmed"],
        suggested=frozenset(pair["key"] for pair in row["suggested_for"]),
        money=money,
    )


def _barred_because(row: dict[str, Any], countries: Mapping[str, Decimal | None]) -> MoneyGap | None:
    """The reason why a programme may not count, whatever its figures are."""
    if row["iwt_relevance"] != IwtRelevance.CONFIRMED:
        # Those that are not confirmed are left out under their own name.
        return MoneyGap(row["iwt_relevance"])
    if row["status"] == ProgrammeStatus.CANCELLED:
        return MoneyGap.CANCELLED
    return None if countries or row["is_regional"] else MoneyGap.NO_PLACE
