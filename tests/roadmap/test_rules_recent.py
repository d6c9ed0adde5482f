"""Recent data, the reporting state, change and distance."""

from dataclasses import replace
from datetime import date

import pytest

from roadmap.choices import Direction, FlowBasis, Reason, Status
from roadmap.kinds import IndicatorKind
from roadmap.rules import RULES_VERSION, THRESHOLDS, Point, Reading, ReportingState, Trajectory, assess, reporting_state
from roadmap.rules.progress import Progress
from roadmap.rules.status import is_stale
from tests.roadmap.status_world import TOTAL, D, way, year

# --- Point 6: recent data and reporting state ---------------------------------------------------


YEARLY = replace(way(0, 100), target=Point(date(2029, 12, 31), D(100)))
"""Yearly reports, 90 days of grace."""


@pytest.mark.parametrize(
    ("as_of", "is_grey"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 3, 31), False),  # 31 December 2024 and 90 days
        (date(2025, 4, 1), True),
        (date(2029, 1, 1), True),
    ],
)
def test_old_value_is_greyed_and_keeps_what_it_had_earned(as_of, is_grey):
    result = assess(YEARLY, [year(2023, 40)], as_of)

    assert is_stale(YEARLY, date(2023, 12, 31), as_of) is is_grey
    assert result.is_grey is is_grey
    assert result.status is (Status.NO_RECENT_DATA if is_grey else Status.ON_TRACK)
    assert result.last_status is (Status.ON_TRACK if is_grey else None)
    assert result.reason is (Reason.OLDER_THAN_PERIOD if is_grey else Reason.BY_RATIO)
    assert result.value.on == date(2023, 12, 31)
    assert result.progress.ratio == D("0.4")


@pytest.mark.parametrize("earned", [5, 40, 100, -5])
def test_silence_is_neither_red_nor_green(earned):
    assert assess(YEARLY, [year(2021, earned)], date(2026, 1, 1)).status is Status.NO_RECENT_DATA


def test_nothing_ever_reported_is_no_recent_data_without_a_last_status():
    result = assess(YEARLY, [], date(2026, 1, 1))

    assert (result.status, result.reason, result.last_status) == (
        Status.NO_RECENT_DATA,
        Reason.NO_VALUE,
        None,
    )
    assert result.is_grey
    assert not result.is_provisional
    assert result.progress == Progress(None, Reason.NO_VALUE)


def test_confirmation_keeps_the_value_recent():
    rows = [year(2022, 30), year(2023, None, no_change=True)]

    assert assess(YEARLY, rows, date(2025, 1, 1)).is_grey is False


def test_not_applicable_goes_before_everything():
    trajectory = replace(YEARLY, not_applicable_reason="Not a Party to CITES")
    result = assess(trajectory, [year(2023, 40)], date(2024, 1, 1))

    assert (result.status, result.is_grey, result.value) == (Status.NOT_APPLICABLE, False, None)
    assert reporting_state(trajectory, [], date(2030, 1, 1)) == (ReportingState.NOT_APPLICABLE, 0)


def test_yearly_rate_with_quarterly_reports_is_recent_for_a_year():
    trajectory = replace(TOTAL, flow_basis=FlowBasis.YEARLY_RATE, reporting_months=3, grace_days=30, milestones=())

    assert not is_stale(trajectory, date(2024, 12, 31), date(2026, 1, 30))
    assert is_stale(trajectory, date(2024, 12, 31), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("as_of", "state", "days"),
    [
        (date(2024, 1, 1), ReportingState.REPORTED, 0),
        (date(2024, 12, 31), ReportingState.REPORTED, 0),  # the next period ends today
        (date(2025, 1, 1), ReportingState.DUE, 89),
        (date(2025, 3, 31), ReportingState.DUE, 0),  # last day of grace
        (date(2025, 4, 1), ReportingState.OVERDUE, 1),
        (date(2025, 4, 30), ReportingState.OVERDUE, 30),
    ],
)
def test_reporting_state_counts_from_the_last_reported_period(as_of, state, days):
    assert reporting_state(YEARLY, [year(2022, 1), year(2023, 40)], as_of) == (state, days)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (year(2024, 50), ReportingState.REPORTED),
        (year(2024, 50, is_provisional=True), ReportingState.REPORTED),
        (year(2024, 50, reported_on=date(2025, 5, 30)), ReportingState.REPORTED),
        (year(2024, None, no_change=True), ReportingState.NO_CHANGE),
        (year(2024, 50, no_change=True), ReportingState.NO_CHANGE),
        (year(2024, 0), ReportingState.REPORTED),
        (year(2024, None), ReportingState.OVERDUE),
        (year(2024, 50, is_cleared=False), ReportingState.OVERDUE),
        (year(2024, 50, is_superseded=True), ReportingState.OVERDUE),
        (year(2025, 50), ReportingState.OVERDUE),
    ],
)
def test_what_counts_as_a_report(row, state):
    assert reporting_state(YEARLY, [year(2023, 40), row], date(2025, 6, 1)).state is state


