"""Sentences on a need: the country's word beside the coverage, and the age of a confirmation."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needs.rules import Disagreement, Freshness, FreshnessCode, NeedStatus, WordWarning


def disagreement_sentence(found: Disagreement) -> str:
    """The warning where the country's word and the computed coverage disagree. The word stands; both are shown."""
    params = {"word": NeedStatus(found.word).label, "computed": found.computed.label}
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
