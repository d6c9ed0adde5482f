"""Programmes that are active in the view of a year, counted and listed by member state and priority."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Sum

from core.clearance.models import Viewer
from core.figures import settle
from partners.programmes.models.choices import IwtRelevance
from partners.programmes.models.listing import ProgrammeFilter, audience_of
from partners.programmes.models.money_lines import MoneyLine
from partners.programmes.models.programmes import Programme, ProgrammeCountry
from partners.programmes.money_facts import ProgrammeFacts, facts_of
from partners.programmes.queries.money import money_by_cell
from partners.programmes.rules.money import NOT_SPLIT
from partners.programmes.rules.money_lines import ALL, ANY
from partners.programmes.rules.programmes import NotCounted

_NOTHING = Decimal(0)
OF_CELL = ("country", "priority", "programme__is_regional")


@dataclass(frozen=True)
class ActiveProgramme:
    """An active programme behind a cell; `is_named` is False where it covers the region and names no member state."""

    facts: ProgrammeFacts
    is_named: bool


@dataclass(frozen=True)
class ProgrammesOfYear:
    """How many programmes are active in the view of a year, and what money programmes give in it, by member state and
    priority; None stands for all of either.

    `counts` are the programmes by the rows of their lines, those that name no member state apart: (n, n everywhere).
    `money` is in US dollars, with `NOT_SPLIT` for what is not split.
    """

    counts: Mapping[tuple[str, str], int]
    everywhere: Mapping[str, int]
    money: Mapping[tuple[str, str], Decimal]

    def n_active(self, country: str | None, priority: str | None) -> int:
        """How many work in a member state and serve a priority."""
        found = self.counts.get((country or ALL, priority or ALL), 0)
        return found + (self.n_regional(priority) if country else 0)

    def n_regional(self, priority: str | None) -> int:
        """How many of these cover the region without naming a member state: they work in each."""
        return self.everywhere.get(priority or ALL, 0)

    def sum_of(self, country: str | None, priority: str | None) -> Decimal | None:
        """The money of a cell or total; None where no programme adds any."""
        found = [
            amount
            for (iso3, code), amount in self.money.items()
            if country in (None, iso3) and priority in (None, code)
        ]
        return sum(found, _NOTHING) if found else None


def programmes_of_year(viewer: Viewer, year: int, today: date, country: str = "") -> ProgrammesOfYear:
    """The programmes that are active in the view of a year and confirmed to counter illegal wildlife trade, and the
    money of all that count; or what a member state has of both. Two queries, and one for a member state."""
    settle()
    active = Programme.objects.judged(ProgrammeFilter()).active_in(year, today).values("pk")
    rows = MoneyLine.objects.filter(audience=audience_of(viewer))
    if country:
        rows = rows.filter(country__in=(country, ANY))
        # Of a member state there are few lines: they are looked through once.
        numbers: dict[str, Any] = {
            "n": Count("pk", filter=Q(programme__in=active)),
            "of_it": Sum("here", filter=Q(country=country) & ~Q(here=0)),
        }
        found: Any = rows.with_part_in(year).values(*OF_CELL)
        lines = list(found.annotate(**numbers).values_list(*OF_CELL, "n", "of_it"))
        money: dict[tuple[str, str], Decimal] = {}
        for iso3, priority, _is_regional, _n, amount in lines:
            if amount is not None and priority != ALL:
                money[iso3, priority] = money.get((iso3, priority), _NOTHING) + amount
        counts, everywhere = _counted(one[:4] for one in lines)
        return ProgrammesOfYear(counts, everywhere, money)
    found = rows.filter(programme__in=active).values(*OF_CELL).annotate(n=Count("pk"))
    counts, everywhere = _counted(found.values_list(*OF_CELL, "n"))
    return ProgrammesOfYear(counts, everywhere, money_by_cell(viewer, year))


def _counted(lines: Iterable[tuple[str, str, bool, int]]) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Programmes by member state and priority, and those by priority that name no member state. What is not split and
    what names no priority are not a member state's or a priority's own."""
    counts, everywhere = Counter[tuple[str, str]](), Counter[str]()
    for country, priority, is_regional, n in lines:
        if country == NOT_SPLIT or priority in (NOT_SPLIT, ANY):
            continue
        if country != ANY:
            counts[country, priority] += n
        elif is_regional:
            everywhere[priority] += n
    return counts, everywhere


def active_programmes(
    viewer: Viewer, year: int, today: date, *, country: str = "", priority: str = ""
) -> QuerySet[Any, Any]:
    """The active programmes that work in a member state and serve a priority, those that name a member state first,
    then by title; for `active_rows`."""
    return _active(viewer, country, priority, year, today).order_by("is_everywhere", "title", "pk")


def active_rows(rows: Any) -> list[ActiveProgramme]:
    """Active programmes as a page lists them, in the order of the rows. Two queries."""
    found = list(rows.values_list("pk", "is_everywhere"))
    facts = facts_of(Programme.objects.filter(pk__in=[pk for pk, _is_everywhere in found]))
    return [ActiveProgramme(facts[str(pk)], not is_everywhere) for pk, is_everywhere in found]


def not_counted(viewer: Viewer, country: str = "", priority: str = "") -> NotCounted:
    """What stands beside a count of programmes that are active today, in a member state and for a priority.

    One query for a member state, else two. Each number is that of the list under the same filter
    (`ProgrammeShow.END_PASSED`, `NOT_JUDGED`).
    """
    found = _working(Programme.objects.counted_for(viewer).about_iwt(), country)
    if country and not priority:
        # What is looked through is the member state's alone; over all programmes, each number has an index of its own.
        confirmed = Q(iwt_relevance=IwtRelevance.CONFIRMED)
        numbers = found.with_ends().aggregate(
            passed=Count("pk", filter=confirmed & Q(is_end_unconfirmed=True)), waiting=Count("pk", filter=~confirmed)
        )
        return NotCounted(numbers["passed"], numbers["waiting"], is_of_priority=False)
    if priority:
        found = found.serving([priority])
    judged = found.judged(_of(priority))
    waiting = found.exclude(pk__in=judged.values("pk")) if priority else found.not_judged()
    return NotCounted(judged.end_passed().count(), waiting.count(), is_of_priority=bool(priority))


def _active(viewer: Viewer, country: str, priority: str, year: int, today: date) -> Any:
    rows = Programme.objects.counted_for(viewer).judged(_of(priority)).active_in(year, today)
    names_any = Exists(ProgrammeCountry.objects.filter(programme=OuterRef("pk")))
    is_everywhere = ExpressionWrapper(Q(is_regional=True) & ~names_any, BooleanField())
    return _working(rows, country).annotate(is_everywhere=is_everywhere)


def _working(rows: Any, country: str) -> Any:
    return rows.working_in([country]) if country else rows


def _of(priority: str) -> ProgrammeFilter:
    return ProgrammeFilter(priorities=(priority,) if priority else ())
