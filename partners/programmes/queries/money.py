"""The money of programmes as pages show it: sums and their lines, read from what is stored beside the programmes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from core.choosing import Names
from core.clearance.models import Viewer
from core.figures import settle
from core.models import Organisation
from partners.programmes.models.choices import IwtRelevance, ParticipationRole
from partners.programmes.models.listing import NO_PRIORITY, ProgrammeFilter
from partners.programmes.models.money_lines import MoneyLine
from partners.programmes.models.programmes import Programme, ProgrammeOrganisation
from partners.programmes.money_facts import ProgrammeFacts, facts_of
from partners.programmes.rules.explained import REASONS, Cut, Explained, Line, MoneySum, explain
from partners.programmes.rules.money_lines import ALL
from partners.programmes.rules.portfolio import CountedProgramme, Portfolio, parents_in_sight, portfolio
from partners.programmes.rules.programmes import NotCounted, runs_in

_NOTHING = Decimal(0)
_REASONS = {reason.value: reason for reason in REASONS}
EVERYTHING = ProgrammeFilter()
# What a line of a sum is shown from.
_OF_LINE = ("programme", "here", "why", "is_unknown", "iwt_usd", "in_parts", "not_provided")


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


def funder_choices(viewer: Viewer) -> Names:
    """Organisations that fund a programme which counts and the viewer may read, in the order of names."""
    funding = ProgrammeOrganisation.objects.visible_to(viewer).filter(
        role=ParticipationRole.FUNDING, programme__iwt_relevance=IwtRelevance.CONFIRMED
    )
    rows = Organisation.objects.filter(pk__in=funding.values("organisation")).order_by("name", "pk")
    return Names(rows, others=("acronym",))


def money_book(viewer: Viewer) -> MoneyBook:
    """All programmes that count for a viewer. One query, and one more where the larger one of some is not among them.

    A programme that the viewer may not see, or that was withdrawn, stands in no sum, but still links its parts to what
    contains it: else their money would be counted beside that of the whole.
    """
    facts = facts_of(Programme.objects.counted_for(viewer))
    if any(one.money.parent and one.money.parent not in facts for one in facts.values()):
        links = Programme.objects.filter(parent__isnull=False).values_list("pk", "parent")
        parents = parents_in_sight({str(pk): str(parent) for pk, parent in links}, facts)
        facts = {key: one.part_of(parents.get(key, "")) for key, one in facts.items()}
    return MoneyBook(facts)


def sum_of(viewer: Viewer, cut: Cut, wanted: ProgrammeFilter = EVERYTHING) -> MoneySum:
    """A sum in US dollars with what is known of it. One query.

    `wanted` narrows it to the programmes of a list. Member state and priority are asked for in the cut: it knows what a
    state has of a programme, and which regional programmes a reader would look for.
    """
    rows = _lines(viewer, cut, wanted).order_by().values("why", "is_unknown")
    total, n_included, left_out = _NOTHING, 0, Counter[Any]()
    for why, is_unknown, n, amount in rows.annotate(n=Count("pk"), of_it=Sum("here")).values_list(
        "why", "is_unknown", "n", "of_it"
    ):
        if why is None:
            total, n_included = amount, n
        else:
            left_out[_REASONS[why], is_unknown] = n
    return MoneySum(total, n_included, left_out)


def included_in(viewer: Viewer, cut: Cut, wanted: ProgrammeFilter) -> QuerySet[Any, Any]:
    """The lines that make a sum, the largest part first, then by title; for `lines_of`."""
    rows = _lines(viewer, cut, wanted).filter(why=None)
    return rows.order_by("-here", "programme__title", "programme").values(*_OF_LINE)


def left_out_of(viewer: Viewer, cut: Cut, wanted: ProgrammeFilter) -> QuerySet[Any, Any]:
    """The lines that a sum leaves out though they have to do with it, by title; for `lines_of`."""
    rows = _lines(viewer, cut, wanted).exclude(why=None)
    return rows.order_by("programme__title", "programme").values(*_OF_LINE)


def lines_of(rows: Any) -> list[tuple[ProgrammeFacts, Line]]:
    """Programmes with their lines of a sum, in the order of the rows. Two queries."""
    found = list(rows)
    facts = facts_of(Programme.objects.filter(pk__in=[row["programme"] for row in found]))
    return [(facts[str(row["programme"])], _line(row, facts[str(row["programme"])])) for row in found]


def funded_together(viewer: Viewer, code: str) -> tuple[Decimal, int]:
    """What programmes count that an organisation funds together with others, and how many they are. One query.

    Who gives how much of it is not known, so it is in no funder's own total; the region counts it once.
    """
    settle()
    rows = MoneyLine.objects.in_cut(viewer, Cut()).funded_by(code).filter(n_funders__gt=1, iwt_usd__isnull=False)
    found = rows.aggregate(n=Count("pk"), own=Sum(F("iwt_usd") - F("in_parts") - F("not_provided")))
    return found["own"] or _NOTHING, found["n"]


def money_by_cell(viewer: Viewer, year: int) -> dict[tuple[str, str], Decimal]:
    """What programmes add in a year to each member state and priority, with `NOT_SPLIT` for what is not split by them.
    A cell that no programme adds anything to is not among them. One query."""
    settle()
    rows: Any = MoneyLine.objects.adding_in(viewer, year).exclude(country=ALL).exclude(priority=ALL)
    found = (
        rows.exclude(here=0)
        .values("country", "priority")
        .annotate(of_it=Sum("here"))
        .values_list("country", "priority", "of_it")
    )
    return {(country, priority): amount for country, priority, amount in found}


def not_counted(viewer: Viewer, country: str = "", priority: str = "") -> NotCounted:
    """What stands beside a count of programmes that are active today, in a member state and for a priority.

    Two queries. Each number is that of the list under the same filter (`ProgrammeShow.END_PASSED`, `NOT_JUDGED`).
    """
    asked = ProgrammeFilter(priorities=(priority,) if priority else ())
    found = Programme.objects.counted_for(viewer).about_iwt()
    if country:
        found = found.working_in([country])
    if priority:
        found = found.serving([priority])
    judged = found.judged(asked)
    waiting = found.exclude(pk__in=judged.values("pk")) if priority else found.not_judged()
    return NotCounted(judged.end_passed().count(), waiting.count(), is_of_priority=bool(priority))


def _lines(viewer: Viewer, cut: Cut, wanted: ProgrammeFilter) -> QuerySet[Any, Any]:
    settle()
    rows = MoneyLine.objects.in_cut(viewer, cut)
    narrowed = replace(wanted, countries=(), priorities=())
    if replace(narrowed, own_of=None) != EVERYTHING:
        rows = rows.filter(programme__in=Programme.objects.visible_to(viewer).matching(narrowed).values("pk"))
    return rows


def _line(row: Mapping[str, Any], facts: ProgrammeFacts) -> Line:
    counted = None
    if row["iwt_usd"] is not None:
        whole, in_parts, not_provided = row["iwt_usd"], row["in_parts"], row["not_provided"]
        counted = CountedProgramme(facts.money, whole, in_parts, not_provided, whole - in_parts - not_provided)
    reason = _REASONS[row["why"]] if row["why"] else None
    return Line(facts.money.key, row["here"], counted, reason, row["is_unknown"])


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
    return {"money": sum_of(viewer, cut, wanted), **found}
