"""Worked examples of what published activities come to, for the method page: invented, computed by the rules."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from iwt_dashboard.method.worked_examples import Example
from partners.iati.format.activity import Budget, Place, Transaction
from partners.iati.messages import signs_sentence, total_sentence
from partners.iati.rules.merge import merge
from partners.iati.rules.places import published_places
from partners.iati.rules.suggestions import iwt_signs
from partners.iati.rules.totals import published_total

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def iati_examples() -> list[Example]:
    """Totals, member states, suggestions and merges: one small case for each branch of the rules."""
    budgets = [
        Budget(kind, "1", *YEAR, Decimal(value), "USD", YEAR[0]) for kind, value in (("1", 100_000), ("2", 80_000))
    ]
    commitments = [Transaction("2", YEAR[0], Decimal(value), "USD", YEAR[0]) for value in (50_000, -5_000)]
    return [
        _total(
            _("A budget of USD 100,000 for 2025, later revised to 80,000; commitments of 45,000"), budgets, commitments
        ),
        _total(
            _("A budget of USD 300,000 for three years, and one of 100,000 for each of them"),
            [_planned("300000", 2025, 2027), *(_planned("100000", year, year) for year in (2025, 2026, 2027))],
            [],
        ),
        _total(
            _("A budget of 2025 revised to USD 80,000, and revised again to 90,000"),
            [_planned("80000", 2025, 2025, kind="2"), _planned("90000", 2025, 2025, kind="2")],
            [],
        ),
        _total(_("No budget; a commitment of USD 50,000 and a correction of −5,000"), [], commitments),
        _total(_("Only corrections: a commitment of USD −5,000"), [], commitments[1:]),
        _places(_("Viet Nam 50%, Lao PDR 50%"), [_country("VN", 50), _country("LA", 50)]),
        _places(_("Viet Nam 80%, Lao PDR 80%"), [_country("VN", 80), _country("LA", 80)]),
        _places(_("“Far East Asia, regional”, no country"), [Place("region", "789", "1", "", "", None)]),
        _places(_("“Africa, regional”, no country"), [Place("region", "298", "1", "", "", None)]),
        _suggestion(_("Title “End wildlife crime”"), "End wildlife crime"),
        _suggestion(_("Title “Forest fund”, sector 41030 (biodiversity)"), "Forest fund", "41030"),
        _suggestion(_("Title “Rural roads”, sector 21020 (roads)"), "Rural roads", "21020"),
        _merge(_("The publisher changes a title that nobody here has touched"), mine="A", theirs="B"),
        _merge(_("A person here has changed a title; the publisher has not"), mine="C", theirs="A"),
        _merge(_("Both have changed it, in different ways"), mine="C", theirs="B"),
    ]


def _total(case: str, budgets: list[Budget], transactions: list[Transaction]) -> Example:
    total = published_total(budgets, transactions, lambda _currency, _day: None)
    amount = "–" if total.amount is None else f"{total.currency} {total.amount:,.0f}"
    return Example(case, amount, total_sentence(total))


def _planned(value: str, first: int, last: int, kind: str = "1") -> Budget:
    return Budget(kind, "1", date(first, 1, 1), date(last, 12, 31), Decimal(value), "USD", None)


def _country(code: str, share: int) -> Place:
    return Place("country", code, "", "", "", Decimal(share))


def _places(case: str, places: list[Place]) -> Example:
    found = published_places(places, {"VN", "LA"})
    if found.is_regional:
        result = _("Regional, until somebody says which member states")
    elif not found.shares:
        result = _("Not in ASEAN")
    elif None in found.shares.values():
        result = _("In both, not split")
    else:
        result = _("In both, split as published")
    return Example(case, result, _("The shares make more than the whole.") if found.has_unsound_shares else "")


def _suggestion(case: str, title: str, *sectors: str) -> Example:
    signs = iwt_signs(title, "", sectors)
    result = _("Suggested as relevant; a person decides") if signs else _("Nothing is suggested")
    return Example(case, result, signs_sentence(signs))


def _merge(case: str, *, mine: str, theirs: str) -> Example:
    merged = merge({"title": "A"}, {"title": mine}, {"title": theirs})
    result = _("The publisher's stands") if merged.taken else _("The person's stays")
    return Example(case, result, _("Both are shown, and a person decides.") if merged.conflicts else "")
