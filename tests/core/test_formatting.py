"""How numbers, money, shares and ages are written."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from core.formatting import age, as_typed, money, number, percent, share


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (None, None, "–"),
        ("", None, "–"),
        ("n/a", None, "–"),
        (float("nan"), None, "–"),
        (0, None, "0"),
        (1234567, None, "1,234,567"),
        (Decimal("1234.50"), None, "1,234.5"),
        (Decimal("1E+3"), None, "1,000"),
        (Decimal("-2.345"), 1, "-2.3"),
        (Decimal("38.071"), 1, "38.1"),
        (Decimal("1.95"), 1, "2.0"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("-0.04"), 1, "0.0"),
        (Decimal("99999999999999.99"), None, "99,999,999,999,999.99"),
    ],
)
def test_number(value: Any, places: int | None, written: str) -> None:
    assert number(value, places) == written


@pytest.mark.parametrize(
    ("amount", "cents", "written"),
    [
        (None, True, ""),
        (Decimal(0), False, "0"),
        (Decimal("100.00"), True, "100"),
        (Decimal("1234567.50"), True, "1,234,567.50"),
        (Decimal("1234567.50"), False, "1,234,567.5"),
        (Decimal("25413.123456"), True, "25,413.123456"),
        (Decimal("1E+6"), False, "1,000,000"),
        (Decimal("-0.05"), True, "-0.05"),
    ],
)
def test_an_amount_stands_in_a_field_as_people_type_it(amount: Decimal | None, cents: bool, written: str) -> None:
    assert as_typed(amount, cents=cents) == written


def test_money_has_code_before_grouped_figures_and_blank_is_not_nought() -> None:
    assert money(Decimal("4200000.00"), "THB") == "THB\N{NO-BREAK SPACE}4,200,000"
    assert money(None) == "–"
    assert money(0) == "USD\N{NO-BREAK SPACE}0"


def test_percent_is_of_a_ratio_and_is_not_clipped() -> None:
    assert percent(Decimal("0.854")) == "85%"
    assert percent(Decimal("0.288")) == "29%"
    assert percent(1.2) == "120%"
    assert percent(None) == "–"


@pytest.mark.parametrize(("value", "width"), [(None, "0"), (-5, "0.0"), (12.34, "12.3"), (180, "100.0")])
def test_share_is_clipped_for_drawing(value: Any, width: str) -> None:
    assert share(value) == width


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (-3, "today"),
        (0, "today"),
        (1, "1 day"),
        (60, "60 days"),
        (61, "2 months"),
        (729, "24 months"),
        (800, "2 years"),
    ],
)
def test_age(days: int, written: str) -> None:
    assert age(timezone.localdate() - datetime.timedelta(days=days)) == written


def test_age_of_a_moment_and_of_nothing() -> None:
    assert age(timezone.now()) == "today"
    assert age(None) == ""
