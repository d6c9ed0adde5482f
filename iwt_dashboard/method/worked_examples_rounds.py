"""Worked examples of reply rounds, dates and consent for the method page, judged by the rules themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.coordination.rules.champions import Consent, consent_of
from partners.coordination.rules.dates import next_date
from partners.coordination.rules.rounds import REMIND_BEFORE, default_reply_by, is_late, reminder_due

OPENED = date(2026, 12, 31)


@dataclass(frozen=True)
class CoordinationExample:
    """A case in words, and what the rule makes of it."""

    case: str
    found: str


def coordination_examples() -> list[CoordinationExample]:
    """Cases of each rule, in the order in which they are told."""
    day = default_reply_by(OPENED)
    after, before = day + timedelta(days=1), day - REMIND_BEFORE
    late = {True: _("late"), False: _("in time")}
    told = _("a mail, as long as a need waits") if reminder_due(OPENED, day, before, (), waiting=1) else _("no mail")
    done = _("a mail") if reminder_due(OPENED, day, before, (), waiting=0) else _("no mail")
    past = next_date(OPENED, [], after)
    consent = {
        Consent.STANDS: _("the name is seen as far as agreed"),
        Consent.WITHDRAWN: _("the name is seen by the own side alone"),
    }
    return [
        CoordinationExample(_("A round opened on %(day)s") % {"day": _said(OPENED)}, _said(day)),
        CoordinationExample(_("A reply on the day itself"), late[is_late(day, day)]),
        CoordinationExample(_("A reply on the day after"), late[is_late(after, day)]),
        CoordinationExample(_("Two weeks before the day, a need waits"), told),
        CoordinationExample(_("Two weeks before the day, everything is replied to"), done),
        CoordinationExample(
            _("A date of a mechanism that lies in the past, and no later one"),
            _("shown as passed") if past.is_past else _said(past.on or after),
        ),
        CoordinationExample(
            _("Consent of a champion on its last day"), consent[consent_of("partners", OPENED, day, None, day)]
        ),
        CoordinationExample(
            _("Consent that was withdrawn today"), consent[consent_of("partners", OPENED, None, day, day)]
        ),
    ]


def _said(day: date) -> str:
    return date_format(day, "j F Y")
