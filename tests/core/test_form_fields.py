"""What people paste."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.form_fields import AmountField, DayField, TextField, clean_text

NATIVE = [
    "Cục Kiểm lâm phối hợp với Hải quan",
    "กรมอุทยานแห่งชาติ สัตว์ป่า และพันธุ์พืช",
    "ក្រសួងបរិស្ថាន",
    "ກົມປ່າໄມ້",
    "သစ်တောဦးစီးဌာန",
    "🐘🐅 and 🦏",
]


@pytest.mark.parametrize("text", NATIVE)
def test_native_scripts_and_emoji_stay_as_typed(text):
    assert TextField().clean(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x0bb\x1fc", "abc"),
        ("line\r\nnext\rlast", "line\nnext\nlast"),
        ("tab\tstays", "tab\tstays"),
        ("e\u0301", "\u00e9"),
        ("right\u202eto left", "rightto left"),
        ("half \ud83d pair", "half  pair"),
    ],
)
def test_invisible_characters_go(typed, kept):
    assert clean_text(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text())
def test_clean_text_can_be_stored(text):
    cleaned = clean_text(text)

    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", Decimal(0)),
        ("1200.50", Decimal("1200.50")),
        ("1,200,000", Decimal(1_200_000)),
        ("1 200 000", Decimal(1_200_000)),
        ("1\u202f200", Decimal(1200)),
        ("999999999999.99", Decimal("999999999999.99")),
    ],
)
def test_amounts_with_grouping(typed, amount):
    assert AmountField().clean(typed) == amount


@pytest.mark.parametrize("typed", ["-1", "NaN", "Infinity", "1e400", "9" * 40, "0.001", "1,5", "many", "--", "1.2.3"])
def test_amounts_that_are_none(typed):
    with pytest.raises(ValidationError):
        AmountField().clean(typed)


def test_an_empty_amount_is_none_and_not_nought():
    assert AmountField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("30/06/2027", date(2027, 6, 30)),
        ("30 June 2027", date(2027, 6, 30)),
        ("1970-01-01", date(1970, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
    ],
)
def test_days(typed, day):
    assert DayField().clean(typed) == day


@pytest.mark.parametrize("typed", ["0000-00-00", "9999-99-99", "1969-12-31", "2101-01-01", "2027-02-30", "soon"])
def test_days_that_are_none(typed):
    with pytest.raises(ValidationError):
        DayField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One\r\nBcc: x@example.org", "One Bcc: x@example.org"),
        ("a \n\n b", "a b"),
        ("a\u2028b\u2029c\x85d\x0be", "a b c de"),
        ("a\tb", "a b"),
        ("a  b\u00a0c", "a  b\u00a0c"),
    ],
)
def test_a_line_stays_one_line(typed, kept):
    """A title stands in subjects of mails, rows of tables and calendars. A vertical tab goes, as other controls do."""
    assert TextField().clean(typed) == kept
    assert TextField.several_lines().clean("a\r\n\r\nb") == "a\n\nb"


def test_a_figure_below_nought_is_taken_as_our_pages_write_it():
    assert AmountField(min_value=None).clean("\N{MINUS SIGN}1,200.5") == Decimal("-1200.5")
