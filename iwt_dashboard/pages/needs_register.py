"""The register of needs: one page of rows under a filter, with the coverage that partners' answers give."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count

from core.clearance.models import Viewer, own_country_id
from core.figures import settle
from needs.models import Need, NeedFilter, NeedRevision, NeedShow, Urgency
from needs.rules import Coverage, CoverageStatus
from partners.support.coverage import coverage_of
from partners.support.models.figures import NeedCoverage, NeedCoverageQuerySet
from partners.support.rules.counts import Place

PER_PAGE = 25
# What a need's coverage has to be for the parts of the register that go by support.
SUPPORT: dict[str, dict[str, bool]] = {
    NeedShow.UNSUPPORTED: {"has_support": False},
    NeedShow.SUPPORTED: {"has_support": True},
    NeedShow.SOME_DELIVERED: {"has_deliveries": True},
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
    queries, and one for who sees changes under way. They are counted and cut by an index alone.
    """
    settle()
    rows = _matching(NeedCoverage.objects.visible_to(viewer), wanted)
    by_country = dict(rows.order_by().values_list("country_id").annotate(n=Count("*")))
    counts = {"n_needs": sum(by_country.values()), "n_countries": len(by_country)}
    paginator = Paginator(rows.order_by("position").values_list("pk", flat=True), PER_PAGE)
    paginator.count = counts["n_needs"]
    page = paginator.get_page(number)
    keys = list(page.object_list)
    changing = _changing(viewer, keys)
    found = NeedCoverage.objects.with_coverage(viewer).filter(pk__in=keys).order_by("position")
    page.object_list = [RegisterRow(row.need, coverage_of(row), row.pk in changing) for row in found]
    return {"page": page, **counts}


def _matching(rows: NeedCoverageQuerySet, wanted: NeedFilter) -> NeedCoverageQuerySet:
    """Those that pass the filter: by what is stored beside needs, and by the needs only for the kind of support."""
    if wanted.countries:
        rows = rows.filter(country__iso3__in=wanted.countries)
    if wanted.priorities:
        rows = rows.filter(priority__code__in=wanted.priorities)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.status:
        rows = rows.filter(word=wanted.status)
    if wanted.urgency:
        rows = rows.filter(urgency=Urgency.values.index(wanted.urgency))
    if wanted.needed_by:
        rows = rows.filter(needed_by__lte=wanted.needed_by)
    if wanted.coverage:
        rows = rows.filter(status=wanted.coverage)
    if wanted.show:
        place = Place.MET if wanted.show == NeedShow.MET else Place.OPEN
        rows = rows.filter(place=place, **SUPPORT.get(wanted.show, {}))
    if wanted.support_kind:
        rows = rows.filter(need__support_kinds__contains=[wanted.support_kind])
    return rows.told_by(wanted.text)


def _changing(viewer: Viewer, keys: list[int]) -> set[int]:
    """Those of the needs of which the viewer knows a change that is under way: of the viewer's own country alone."""
    if own_country_id(viewer) is None:
        return set()
    return set(NeedRevision.objects.visible_to(viewer).open().filter(need__in=keys).values_list("need_id", flat=True))
