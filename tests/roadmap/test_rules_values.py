"""Points 1 and 2: kinds of values, and the current value that reported rows make."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from roadmap.choices import Accumulation, FlowBasis
from roadmap.kinds import IndicatorKind, kind_of
from roadmap.rules import Exclusion, Point, Reading, Trajectory, screen
from roadmap.rules.values import CurrentValue, current_value

AS_OF = date(2026, 6, 30)


def D(value) -> Decimal:
    return Decimal(str(value))


def year(y, value, **fields) -> Reading:
    return Reading(date(y, 1, 1), date(y, 12, 31), None if value is None else D(value), **fields)


def quarter(y, q, value, **fields) -> Reading:
    end = date(y + q // 4, q % 4 * 3 + 1, 1) - timedelta(days=1)
    return Reading(date(y, q * 3 - 2, 1), end, None if value is None else D(value), **fields)


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
TOTAL = Trajectory(
    IndicatorKind.NUMBER,
    Accumulation.FLOW,
    baseline=Point(date(2020, 12, 31), D(0)),
    target=Point(date(2025, 12, 31), D(100)),
)
RATE = Trajectory(IndicatorKind.NUMBER, Accumulation.FLOW, flow_basis=FlowBasis.YEARLY_RATE)


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


# --- Point 2: flow with a total to deliver ------------------------------------------------------


def test_total_is_the_sum_of_ended_periods():
    current = current_value(TOTAL, [year(2021, 10), year(2022, 20), year(2023, 30)], AS_OF)

    assert (current.value, current.on, current.has_gaps) == (60, date(2023, 12, 31), False)


def test_total_leaves_out_the_period_in_progress():
    assert current_value(TOTAL, [year(2021, 10), year(2022, 20)], date(2022, 12, 30)).value == 10


def test_total_with_a_missing_middle_period_adds_what_there_is_and_says_so():
    current = current_value(TOTAL, [year(2021, 10), year(2023, 30)], AS_OF)

    assert (current.value, current.has_gaps) == (40, True)


def test_total_that_begins_late_has_a_gap():
    assert current_value(TOTAL, [year(2022, 10)], AS_OF).has_gaps


@pytest.mark.parametrize("baseline_on", [date(2020, 12, 31), date(2021, 1, 1)])
def test_total_counts_the_first_period_from_either_way_to_date_a_baseline(baseline_on):
    trajectory = replace(TOTAL, baseline=Point(baseline_on, D(0)))
    screened = screen(trajectory, [year(2021, 10)], AS_OF)

    assert (screened.current.value, screened.current.has_gaps) == (10, False)
    assert screened.excluded == ()


def test_statement_for_the_first_period_may_begin_on_the_baseline_day():
    trajectory = replace(TOTAL, baseline=Point(date(2021, 1, 1), D(0)))
    rows = [year(2021, None, no_change=True), year(2022, 10)]

    assert current_value(trajectory, rows, AS_OF).readings == tuple(rows)


def test_total_with_one_day_missing_has_a_gap():
    late = Reading(date(2022, 1, 2), date(2022, 12, 31), D(20))

    assert current_value(TOTAL, [year(2021, 10), late], AS_OF).has_gaps


@pytest.mark.parametrize(
    "row",
    [Reading(date(2021, 12, 31), date(2022, 3, 30), D(5)), Reading(date(2020, 12, 31), date(2021, 1, 1), D(5))],
)
def test_rows_that_share_one_day_overlap(row):
    screened = screen(TOTAL, [year(2021, 10), row], AS_OF)

    assert screened.current.value == 10
    assert screened.excluded == ((row, Exclusion.SAME_OR_OVERLAPPING_PERIOD),)


@pytest.mark.parametrize("early", [year(2020, 50), Reading(date(2020, 7, 1), date(2021, 6, 30), D(50))])
def test_total_leaves_out_what_began_before_the_baseline(early):
    screened = screen(TOTAL, [early, year(2022, 10)], AS_OF)

    assert screened.current.value == 10
    assert screened.excluded == ((early, Exclusion.BEFORE_BASELINE),)


def test_total_without_a_baseline_still_has_a_value():
    assert current_value(replace(TOTAL, baseline=None), [year(2019, 5), year(2021, 10)], AS_OF).value == 15


def test_total_never_adds_a_period_twice():
    whole, part = year(2021, 40), quarter(2021, 2, 15)
    screened = screen(TOTAL, [part, whole, quarter(2022, 1, 5)], AS_OF)

    assert screened.current.value == 45
    assert screened.excluded == ((part, Exclusion.SAME_OR_OVERLAPPING_PERIOD),)


def test_total_takes_the_final_row_of_two_for_one_period():
    rows = [year(2021, 10, is_provisional=True), year(2021, 12)]
    current = current_value(TOTAL, rows, AS_OF)

    assert (current.value, current.is_provisional) == (12, False)


def test_nothing_more_was_delivered_is_a_statement_for_its_period():
    current = current_value(TOTAL, [year(2021, 10), year(2022, None, no_change=True)], AS_OF)

    assert (current.value, current.on, current.has_gaps) == (10, date(2022, 12, 31), False)
    assert current.confirmed_by == year(2022, None, no_change=True)


def test_blank_period_is_not_a_period_of_nothing():
    with_blank = current_value(TOTAL, [year(2021, 10), year(2022, None)], AS_OF)
    with_zero = current_value(TOTAL, [year(2021, 10), year(2022, 0)], AS_OF)

    assert (with_blank.value, with_blank.on) == (10, date(2021, 12, 31))
    assert (with_zero.value, with_zero.on) == (10, date(2022, 12, 31))


# --- Point 2: flow stated as a yearly rate ------------------------------------------------------


def test_yearly_rate_takes_the_latest_year_and_not_the_sum():
    assert current_value(RATE, [year(2022, 40), year(2023, 60), year(2024, 80)], AS_OF).value == 80


def test_yearly_rate_adds_up_four_quarters():
    rows = [quarter(2024, q, 10 * q) for q in (1, 2, 3, 4)]
    current = current_value(RATE, rows, AS_OF)

    assert (current.value, current.on, len(current.readings)) == (100, date(2024, 12, 31), 4)


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_yearly_rate_of_a_year_with_a_missing_quarter_is_no_value(missing):
    rows = [quarter(2024, q, 10) for q in (1, 2, 3, 4) if q != missing]
    blank = [*rows, quarter(2024, missing, None)]

    assert current_value(RATE, rows, AS_OF) is None
    assert current_value(RATE, blank, AS_OF) is None
    assert screen(RATE, rows, AS_OF).excluded == tuple((row, Exclusion.NOT_A_FULL_YEAR) for row in rows)


def test_yearly_rate_leaves_the_running_year_alone():
    rows = [year(2024, 80), quarter(2025, 1, 5), quarter(2025, 2, 5)]

    assert current_value(RATE, rows, date(2025, 8, 1)).value == 80


def test_yearly_rate_takes_a_fiscal_year_as_it_is():
    fiscal = Reading(date(2023, 10, 1), date(2024, 9, 30), D(70))

    assert current_value(RATE, [year(2022, 40), fiscal], AS_OF).on == date(2024, 9, 30)


def test_yearly_rate_prefers_the_years_own_row_to_the_sum_of_its_parts():
    parts = [quarter(2023, q, 10) for q in (1, 2, 3, 4)]
    screened = screen(RATE, [year(2023, 90), *parts], AS_OF)

    assert screened.current.value == 90
    assert screened.excluded == tuple((part, Exclusion.OLDER) for part in parts)


def test_yearly_rate_names_each_row_left_out_once():
    rows = [quarter(2024, 1, 10), year(2023, 60), quarter(2023, 2, 10), quarter(2023, 2, 9, is_provisional=True)]
    screened = screen(RATE, rows, AS_OF)

    assert screened.current.value == 60
    assert screened.excluded == (
        (rows[3], Exclusion.SAME_OR_OVERLAPPING_PERIOD),
        (rows[2], Exclusion.NOT_A_FULL_YEAR),
        (rows[0], Exclusion.NOT_A_FULL_YEAR),
    )


def test_yearly_rate_leaves_a_row_across_the_turn_of_the_year_alone():
    across = Reading(date(2023, 12, 1), date(2024, 1, 31), D(7))
    rest = Reading(date(2024, 2, 1), date(2024, 12, 31), D(40))

    assert current_value(RATE, [across, rest], AS_OF) is None
    assert current_value(RATE, [across, *(quarter(2024, q, 10) for q in (1, 2, 3, 4))], AS_OF).value == 40


def test_yearly_rate_does_not_divide_two_years():
    two_years = Reading(date(2023, 1, 1), date(2024, 12, 31), D(100))

    assert current_value(RATE, [two_years], AS_OF) is None
    assert screen(RATE, [two_years], AS_OF).excluded == ((two_years, Exclusion.NOT_A_FULL_YEAR),)


def test_yearly_rate_needs_a_number_for_a_year():
    current = current_value(RATE, [year(2023, 60), year(2024, None, no_change=True)], AS_OF)

    assert (current.value, current.on) == (60, date(2023, 12, 31))
