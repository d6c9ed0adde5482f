"""Needs that a programme could support, and programmes that are already where a need is, as far as a viewer may see."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.models import Viewer
from core.folding import sort_key
from needs.models import Need
from needs.rules import Coverage, CoverageStatus
from partners.programmes.models.choices import ACTIVE_STATUSES, IwtRelevance
from partners.programmes.models.programmes import (
    Programme,
    ProgrammeCountry,
    ProgrammeOrganisation,
    ProgrammePriority,
)
from partners.support.coverage import coverage_of, with_coverage
from partners.support.messages import match_reasons
from partners.support.models.answers import Response, ResponseState
from partners.support.rules import matching as rules
from partners.support.rules.answers import SILENT

COVERED = (CoverageStatus.FULLY, CoverageStatus.DELIVERED)
OVER = (*SILENT, ResponseState.ENDED)
GRADES = list(rules.MatchGrade)
# Who is already there, on a need's page; the list of programmes has the rest.
SHOWN_THERE = 8


@dataclass(frozen=True)
class NeedMatch:
    """A need that the programme could support, what remains of it, and why it is on the list."""

    need: Need
    coverage: Coverage
    match: rules.Match
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ProgrammeThere:
    """A programme with the need's member state and priority, active in its time."""

    programme: Programme
    match: rules.Match
    organisations: tuple[str, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """What is unsure about it: not judged yet, regional, suggested, dates not told."""
        unjudged = self.programme.iwt_relevance != IwtRelevance.CONFIRMED
        words = {
            rules.MatchPoint.COUNTRY: _("regional: no member state is named"),
            rules.MatchPoint.PRIORITY: _("priority suggested, not confirmed"),
            rules.MatchPoint.DATES: _("no end is given"),
        }
        unsure = [text for point, text in words.items() if self.match.fits[point] is rules.Fit.UNSURE]
        return tuple([_("relevance not judged yet")] * unjudged + unsure)


@dataclass(frozen=True)
class AlreadyThere:
    """The programmes shown on a need's page, and how many more there are."""

    shown: list[ProgrammeThere]
    more: int


def needs_for_programme(viewer: Viewer, programme: Programme) -> list[NeedMatch]:
    """Open needs, not covered yet and not answered under it, that a programme could support; the best first.

    Two or three queries. Only needs that the viewer may see, with the coverage that the viewer may see.
    """
    facts = programme_facts(programme)
    if not facts.is_active:
        return []
    answered = Response.objects.visible_to(viewer).filter(need=OuterRef("pk"), programme=programme)
    rows = Need.objects.visible_to(viewer).cleared().open().with_labels()
    rows = rows.filter(priority__code__in=facts.priorities | facts.suggested)
    if facts.countries or not facts.is_regional:
        rows = rows.filter(country__iso3__in=facts.countries)
    rows = rows.filter(~Exists(answered.exclude(state__in=OVER)))
    found = []
    for need in with_coverage(rows, viewer).exclude(figures__status__in=COVERED):
        fitting = rules.match(facts, need_facts(need), timezone.localdate())
        if fitting:
            found.append(NeedMatch(need, coverage_of(need), fitting, match_reasons(fitting, need)))
    return sorted(
        found,
        key=lambda row: (
            GRADES.index(row.match.grade),
            not row.match.shared_kinds,
            row.need.urgent_first,
        ),
    )


def already_there(viewer: Viewer, need: Need) -> AlreadyThere:
    """Programmes with the need's member state and priority, active in its time; the best first. Two queries."""
    serves = ProgrammePriority.objects.filter(programme=OuterRef("pk"), priority_id=need.priority_id)
    named = ProgrammeCountry.objects.filter(programme=OuterRef("pk"))
    rows = Programme.objects.visible_to(viewer).about_iwt().active().filter(Exists(serves))
    name = Coalesce(NullIf("organisation__acronym", Value("")), "organisation__name")
    who = ProgrammeOrganisation.objects.filter(programme=OuterRef("pk")).order_by("role", "organisation__name")
    # Of its member states and priorities, the rule asks for the need's own alone.
    rows = rows.annotate(
        who=ArraySubquery(who.values_list(name, flat=True)),
        names_it=Exists(named.filter(country_id=need.country_id)),
        is_confirmed_for_it=Exists(serves.filter(is_suggested=False)),
    ).filter(Q(names_it=True) | Q(~Exists(named), is_regional=True))
    found = []
    for programme in rows.select_related("owner"):
        facts = _facts(
            programme,
            countries=frozenset({need.country.iso3} if programme.names_it else ()),
            priorities=frozenset({need.priority.code} if programme.is_confirmed_for_it else ()),
            suggested=frozenset(() if programme.is_confirmed_for_it else {need.priority.code}),
        )
        fitting = rules.match(facts, need_facts(need), timezone.localdate())
        if fitting:
            # The owner first, each once.
            names = [str(programme.owner), *programme.who] if programme.owner else programme.who
            found.append(ProgrammeThere(programme, fitting, tuple(dict.fromkeys(names))))
    found.sort(key=lambda row: (GRADES.index(row.match.grade), sort_key(row.programme.title)))
    return AlreadyThere(found[:SHOWN_THERE], len(found[SHOWN_THERE:]))


def need_facts(need: Need) -> rules.NeedFacts:
    """A need for the rule; its country and priority are loaded."""
    return rules.NeedFacts(need.country.iso3, need.priority.code, need.needed_by, frozenset(need.support_kinds))


def programme_facts(programme: Programme) -> rules.ProgrammeTraits:
    """A programme for the rule, with its member states and priorities."""
    priorities = list(programme.for_priorities.all())
    return _facts(
        programme,
        countries=frozenset(link.country.iso3 for link in programme.in_countries.all()),
        priorities=frozenset(link.priority.code for link in priorities if not link.is_suggested),
        suggested=frozenset(link.priority.code for link in priorities if link.is_suggested),
    )


def _facts(
    programme: Programme, *, countries: frozenset[str], priorities: frozenset[str], suggested: frozenset[str]
) -> rules.ProgrammeTraits:
    return rules.ProgrammeTraits(
        countries=countries,
        is_regional=programme.is_regional,
        priorities=priorities,
        suggested=suggested,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        is_active=programme.status in ACTIVE_STATUSES,
        kinds=rules.kinds_spoken_of(f"{programme.title} {programme.summary}"),
    )


def programme_to_match(viewer: Viewer, slug: str) -> Programme:
    """The programme with what the rule asks of it; raises Programme.DoesNotExist where the viewer may not see it."""
    rows = Programme.objects.visible_to(viewer).select_related("owner")
    found: Programme = rows.prefetch_related(
        Prefetch("in_countries", queryset=ProgrammeCountry.objects.select_related("country")),
        Prefetch("for_priorities", queryset=ProgrammePriority.objects.select_related("priority")),
    ).get(slug=slug)
    return found
