"""Numbers and days as spreadsheets of many countries write them: one meaning is taken, two are refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.admin.cells import day_text, is_yes, number_text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("0,125", "0.125"),
        (",5", "0.5"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234 567,8", "1234567.8"),
        ("1\u202f234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("-1,5", "-1.5"),
        ("\u22121.5", "-1.5"),
        ("1234,567", "1234.567"),
        ("12", "12"),
        ("", ""),
        ("a", "a"),
    ],
)
def test_a_number_with_one_meaning_is_taken(text, number):
    assert number_text(text) == number


@pytest.mark.parametrize("text", ["1,234", "12,345", "999,000", "1,2,3", "1.2.3", "1,23,456", "1.234,5,6"])
def test_a_number_with_two_meanings_is_refused(text):
    with pytest.raises(ValidationError, match="two different numbers"):
        number_text(text)


@pytest.mark.parametrize(("text", "number"), [("2,015", "2015"), ("1,234,567", "1234567"), ("1.234.567", "1234567")])
def test_a_whole_number_has_no_decimals(text, number):
    assert number_text(text, is_whole=True) == number


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_every_number_comes_back_as_germans_and_britons_write_it(value):
    british, plain = f"{value:,.2f}", f"{value:.2f}"
    german = british.translate(str.maketrans(",.", ".,"))
    assert Decimal(number_text(british)) == Decimal(number_text(german)) == Decimal(number_text(plain)) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01 00:00:00", "2026-03-01"),
        ("1.3.2026", "2026-03-01"),
        ("2026/3/1", "2026-03-01"),
        ("31/12/2026", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("05/05/2026", "2026-05-05"),
        ("", ""),
    ],
)
def test_a_day_with_one_meaning_is_taken(text, day):
    assert day_text(text) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("03/04/2026", "two different days"),
        ("31.2.2026", "is no day"),
        ("soon", "is no day"),
        ("2026-02-30", "is no day"),
    ],
)
def test_any_other_day_is_refused(text, words):
    with pytest.raises(ValidationError, match=words):
        day_text(text)


@pytest.mark.parametrize(("text", "answer"), [("1", True), ("TRUE", True), ("no", False), ("0", False)])
def test_yes_and_no(text, answer):
    assert is_yes(text) is answer


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(ValidationError, match="neither yes nor no"):
        is_yes("perhaps")
