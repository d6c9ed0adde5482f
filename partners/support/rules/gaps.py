"""Where support is missing."""

from dataclasses import dataclass

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from partners.support.rules.counts import NeedCount


class GapKind(TextChoices):
    """What a cell of priority x country says. No data is not zero, and no need stated is not no need."""

    NEED_WITHOUT_SUPPORT = "need_without_support", _("Need without support")
    PARTLY_COVERED = "partly_covered", _("Partly covered")
    COVERED = "covered", _("Covered")
    MET_EARLIER = "met_earlier", _("Met earlier")
    SUPPORT_WITHOUT_NEED = "support_without_need", _("Support without stated need")
    NO_DATA = "no_data", _("No data")


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


def gap_cell(needs: NeedCount, n_programmes: int, *, has_money: bool = False) -> GapCell:
    """What a cell says, from the counts of its needs, the number of active programmes with this priority in this
    country, and whether any programme gave money for it in the year.

    Its word is about what is open alone: what was met earlier covers nothing that is asked for now, and withdrawn needs
    are no needs. A programme that nobody has linked to a need does not cover it: only accepted answers do; the count of
    programmes stands beside the kind.
    """
    if needs.total:
        kind = GapKind.PARTLY_COVERED if needs.n_supported else GapKind.NEED_WITHOUT_SUPPORT
        kind = GapKind.COVERED if needs.n_covered == needs.total else kind
    elif needs.n_met:
        kind = GapKind.MET_EARLIER
    else:
        kind = GapKind.SUPPORT_WITHOUT_NEED if n_programmes or has_money else GapKind.NO_DATA
    return GapCell(
        kind=kind,
        n_open=needs.total,
        n_supported=needs.n_supported,
        n_covered=needs.n_covered,
        n_by_word=needs.n_by_word,
        n_met=needs.n_met,
        n_programmes=n_programmes,
    )
