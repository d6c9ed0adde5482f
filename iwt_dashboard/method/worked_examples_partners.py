"""Worked examples of how partners' programmes and replies are kept and compared, each judged by the rule itself."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.formatting import per_cent
from iwt_dashboard.method.worked_examples import Example
from partners.coordination.rules.dates import Consent, consent_of, next_date
from partners.coordination.rules.rounds import REMIND_BEFORE, default_reply_by, is_late, reminder_due
from partners.overlaps.rules import InCommon, Likeness, overlap_grade
from partners.programmes.rates import Rate, rate_for
from partners.programmes.rules.programmes import ProgrammeFreshness, ShareFault, age_of, share_faults
from partners.support.rules.matching import NeedFacts, ProgrammeTraits, match

Shares = dict[str, Decimal | None]


def _said(day: date) -> str:
    return date_format(day, "j F Y")


# --- programmes as their owners keep them ----------------------------------------------------------------------------


def programme_examples() -> list[Example]:
    """Rates, shares and ages: one case for each way in which the rules decide."""
    sixty, today = Decimal(60), date(2026, 3, 4)
    return [
        _rate(_("An amount in euros of Monday 16 March 2020"), rate_for("EUR", date(2020, 3, 16))),
        _rate(_("An amount in pounds of Saturday 18 June 2022"), rate_for("GBP", date(2022, 6, 18))),
        _rate(
            _("An amount in roubles of May 2022, which the European Central Bank no longer quotes"),
            rate_for("RUB", date(2022, 5, 2)),
        ),
        _shares(_("60% and 40%"), {"a": sixty, "b": Decimal(40)}),
        _shares(_("60%, and a second member state without a share"), {"a": sixty, "b": None}),
        _shares(_("60% and 41%"), {"a": sixty, "b": Decimal(41)}),
        _shares(_("100%, and a second member state without a share"), {"a": Decimal(100), "b": None}),
        _age(_("On 4 March 2026: confirmed on 4 March 2025"), date(2025, 3, 4), today),
        _age(_("On 4 March 2026: confirmed on 3 March 2025"), date(2025, 3, 3), today),
        _age(_("On 4 March 2026: never confirmed"), None, today),
        _age(_("On 4 March 2026: closed, confirmed in 2020"), date(2020, 1, 1), today, has_ended=True),
    ]


def _rate(case: str, rate: Rate | None) -> Example:
    if rate is None:
        return Example(case, _("No rate: the amount is shown, and counted in no sum until its owner gives one."))
    facts = {"rate": rate.per_usd.quantize(Decimal("0.0001")), "day": _said(rate.day)}
    return Example(case, _("One US dollar = %(rate)s, the rate of %(day)s.") % facts)


def _shares(case: str, shares: Shares) -> Example:
    words = {
        ShareFault.TOO_LITTLE: _("Refused: a share is above nought."),
        ShareFault.TOO_MUCH: _("Refused: together more than the whole."),
        ShareFault.NOTHING_LEFT: _("Refused: nothing is left for the second."),
    }
    for fault in share_faults(shares).values():
        return Example(case, words[fault])
    left = 100 - sum(share for share in shares.values() if share)
    if not left:
        return Example(case, _("Taken: split in full."))
    return Example(case, _("Taken: %(left)s stays “not split”.") % {"left": per_cent(left, None)})


def _age(case: str, confirmed: date | None, today: date, *, has_ended: bool = False) -> Example:
    words = {
        ProgrammeFreshness.FRESH: _("Counts as confirmed."),
        ProgrammeFreshness.OLD: _("Old: its page and every list say so, and its owner is asked once a month."),
        ProgrammeFreshness.NEVER: _("Never confirmed: said so, and its owner is asked once a month."),
        ProgrammeFreshness.ENDED: _("Not asked about any more."),
    }
    return Example(case, words[age_of(confirmed, has_ended=has_ended, today=today)])


# --- programmes matched to needs, and to each other ------------------------------------------------------------------


def match_examples() -> list[Example]:
    """One case for each grade, and two that do not fit."""
    need = NeedFacts("VNM", "LIV", date(2027, 12, 31), frozenset({"training"}))
    one = ProgrammeTraits(
        countries=frozenset({"VNM"}),
        is_regional=False,
        priorities=frozenset({"LIV"}),
        suggested=frozenset(),
        starts_on=date(2025, 1, 1),
        ends_on=date(2028, 12, 31),
        is_active=True,
        kinds=frozenset({"training"}),
    )
    regional = replace(one, countries=frozenset(), is_regional=True)
    cases = {
        _("Same member state and priority, running until 2028; both speak of training"): one,
        _("The same, but regional and naming no member state"): regional,
        _("Regional, and no last day is given"): replace(regional, ends_on=None),
        _("The same priority in another member state"): replace(one, countries=frozenset({"LAO"})),
        _("It ended last year"): replace(one, ends_on=date(2025, 12, 31)),
    }
    found = [(case, match(facts, need, date(2026, 6, 1))) for case, facts in cases.items()]
    return [Example(case, str(fit.grade.label) if fit else _("Not shown")) for case, fit in found]


def overlap_examples() -> list[dict[str, Any]]:
    """One pair for each way in which the rule decides, in words. `grade` is None where it is no overlap."""
    yes, unknown, no = InCommon.YES, InCommon.OPEN, InCommon.NO
    words = {yes: _("yes"), unknown: _("not known"), no: _("no")}
    cases = {
        _("Listed by its donor and by who carries it out"): Likeness(yes, yes, yes, 0.86, 1.0),
        _("Two donors, one implementer, titles that differ"): Likeness(yes, yes, yes, 0.44, 1.0),
        _("The same implementer, another title"): Likeness(yes, yes, yes, 0.12, 0.9),
        _("The same title, one names the region alone"): Likeness(unknown, yes, yes, 1.0),
        _("A first and a second phase"): Likeness(yes, yes, no, 0.9, 1.0),
        _("The same title in two countries"): Likeness(no, yes, yes, 1.0, 1.0),
        _("The same identifier in another spelling"): Likeness(no, no, no, 0.1, has_same_identifier=True),
        _("A programme and its part"): Likeness(yes, yes, yes, 1.0, 1.0, is_family=True),
    }
    return [
        {
            "case": case,
            "places": words[found.places],
            "priorities": words[found.priorities],
            "dates": words[found.dates],
            "title": found.title,
            "implementer": found.implementer,
            "grade": (grade := overlap_grade(found)),
            "label": grade.label if grade else _("No overlap"),
        }
        for case, found in cases.items()
    ]


# --- reply rounds, dates and champions -------------------------------------------------------------------------------


def coordination_examples() -> list[Example]:
    """Cases of each rule, in the order in which they are told."""
    opened = date(2026, 12, 31)
    day = default_reply_by(opened)
    after, before = day + timedelta(days=1), day - REMIND_BEFORE
    late = {True: _("late"), False: _("in time")}
    told = _("a mail, as long as a need waits") if reminder_due(opened, day, before, (), waiting=1) else _("no mail")
    done = _("a mail") if reminder_due(opened, day, before, (), waiting=0) else _("no mail")
    past = next_date(opened, [], after)
    consent = {
        Consent.STANDS: _("the name is seen as far as agreed"),
        Consent.WITHDRAWN: _("the name is seen by the own side alone"),
    }
    return [
        Example(_("A round opened on %(day)s") % {"day": _said(opened)}, _said(day)),
        Example(_("A reply on the day itself"), late[is_late(day, day)]),
        Example(_("A reply on the day after"), late[is_late(after, day)]),
        Example(_("Two weeks before the day, a need waits"), told),
        Example(_("Two weeks before the day, everything is replied to"), done),
        Example(
            _("A date of a mechanism that lies in the past, and no later one"),
            _("shown as passed") if past.is_past else _said(past.on or after),
        ),
        Example(_("Consent of a champion on its last day"), consent[consent_of("partners", opened, day, None, day)]),
        Example(_("Consent that was withdrawn today"), consent[consent_of("partners", opened, None, day, day)]),
    ]
