"""Point 12: the faults that users of comparable systems reported, each as a test with its name.

Two of the list have their home elsewhere: the regional programme on four countries (IATI/D-Portal#302) in
tests/partners/test_rules.py, and the need without a quantity (Sahana SHARE) in tests/needs/test_rules.py.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from roadmap.choices import Accumulation, Direction, Rating, Reason, Status
from roadmap.kinds import IndicatorKind, kind_of
from roadmap.rules import (
    Point,
    Reading,
    ReportingState,
    Trajectory,
    assess,
    reporting_state,
    rung_shares,
)
from roadmap.rules.progress import progress
from roadmap.rules.values import CurrentValue, current_value


def D(value) -> Decimal:
    return Decimal(str(value))


def percent_of(found) -> Decimal | None:
    return None if found.ratio is None else found.ratio * 100


def year(y, value, **fields) -> Reading:
    return Reading(date(y, 1, 1), date(y, 12, 31), None if value is None else D(value), **fields)


def way(baseline, target, direction=Direction.UP, **fields) -> Trajectory:
    return Trajectory(
        IndicatorKind.NUMBER,
        direction=direction,
        baseline=Point(date(2020, 12, 31), D(baseline)),
        target=Point(date(2025, 12, 31), D(target)),
        **fields,
    )


TOTAL = way(0, 100, accumulation=Accumulation.FLOW)


def test_falling_target():
    """hikaya-io/activity#397, UNICEF PRP: a falling target was always 0 %, or inverted."""
    trajectory = way(200, 50, Direction.DOWN)

    assert [percent_of(progress(trajectory, D(value))) for value in (200, 125, 50, 20, 230)] == [
        0,
        50,
        100,
        120,
        -20,
    ]
    assert assess(trajectory, [year(2022, 140)], date(2023, 1, 1)).status is Status.ON_TRACK
    assert assess(trajectory, [year(2022, 20)], date(2023, 1, 1)).status is Status.ACHIEVED


def test_target_equals_baseline():
    """akvo/akvo-rsr#2830: the report crashed."""
    trajectory = way(40, 40)

    assert progress(trajectory, D(40)).reason is Reason.MAINTAIN
    assert assess(trajectory, [year(2022, 40)], date(2023, 1, 1)).status is Status.ACHIEVED
    assert assess(trajectory, [year(2022, 39)], date(2023, 1, 1)).status is Status.BELOW_LEVEL


def test_zero_target():
    """akvo/akvo-rsr#2830: division by the target."""
    trajectory = way(40, 0, Direction.DOWN)

    assert percent_of(progress(trajectory, D(10))) == 75
    assert assess(trajectory, [year(2022, 0)], date(2023, 1, 1)).status is Status.ACHIEVED


def test_baseline_zero_to_zero():
    """No growth rate, no division: the level 0 is kept or it is not."""
    trajectory = way(0, 0, Direction.DOWN)

    assert assess(trajectory, [year(2022, 0)], date(2023, 1, 1)).status is Status.ACHIEVED
    assert assess(trajectory, [year(2022, 1)], date(2023, 1, 1)).status is Status.BELOW_LEVEL
    assert percent_of(progress(trajectory, D(0))) is None


def test_missing_middle_period():
    """Neither zero nor held against the country: the reported periods are compared with their own targets."""
    result = assess(TOTAL, [year(2021, 20), year(2023, 20)], date(2024, 1, 1))

    assert result.value.value == 40
    assert result.value.has_gaps
    assert abs(result.ratio - 1) < D("0.001")


def test_period_in_progress():
    """TolaData: a running period counts against nobody, and what it holds so far does not count yet."""
    with_running = assess(TOTAL, [year(2021, 20), year(2022, 1)], date(2022, 9, 1))
    without = assess(TOTAL, [year(2021, 20)], date(2022, 9, 1))

    assert with_running == without
    assert without.status is Status.ON_TRACK


def test_late_row():
    """A late report is late, not worse; once in, it is in."""
    row = year(2021, 20, reported_on=date(2022, 12, 20))

    assert reporting_state(TOTAL, [], date(2022, 12, 1)).state is ReportingState.OVERDUE
    assert reporting_state(TOTAL, [row], date(2022, 12, 21)).state is ReportingState.REPORTED
    assert assess(TOTAL, [row], date(2022, 12, 21)).status is Status.ON_TRACK


