"""The words of the needs app's rules: coverage, the country's word beside it, and the age of a confirmation."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needs.rules import CoverageStatus, Disagreement, Freshness, FreshnessCode, NeedStatus, WordWarning

COVERAGE_LABELS = {
    CoverageStatus.NONE: gettext_lazy("No support confirmed"),
    CoverageStatus.PARTLY: gettext_lazy("Partly covered"),
    CoverageStatus.FULLY: gettext_lazy("Covered"),
    CoverageStatus.DELIVERED: gettext_lazy("Delivered"),
    CoverageStatus.NOT_MEASURABLE: gettext_lazy("Not measurable"),
}


def coverage_label(status: str) -> str:
    """A computed coverage in words."""
    return str(COVERAGE_LABELS[CoverageStatus(status)])


def disagreement_sentence(found: Disagreement) -> str:
    """The warning where the country's word and the computed coverage disagree. The word stands; both are shown."""
    params = {"word": NeedStatus(found.word).label, "computed": coverage_label(found.computed)}
    if found.code is WordWarning.WITHDRAWN_WITH_SUPPORT:
        return _("The country has withdrawn this need, yet partners are still committed to it.")
    if found.code is WordWarning.WORD_AHEAD:
        return _("The country says “%(word)s”; confirmed answers bear out less: “%(computed)s”.") % params
    return _("The country says “%(word)s”; confirmed answers bear out more: “%(computed)s”.") % params


def freshness_sentence(found: Freshness) -> str:
    """When the country last confirmed a need, and whether that is too long ago."""
    if found.since is None:
        return _("Not yet confirmed.")
    day = date_format(found.since, "j F Y")
    if found.code is FreshnessCode.UNCONFIRMED_SINCE:
        return _("Not confirmed since %(day)s, more than a year ago.") % {"day": day}
    return _("Confirmed on %(day)s.") % {"day": day}
