"""Finds single records for a person, and the choices of filters and forms of the road map."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from core.clearance.models import Viewer
from core.models import Country
from core.reference_rows import country_of, priorities
from roadmap.entries import TrajectoryEntry, entry_of_content
from roadmap.kinds import IndicatorKind
from roadmap.models import CountryIndicator, Framework, Goal, Indicator, Observation, TrajectoryProposal


def find_indicator(code: str) -> Indicator | None:
    """An indicator by its code."""
    return Indicator.objects.select_related("framework", "priority").filter(code=code).first()


def find_country(iso3: str) -> Country | None:
    """A member state by its ISO3 code, in either case."""
    return country_of(iso3.upper())


def filter_choices() -> dict[str, list[tuple[str, Any]]]:
    """What the filter of indicators offers: frameworks that hold any, the twelve priorities, and the kinds."""
    return {
        "framework": [(one.code, one.title) for one in Framework.objects.filter(indicators__isnull=False).distinct()],
        "priority": [(one.code, one.name) for one in priorities()],
        "kind": IndicatorKind.choices,
    }


def goals_to_choose(viewer: Viewer, country: Country) -> QuerySet[Goal]:
    """The national goals that an indicator of a member state can stand under."""
    return Goal.objects.visible_to(viewer).filter(country=country)


def proposed_entry(proposal: TrajectoryProposal) -> TrajectoryEntry:
    """What a proposal says, its goal looked up among those of its member state."""
    return entry_of_content(proposal.content, Goal.objects.filter(country_id=proposal.country_id).in_bulk())


def find_country_indicator(viewer: Viewer, indicator: Indicator, country: Country) -> CountryIndicator | None:
    """The use of an indicator by a member state, as far as the viewer may know of it."""
    return (
        CountryIndicator.objects.visible_to(viewer)
        .filter(indicator=indicator, country=country)
        .select_related("indicator__framework", "country", "goal")
        .prefetch_related("milestones")
        .first()
    )


def find_observation(viewer: Viewer, pk: int) -> Observation | None:
    """A value that the viewer may see. What it corrects comes along only where the viewer may see that, too."""
    return (
        Observation.objects.visible_to(viewer)
        .select_related(
            "country",
            "country_indicator__indicator__framework",
            "country_indicator__country",
            "created_by",
            "submitted_by",
            "returned_by",
            "cleared_by",
        )
        .prefetch_related(Prefetch("supersedes", Observation.objects.visible_to(viewer)))
        .filter(pk=pk)
        .first()
    )


def correction_of(viewer: Viewer, row: Observation) -> Observation | None:
    """The newest row that corrects this one, as far as the viewer may see it."""
    return Observation.objects.visible_to(viewer).filter(supersedes=row).order_by("-pk").first()


def open_proposal(user: Viewer, one: CountryIndicator) -> TrajectoryProposal | None:
    """The change of a cleared trajectory that waits beside it, for its own team."""
    return (
        TrajectoryProposal.objects.visible_to(user)
        .open()
        .filter(country_indicator=one)
        .select_related(
            "country",
            "country_indicator__indicator__framework",
            "country_indicator__country",
            "country_indicator__goal",
        )
        .prefetch_related("country_indicator__milestones")
        .first()
    )


def last_stated(one: CountryIndicator) -> Observation | None:
    """The latest cleared value of the member state's own series, which "nothing has changed" would carry on."""
    return (
        Observation.objects.current()
        .filter(country_indicator=one, origin="country")
        .filter(Q(value__isnull=False) | Q(denominator__gt=0))
        .order_by("-period_end", "-pk")
        .first()
    )
