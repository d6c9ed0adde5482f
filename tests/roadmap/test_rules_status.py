"""Points 5 and 6: status at the date of the value, and apart from it whether the report has come."""

from dataclasses import replace
from datetime import date

import pytest

from roadmap.choices import Direction, FlowBasis, Reason, Status
from roadmap.kinds import IndicatorKind
from roadmap.rules import Point, assess
from roadmap.rules.status import judge, status_of_ratio
from tests.roadmap.status_world import DAYS, START, TOTAL, D, on_day, value, way, year

# --- Point 5: the ratio -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "status"),
    [
        ("2", Status.ON_TRACK),
        ("1", Status.ON_TRACK),
        ("0.8501", Status.ON_TRACK),
        ("0.85", Status.ON_TRACK),
        ("0.8499", Status.SOME_PROGRESS),
        ("0.5", Status.SOME_PROGRESS),
        ("0.4999", Status.OFF_TRACK),
        ("0.0001", Status.OFF_TRACK),
        ("0", Status.OFF_TRACK),
        ("-0.0001", Status.MOVING_AWAY),
        ("-3", Status.MOVING_AWAY),
    ],
)
def test_status_of_ratio_at_every_boundary(ratio, status):
    assert status_of_ratio(D(ratio)) is status


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("42.5", Status.ON_TRACK),  # r = 0.85
        ("42.495", Status.SOME_PROGRESS),  # r = 0.8499
        ("25", Status.SOME_PROGRESS),  # r = 0.5
        ("24.999", Status.OFF_TRACK),
        ("0", Status.OFF_TRACK),
        ("-0.001", Status.MOVING_AWAY),
        ("99.999", Status.ON_TRACK),
        ("100", Status.ACHIEVED),
        ("250", Status.ACHIEVED),
    ],
)
@pytest.mark.parametrize("direction", [Direction.UP, Direction.DOWN])
def test_status_half_way_through_in_both_directions(direction, number, status):
    number = D(number) if direction is Direction.UP else 100 - D(number)
    trajectory = way(0, 100) if direction is Direction.UP else way(100, 0, Direction.DOWN)

    assert judge(trajectory, value(number, 500)).status is status


@pytest.mark.parametrize("total_days", [30, 70, 90, 110, 130, 1461, 3653])
def test_boundary_holds_where_decimals_never_end(total_days):
    trajectory = replace(way(0, total_days), target=Point(on_day(total_days), D(total_days)))
    days = total_days // 3
    exact = D(days) * D("0.85")  # 85 % of the days / total_days that were expected

    assert judge(trajectory, value(exact, days)).status is Status.ON_TRACK
    assert judge(trajectory, value(exact - D("1E-12"), days)).status is Status.SOME_PROGRESS


def test_judgement_shows_its_arithmetic():
    judged = judge(way(40, 100), value(55, 500))

    assert judged.expected == D("0.5")
    assert judged.ratio == D("0.5")
    assert judged.reason is Reason.BY_RATIO


# --- Point 5: too early, and after the target date ----------------------------------------------


@pytest.mark.parametrize(
    ("days", "status", "reason"),
    [
        (0, Status.TOO_EARLY, Reason.BEFORE_TENTH_OF_TIME),
        (99, Status.TOO_EARLY, Reason.BEFORE_TENTH_OF_TIME),
        (100, Status.OFF_TRACK, Reason.BY_RATIO),  # exactly a tenth has passed
        (101, Status.OFF_TRACK, Reason.BY_RATIO),
        (-1, Status.TOO_EARLY, Reason.VALUE_BEFORE_BASELINE),
    ],
)
def test_too_early_to_say_before_a_tenth_of_the_time(days, status, reason):
    judged = judge(way(0, 100), value(1, days))

    assert (judged.status, judged.reason) == (status, reason)


@pytest.mark.parametrize(
    ("number", "status"),
    [(100, Status.ACHIEVED), (99, Status.TOO_EARLY), (0, Status.TOO_EARLY), (-50, Status.TOO_EARLY)],
)
def test_early_value_is_achieved_or_too_early_and_nothing_else(number, status):
    assert judge(way(0, 100), value(number, 50)).status is status


def test_value_from_before_the_baseline_achieves_nothing():
    assert judge(way(40, 100), value(120, -1)).status is Status.TOO_EARLY


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (100, Status.ACHIEVED),
        (85, Status.ON_TRACK),
        (84, Status.SOME_PROGRESS),
        (50, Status.SOME_PROGRESS),
        (49, Status.OFF_TRACK),
        (-1, Status.MOVING_AWAY),
    ],
)
@pytest.mark.parametrize(("days", "reason"), [(DAYS, Reason.BY_RATIO), (DAYS + 400, Reason.TARGET_DATE_PASSED)])
def test_from_the_target_date_on_everything_was_expected(number, status, days, reason):
    judged = judge(way(0, 100), value(number, days))

    assert judged.status is status
    assert judged.reason is (Reason.TARGET_MET if status is Status.ACHIEVED else reason)
    assert judged.expected in (None, 1)


