"""Rates, shares and ages of programmes for the Method page, each computed by the rule itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.programmes.rates import Rate, rate_for
from partners.programmes.rules.programmes import ProgrammeFreshness, ShareFault, age_of, share_faults


@dataclass(frozen=True)
class ProgrammeExample:
    """A case in words, and what the rule says."""

    case: str
    outcome: str


def programme_examples() -> list[ProgrammeExample]:
    """One case for each way in which the rules decide."""
    return [*_rates(), *_shares(), *_ages()]


def _rates() -> list[ProgrammeExample]:
    cases = [
        (_("An amount in euros of Monday 16 March 2020"), rate_for("EUR", date(2020, 3, 16))),
        (_("An amount in pounds of Saturday 18 June 2022"), rate_for("GBP", date(2022, 6, 18))),
        (_("An amount in roubles of May 2022, which the European Central Bank no longer quotes"), _roubles()),
    ]
    return [ProgrammeExample(case, _rate_in_words(rate)) for case, rate in cases]


def _roubles() -> Rate | None:
    return rate_for("RUB", date(2022, 5, 2))


def _rate_in_words(rate: Rate | None) -> str:
    if rate is None:
        return _("No rate: the amount is shown, and counted in no sum until its owner gives one.")
    return _("One US dollar = %(rate)s, the rate of %(day)s.") % {
        "rate": rate.per_usd.quantize(Decimal("0.0001")),
        "day": date_format(rate.day, "j F Y"),
    }


def _shares() -> list[ProgrammeExample]:
    cases: list[tuple[str, dict[str, Decimal | None]]] = [
        (_("60% and 40%"), {"a": Decimal(60), "b": Decimal(40)}),
        (_("60%, and a second member state without a share"), {"a": Decimal(60), "b": None}),
        (_("60% and 41%"), {"a": Decimal(60), "b": Decimal(41)}),
        (_("100%, and a second member state without a share"), {"a": Decimal(100), "b": None}),
    ]
    words = {
        ShareFault.TOO_LITTLE: _("Refused: a share is above nought."),
        ShareFault.TOO_MUCH: _("Refused: together more than the whole."),
        ShareFault.NOTHING_LEFT: _("Refused: nothing is left for the second."),
    }
    found = []
    for case, shares in cases:
        faults = list(share_faults(shares).values())
        left = 100 - sum(share for share in shares.values() if share)
        open_part = _("Taken: %(left)s%% stays “not split”.") % {"left": left} if left else _("Taken: split in full.")
        found.append(ProgrammeExample(case, words[faults[0]] if faults else open_part))
    return found


def _ages() -> list[ProgrammeExample]:
    today = date(2026, 3, 4)
    words = {
        ProgrammeFreshness.FRESH: _("Counts as confirmed."),
        ProgrammeFreshness.OLD: _("Old: its page and every list say so, and its owner is asked once a month."),
        ProgrammeFreshness.NEVER: _("Never confirmed: said so, and its owner is asked once a month."),
        ProgrammeFreshness.ENDED: _("Not asked about any more."),
    }
    cases = [
        (_("On 4 March 2026: confirmed on 4 March 2025"), date(2025, 3, 4), False),
        (_("On 4 March 2026: confirmed on 3 March 2025"), date(2025, 3, 3), False),
        (_("On 4 March 2026: never confirmed"), None, False),
        (_("On 4 March 2026: closed, confirmed in 2020"), date(2020, 1, 1), True),
    ]
    return [
        ProgrammeExample(case, words[age_of(day, has_ended=has_ended, today=today).freshness])
        for case, day, has_ended in cases
    ]
