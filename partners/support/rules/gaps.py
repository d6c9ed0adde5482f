"""Where support is missing."""

from collections.abc import Collection
from dataclasses import dataclass

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from needs.rules import Coverage, CoverageStatus, NeedStatus


class GapKind(TextChoices):
    """What a cell of priority x country says. No data is not zero, and no need stated is not no need."""

    NEED_WITHOUT_SUPPORT = "need_without_support", _("Need without support")
    PARTLY_COVERED = "partly_covered", _("Partly covered")
    COVERED = "covered", _("Covered")
    SUPPORT_WITHOUT_NEED = "support_without_need", _("Support without stated need")
    NO_DATA = "no_data", _("No data")


@dataclass(frozen=True)
class NeedInCell:
    """A need that the viewer may see: the country's word, and the computed coverage."""

    word: NeedStatus
    coverage: Coverage

    @property
    def is_covered(self) -> bool:
        """Covered by the computation; where nothing can be measured, by the country's word."""
        if self.coverage.status is CoverageStatus.NOT_MEASURABLE:
            return self.word in (NeedStatus.FULLY_SUPPORTED, NeedStatus.DELIVERED)
        return self.coverage.status in (CoverageStatus.FULLY, CoverageStatus.DELIVERED)

    @property
    def has_support(self) -> bool:
        """Some of it is confirmed; where nothing can be measured, or the country says so."""
        if self.coverage.status is CoverageStatus.NOT_MEASURABLE and self.word is NeedStatus.PARTLY_SUPPORTED:
            return True
        return self.is_covered or self.coverage.has_confirmed_support


@dataclass(frozen=True)
class GapCell:
    """One cell of the gap map: its kind and the counts behind it."""

    kind: GapKind
    n_needs: int
    n_covered: int
    n_programmes: int


def gap_cell(needs: Collection[NeedInCell], n_programmes: int) -> GapCell:
    """What a cell says, from its needs and the number of active programmes with this priority in this country.

    Withdrawn needs are no needs. A programme that nobody has linked to a need does not cover it: only accepted answers
    do; the count of programmes stands beside the kind.
    """
    stated = [need for need in needs if need.word is not NeedStatus.WITHDRAWN]
    n_covered = sum(need.is_covered for need in stated)
    if not stated:
        kind = GapKind.SUPPORT_WITHOUT_NEED if n_programmes > 0 else GapKind.NO_DATA
    elif n_covered == len(stated):
        kind = GapKind.COVERED
    elif any(need.has_support for need in stated):
        kind = GapKind.PARTLY_COVERED
    else:
        kind = GapKind.NEED_WITHOUT_SUPPORT
    return GapCell(kind, len(stated), n_covered, n_programmes)