@pytest.mark.parametrize(
    ("number", "status"),
    [(0, Status.TOO_EARLY), (20, Status.TOO_EARLY), (-1, Status.MOVING_AWAY), (100, Status.ACHIEVED)],
)
def test_nothing_is_expected_yet_on_a_flat_first_stretch(number, status):
    flat = way(0, 100, milestones=[(400, 0)])

    assert judge(flat, value(number, 300)).status is status


def test_milestones_bend_what_is_expected():
    slow_start = way(0, 100, milestones=[(500, 10)])

    assert judge(way(0, 100), value(9, 500)).status is Status.OFF_TRACK
    assert judge(slow_start, value(9, 500)).status is Status.ON_TRACK


# --- Points 3 and 5: goals without a way --------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "number", "status"),
    [
        (Direction.UP, 40, Status.ACHIEVED),
        (Direction.UP, 41, Status.ACHIEVED),
        (Direction.UP, "39.99", Status.BELOW_LEVEL),
        (Direction.DOWN, 40, Status.ACHIEVED),
        (Direction.DOWN, 39, Status.ACHIEVED),
        (Direction.DOWN, "40.01", Status.BELOW_LEVEL),
    ],
)
@pytest.mark.parametrize("days", [10, 500, 1200])
def test_level_is_kept_or_not_whatever_the_date(direction, number, status, days):
    judged = judge(way(40, 40, direction), value(number, days))

    assert judged.status is status
    assert judged.reason is (Reason.LEVEL_KEPT if status is Status.ACHIEVED else Reason.LEVEL_NOT_KEPT)
    assert judged.ratio is None


@pytest.mark.parametrize(
    ("trajectory", "status", "reason"),
    [
        (way(40, None), Status.NO_TARGET, Reason.NO_TARGET),
        (way(None, None), Status.NO_TARGET, Reason.NO_TARGET),
        (way(None, 100), Status.NOT_RATED, Reason.NO_BASELINE),
        (way(40, 100, Direction.NONE), Status.NOT_RATED, Reason.NO_DIRECTION),
        (way(None, None, Direction.NONE), Status.NOT_RATED, Reason.NO_DIRECTION),
        (way(100, 40), Status.NOT_RATED, Reason.DIRECTION_CONTRADICTS),
        (way(0, 200, Direction.DOWN), Status.NOT_RATED, Reason.DIRECTION_CONTRADICTS),
        (replace(way(0, 100), target=Point(START, D(100))), Status.NOT_RATED, Reason.DATES_CONTRADICT),
    ],
)
def test_what_cannot_be_rated_is_not(trajectory, status, reason):
    judged = judge(trajectory, value(60, 500))

    assert (judged.status, judged.reason) == (status, reason)


def test_target_met_is_a_fact_that_needs_no_baseline():
    assert judge(way(None, 100), value(100, 500)).status is Status.ACHIEVED


# --- Points 1 and 8: scale, yes/no and the milestone ladder -------------------------------------


def test_scale_has_status_change_and_distance():
    trajectory = replace(way(1, 3, kind=IndicatorKind.SCALE), target=Point(date(2024, 1, 1), D(3)))
    result = assess(trajectory, [year(2020, 1), year(2021, 2)], date(2022, 1, 31))

    assert result.status is Status.ON_TRACK
    assert (result.change.previous_on, result.change.amount) == (date(2020, 12, 31), 1)
    assert result.distance == 1


@pytest.mark.parametrize(
    ("number", "days", "status", "reason"),
    [
        (1, 10, Status.ACHIEVED, Reason.TARGET_MET),
        (1, 2000, Status.ACHIEVED, Reason.TARGET_MET),
        (0, 500, Status.NOT_RATED, Reason.NOT_DONE_YET),
        (0, DAYS - 1, Status.NOT_RATED, Reason.NOT_DONE_YET),
        (0, DAYS, Status.OFF_TRACK, Reason.NOT_DONE_BY_DATE),
        (0, DAYS + 1, Status.OFF_TRACK, Reason.NOT_DONE_BY_DATE),
    ],
)
@pytest.mark.parametrize("baseline", [0, None])
def test_yes_no_has_no_half_way(baseline, number, days, status, reason):
    judged = judge(way(baseline, 1, kind=IndicatorKind.YES_NO), value(number, days))

    assert (judged.status, judged.reason) == (status, reason)


