"""Commitments with their steps, and the processes of others: recorded, never issued here."""

from collections import defaultdict
from dataclasses import dataclass

from core.clearance.models import Viewer
from core.models import Country
from roadmap.models import Commitment, CommitmentStage, CommitmentStep, ExternalProcess

STAGE_ORDER = {stage: position for position, stage in enumerate(CommitmentStage.values)}


@dataclass(frozen=True)
class CommitmentCell:
    """How far one member state has come with one commitment: its steps in order, the furthest one last."""

    country: Country
    steps: tuple[CommitmentStep, ...]

    @property
    def furthest(self) -> CommitmentStep | None:
        """The furthest step taken; None where no step is shown."""
        return self.steps[-1] if self.steps else None


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment beside the eleven."""

    commitment: Commitment
    cells: tuple[CommitmentCell, ...]


@dataclass(frozen=True)
class CommitmentOfCountry:
    """A commitment and how far one member state has come with it."""

    commitment: Commitment
    steps: tuple[CommitmentStep, ...]

    @property
    def furthest(self) -> CommitmentStep | None:
        """The furthest step taken; None where no step is shown."""
        return self.steps[-1] if self.steps else None


@dataclass(frozen=True)
class ProcessesOfCountry:
    """The processes of others about one member state."""

    country: Country
    processes: tuple[ExternalProcess, ...]


def commitment_rows(viewer: Viewer) -> list[CommitmentRow]:
    """All commitments beside the eleven, with the cleared steps that the viewer may see. Three queries."""
    steps = _steps(viewer, None)
    countries = list(Country.objects.all())
    return [
        CommitmentRow(one, tuple(CommitmentCell(c, tuple(steps.get((one.pk, c.pk), ()))) for c in countries))
        for one in Commitment.objects.select_related("framework", "priority")
    ]


def commitments_of(viewer: Viewer, country: Country) -> list[CommitmentOfCountry]:
    """All commitments with the steps of one member state that the viewer may see. Two queries."""
    steps = _steps(viewer, country)
    return [
        CommitmentOfCountry(one, tuple(steps.get((one.pk, country.pk), ())))
        for one in Commitment.objects.select_related("framework", "priority")
    ]


def processes_of(country: Country) -> list[ExternalProcess]:
    """What other issuers have recorded about one member state; open to everybody. One query."""
    return list(ExternalProcess.objects.filter(country=country))


def processes_by_country() -> list[ProcessesOfCountry]:
    """The same for each of the eleven, those without any included. Two queries."""
    grouped: dict[int, list[ExternalProcess]] = defaultdict(list)
    for process in ExternalProcess.objects.order_by("kind", "position"):
        grouped[process.country_id].append(process)
    return [ProcessesOfCountry(country, tuple(grouped[country.pk])) for country in Country.objects.all()]


def _steps(viewer: Viewer, country: Country | None) -> dict[tuple[int, int], list[CommitmentStep]]:
    found = CommitmentStep.objects.visible_to(viewer).cleared()
    if country is not None:
        found = found.filter(country=country)
    grouped: dict[tuple[int, int], list[CommitmentStep]] = defaultdict(list)
    for step in sorted(found, key=lambda one: (STAGE_ORDER[one.stage], one.taken_on)):
        grouped[step.commitment_id, step.country_id].append(step)
    return grouped
