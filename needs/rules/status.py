"""Where a need stands in the country's own word, whether the coverage agrees, how old the confirmation is. Pure."""

from datetime import date

from core.choices import TextChoices
from core.choices import gettext_lazy as _
from core.clearance.rules import add_months
from needs.rules.tallies import Coverage, CoverageStatus

REPORTING_MONTHS = 12


class NeedStatus(TextChoices):
    """Where a need stands, in the country's own word; coverage is computed beside it."""

    OPEN = "open", _("Open")
    IN_DISCUSSION = "in_discussion", _("In discussion")
    PARTLY_SUPPORTED = "partly_supported", _("Partly supported")
    FULLY_SUPPORTED = "fully_supported", _("Fully supported")
    DELIVERED = "delivered", _("Delivered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLOSED_STATUSES = (NeedStatus.DELIVERED, NeedStatus.WITHDRAWN)


class WordWarning(TextChoices):
    """How the country's word and the computed coverage disagree; the word stands, and both are shown."""

    WORD_AHEAD = "word_ahead", _("The country says “%(word)s”; confirmed answers bear out less: “%(computed)s”.")
    WORD_BEHIND = "word_behind", _("The country says “%(word)s”; confirmed answers bear out more: “%(computed)s”.")
    WITHDRAWN_WITH_SUPPORT = (
        "withdrawn_with_support",
        _("The country has withdrawn this need, yet partners are still committed to it."),
    )


class Freshness(TextChoices):
    """Whether the country has confirmed a need within the reporting year."""

    CONFIRMED = "confirmed", _("Confirmed on %(day)s.")
    UNCONFIRMED_SINCE = "unconfirmed_since", _("Not confirmed since %(day)s, more than a year ago.")
    NEVER_CONFIRMED = "never_confirmed", _("Not yet confirmed.")

    @property
    def is_stale(self) -> bool:
        """Whether the page greys it."""
        return self is not Freshness.CONFIRMED


_STEP_OF_WORD = {
    NeedStatus.OPEN: 0,
    NeedStatus.IN_DISCUSSION: 0,
    NeedStatus.PARTLY_SUPPORTED: 1,
    NeedStatus.FULLY_SUPPORTED: 2,
    NeedStatus.DELIVERED: 3,
}
_COVERAGES = (CoverageStatus.NONE, CoverageStatus.PARTLY, CoverageStatus.FULLY, CoverageStatus.DELIVERED)


def word_disagreement(word: str, found: Coverage) -> WordWarning | None:
    """The warning where the country's word and the computed coverage disagree, or None.

    The word is never overruled. Where coverage is not measurable nothing computed can contradict it. Open and in
    discussion are one step: neither claims support.
    """
    said = NeedStatus(word)
    if said is NeedStatus.WITHDRAWN:
        is_odd = found.has_confirmed_support and found.status is not CoverageStatus.DELIVERED
        return WordWarning.WITHDRAWN_WITH_SUPPORT if is_odd else None
    if found.status is CoverageStatus.NOT_MEASURABLE:
        return None
    difference = _STEP_OF_WORD[said] - _COVERAGES.index(found.status)
    if difference == 0:
        return None
    return WordWarning.WORD_AHEAD if difference > 0 else WordWarning.WORD_BEHIND


def freshness(last_confirmed_on: date | None, today: date) -> Freshness:
    """How old the last confirmation is; on its anniversary a need still counts as confirmed."""
    if last_confirmed_on is None:
        return Freshness.NEVER_CONFIRMED
    is_old = today > add_months(last_confirmed_on, REPORTING_MONTHS)
    return Freshness.UNCONFIRMED_SINCE if is_old else Freshness.CONFIRMED
