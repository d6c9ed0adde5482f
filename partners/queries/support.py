"""Where support is missing: needs, their confirmed coverage and running programmes, by priority."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from core.clearance import State, Viewer
from core.models import Country, Priority
from needs.models import Need
from needs.rules import NeedWord
from partners.models import ACTIVE_STATUSES, ProgrammeCountry, ProgrammePriority
from partners.queries.coverage import coverage_of, with_coverage
from partners.rules import GapCell, NeedInCell, gap_cell
from partners.words import GAP_LABELS


@dataclass(frozen=True)
class PrioritySupport:
    """A priority with its cell of the gap map."""

    priority: Priority
    cell: GapCell

    @property
    def label(self) -> str:
        """The kind of gap in words."""
        return str(GAP_LABELS[self.cell.kind])


def support_by_priority(viewer: Viewer, country: Country | None = None) -> list[PrioritySupport]:
    """Each of the priorities, for the region or one country, as far as the viewer may see. Three queries.

    Counted are cleared needs and programmes that run or are about to; a regional programme counts for each country.
    """
    needs = Need.objects.visible_to(viewer).filter(state=State.CLEARED)
    links = ProgrammePriority.objects.visible_to(viewer).filter(programme__status__in=ACTIVE_STATUSES)
    if country is not None:
        needs = needs.filter(country=country)
        named = ProgrammeCountry.objects.filter(programme=OuterRef("programme"))
        here = Exists(named.filter(country=country)) | Q(~Exists(named), programme__is_regional=True)
        links = links.filter(here)
    cells: dict[int, list[NeedInCell]] = defaultdict(list)
    for need in with_coverage(needs, viewer):
        cells[need.priority_id].append(NeedInCell(NeedWord(need.status), coverage_of(need)))
    programmes = Counter(links.values_list("priority_id", flat=True))
    return [
        PrioritySupport(priority, gap_cell(cells[priority.pk], programmes[priority.pk]))
        for priority in Priority.objects.all()
    ]
