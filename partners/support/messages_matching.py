"""The words of matching: how well a programme and a need fit, and why."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needs.models import Need, SupportKind
from partners.support.rules.matching import Fit, Match, MatchGrade, MatchPoint

GRADE_LABELS: dict[MatchGrade, Any] = {
    MatchGrade.CLOSE: gettext_lazy("Fits closely"),
    MatchGrade.LIKELY: gettext_lazy("Likely fits"),
    MatchGrade.POSSIBLE: gettext_lazy("May fit"),
}


def reasons(found: Match, need: Need) -> tuple[str, ...]:
    """Why a need is on a programme's list, point by point."""
    fits, said = dict(found.fits), []
    country = {"country": need.country.name}
    said.append(
        _("The programme names %(country)s.") % country
        if fits[MatchPoint.COUNTRY] is Fit.YES
        else _("The programme is regional and names no member state.")
    )
    priority = {"priority": need.priority.name}
    said.append(
        _("Same priority: %(priority)s.") % priority
        if fits[MatchPoint.PRIORITY] is Fit.YES
        else _("The priority %(priority)s is suggested for the programme, not confirmed.") % priority
    )
    said.append(_("Its dates fit.") if fits[MatchPoint.DATES] is Fit.YES else _("The programme gives no last day."))
    if fits[MatchPoint.KIND] is Fit.YES:
        kinds = ", ".join(str(SupportKind(kind).label) for kind in sorted(found.shared_kinds))
        said.append(_("Its description speaks of what is asked for: %(kinds)s.") % {"kinds": kinds})
    elif fits[MatchPoint.KIND] is Fit.NO:
        said.append(_("Its description speaks of other kinds of support."))
    return tuple(said)
