"""Points 1 and 2: kinds of values, and the current value that reported rows make."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from roadmap.choices import Accumulation
from roadmap.kinds import IndicatorKind, kind_of
from roadmap.rules import Exclusion, Reading, Trajectory, screen
from roadmap.rules.values import CurrentValue, current_value
from tests.roadmap.status_world import D, year
from tests.roadmap.value_world import AS_OF, RATE, TOTAL


def ratio(y, numerator, denominator, value=None) -> Reading:
    return Reading(
        date(y, 1, 1),
        date(y, 12, 31),
        None if value is None else D(value),
        None if numerator is None else D(numerator),
        None if denominator is None else D(denominator),
    )


def stated(kind, row) -> Decimal | None:
    return kind_of(kind).stated(row.value, row.numerator, row.denominator)


def percentage(*parts) -> Reading:
    """A row of a percentage as it is read: its value worked out."""
    row = ratio(*parts)
    return replace(row, value=stated(IndicatorKind.PERCENTAGE, row))


STOCK = Trajectory(IndicatorKind.NUMBER)
CUMULATIVE = Trajectory(IndicatorKind.NUMBER, Accumulation.CUMULATIVE)
PERCENTAGE = Trajectory(IndicatorKind.PERCENTAGE)


# --- Point 1: what a row states -----------------------------------------------------------------


@pytest.mark.parametrize("kind", IndicatorKind)
def test_every_kind_reads_a_stated_value(kind):
    assert stated(kind, year(2024, 1)) == 1


@pytest.mark.parametrize("kind", IndicatorKind)
def test_blank_is_none_and_zero_is_zero_in_every_kind(kind):
    assert stated(kind, year(2024, None)) is None
    assert stated(kind, year(2024, 0)) == 0


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_not_a_number_is_no_data(text):
    assert stated(IndicatorKind.NUMBER, Reading(date(2024, 1, 1), date(2024, 12, 31), Decimal(text))) is None
    assert stated(IndicatorKind.PERCENTAGE, ratio(2024, text, 5)) is None
    assert stated(IndicatorKind.PERCENTAGE, ratio(2024, 5, text)) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "expected"),
    [
        (1, 4, None, D(25)),
        (6, 15, None, D(40)),
        (0, 4, None, D(0)),
        (1, 4, 99, D(25)),  # the parts go before a typed share
        (1, 0, None, None),
        (0, 0, None, None),
        (0, 0, 50, None),  # a typed share does not rescue 0/0
        (1, -4, None, None),
        (None, 4, 30, D(30)),
        (1, None, 30, D(30)),
        (None, 4, None, None),
        (None, None, "12.5", D("12.5")),
        (5, 4, None, D(125)),
    ],
)
def test_percentage_comes_from_its_parts_where_both_are_there(numerator, denominator, value, expected):
    assert stated(IndicatorKind.PERCENTAGE, ratio(2024, numerator, denominator, value)) == expected


def test_other_kinds_take_no_notice_of_parts():
    assert stated(IndicatorKind.NUMBER, ratio(2024, 1, 4, 7)) == 7


@pytest.mark.parametrize(
    ("illegal", "total", "pike"),
    [
        (2, 3, "66.67"),  # Lao PDR 2020
        (3, 4, "75.00"),  # Thailand 2020
        (0, 4, "0.00"),  # Malaysia 2020: carcasses found, none illegal
        (1, 1, "100.00"),  # Myanmar 2020
        (0, 0, None),  # Indonesia 2020: no carcass found says nothing about poaching
    ],
)
def test_pike_of_the_cites_mike_table(illegal, total, pike):
    value = stated(IndicatorKind.PERCENTAGE, ratio(2020, illegal, total))

    assert (None if value is None else str(round(value, 2))) == pike


# --- Point 2: which rows count ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (year(2025, 9, is_cleared=False), Exclusion.NOT_CLEARED),
        (year(2025, 9, is_superseded=True), Exclusion.SUPERSEDED),
        (year(2026, 9), Exclusion.NOT_ENDED),
        (year(2025, None), Exclusion.BLANK),
        (Reading(date(2025, 12, 31), date(2025, 1, 1), D(9)), Exclusion.PERIOD_REVERSED),
    ],
)
@pytest.mark.parametrize("trajectory", [STOCK, CUMULATIVE, PERCENTAGE, TOTAL, RATE])
def test_row_that_does_not_count_changes_nothing_and_is_named(trajectory, row, reason):
    good = [year(2023, 3), year(2024, 4)]
    screened = screen(trajectory, [*good, row], AS_OF)

    assert screened.current == current_value(trajectory, good, AS_OF)
    assert (row, reason) in screened.excluded


def test_zero_denominator_is_named_and_leaves_the_older_value():
    good, empty = percentage(2023, 1, 2), percentage(2024, 0, 0)
    screened = screen(PERCENTAGE, [good, empty], AS_OF)

    assert screened.current.value == 50
    assert screened.excluded == ((empty, Exclusion.ZERO_DENOMINATOR),)


@pytest.mark.parametrize("trajectory", [STOCK, CUMULATIVE, PERCENTAGE, TOTAL, RATE])
def test_provisional_counts_and_marks_the_value(trajectory):
    current = current_value(trajectory, [year(2024, 4, is_provisional=True)], AS_OF)

    assert current.value == 4
    assert current.is_provisional


@pytest.mark.parametrize("trajectory", [STOCK, CUMULATIVE, PERCENTAGE, TOTAL, RATE])
@pytest.mark.parametrize("rows", [[], [year(2024, None)], [year(2024, 1, is_superseded=True)]])
def test_nothing_that_counts_is_no_value(trajectory, rows):
    assert current_value(trajectory, rows, AS_OF) is None


@pytest.mark.parametrize(
    ("as_of", "value"),
    [
        (date(2023, 12, 30), None),
        (date(2023, 12, 31), 3),  # a period counts from the day it ends
        (date(2024, 12, 30), 3),
        (date(2024, 12, 31), 4),
    ],
)
def test_reference_date_decides_not_the_day_of_the_report(as_of, value):
    rows = [year(2023, 3, reported_on=date(2026, 1, 1)), year(2024, 4, reported_on=date(2025, 1, 1))]
    current = current_value(STOCK, rows, as_of)

    assert (current and current.value) == value


@pytest.mark.parametrize("trajectory", [STOCK, CUMULATIVE, PERCENTAGE])
def test_latest_value_counts_with_its_date(trajectory):
    rows = [year(2022, 10), year(2024, 30), year(2023, 20)]

    assert current_value(trajectory, rows, AS_OF) == CurrentValue(D(30), date(2024, 12, 31), readings=(rows[1],))


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        (year(2024, 1, is_provisional=True, reported_on=date(2025, 9, 1)), year(2024, 2), 2),
        (year(2024, 9, reported_on=date(2025, 1, 1)), year(2024, 2, reported_on=date(2025, 2, 1)), 2),
        (year(2024, None), year(2024, 2), 2),
        (year(2024, None, no_change=True), year(2024, 2), 2),
    ],
)
def test_two_rows_for_one_period_final_then_later(first, second, value):
    there, back = current_value(STOCK, [first, second], AS_OF), current_value(STOCK, [second, first], AS_OF)

    assert there == back
    assert (there.value, there.confirmed_by) == (value, None)


def test_period_of_one_day_counts():
    day = Reading(date(2024, 6, 1), date(2024, 6, 1), D(5))

    assert current_value(STOCK, [day], AS_OF).value == 5


def test_nothing_has_changed_carries_the_value_to_its_date():
    first, confirmation = year(2023, 3), year(2024, None, no_change=True)
    current = current_value(STOCK, [first, confirmation], AS_OF)

    assert (current.value, current.on) == (3, date(2024, 12, 31))
    assert current.confirmed_by == confirmation
    assert current.readings == (first,)


def test_nothing_has_changed_with_a_value_is_a_value():
    assert current_value(STOCK, [year(2023, 3), year(2024, 3, no_change=True)], AS_OF).confirmed_by is None


def test_nothing_has_changed_since_nothing_is_no_value():
    assert current_value(STOCK, [year(2024, None, no_change=True)], AS_OF) is None
    assert current_value(TOTAL, [year(2024, None, no_change=True)], AS_OF) is None


def test_provisional_value_stays_provisional_when_confirmed():
    rows = [year(2023, 3, is_provisional=True), year(2024, None, no_change=True)]

    assert current_value(STOCK, rows, AS_OF).is_provisional


def test_parts_of_a_percentage_travel_with_the_value():
    current = current_value(PERCENTAGE, [percentage(2024, 3, 4)], AS_OF)

    assert (current.numerator, current.denominator) == (3, 4)


@pytest.mark.parametrize(
    ("trajectory", "row"),
    [(PERCENTAGE, ratio(2024, 3, None, 30)), (PERCENTAGE, ratio(2024, None, 4, 30)), (STOCK, ratio(2024, 3, 4, 30))],
)
def test_parts_that_make_no_percentage_do_not_travel(trajectory, row):
    current = current_value(trajectory, [row], AS_OF)

    assert (current.value, current.numerator, current.denominator) == (30, None, None)