def test_superseded_row():
    """UNEP Ozone: a superseded version is kept and never counts."""
    rows = [year(2021, 90, is_superseded=True), year(2021, 20)]

    assert current_value(TOTAL, rows, date(2022, 1, 1)).value == 20
    assert current_value(TOTAL, rows[:1], date(2022, 1, 1)) is None


def test_provisional_row():
    """Counts, and is marked."""
    result = assess(TOTAL, [year(2021, 20, is_provisional=True)], date(2022, 1, 1))

    assert (result.value.value, result.is_provisional) == (20, True)


def test_returned_row():
    """unicef/etools-partner-reporting-portal#1040: only what was accepted counts."""
    assert current_value(TOTAL, [year(2021, 20, is_cleared=False)], date(2022, 1, 1)) is None


def test_cumulative_over_three_periods():
    """akvo/akvo-rsr#5212: the running total was summed over periods."""
    trajectory = way(0, 100, accumulation=Accumulation.CUMULATIVE)
    rows = [year(2021, 10), year(2022, 30), year(2023, 60)]

    assert current_value(trajectory, rows, date(2024, 1, 1)).value == 60
    assert percent_of(progress(trajectory, D(60))) == 60


def test_future_cumulative_period_is_not_zero():
    """Akvo RSR takes a cumulative period that has not begun as 0, so that the total fell."""
    trajectory = way(0, 100, accumulation=Accumulation.CUMULATIVE)

    assert current_value(trajectory, [year(2021, 10), year(2022, None)], date(2023, 1, 1)).value == 10


def test_ratio_with_a_zero_denominator():
    """0/0 is no data, not 0 %."""
    row = replace(year(2021, None), numerator=D(0), denominator=D(0))

    assert kind_of(IndicatorKind.PERCENTAGE).stated(row.value, row.numerator, row.denominator) is None


def test_percentages_are_pooled_and_not_averaged():
    """akvo/akvo-rsr#2446, #2181: percentages were averaged."""
    rows = [
        CurrentValue(D(100), date(2021, 12, 31), numerator=D(1), denominator=D(1)),
        CurrentValue(D(0), date(2021, 12, 31), numerator=D(0), denominator=D(99)),
    ]

    assert kind_of(IndicatorKind.PERCENTAGE).aggregate(rows, Accumulation.STOCK).value == 1


def test_two_programmes_sharing_one_indicator():
    """toladata/TolaActivity#624: an indicator used in two programmes was counted twice."""
    rows_of_one_programme = [year(2021, 20), year(2022, 10)]
    rows_of_both = rows_of_one_programme + [replace(row) for row in rows_of_one_programme]

    assert current_value(TOTAL, rows_of_both, date(2023, 1, 1)) == current_value(
        TOTAL, rows_of_one_programme, date(2023, 1, 1)
    )


def test_indicator_without_a_target_does_not_vanish():
    """toladata/TolaActivity#610: it was left out; here its trend is shown."""
    result = assess(replace(TOTAL, target=None), [year(2021, 20), year(2022, 10)], date(2023, 1, 1))

    assert (result.status, result.value.value, result.change.amount) == (Status.NO_TARGET, 30, 10)


def test_no_data_is_not_zero():
    """unicef/etools-partner-reporting-portal#966: no data entered must be a dash, not 0."""
    blank = assess(way(0, 100), [year(2022, None)], date(2023, 1, 1))
    zero = assess(way(0, 100), [year(2022, 0)], date(2023, 1, 1))

    assert (blank.value, percent_of(blank.progress), blank.status) == (None, None, Status.NO_RECENT_DATA)
    assert (zero.value.value, percent_of(zero.progress), zero.status) == (0, 0, Status.OFF_TRACK)


def test_each_share_is_rounded_by_itself():
    """13 objectives: 23 + 46 + 15 + 15 is 99, and nothing is pushed about to make it 100."""
    ratings = [
        *[Rating.ACHIEVED] * 3,
        *[Rating.SUBSTANTIALLY_ACHIEVED] * 6,
        *[Rating.ON_TRACK] * 2,
        *[Rating.PARTIAL_PROGRESS] * 2,
    ]
    shown = [round(rung.share * 100) for rung in rung_shares(ratings).rungs]

    assert shown == [23, 46, 15, 15, 0, 0]
