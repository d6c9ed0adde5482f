"""The words of overlaps: why two programmes look like one, and what was decided of them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.folding import sort_key
from core.formatting import per_cent
from partners.overlaps.comparison import GROUPS, LISTS
from partners.overlaps.models import OverlapDecisionKind, OverlapPair
from partners.overlaps.rules import (
    ALIKE_IMPLEMENTER,
    SOME_TITLE,
    TITLE_BOUNDS,
    InCommon,
    dates_in_common,
    in_common,
)
from partners.programmes.models.programmes import Programme

DECIDED: dict[OverlapDecisionKind, Any] = {
    OverlapDecisionKind.MERGED: gettext_lazy("Merged: only one of them stays."),
    OverlapDecisionKind.RELATED: gettext_lazy("Noted as related. Both stay, and each names the other."),
    OverlapDecisionKind.PART: gettext_lazy("Noted: one is part of the other. Their money is counted once."),
    OverlapDecisionKind.DIFFERENT: gettext_lazy("Noted as different. They are not asked about again."),
    OverlapDecisionKind.SAME_ASKED: gettext_lazy("Noted. The secretariat and the other owner now see that you ask."),
}


def reasons(pair: OverlapPair) -> list[str]:
    """Why two programmes look alike, in sentences, the strongest first. Both are loaded with what hangs on them."""
    first, second = pair.first, pair.second
    found = [_("The same identifier, but for the way it is written.")] if pair.has_same_identifier else []
    if pair.title_likeness >= 1:
        found.append(_("The titles are the same."))
    elif pair.title_likeness >= SOME_TITLE:
        found.append(_("The titles are alike (%(share)s).") % {"share": likeness_text(pair.title_likeness)})
    if pair.implementer_likeness >= ALIKE_IMPLEMENTER:
        found.append(_carriers(first, second))
    places, other_places = (
        {link.country.name: link.country.asean_order for link in row.in_countries.all()} for row in (first, second)
    )
    found.append(_shared(places, other_places, _("Both in %(names)s."), _("One of them names no member state.")))
    served, other_served = (
        {link.priority.name: link.priority.position for link in row.for_priorities.all()} for row in (first, second)
    )
    found.append(_shared(served, other_served, _("Both for %(names)s."), _("One of them names no priority.")))
    found.append(_dates(first, second))
    return [sentence for sentence in found if sentence]


def likeness_text(share: float) -> str:
    """How alike two titles are, in per cent, on the side on which it is of each bound that makes a grade."""
    return per_cent(100 * Decimal(str(share)), 0, [100 * Decimal(str(bound)) for bound in TITLE_BOUNDS])


def group_labels(names: Iterable[str]) -> list[str]:
    """The labels of groups of fields, by their names."""
    labels = {group.name: str(group.label) for group in (*GROUPS, *LISTS)}
    return [labels[name] for name in names if name in labels]


def _carriers(first: Programme, second: Programme) -> str:
    own, other = _who(first), _who(second)
    both = sorted(own & other, key=sort_key)
    if both:
        return _("Both are carried out by %(who)s.") % {"who": ", ".join(both)}
    return _("Carried out by organisations of like names: %(who)s.") % {
        "who": ", ".join(sorted(own | other, key=sort_key))
    }


def _who(programme: Programme) -> set[str]:
    named = {row.organisation.name for row in programme.participations.all() if row.role == "4"}
    return named or ({programme.owner.name} if programme.owner else set())


def _shared(own: dict[str, int], other: dict[str, int], said: str, is_open: str) -> str:
    """What is said of the names that both have, in the order of their numbers, or where one of both has none."""
    found = in_common(own, other)
    if found is InCommon.YES:
        return said % {"names": ", ".join(sorted(own.keys() & other, key=lambda name: own[name]))}
    return is_open if found is InCommon.OPEN else ""


def _dates(first: Programme, second: Programme) -> str:
    found = dates_in_common((first.starts_on, first.ends_on), (second.starts_on, second.ends_on))
    if found is InCommon.NO:
        return ""
    if found is InCommon.OPEN:
        return _("Not all their dates are known.")
    starts = [row.starts_on for row in (first, second) if row.starts_on]
    ends = [row.ends_on for row in (first, second) if row.ends_on]
    days = {"start": date_format(max(starts), "F Y"), "end": date_format(min(ends), "F Y")}
    return _("Both run from %(start)s to %(end)s.") % days