def test_yes_no_that_should_become_no():
    trajectory = way(1, 0, Direction.DOWN, IndicatorKind.YES_NO)

    assert judge(trajectory, value(0, 500)).status is Status.ACHIEVED
    assert judge(trajectory, value(1, 500)).status is Status.NOT_RATED


def test_yes_no_that_is_to_be_kept():
    trajectory = way(1, 1, kind=IndicatorKind.YES_NO)

    assert judge(trajectory, value(1, 500)).reason is Reason.LEVEL_KEPT
    assert judge(trajectory, value(0, 500)).status is Status.BELOW_LEVEL


@pytest.mark.parametrize(
    ("rung", "before", "after"),
    [
        (5, Status.ACHIEVED, Status.ACHIEVED),
        (4, Status.ON_TRACK, Status.SOME_PROGRESS),
        (3, Status.ON_TRACK, Status.SOME_PROGRESS),
        (2, Status.SOME_PROGRESS, Status.OFF_TRACK),
        (1, Status.NOT_RATED, Status.OFF_TRACK),
        (0, Status.NOT_RATED, Status.OFF_TRACK),
    ],
)
def test_ladder_follows_its_word_and_its_date(rung, before, after):
    trajectory = way(None, 5, kind=IndicatorKind.MILESTONES)

    assert judge(trajectory, value(rung, DAYS - 1)).status is before
    assert judge(trajectory, value(rung, DAYS)).status is after


def test_ladder_may_stop_below_the_top():
    assert judge(way(0, 4, kind=IndicatorKind.MILESTONES), value(4, 500)).status is Status.ACHIEVED


@pytest.mark.parametrize("number", ["2.5", "-1", "6", "8"])
def test_ladder_without_such_a_rung_is_not_rated(number):
    assert judge(way(None, 9, kind=IndicatorKind.MILESTONES), value(number, 500)).reason is Reason.VALUE_OUTSIDE_KIND


# --- Points 2 and 4 in the status: flows --------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "ratio", "status"),
    [
        ({2021: 20, 2022: 20}, "1", Status.ON_TRACK),
        ({2021: 17, 2022: 17}, "0.85", Status.ON_TRACK),
        ({2021: 17, 2022: "16.99"}, "0.84975", Status.SOME_PROGRESS),
        ({2021: 10, 2022: 10}, "0.5", Status.SOME_PROGRESS),
        (
            {2021: 10, 2023: 10},
            "0.5",
            Status.SOME_PROGRESS,
        ),  # 2022 is missing: neither zero nor counted against
        ({2021: 20, 2023: 20}, "1", Status.ON_TRACK),
        ({2021: 0, 2022: 0}, "0", Status.OFF_TRACK),
        ({2021: 20, 2022: -25}, "-0.125", Status.MOVING_AWAY),  # a correction below zero
    ],
)
def test_total_is_measured_against_the_targets_of_the_same_periods(numbers, ratio, status):
    result = assess(TOTAL, [year(y, number) for y, number in numbers.items()], date(2023, 12, 31))

    assert result.ratio == D(ratio)
    assert result.status is status


def test_total_met_is_achieved_even_with_a_gap():
    assert assess(TOTAL, [year(2021, 60), year(2023, 40)], date(2024, 1, 1)).status is Status.ACHIEVED


def test_statement_that_nothing_more_was_delivered_counts_its_period():
    silent = assess(TOTAL, [year(2021, 20)], date(2023, 1, 1))
    stated = assess(TOTAL, [year(2021, 20), year(2022, None, no_change=True)], date(2023, 1, 1))

    assert (silent.ratio, silent.status) == (1, Status.ON_TRACK)
    assert (stated.ratio, stated.status) == (D("0.5"), Status.SOME_PROGRESS)


def test_yearly_rate_is_judged_like_a_stock():
    trajectory = replace(
        TOTAL, flow_basis=FlowBasis.YEARLY_RATE, baseline=Point(date(2020, 12, 31), D(40)), milestones=()
    )
    result = assess(trajectory, [year(2021, 40), year(2022, 64)], date(2023, 1, 31))

    assert result.progress.ratio == D("0.4")
    assert abs(result.expected - D("0.4")) < D("0.001")
    assert result.status is Status.ON_TRACK


# --- Point 5: at the date of the value, not today -----------------------------------------------


def test_late_report_is_late_and_not_worse():
    rows = [year(2021, 40, reported_on=date(2022, 1, 10))]
    late = [year(2021, 40, reported_on=date(2022, 12, 1))]
    trajectory = replace(way(0, 100), target=Point(date(2024, 12, 31), D(100)))

    prompt = assess(trajectory, rows, date(2022, 2, 1))
    after_months = assess(trajectory, late, date(2022, 12, 30))

    assert prompt.status is after_months.status is Status.ON_TRACK
    assert prompt.ratio == after_months.ratio
