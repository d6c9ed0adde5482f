"""Commitments with their steps, and the processes of others: recorded, never issued here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from core.clearance.models import Viewer
from core.models import Country
from core.page_cache.parts import kept_rows
from core.reference_rows import countries
from roadmap.models import Commitment, CommitmentStage, CommitmentStep, ExternalProcess


@dataclass(frozen=True)
class CommitmentOfCountry:
    """How far one member state has come with one commitment: its steps in order, the furthest one last."""

    commitment: Commitment
    country: Country
    steps: tuple[CommitmentStep, ...]

    @property
    def furthest(self) -> CommitmentStep | None:
        """The furthest step taken; None where no step is shown."""
        return self.steps[-1] if self.steps else None


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment with how far each of the eleven member states has come."""

    commitment: Commitment
    cells: tuple[CommitmentOfCountry, ...]


def commitment_rows(viewer: Viewer) -> list[CommitmentRow]:
    """All commitments by member state, with the cleared steps that the viewer may see. Three queries."""
    return _rows(viewer, countries())


def commitments_of(viewer: Viewer, country: Country) -> list[CommitmentOfCountry]:
    """All commitments with the steps of one member state that the viewer may see. Two queries."""
    return [row.cells[0] for row in _rows(viewer, [country])]


def processes_of(country: Country) -> list[ExternalProcess]:
    """What other issuers have recorded about one member state; open to everybody. One query."""
    return kept_rows(f"processes of {country.iso3}", lambda: list(ExternalProcess.objects.filter(country=country)))


def countries_with_processes() -> QuerySet[Country]:
    """The eleven, each with its `processes`, those without any included. Two queries."""
    return Country.objects.prefetch_related(Prefetch("processes", ExternalProcess.objects.order_by("kind", "position")))


def _rows(viewer: Viewer, countries: Sequence[Country] | QuerySet[Country]) -> list[CommitmentRow]:
    order = CommitmentStage.values
    steps: dict[tuple[int, int], list[CommitmentStep]] = defaultdict(list)
    found = CommitmentStep.objects.visible_to(viewer).cleared().filter(country__in=list(countries))
    for step in sorted(found, key=lambda one: (order.index(one.stage), one.taken_on)):
        steps[step.commitment_id, step.country_id].append(step)
    return [
        CommitmentRow(one, tuple(CommitmentOfCountry(one, c, tuple(steps[one.pk, c.pk])) for c in countries))
        for one in kept_rows("commitments", lambda: list(Commitment.objects.select_related("framework", "priority")))
    ]
