"""Why a programme's money is not counted, or not counted here, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.formatting import number
from partners.programmes.rules.explained import UNJUDGED, CutReason, Summed
from partners.programmes.rules.money import MoneyGap
from partners.programmes.rules.programmes import NotCounted

MONEY_REASONS: dict[MoneyGap | CutReason, Any] = {
    MoneyGap.CANCELLED: gettext_lazy("Cancelled: no money was provided"),
    MoneyGap.NOT_JUDGED: gettext_lazy("Nobody has judged yet whether it counters illegal wildlife trade"),
    MoneyGap.SUGGESTED: gettext_lazy("Relevance to illegal wildlife trade is suggested, and not confirmed by a person"),
    MoneyGap.NOT_IWT: gettext_lazy("Not about illegal wildlife trade"),
    MoneyGap.NO_PLACE: gettext_lazy("Names no member state and is not regional"),
    MoneyGap.IN_A_CIRCLE: gettext_lazy("Said to be a part of its own parts: which contains which is not known"),
    MoneyGap.NO_AMOUNT: gettext_lazy("No amount on record"),
    MoneyGap.NO_RATE: gettext_lazy("No exchange rate for its amount"),
    MoneyGap.SHARE_UNKNOWN: gettext_lazy("IWT share not known: neither 0% nor 100% is guessed"),
    CutReason.IN_ITS_PARTS: gettext_lazy("Counted with the programmes that are parts of it"),
    CutReason.SHARED_FUNDING: gettext_lazy("Funded together with others: who gives how much is not known"),
    CutReason.REGIONAL: gettext_lazy("Regional, names no member state: counted once, as “regional or not split”"),
    CutReason.COUNTRY_NOT_SPLIT: gettext_lazy("This member state's share is not given: counted once, as “not split”"),
    CutReason.NO_PRIORITY: gettext_lazy("No priority is confirmed: counted as “not split by priority”"),
    CutReason.PRIORITY_NOT_SPLIT: gettext_lazy("This priority's share is not given: counted as “not split”"),
    CutReason.NO_PERIOD: gettext_lazy("Its period is not known: counted in no year"),
    CutReason.OTHER_YEARS: gettext_lazy("Its period lies in other years"),
}

_SHARE = gettext_lazy("share")
_NOT_GIVEN: dict[MoneyGap | CutReason, Any] = {
    MoneyGap.SHARE_UNKNOWN: _SHARE,
    CutReason.REGIONAL: _SHARE,
    CutReason.COUNTRY_NOT_SPLIT: _SHARE,
    CutReason.NO_PRIORITY: _SHARE,
    CutReason.PRIORITY_NOT_SPLIT: _SHARE,
    CutReason.SHARED_FUNDING: gettext_lazy("each funder's part"),
    CutReason.NO_PERIOD: gettext_lazy("period"),
    MoneyGap.NO_AMOUNT: gettext_lazy("amount"),
    MoneyGap.NO_RATE: gettext_lazy("exchange rate"),
    MoneyGap.NO_PLACE: gettext_lazy("place"),
    MoneyGap.IN_A_CIRCLE: gettext_lazy("what is part of what"),
}
"""What is not given of a programme whose money is not known, in a word: it stands below a figure."""


def unknown_sentence(found: Summed) -> str:
    """What is not known of a sum, by how many of the programmes that make it or might: "share not given by 2 of 2
    programmes". Empty where all of it is known.

    Programmes of which nobody has confirmed that they belong into it are named where there are no others.
    """
    if not found.has_lines:
        return _("no programme is known")
    unknown = {reason: n for reason, n in found.unknown_reasons.items() if reason not in UNJUDGED}
    if unknown:
        *others, last = dict.fromkeys(str(_NOT_GIVEN[reason]) for reason in unknown)
        what = _("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last
        n, of = sum(unknown.values()), found.n_included + sum(unknown.values())
        words = ngettext(
            "%(what)s not given by %(n)s of %(of)s programme", "%(what)s not given by %(n)s of %(of)s programmes", of
        )
        return words % {"what": what, "n": number(n), "of": number(of)}
    waiting = sum(found.unknown_reasons.values())
    if waiting and not found.n_included:
        words = ngettext("nobody has judged yet: %(n)s programme", "nobody has judged yet: %(n)s programmes", waiting)
        return words % {"n": number(waiting)}
    return ""


def not_counted_sentence(found: NotCounted | None) -> str:
    """What a count of active programmes leaves out though it may run; empty where nothing is left out."""
    if found is None or not (found.n_end_passed or found.n_not_judged):
        return ""
    words = _("Not counted as active: planned end passed, end not confirmed: %(passed)s; not judged yet: %(waiting)s")
    if found.is_of_priority:
        words = _(
            "Not counted as active: planned end passed, end not confirmed: %(passed)s; nobody has confirmed that they"
            " counter wildlife trade or serve this priority: %(waiting)s"
        )
    return words % {"passed": number(found.n_end_passed), "waiting": number(found.n_not_judged)}
