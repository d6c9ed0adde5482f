"""Properties that hold for every input: what no table of cases can show."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from roadmap.choices import Accumulation, Direction, FlowBasis, Rating, Reason, Status
from roadmap.kinds import IndicatorKind, to_decimal
from roadmap.rules import (
    Assessment,
    Point,
    Reading,
    ReportingState,
    Trajectory,
    assess,
    check_trajectory,
    holding_span,
    regional_summary,
    reporting_state,
    reporting_terms,
    rung_shares,
    screen,
)
from roadmap.rules.progress import exact_expected, exact_expected_of, exact_progress, progress
from roadmap.rules.status import judge
from roadmap.rules.values import CurrentValue, current_value

NUMBERS = st.decimals(-1000, 1000, places=2)
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
AS_OF = date(2027, 6, 30)
RANK = {
    Status.MOVING_AWAY: 0,
    Status.OFF_TRACK: 1,
    Status.SOME_PROGRESS: 2,
    Status.ON_TRACK: 3,
    Status.ACHIEVED: 4,
}


@st.composite
def trajectories(draw, kind=IndicatorKind.NUMBER, with_milestones=True) -> Trajectory:
    """A sound way from a baseline to another target, in either direction."""
    start = draw(st.dates(date(2015, 1, 1), date(2020, 12, 31)))
    end = start + timedelta(days=draw(st.integers(10, 5000)))
    a, b = draw(NUMBERS), draw(NUMBERS)
    assume(a != b)
    shares = sorted(draw(st.lists(st.integers(1, 9), max_size=3, unique=True))) if with_milestones else []
    days = sorted(draw(st.lists(st.integers(1, (end - start).days - 1), min_size=3, max_size=3, unique=True)))
    milestones = tuple(
        Point(start + timedelta(days=day), a + (b - a) * share / 10) for day, share in zip(days, shares, strict=False)
    )
    return Trajectory(
        kind,
        direction=Direction.UP if b > a else Direction.DOWN,
        baseline=Point(start, a),
        target=Point(end, b),
        milestones=milestones,
    )


@st.composite
def readings(draw, **fixed) -> Reading:
    """Any row: years, quarters and odd spans, blank or not, cleared or not."""
    y, q = draw(st.integers(2016, 2027)), draw(st.integers(0, 5))
    start = date(y, 1, 1) if q in (0, 5) else date(y, q * 3 - 2, 1)
    end = date(y, 12, 31) if q == 0 else start + timedelta(days=draw(st.sampled_from([89, 90, 91, 200, 364, 700])))
    fields = {
        "value": draw(st.none() | st.integers(-50, 200).map(Decimal)),
        "numerator": draw(st.none() | st.integers(0, 20).map(Decimal)),
        "denominator": draw(st.none() | st.integers(0, 20).map(Decimal)),
        "is_provisional": draw(st.booleans()),
        "is_superseded": draw(st.booleans()),
        "is_cleared": draw(st.booleans()),
        "reported_on": draw(st.none() | DAYS),
        "no_change": draw(st.booleans()),
    }
    return Reading(start, end, **{**fields, **fixed})


ROWS = st.lists(readings(), max_size=8)
ANY_KIND = st.sampled_from(
    [
        Trajectory(IndicatorKind.PERCENTAGE, target=Point(date(2028, 12, 31), Decimal(80))),
        Trajectory(IndicatorKind.YES_NO, target=Point(date(2024, 12, 31), Decimal(1))),
        Trajectory(IndicatorKind.MILESTONES, target=Point(date(2024, 12, 31), Decimal(5))),
        Trajectory(IndicatorKind.NUMBER, Accumulation.CUMULATIVE, Direction.NONE),
        *[
            Trajectory(
                IndicatorKind.NUMBER,
                accumulation,
                baseline=Point(date(2017, 12, 31), Decimal(0)),
                target=Point(date(2026, 12, 31), Decimal(150)),
                flow_basis=basis,
            )
            for accumulation in Accumulation
            for basis in FlowBasis
        ],
    ]
)


def mirrored(trajectory: Trajectory) -> Trajectory:
    flip = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP, Direction.NONE: Direction.NONE}
    return mapped(replace(trajectory, direction=flip[trajectory.direction]), lambda x: -x)


def mapped(trajectory: Trajectory, change) -> Trajectory:
    return replace(
        trajectory,
        baseline=Point(trajectory.baseline.on, change(trajectory.baseline.value)),
        target=Point(trajectory.target.on, change(trajectory.target.value)),
        milestones=tuple(Point(point.on, change(point.value)) for point in trajectory.milestones),
    )


# --- One formula --------------------------------------------------------------------------------


@given(trajectories(), NUMBERS, DAYS)
def test_both_directions_mirror_each_other(trajectory, number, on):
    there = judge(trajectory, CurrentValue(number, on))
    back = judge(mirrored(trajectory), CurrentValue(-number, on))

    assert there == back
    assert progress(trajectory, number) == progress(mirrored(trajectory), -number)


@given(trajectories(), NUMBERS, DAYS, st.integers(1, 1000), st.integers(-5000, 5000))
def test_unit_and_zero_point_make_no_difference(trajectory, number, on, scale, shift):
    def change(x):
        return x * scale + shift

    before = judge(trajectory, CurrentValue(number, on))
    after = judge(mapped(trajectory, change), CurrentValue(change(number), on))

    assert before == after


@given(trajectories(), NUMBERS)
def test_progress_is_never_clipped(trajectory, number):
    start, target = Fraction(trajectory.start.value), Fraction(trajectory.target.value)

    assert progress(trajectory, number).ratio == to_decimal((Fraction(number) - start) / (target - start))


@given(trajectories())
def test_way_begins_at_nought_and_ends_at_one(trajectory):
    assert progress(trajectory, trajectory.baseline.value).ratio == 0
    assert progress(trajectory, trajectory.target.value).ratio == 1
    assert exact_expected(trajectory, trajectory.baseline.on) == 0
    assert exact_expected(trajectory, trajectory.target.on) == 1


@given(trajectories(), DAYS, st.integers(0, 2000))
def test_expected_never_falls_and_stays_within_the_way(trajectory, on, later):
    now, then = exact_expected(trajectory, on), exact_expected(trajectory, on + timedelta(days=later))

    assert 0 <= now <= then <= 1


@given(trajectories())
def test_value_on_its_milestones_is_exactly_what_was_expected(trajectory):
    for point in trajectory.milestones:
        assert exact_progress(trajectory, point.value) == exact_expected(trajectory, point.on)


# --- Status -------------------------------------------------------------------------------------


@given(trajectories(), NUMBERS, NUMBERS, DAYS)
def test_better_value_never_has_a_worse_status(trajectory, one, other, on):
    worse, better = sorted((one, other), reverse=trajectory.direction is Direction.DOWN)
    low, high = (judge(trajectory, CurrentValue(number, on)).status for number in (worse, better))

    if low in RANK and high in RANK:
        assert RANK[low] <= RANK[high]
    else:
        assert low is Status.TOO_EARLY or high is Status.TOO_EARLY
        assert high in (Status.TOO_EARLY, Status.ACHIEVED)


@given(trajectories(), NUMBERS, DAYS)
def test_achieved_is_the_target_met_and_nothing_else(trajectory, number, on):
    is_met = (
        number >= trajectory.target.value if trajectory.direction is Direction.UP else number <= trajectory.target.value
    )
    status = judge(trajectory, CurrentValue(number, on)).status

    assert (status is Status.ACHIEVED) is (is_met and on >= trajectory.baseline.on)


@given(trajectories(), NUMBERS, DAYS)
def test_moving_away_is_below_the_baseline(trajectory, number, on):
    if judge(trajectory, CurrentValue(number, on)).status is Status.MOVING_AWAY:
        assert progress(trajectory, number).ratio < 0


@given(trajectories(with_milestones=False), st.integers(1, 100), st.integers(0, 100))
def test_status_is_the_same_whatever_today_is(trajectory, days, wait):
    on = trajectory.baseline.on + timedelta(days=days)
    row = Reading(on, on, trajectory.baseline.value)

    assert assess(trajectory, [row], on).status is assess(trajectory, [row], on + timedelta(days=wait)).status


@given(st.decimals(0, 100, places=1), DAYS, st.sampled_from([Direction.UP, Direction.DOWN]), NUMBERS)
def test_level_to_keep_has_two_answers(level, on, direction, number):
    trajectory = Trajectory(
        IndicatorKind.NUMBER,
        direction=direction,
        baseline=Point(date(2014, 1, 1), level),
        target=Point(date(2031, 1, 1), level),
    )

    assert judge(trajectory, CurrentValue(number, on)).status in (Status.ACHIEVED, Status.BELOW_LEVEL)
    assert progress(trajectory, number).reason is Reason.MAINTAIN


@given(trajectories())
def test_sound_trajectory_passes_entry(trajectory):
    assert check_trajectory(trajectory) == ()


@given(trajectories())
def test_direction_against_the_way_is_refused_and_never_rated(trajectory):
    wrong = replace(mirrored(trajectory), baseline=trajectory.baseline, target=trajectory.target, milestones=())

    assert "direction_contradicts" in check_trajectory(wrong)
    assert judge(wrong, CurrentValue(trajectory.baseline.value, AS_OF)).status in (
        Status.NOT_RATED,
        Status.TOO_EARLY,
    )


# --- What counts --------------------------------------------------------------------------------


@given(ANY_KIND, ROWS, st.randoms())
def test_order_of_rows_makes_no_difference(trajectory, rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert assess(trajectory, shuffled, AS_OF) == assess(trajectory, rows, AS_OF)
    assert reporting_state(trajectory, shuffled, AS_OF) == reporting_state(trajectory, rows, AS_OF)


@given(
    ANY_KIND,
    ROWS,
    st.lists(readings(is_superseded=True), max_size=3),
    st.lists(readings(is_cleared=False), max_size=3),
)
def test_superseded_and_uncleared_rows_never_count(trajectory, rows, superseded, uncleared):
    every = [*superseded, *rows, *uncleared]

    assert assess(trajectory, every, AS_OF) == assess(trajectory, rows, AS_OF)
    assert reporting_state(trajectory, every, AS_OF) == reporting_state(trajectory, rows, AS_OF)


@given(
    ANY_KIND,
    ROWS,
    st.lists(readings(value=None, numerator=None, denominator=None, no_change=False), max_size=3),
)
def test_blank_rows_are_as_good_as_none(trajectory, rows, blanks):
    assert assess(trajectory, rows + blanks, AS_OF) == assess(trajectory, rows, AS_OF)


@given(st.integers(2016, 2026))
def test_zero_is_a_value_and_blank_is_not(y):
    trajectory = Trajectory(IndicatorKind.NUMBER)
    zero = Reading(date(y, 1, 1), date(y, 12, 31), Decimal(0))

    assert current_value(trajectory, [zero], AS_OF).value == 0
    assert current_value(trajectory, [replace(zero, value=None)], AS_OF) is None


@given(ANY_KIND, ROWS)
def test_every_row_is_used_or_left_out_with_a_reason(trajectory, rows):
    distinct = list(dict.fromkeys(rows))
    screened = screen(trajectory, distinct, AS_OF)
    used = {*screened.current.readings, screened.current.confirmed_by} - {None} if screened.current else set()
    left_out = {row for row, _ in screened.excluded}

    assert used | left_out == set(distinct)
    assert not used & left_out


@given(ANY_KIND, ROWS)
def test_row_after_the_day_never_counts(trajectory, rows):
    as_of = date(2021, 6, 30)
    later = [row for row in rows if row.period_end > as_of]

    assert assess(trajectory, rows, as_of) == assess(trajectory, [row for row in rows if row not in later], as_of)


@given(st.lists(readings(is_superseded=False, is_cleared=True, no_change=False), max_size=8))
def test_total_is_the_sum_of_rows_that_share_no_day(rows):
    trajectory = Trajectory(IndicatorKind.NUMBER, Accumulation.FLOW)
    current = current_value(trajectory, rows, AS_OF)
    used = current.readings if current else ()

    assert current is None or current.value == sum(row.value for row in used)
    assert all(a.period_end < b.period_start for a, b in pairwise(used))


@given(trajectories(), st.lists(st.integers(0, 19), unique=True, max_size=20))
def test_what_is_planned_for_the_parts_adds_up_to_the_whole(trajectory, picked):
    first, last = trajectory.baseline.on + timedelta(days=1), trajectory.target.on
    length = (last - first).days + 1
    cuts = sorted({first, last + timedelta(days=1), *(first + timedelta(days=n * length // 20) for n in picked)})
    parts = [Reading(a, b - timedelta(days=1), Decimal(1)) for a, b in pairwise(cuts) if a < b]

    assert exact_expected_of(trajectory, parts) == Fraction(1)


@given(ANY_KIND, ROWS, DAYS)
def test_silence_is_neither_red_nor_green(trajectory, rows, as_of):
    result = assess(trajectory, rows, as_of)

    assert result.is_grey is (result.status is Status.NO_RECENT_DATA)
    assert (result.last_status is not None) is (result.is_grey and result.value is not None)


@given(ANY_KIND, ROWS, DAYS)
def test_days_of_a_reporting_state_are_never_negative(trajectory, rows, as_of):
    state, days = reporting_state(trajectory, rows, as_of)

    assert days >= 0
    assert days == 0 or state in (ReportingState.DUE, ReportingState.OVERDUE)
    assert state is not ReportingState.OVERDUE or days > 0


# --- Region and ratings -------------------------------------------------------------------------

MEMBERS = ["BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "TLS", "VNM"]
ASSESSMENTS = st.none() | st.builds(
    lambda number, on, grey: Assessment(
        Status.NO_RECENT_DATA if grey else Status.ON_TRACK,
        Reason.BY_RATIO,
        CurrentValue(number, on, numerator=abs(number), denominator=Decimal(100)),
        is_grey=grey,
    ),
    NUMBERS,
    DAYS,
    st.booleans(),
)
REGIONS = st.lists(ASSESSMENTS, min_size=11, max_size=11).map(lambda rows: dict(zip(MEMBERS, rows, strict=True)))


@pytest.mark.parametrize("kind", IndicatorKind)
@pytest.mark.parametrize("accumulation", Accumulation)
@given(region=REGIONS, random=st.randoms())
def test_order_of_countries_makes_no_difference(kind, accumulation, region, random):
    shuffled = list(region.items())
    random.shuffle(shuffled)

    assert regional_summary(dict(shuffled), kind, accumulation) == regional_summary(region, kind, accumulation)


@given(REGIONS)
def test_regional_counts_add_up_to_the_members(region):
    summary = regional_summary(region, IndicatorKind.NUMBER)

    assert sum(summary.counts.values()) + summary.n_without_data == summary.n_members
    assert (summary.value is None) is (summary.n_reported < 6)
    assert summary.value is None or summary.low <= summary.value <= summary.high


@given(REGIONS)
def test_pooled_percentage_lies_within_its_parts(region):
    summary = regional_summary(region, IndicatorKind.PERCENTAGE)
    used = [a.value for a in region.values() if a and a.has_recent_value]

    if summary.value is not None:
        shares = [100 * row.numerator / row.denominator for row in used]
        assert min(shares) <= round(summary.value, 10) <= max(shares)


@given(st.lists(st.none() | st.sampled_from(Rating), max_size=40))
def test_rungs_add_up(ratings):
    table = rung_shares(ratings)

    assert sum(rung.count for rung in table.rungs) == table.n_rated
    assert table.n_rated + table.n_unrated == len(ratings)
    if table.n_rated:
        assert abs(sum(rung.share for rung in table.rungs) - 1) < Decimal("1E-20")


@given(ANY_KIND, st.lists(readings(), max_size=4), DAYS)
def test_an_answer_is_the_same_on_every_day_of_its_span(trajectory, rows, as_of):
    found, terms = assess(trajectory, rows, as_of), reporting_terms(trajectory, rows, as_of)
    span = holding_span(trajectory, rows, found.value and found.value.on, as_of)

    assert as_of in span
    for day in (as_of + timedelta(days=n) for n in range(-900, 900, 7)):
        if day in span:
            assert assess(trajectory, rows, day) == found
            assert terms.on(day) == reporting_state(trajectory, rows, day)
    for edge in (span.first, span.last):
        if edge is not None:
            assert assess(trajectory, rows, edge) == found
            assert terms.on(edge) == reporting_state(trajectory, rows, edge)
