"""The register of needs: one page of rows under a filter, with the coverage that partners' answers give."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef

from core.clearance.models import Viewer
from core.figures import settle
from needs.models import Need, NeedFilter, NeedRevision, NeedShow
from needs.rules import Coverage, CoverageStatus
from partners.support.coverage import coverage_of, with_coverage

PER_PAGE = 25
# What a need's coverage has to be for the parts of the register that go by support.
SUPPORT: dict[str, dict[str, bool]] = {
    NeedShow.UNSUPPORTED: {"figures__has_support": False},
    NeedShow.SUPPORTED: {"figures__has_support": True},
    NeedShow.SOME_DELIVERED: {"figures__has_deliveries": True},
}


@dataclass(frozen=True)
class RegisterRow:
    """A need in the register. `has_proposal` is known to its own team alone."""

    need: Need
    coverage: Coverage
    has_proposal: bool

    @property
    def share(self) -> Any:
        """The confirmed share where it says more than the words do, from 0 to 1; otherwise None."""
        return self.coverage.share if self.coverage.status is CoverageStatus.PARTLY else None


def need_register(viewer: Viewer, wanted: NeedFilter, number: Any) -> dict[str, Any]:
    """The needs that the viewer may see, under a filter, in ASEAN order and by number.

    A `page` of rows (RegisterRow), and how many needs there are in how many countries: `n_needs`, `n_countries`. Three
    queries.
    """
    rows = Need.objects.visible_to(viewer).matching(wanted)
    if wanted.coverage or wanted.show in SUPPORT:
        settle()
        of_coverage = {"figures__status": wanted.coverage} if wanted.coverage else {}
        rows = rows.filter(**SUPPORT.get(wanted.show, {}), **of_coverage)
    counts = rows.order_by().aggregate(n_needs=Count("pk"), n_countries=Count("country", distinct=True))
    proposals = NeedRevision.objects.visible_to(viewer).open().filter(need=OuterRef("pk"))
    listed = rows.with_labels().annotate(has_proposal=Exists(proposals)).order_by("country__asean_order", "number")
    page = Paginator(with_coverage(listed, viewer), PER_PAGE).get_page(number)
    page.object_list = [RegisterRow(row, coverage_of(row), row.has_proposal) for row in page.object_list]
    return {"page": page, **counts}