def test_report_with_a_value_goes_before_a_confirmation_of_the_same_period():
    rows = [year(2024, None, no_change=True), year(2024, 50)]

    assert reporting_state(YEARLY, rows, date(2025, 2, 1)).state is ReportingState.REPORTED


@pytest.mark.parametrize(
    ("months", "grace", "as_of", "state"),
    [
        (6, 30, date(2024, 12, 31), ReportingState.REPORTED),
        (6, 30, date(2025, 1, 1), ReportingState.DUE),
        (6, 30, date(2025, 1, 30), ReportingState.DUE),
        (6, 30, date(2025, 1, 31), ReportingState.OVERDUE),
        (6, 0, date(2025, 1, 1), ReportingState.OVERDUE),
    ],
)
def test_half_yearly_periods_end_where_months_end(months, grace, as_of, state):
    trajectory = replace(YEARLY, reporting_months=months, grace_days=grace)
    row = Reading(date(2024, 1, 1), date(2024, 6, 30), D(5))

    assert reporting_state(trajectory, [row], as_of).state is state


def test_first_report_counts_from_the_baseline():
    assert reporting_state(YEARLY, [], date(2020, 6, 1)) == (ReportingState.REPORTED, 0)
    assert reporting_state(YEARLY, [], date(2021, 1, 2)).state is ReportingState.DUE
    assert reporting_state(YEARLY, [], date(2022, 1, 1)).state is ReportingState.OVERDUE


def test_report_without_any_date_to_count_from_is_due():
    assert reporting_state(way(None, 100), [], date(2026, 1, 1)) == (ReportingState.DUE, 0)


# --- Change and distance ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "numbers", "amount"),
    [
        (Direction.UP, (10, 15), 5),
        (Direction.UP, (15, 10), -5),
        (Direction.DOWN, (15, 10), -5),
        (Direction.DOWN, (10, 15), 5),
        (Direction.UP, (10, 10), 0),
        (Direction.NONE, (10, 15), 5),
    ],
)
def test_change_since_the_value_before(direction, numbers, amount):
    trajectory = Trajectory(IndicatorKind.NUMBER, direction=direction)
    result = assess(trajectory, [year(2022, numbers[0]), year(2023, numbers[1])], date(2024, 1, 1))

    assert result.change.amount == amount
    assert result.change.previous_on == date(2022, 12, 31)


def test_first_value_has_no_change():
    assert assess(YEARLY, [year(2022, 1)], date(2023, 1, 1)).change is None


@pytest.mark.parametrize(
    ("trajectory", "number", "distance"),
    [
        (way(0, 100), 70, 30),
        (way(0, 100), 130, -30),
        (way(100, 0, Direction.DOWN), 30, 30),
        (way(100, 0, Direction.DOWN), -5, -5),
        (way(0, None), 70, None),
        (way(0, 100, Direction.NONE), 70, None),
    ],
)
def test_distance_to_the_target(trajectory, number, distance):
    assert assess(trajectory, [year(2022, number)], date(2023, 1, 1)).distance == distance


def test_direction_none_has_value_and_change_only():
    trajectory = way(10, 20, Direction.NONE)
    result = assess(trajectory, [year(2021, 10), year(2022, 30)], date(2023, 1, 1))

    assert result.status is Status.NOT_RATED
    assert result.value.value == 30
    assert result.progress.ratio is result.distance is result.ratio is None


# --- Version ------------------------------------------------------------------------------------


def test_thresholds_and_version_are_those_published():
    published = {"on_track": D("0.85"), "some": D("0.5"), "too_early_time": D("0.10"), "region_minimum": 6}

    assert published == THRESHOLDS
    assert assess(YEARLY, [], date(2026, 1, 1)).rules_version == RULES_VERSION == "2026.1"
