"""Flows: with a total to deliver, and stated as a yearly rate."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from roadmap.rules import Exclusion, Point, Reading, screen
from roadmap.rules.values import current_value
from tests.roadmap.status_world import D, year
from tests.roadmap.value_world import AS_OF, RATE, TOTAL


def quarter(y, q, value, **fields) -> Reading:
    end = date(y + q // 4, q % 4 * 3 + 1, 1) - timedelta(days=1)
    return Reading(date(y, q * 3 - 2, 1), end, None if value is None else D(value), **fields)


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
