"""Worked examples of what published activities come to, for the method page: invented, computed by the rules."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from partners.iati.format.activity import Budget, Place, Transaction
from partners.iati.messages import signs_sentence, total_sentence
from partners.iati.rules.merge import merge
from partners.iati.rules.places import published_places
from partners.iati.rules.suggestions import iwt_signs
from partners.iati.rules.totals import published_total

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
MEMBER_STATES = {"VN", "LA"}


@dataclass(frozen=True)
class IatiExample:
    """A case in words, what comes of it, and why."""

    case: str
    result: str
    why: str = ""


def iati_examples() -> list[IatiExample]:
    """Totals, member states, suggestions and merges: one small case for each branch of the rules."""
    return [*_totals(), *_places(), *_suggestions(), *_merges()]


def _totals() -> list[IatiExample]:
    budgets = [_budget("1", 100_000), _budget("2", 80_000)]
    commitments = [_transaction("2", 50_000), _transaction("2", -5_000)]
    cases = [
        (_("A budget of USD 100,000 for 2025, later revised to 80,000; commitments of 45,000"), budgets, commitments),
        (_("No budget; a commitment of USD 50,000 and a correction of −5,000"), [], commitments),
        (_("Only corrections: a commitment of USD −5,000"), [], commitments[1:]),
    ]
    found = []
    for case, planned, transactions in cases:
        total = published_total(planned, transactions, lambda _currency, _day: None)
        amount = "–" if total.amount is None else f"{total.currency} {total.amount:,.0f}"
        found.append(IatiExample(case, amount, total_sentence(total)))
    return found


def _places() -> list[IatiExample]:
    half = Decimal(50)
    cases = [
        (_("Viet Nam 50 %, Lao PDR 50 %"), [_place("VN", half), _place("LA", half)]),
        (_("Viet Nam 80 %, Lao PDR 80 %"), [_place("VN", Decimal(80)), _place("LA", Decimal(80))]),
        (_("“Far East Asia, regional”, no country"), [Place("region", "789", "1", "", "", None)]),
        (_("“Africa, regional”, no country"), [Place("region", "298", "1", "", "", None)]),
    ]
    found = []
    for case, places in cases:
        sorted_out = published_places(places, MEMBER_STATES)
        if sorted_out.is_regional:
            result = _("Regional, until somebody says which member states")
        elif not sorted_out.shares:
            result = _("Not in ASEAN")
        elif None in sorted_out.shares.values():
            result = _("In both, not split")
        else:
            result = _("In both, split as published")
        why = _("The shares make more than the whole.") if sorted_out.has_unsound_shares else ""
        found.append(IatiExample(case, result, why))
    return found


def _suggestions() -> list[IatiExample]:
    cases = [
        (_("Title “End wildlife crime”"), "End wildlife crime", []),
        (_("Title “Forest fund”, sector 41030 (biodiversity)"), "Forest fund", ["41030"]),
        (_("Title “Rural roads”, sector 21020 (roads)"), "Rural roads", ["21020"]),
    ]
    found = []
    for case, title, sectors in cases:
        signs = iwt_signs(title, "", sectors)
        result = _("Suggested as relevant; a person decides") if signs else _("Nothing is suggested")
        found.append(IatiExample(case, result, signs_sentence(signs)))
    return found


def _merges() -> list[IatiExample]:
    cases = [
        (_("The publisher changes a title that nobody here has touched"), "A", "A", "B"),
        (_("A person here has changed a title; the publisher has not"), "A", "C", "A"),
        (_("Both have changed it, in different ways"), "A", "C", "B"),
    ]
    found = []
    for case, base, mine, theirs in cases:
        merged = merge({"title": base}, {"title": mine}, {"title": theirs})
        result = _("The publisher's stands") if merged.taken else _("The person's stays")
        why = _("Both are shown, and a person decides.") if merged.conflicts else ""
        found.append(IatiExample(case, result, why))
    return found


def _budget(kind: str, value: int) -> Budget:
    return Budget(kind, "1", *YEAR, Decimal(value), "USD", YEAR[0])


def _transaction(kind: str, value: int) -> Transaction:
    return Transaction(kind, YEAR[0], Decimal(value), "USD", YEAR[0])


def _place(code: str, share: Decimal) -> Place:
    return Place("country", code, "", "", "", share)
