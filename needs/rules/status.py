"""Where a need stands in the country's own word, and whether the computed coverage agrees. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from needs.rules.tallies import Coverage, CoverageStatus


class NeedStatus(TextChoices):
    """Where a need stands, in the country's own word; coverage is computed beside it."""

    OPEN = "open", _("Open")
    IN_DISCUSSION = "in_discussion", _("In discussion")
    PARTLY_SUPPORTED = "partly_supported", _("Partly supported")
    FULLY_SUPPORTED = "fully_supported", _("Fully supported")
    DELIVERED = "delivered", _("Delivered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLOSED_STATUSES = (NeedStatus.DELIVERED, NeedStatus.WITHDRAWN)


class WordWarning(StrEnum):
    """How the country's word and the computed coverage disagree."""

    WORD_AHEAD = "word_ahead"  # says more than confirmed answers bear out
    WORD_BEHIND = "word_behind"  # more is confirmed or delivered than the word says
    WITHDRAWN_WITH_SUPPORT = "withdrawn_with_support"  # partners are still committed to it


@dataclass(frozen=True)
class Disagreement:
    """A warning to print beside the word, with what it is about."""

    code: WordWarning
    word: NeedStatus
    computed: CoverageStatus
    share: Decimal | None


_STEP_OF_WORD = {
    NeedStatus.OPEN: 0,
    NeedStatus.IN_DISCUSSION: 0,
    NeedStatus.PARTLY_SUPPORTED: 1,
    NeedStatus.FULLY_SUPPORTED: 2,
    NeedStatus.DELIVERED: 3,
}
_STEP_OF_COVERAGE = {
    CoverageStatus.NONE: 0,
    CoverageStatus.PARTLY: 1,
    CoverageStatus.FULLY: 2,
    CoverageStatus.DELIVERED: 3,
}


def word_disagreement(word: str, found: Coverage) -> Disagreement | None:
    """The warning where the country's word and the computed coverage disagree, or None.

    The word is never overruled. Where coverage is not measurable nothing computed can contradict it. Open and
    in discussion are one step: neither claims support.
    """
    said = NeedStatus(word)
    if said is NeedStatus.WITHDRAWN:
        is_odd = found.has_confirmed_support and found.status is not CoverageStatus.DELIVERED
        return _disagree(WordWarning.WITHDRAWN_WITH_SUPPORT, said, found) if is_odd else None
    if found.status is CoverageStatus.NOT_MEASURABLE:
        return None
    difference = _STEP_OF_WORD[said] - _STEP_OF_COVERAGE[found.status]
    if difference == 0:
        return None
    return _disagree(WordWarning.WORD_AHEAD if difference > 0 else WordWarning.WORD_BEHIND, said, found)


def _disagree(code: WordWarning, word: NeedStatus, found: Coverage) -> Disagreement:
    return Disagreement(code, word, found.status, found.share)
