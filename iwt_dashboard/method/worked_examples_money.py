"""The worked example of programmes' money for the method page: an invented portfolio, counted by the rule itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partners.programmes.messages import MONEY_REASONS
from partners.programmes.rules.explained import Cut, explain
from partners.programmes.rules.money import NOT_SPLIT, MoneyGap, ProgrammeMoney
from partners.programmes.rules.portfolio import CountedProgramme, Portfolio, portfolio

YEAR = 2025


@dataclass(frozen=True)
class MoneyExample:
    """A programme in words and what the rule makes of it, in US dollars; None where it is not counted.

    `own` is what it adds in all, `countries` how that is split, `in_year` its part of the example's year.
    """

    case: str
    iwt_usd: Decimal | None
    own: Decimal | None
    countries: str
    in_year: Decimal | None
    note: str


def money_examples() -> dict[str, Any]:
    """One programme for each thing that people ask about: the invented portfolio line by line, and its totals."""
    cases = _cases()
    found = portfolio(cases.values())
    in_year = explain(found, Cut(year=YEAR))
    of_year = {line.key: line.amount for line in in_year.included}
    return {
        "year": YEAR,
        "lines": [_example(case, one.key, found, of_year.get(one.key)) for case, one in cases.items()],
        "total": found.total,
        "by_country": [(_country(key), amount) for key, amount in sorted(found.by_country.items(), reverse=True)],
        "in_year": in_year.total,
    }


def _cases() -> dict[str, ProgrammeMoney]:
    two_years: dict[str, Any] = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 12, 31)}
    half, sixty = Decimal(50), Decimal(60)
    return {
        _("EUR 500,000 at 0.8 for US$ 1, IWT share 50%, Thailand, 2024 and 2025"): _programme(
            "a", 500_000, per_usd=Decimal("0.8"), iwt_share=half, countries={"THA": None}, **two_years
        ),
        _("US$ 400,000, share 100%, Viet Nam 60% and Lao PDR, whose share is not given, 2024 and 2025"): _programme(
            "b", 400_000, countries={"VNM": sixty, "LAO": None}, **two_years
        ),
        _("US$ 90,000, share 100%, regional, names no member state, period not known"): _programme(
            "c", 90_000, covers_more=True
        ),
        _("US$ 100,000, share 100%, Cambodia, 2024 and 2025; the next two are parts of it"): _programme(
            "d", 100_000, countries={"KHM": None}, **two_years
        ),
        _("part of it: US$ 30,000, share 100%, Cambodia, 2024 and 2025"): _programme(
            "e", 30_000, countries={"KHM": None}, parent="d", **two_years
        ),
        _("part of it: US$ 40,000, share 100%, Viet Nam, 2024 and 2025"): _programme(
            "f", 40_000, countries={"VNM": None}, parent="d", **two_years
        ),
        _("US$ 73,100, share 100%, Viet Nam, planned for 2024 and 2025 (731 days), ended early after 366 days"): (
            _programme(
                "g",
                73_100,
                countries={"VNM": None},
                starts_on=date(2024, 1, 1),
                ends_on=date(2024, 12, 31),
                planned_ends_on=date(2025, 12, 31),
            )
        ),
        _("US$ 700,000, IWT share not known"): _programme("h", 700_000, iwt_share=None, countries={"VNM": None}),
        _("US$ 50,000, relevance suggested by a rule, not confirmed"): _programme(
            "i", 50_000, countries={"VNM": None}, barred=MoneyGap.SUGGESTED
        ),
    }


def _programme(key: str, amount: int, **facts: Any) -> ProgrammeMoney:
    """In US dollars and all of it against illegal wildlife trade, unless told otherwise."""
    return ProgrammeMoney(key, Decimal(amount), **{"per_usd": Decimal(1), "iwt_share": Decimal(100), **facts})


def _example(case: str, key: str, found: Portfolio, in_year: Decimal | None) -> MoneyExample:
    one = found.counted.get(key)
    if one is None:
        return MoneyExample(case, None, None, "", None, str(MONEY_REASONS[found.uncounted[key]]))
    split = ", ".join(f"{_country(key)} {amount:,.2f}" for key, amount in one.by_country.items() if amount)
    return MoneyExample(case, one.iwt_usd, one.own, split, in_year or Decimal(0), _note(one))


def _note(one: CountedProgramme) -> str:
    if one.in_parts:
        return _("%(amount)s is counted with its parts") % {"amount": f"{one.in_parts:,.2f}"}
    if one.not_provided:
        return _("%(amount)s was cut off") % {"amount": f"{one.not_provided:,.2f}"}
    return ""


def _country(key: str) -> str:
    return _("regional or not split") if key == NOT_SPLIT else key
