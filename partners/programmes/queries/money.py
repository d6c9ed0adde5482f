"""The money of programmes as pages show it: sums and their lines, read from what is stored beside the programmes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from core.choosing import Names
from core.clearance.models import Viewer
from core.figures import settle
from core.models import Organisation
from partners.programmes.models.choices import IwtRelevance, ParticipationRole
from partners.programmes.models.listing import NO_PRIORITY, ProgrammeFilter, runs_on
from partners.programmes.models.money_lines import MoneyLine
from partners.programmes.models.programmes import Programme, ProgrammeOrganisation
from partners.programmes.money_facts import ProgrammeFacts, facts_of
from partners.programmes.rules.explained import REASONS, Cut, Line, MoneySum
from partners.programmes.rules.money_lines import ALL
from partners.programmes.rules.portfolio import CountedProgramme

_NOTHING = Decimal(0)
_REASONS = {reason.value: reason for reason in REASONS}
EVERYTHING = ProgrammeFilter()
# What a line of a sum is shown from.
_OF_LINE = ("programme", "here", "why", "is_unknown", "iwt_usd", "in_parts", "not_provided")


def funder_choices(viewer: Viewer) -> Names:
    """Organisations that fund a programme which counts and the viewer may read, in the order of names."""
    funding = ProgrammeOrganisation.objects.visible_to(viewer).filter(
        role=ParticipationRole.FUNDING, programme__iwt_relevance=IwtRelevance.CONFIRMED
    )
    rows = Organisation.objects.filter(pk__in=funding.values("organisation")).order_by("name", "pk")
    return Names(rows, others=("acronym",))


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
    rows: Any = MoneyLine.objects.adding_in(viewer, year).exclude(priority=ALL).exclude(country=ALL)
    found = (
        rows.exclude(here=0)
        .values("country", "priority")
        .annotate(of_it=Sum("here"))
        .values_list("country", "priority", "of_it")
    )
    return {(country, priority): amount for country, priority, amount in found}


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
        "n_active": seen.is_judged(wanted) & runs_on(timezone.localdate()),
        "n_not_iwt": Q(iwt_relevance=IwtRelevance.NOT_IWT),
        "n_judged": seen.is_judged(wanted),
        "n_named": seen.names(wanted.countries) if wanted.countries else Q(),
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
