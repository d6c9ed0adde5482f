"""Where support is missing."""

from collections.abc import Collection
from dataclasses import dataclass

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from needs.rules import CLOSED_STATUSES, Coverage, CoverageStatus, NeedStatus


class GapKind(TextChoices):
    """What a cell of priority x country says. No data is not zero, and no need stated is not no need."""

    NEED_WITHOUT_SUPPORT = "need_without_support", _("Need without support")
    PARTLY_COVERED = "partly_covered", _("Partly covered")
    COVERED = "covered", _("Covered")
    MET_EARLIER = "met_earlier", _("Met earlier")
    SUPPORT_WITHOUT_NEED = "support_without_need", _("Support without stated need")
    NO_DATA = "no_data", _("No data")


@dataclass(frozen=True)
class NeedInCell:
    """A need that the viewer may see: the country's word, and the computed coverage."""

    word: NeedStatus
    coverage: Coverage

    @property
    def is_open(self) -> bool:
        """Whether it still looks for support."""
        return self.word not in CLOSED_STATUSES

    @property
    def has_support(self) -> bool:
        """Whether the country has accepted any answer to it. A word without an answer is no known support."""
        return self.coverage.has_confirmed_support

    @property
    def is_covered(self) -> bool:
        """Covered by the computation; where nothing can be measured, by the country's word on what it accepted."""
        if self.coverage.status is CoverageStatus.NOT_MEASURABLE:
            return self.has_support and self.word is NeedStatus.FULLY_SUPPORTED
        return self.coverage.status in (CoverageStatus.FULLY, CoverageStatus.DELIVERED)

    @property
    def is_supported_by_word_alone(self) -> bool:
        """The country says that it is supported, and no accepted answer bears that out."""
        return not self.has_support and self.word in (NeedStatus.PARTLY_SUPPORTED, NeedStatus.FULLY_SUPPORTED)


@dataclass(frozen=True, kw_only=True)
class GapCell:
    """One cell of the gap map: its kind and the counts behind it.

    Of the `n_open` needs, `n_supported` have an accepted answer, and `n_covered` of those are covered; `n_by_word` are
    supported in the country's word alone. `n_met` more are closed, because what they asked for was delivered.
    """

    kind: GapKind
    n_open: int = 0
    n_supported: int = 0
    n_covered: int = 0
    n_by_word: int = 0
    n_met: int = 0
    n_programmes: int = 0

    @property
    def n_unsupported(self) -> int:
        """Open needs without an accepted answer."""
        return self.n_open - self.n_supported


def gap_cell(needs: Collection[NeedInCell], n_programmes: int, *, has_money: bool = False) -> GapCell:
    """What a cell says, from its needs, the number of active programmes with this priority in this country, and
    whether any programme gave money for it in the year.

    Its word is about what is open alone: what was met earlier covers nothing that is asked for now, and withdrawn needs
    are no needs. A programme that nobody has linked to a need does not cover it: only accepted answers do; the count of
    programmes stands beside the kind.
    """
    open_needs = [need for need in needs if need.is_open]
    n_open, n_supported = len(open_needs), sum(need.has_support for need in open_needs)
    n_covered = sum(need.is_covered for need in open_needs)
    n_met = sum(need.word is NeedStatus.DELIVERED for need in needs)
    if n_open:
        kind = GapKind.PARTLY_COVERED if n_supported else GapKind.NEED_WITHOUT_SUPPORT
        kind = GapKind.COVERED if n_covered == n_open else kind
    elif n_met:
        kind = GapKind.MET_EARLIER
    else:
        kind = GapKind.SUPPORT_WITHOUT_NEED if n_programmes or has_money else GapKind.NO_DATA
    return GapCell(
        kind=kind,
        n_open=n_open,
        n_supported=n_supported,
        n_covered=n_covered,
        n_by_word=sum(need.is_supported_by_word_alone for need in open_needs),
        n_met=n_met,
        n_programmes=n_programmes,
    )
