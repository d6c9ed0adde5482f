"""Figures near a line, on the pages that show them beside a word: none says more than is so.

The right values: 996,000 of 1,000,000 is partly covered, and USD 4,000 remain; 997 of 1000 is short of all; -2 of 1000
moves away from the target; a ratio below 0.85 is "some progress" however near it is.
"""

import datetime
import html
import re
from decimal import Decimal

import pytest

from roadmap.kinds import IndicatorKind
from tests.factories.core import CountryFactory
from tests.factories.partners import ResponseFactory
from tests.factories.roadmap import LAST_YEAR, CountryIndicatorFactory, IndicatorFactory, ObservationFactory
from tests.partners.support.gap_world import client_of
from tests.partners.world import make_need

pytestmark = pytest.mark.django_db


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def page_at(address: str) -> str:
    return plain(client_of(None).get(address).content.decode())


@pytest.mark.parametrize(
    ("confirmed", "word", "figures"),
    [
        ("996000", "Partly covered", ("USD 996,000, > 99%", "USD 4,000, < 1%")),
        ("999999.60", "Partly covered", ("USD 999,999.60, > 99%", "USD 0.40, < 1%")),
        ("400", "Partly covered", ("USD 400, < 1%", "USD 999,600, > 99%")),
        ("1000000", "Covered", ("USD 1,000,000, 100%", "USD 0, 0%")),
        ("0", "Partly covered", ("USD 0, 0%", "USD 1,000,000, 100%")),  # accepted, and nothing of the money
        ("500000", "Partly covered", ("USD 500,000, 50%", "USD 500,000, 50%")),
        ("1004000", "Covered", ("USD 1,004,000, > 100%", "USD 0, 0%")),
    ],
)
def test_coverage_beside_its_word(confirmed, word, figures):
    need = make_need(disclosure="public", amount_sought=Decimal(1_000_000), currency="USD")
    ResponseFactory(need=need, accepted=True, amount=Decimal(confirmed))
    page, register = page_at("/needs/VNM-001/"), page_at("/needs/")

    panel = page[page.index("Confirmed") :]
    assert panel.startswith(f"Confirmed {figures[0]}")
    assert f"Remaining {figures[1]}" in panel
    row = register[register.index("VNM-001") :]
    assert word in row
    assert ("100%" in row.split("Partly covered")[-1]) is False


def indicator_page(value, target, *, baseline=0, kind=IndicatorKind.NUMBER, decimals=0, **observed):
    used = CountryIndicatorFactory(
        indicator=IndicatorFactory(code="line", kind=kind, decimals=decimals, direction="up"),
        country=CountryFactory(iso3="VNM"),
        disclosure="public",
        baseline_value=Decimal(baseline),
        target_value=Decimal(target),
    )
    stated = None if value is None else Decimal(value)
    ObservationFactory(country_indicator=used, disclosure="public", value=stated, **observed)
    return page_at("/roadmap/indicators/line/VNM/"), page_at("/countries/VNM/report-card/")


@pytest.mark.parametrize(
    ("value", "target", "status", "progress"),
    [
        ("997", "1000", "On track", "> 99%"),
        ("1000", "1000", "Achieved", "100%"),
        ("1003", "1000", "Achieved", "> 100%"),
        ("-2", "1000", "Moving away", "> −1%"),
        ("2", "1000", "Off track", "< 1%"),
    ],
)
def test_progress_beside_its_word(value, target, status, progress):
    page, card = indicator_page(value, target)

    assert f"Progress from baseline to target {progress}" in page
    assert f"{progress} {status}" in card


def test_a_value_short_of_its_target_is_not_rounded_up_to_it():
    page, card = indicator_page("84.6", "85")

    assert "Latest value that counts 84.6" in page
    assert re.search(r" 85 \d{4} 84\.6 ", card)


def test_a_percentage_short_of_the_whole_is_not_the_whole():
    page, card = indicator_page(
        None, "100", kind=IndicatorKind.PERCENTAGE, numerator=Decimal(997), denominator=Decimal(1000)
    )

    assert "Latest value that counts 99.7%" in page
    assert "100%" in card
    assert " 99.7% " in card


def test_a_ratio_stands_below_the_threshold_that_it_misses():
    """What is expected grows by the day (see CountryIndicatorFactory); 0.8499 of it has come, and 0.85 is on track."""
    begun, seen, due = (datetime.date(LAST_YEAR + years, 12, 31) for years in (-3, 0, 4))
    expected = Decimal(100 * (seen - begun).days) / (due - begun).days
    page, _card = indicator_page(round(expected * Decimal("0.8499"), 6), "100", decimals=2)

    assert "Some progress" in page
    assert Decimal(re.search(r"Ratio r ([\d.]+)", page)[1]) == Decimal("0.8499")
    assert "On track from r = 0.85" in page
