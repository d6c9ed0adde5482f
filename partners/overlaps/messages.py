"""The words of overlaps: why two programmes look like one, and what was decided of them."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.overlaps.comparison import GROUPS, LISTS, Links
from partners.overlaps.models import OverlapDecisionKind
from partners.overlaps.rules import (
    ALIKE_IMPLEMENTER,
    EQUAL_TITLE,
    SOME_TITLE,
    Meeting,
    OverlapGrade,
    dates_meeting,
    meeting,
)
from partners.programmes.models.programmes import Programme

GRADE_LABELS: dict[OverlapGrade, Any] = {
    OverlapGrade.LIKELY_SAME: gettext_lazy("Likely the same"),
    OverlapGrade.PROBABLE: gettext_lazy("Probably overlapping"),
    OverlapGrade.SAME_FIELD: gettext_lazy("Same field"),
}

DECIDED: dict[OverlapDecisionKind, Any] = {
    OverlapDecisionKind.MERGED: gettext_lazy("Merged: only one of them stays."),
    OverlapDecisionKind.RELATED: gettext_lazy("Noted as related. Both stay, and each names the other."),
    OverlapDecisionKind.PART: gettext_lazy("Noted: one is part of the other. Their money is counted once."),
    OverlapDecisionKind.DIFFERENT: gettext_lazy("Noted as different. They are not asked about again."),
    OverlapDecisionKind.SAME_ASKED: gettext_lazy("Noted. The secretariat and the other owner now see that you ask."),
}


def reasons(
    first: Programme,
    links: Links,
    second: Programme,
    other_links: Links,
    *,
    title: float,
    implementer: float,
    same: bool,
) -> list[str]:
    """Why two programmes look alike, in sentences, the strongest first. `same`: they bear the same identifier."""
    found = [_("The same identifier, but for the way it is written.")] if same else []
    if title >= SOME_TITLE:
        found.append(_title(title))
    if implementer >= ALIKE_IMPLEMENTER:
        found.append(_carriers(links, other_links, first, second))
    found.append(_places(links, other_links))
    found.append(_priorities(links, other_links))
    found.append(_dates(first, second))
    return [sentence for sentence in found if sentence]


def group_labels(names: Iterable[str]) -> list[str]:
    """The labels of groups of fields, by their names."""
    labels = {group.name: str(group.label) for group in (*GROUPS, *LISTS)}
    return [labels[name] for name in names if name in labels]


def _title(likeness: float) -> str:
    if likeness >= EQUAL_TITLE:
        return _("The titles are the same.")
    return _("The titles are alike (%(share)d%%).") % {"share": round(likeness * 100)}


def _carriers(links: Links, other_links: Links, first: Programme, second: Programme) -> str:
    own, other = _who(links, first), _who(other_links, second)
    both = sorted(own & other)
    if both:
        return _("Both are carried out by %(who)s.") % {"who": ", ".join(both)}
    return _("Carried out by organisations of like names: %(who)s.") % {"who": ", ".join(sorted(own | other))}


def _who(links: Links, programme: Programme) -> set[str]:
    named = {row.organisation.name for row in links.organisations if row.role == "4"}
    return named or ({programme.owner.name} if programme.owner else set())


def _places(links: Links, other_links: Links) -> str:
    own = {row.country.name: row.country.asean_order for row in links.countries}
    other = {row.country.name for row in other_links.countries}
    found = meeting(own, other)
    if found is Meeting.YES:
        both = sorted(set(own) & other, key=lambda name: own[name])
        return _("Both in %(places)s.") % {"places": ", ".join(both)}
    return _("One of them names no member state.") if found is Meeting.OPEN else ""


def _priorities(links: Links, other_links: Links) -> str:
    own = {row.priority.name: row.priority.position for row in links.priorities}
    other = {row.priority.name for row in other_links.priorities}
    found = meeting(own, other)
    if found is Meeting.YES:
        both = sorted(set(own) & other, key=lambda name: own[name])
        return _("Both for %(priorities)s.") % {"priorities": ", ".join(both)}
    return _("One of them names no priority.") if found is Meeting.OPEN else ""


def _dates(first: Programme, second: Programme) -> str:
    found = dates_meeting((first.starts_on, first.ends_on), (second.starts_on, second.ends_on))
    if found is Meeting.NO:
        return ""
    if found is Meeting.OPEN:
        return _("Not all their dates are known.")
    starts = [row.starts_on for row in (first, second) if row.starts_on]
    ends = [row.ends_on for row in (first, second) if row.ends_on]
    days = {"start": date_format(max(starts), "F Y"), "end": date_format(min(ends), "F Y")}
    return _("Both run from %(start)s to %(end)s.") % days
