"""How numbers, money, shares and ages are written."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from core.formatting import MINUS, NOTHING, age, as_typed, beside, money, number, part, per_cent, percent, share


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
        (Decimal("-2.345"), 1, "−2.3"),
        (Decimal("38.071"), 1, "38.1"),
        (Decimal("1.95"), 1, "2.0"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("-0.04"), 1, "> −0.1"),
        (Decimal("0.4"), 0, "< 1"),
        (Decimal("-0.4"), 0, "> −1"),
        (Decimal("0.004"), 2, "< 0.01"),
        (Decimal("0.00"), 2, "0.00"),
        (Decimal("-0.0"), 1, "0.0"),
        (Decimal("99999999999999.99"), None, "99,999,999,999,999.99"),
    ],
)
def test_number(value: Any, places: int | None, written: str) -> None:
    assert number(value, places) == written.replace(" ", "\N{NO-BREAK SPACE}")


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


def test_no_cent_of_money_is_rounded_away() -> None:
    """999,999.60 of 1,000,000 is not all of it, and what remains is not nought."""
    assert money(Decimal("999999.60")) == "USD\N{NO-BREAK SPACE}999,999.60"
    assert money(Decimal("0.40")) == "USD\N{NO-BREAK SPACE}0.40"
    assert money(Decimal("-0.01")) == "USD\N{NO-BREAK SPACE}−0.01"


def test_percent_is_of_a_ratio_and_is_not_clipped() -> None:
    assert percent(Decimal("0.854")) == "85%"
    assert percent(Decimal("0.288")) == "29%"
    assert percent(1.2) == "120%"
    assert percent(None) == "–"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # 100 and 0 are said of what is exactly that
        (0, "0%"),
        (Decimal("0.00"), "0%"),
        (Decimal("0.0000001"), "< 1%"),
        (Decimal("0.4"), "< 1%"),
        (Decimal("0.5"), "1%"),
        (Decimal("99.4"), "99%"),
        (Decimal("99.5"), "> 99%"),
        (Decimal("99.6"), "> 99%"),  # 996,000 of 1,000,000
        (Decimal("99.7"), "> 99%"),  # 997 of 1000
        (Decimal("99.9999999"), "> 99%"),
        (100, "100%"),
        (Decimal("100.0000001"), "> 100%"),
        (Decimal("100.4"), "> 100%"),
        (Decimal("100.5"), "101%"),
        (Decimal("-0.2"), "> −1%"),  # -2 of 1000
        (Decimal("-0.5"), "−1%"),
        (Decimal("-12.6"), "−13%"),
        (1234, "1,234%"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_a_percentage_keeps_off_nought_and_the_whole(value: Any, written: str) -> None:
    assert per_cent(value) == written.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("value", "places", "lines", "written"),
    [
        (Decimal("99.96"), 1, (), "> 99.9%"),
        (Decimal("0.04"), 1, (), "< 0.1%"),
        (Decimal("33.333333333"), 2, (), "33.33%"),
        (Decimal("12.5"), None, (), "12.5%"),
        (Decimal("100.00"), None, (), "100%"),
        # beside a threshold, on the side on which the number is
        (Decimal("84.6"), 0, (85,), "84.6%"),
        (Decimal("84.96"), 0, (85, 50), "84.96%"),
        (Decimal("85.2"), 0, (85,), "85.2%"),
        (85, 0, (85,), "85%"),
        (Decimal("49.999"), 0, (85, 50), "49.999%"),
        (Decimal("84.2"), 0, (85,), "84%"),
    ],
)
def test_a_percentage_with_places_and_beside_thresholds(value: Any, places: int, lines: Any, written: str) -> None:
    assert per_cent(value, places, lines) == written.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("value", "lines", "written"),
    [
        (Decimal("0.8496"), (0, Decimal("0.85")), "0.8496"),
        (Decimal("0.85"), (0, Decimal("0.85")), "0.85"),
        (Decimal("0.8504"), (0, Decimal("0.85")), "0.8504"),
        (Decimal("0.9"), (0, Decimal("0.85")), "0.90"),
        (Decimal("-0.002"), (0, Decimal("0.85")), "−0.002"),
        (Decimal("0.49999999999"), (Decimal("0.5"),), "<\N{NO-BREAK SPACE}0.50"),
        (Decimal("0.85000000001"), (Decimal("0.85"),), ">\N{NO-BREAK SPACE}0.85"),
        (None, (0,), "–"),
    ],
)
def test_a_ratio_stands_on_its_side_of_the_thresholds(value: Any, lines: Any, written: str) -> None:
    assert beside(value, lines, 2) == written


AMOUNTS = st.decimals(-2000, 2000, places=9, allow_nan=False)


@given(AMOUNTS, st.sampled_from([0, 1, 2]))
@example(Decimal("99.5"), 0)
@example(Decimal("-0.5"), 0)
def test_a_written_percentage_never_says_more_than_is_true(value: Decimal, places: int) -> None:
    text = per_cent(value, places).replace(",", "").replace(MINUS, "-")
    sign, figures = text[0] if text[0] in "<>" else "", Decimal(text.strip("<>%\N{NO-BREAK SPACE}"))

    assert (text in ("0%", "0.0%", "0.00%")) is (value == 0)
    assert (text in ("100%", "100.0%", "100.00%")) is (value == 100)
    assert (figures < 0) is (value < 0)
    if sign == "<":
        assert 0 < value < figures
    elif sign == ">":
        assert value > figures
    else:
        assert (figures > 100) is (value > 100)
        assert abs(figures - value) <= Decimal("0.5").scaleb(-places)


@given(AMOUNTS, st.lists(st.decimals(-100, 100, places=2), max_size=4), st.integers(0, 2))
def test_a_figure_beside_lines_is_on_their_side(value: Decimal, lines: list[Decimal], places: int) -> None:
    text = beside(value, [0, *lines], places).replace(",", "").replace(MINUS, "-")
    written = Decimal(text.strip("<>\N{NO-BREAK SPACE}"))

    if text[0] in "<>":
        assert value < written if text[0] == "<" else value > written
    else:
        for line in (Decimal(0), *lines):
            assert (written > line) - (written < line) == (value > line) - (value < line)


@given(AMOUNTS)
def test_what_is_something_is_never_written_as_nothing(value: Decimal) -> None:
    for text in (number(value, 0), number(value, 2), per_cent(value), per_cent(value, 1)):
        assert (text.strip("0.%") == "") is (value == 0)
    assert NOTHING not in money(value)


@pytest.mark.parametrize(
    ("value", "width"),
    [
        (None, "0"),
        (-5, "0.0"),
        (0, "0.0"),
        (Decimal("0.01"), "0.5"),
        (12.34, "12.3"),
        (Decimal("99.96"), "99.5"),
        (100, "100.0"),
        (180, "100.0"),
    ],
)
def test_share_is_clipped_for_drawing(value: Any, width: str) -> None:
    assert share(value) == width


@pytest.mark.parametrize(
    ("ratio", "value"), [(None, "0"), (Decimal("-0.002"), "0.000"), (Decimal("0.997"), "0.995"), (1, "1.000")]
)
def test_part_is_the_value_of_a_progress_element(ratio: Any, value: str) -> None:
    assert Decimal(part(ratio)) == Decimal(value)


@pytest.mark.parametrize(
    ("since", "written"),
    [
        ("2026-12-04", "today"),
        ("2026-12-01", "today"),
        ("2026-11-30", "1 day"),
        ("2026-10-01", "61 days"),
        ("2026-09-30", "2 months"),
        # Full months alone: 351 days are no year yet, nor are 364.
        ("2025-12-15", "11 months"),
        ("2025-12-02", "11 months"),
        ("2025-12-01", "12 months"),
        ("2024-12-02", "23 months"),
        ("2024-12-01", "2 years"),
        ("2023-12-02", "2 years"),
        ("2023-12-01", "3 years"),
    ],
)
def test_age(since: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_of: datetime.date(2026, 12, 1))

    assert age(datetime.date.fromisoformat(since)) == written


def test_age_of_a_moment_and_of_nothing() -> None:
    assert age(timezone.now()) == "today"
    assert age(None) == ""
