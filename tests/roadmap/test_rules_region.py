"""Point 9: from countries to the region."""

from datetime import date
from decimal import Decimal

import pytest

from roadmap.choices import Accumulation, Direction, Reason, Status
from roadmap.kinds import IndicatorKind, RegionalMethod, kind_of, pooled_percentage
from roadmap.rules import (
    RULES_VERSION,
    Assessment,
    Reading,
    RegionalReason,
    Trajectory,
    assess,
    regional_summary,
)
from roadmap.rules.terms import REGION_MEMBERS, REGION_MINIMUM
from roadmap.rules.values import CurrentValue

MEMBERS = ["BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "TLS", "VNM"]
ON = date(2024, 12, 31)


def D(value) -> Decimal:
    return Decimal(str(value))


def reported(number, on=ON, status=Status.ON_TRACK, numerator=None, denominator=None, is_provisional=False):
    return Assessment(
        status,
        Reason.BY_RATIO,
        CurrentValue(D(number), on, is_provisional, numerator=numerator, denominator=denominator),
    )


SILENT = Assessment(Status.NO_RECENT_DATA, Reason.NO_VALUE, is_grey=True)
STALE = Assessment(
    Status.NO_RECENT_DATA,
    Reason.OLDER_THAN_PERIOD,
    CurrentValue(D(1000), date(2019, 12, 31)),
    is_grey=True,
    last_status=Status.ON_TRACK,
)
NOT_APPLICABLE = Assessment(Status.NOT_APPLICABLE, Reason.STATED)


def region(*assessments) -> dict:
    return dict(zip(MEMBERS, assessments, strict=False))


def members(n, number=10) -> dict:
    return region(*[reported(number)] * n)


# --- The least number of members ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "method"),
    [
        (0, RegionalMethod.BELOW_MINIMUM),
        (1, RegionalMethod.BELOW_MINIMUM),
        (5, RegionalMethod.BELOW_MINIMUM),
        (6, RegionalMethod.SUM),
        (11, RegionalMethod.SUM),
    ],
)
def test_nothing_but_counts_below_six_of_eleven(n, method):
    summary = regional_summary(members(n), IndicatorKind.NUMBER, Accumulation.CUMULATIVE)

    assert (summary.n_reported, summary.n_members, summary.method) == (n, 11, method)
    assert summary.counts == ({Status.ON_TRACK: n} if n else {})
    assert summary.value == (None if n < REGION_MINIMUM else 10 * n)
    assert (summary.earliest_on is None) is (n < REGION_MINIMUM)
    assert summary.reason is (RegionalReason.BELOW_MINIMUM if n < 6 else RegionalReason.NO_REGIONAL_TARGET)


@pytest.mark.parametrize("absent", [None, SILENT, STALE, NOT_APPLICABLE])
def test_what_has_no_recent_value_does_not_make_up_the_six(absent):
    summary = regional_summary(
        region(*[reported(10)] * 5, *[absent] * 6), IndicatorKind.NUMBER, Accumulation.CUMULATIVE
    )

    assert (summary.n_reported, summary.value, summary.reason) == (5, None, RegionalReason.BELOW_MINIMUM)


def test_stale_value_is_counted_but_not_added():
    summary = regional_summary(region(*[reported(10)] * 6, STALE), IndicatorKind.NUMBER, Accumulation.CUMULATIVE)

    assert summary.value == 60
    assert summary.counts == {Status.ON_TRACK: 6, Status.NO_RECENT_DATA: 1}
    assert summary.latest_on == summary.earliest_on == ON


def test_counts_and_members_without_data_add_up():
    rows = region(reported(1), reported(2, status=Status.OFF_TRACK), SILENT, STALE, NOT_APPLICABLE, None)
    summary = regional_summary(rows, IndicatorKind.NUMBER)

    assert summary.counts == {
        Status.ON_TRACK: 1,
        Status.OFF_TRACK: 1,
        Status.NO_RECENT_DATA: 2,
        Status.NOT_APPLICABLE: 1,
    }
    assert summary.n_without_data == 6
    assert sum(summary.counts.values()) + summary.n_without_data == REGION_MEMBERS == 11
    assert (summary.n_reported, summary.n_not_applicable) == (2, 1)


def test_more_countries_than_members_is_an_error():
    with pytest.raises(ValueError, match="members"):
        regional_summary({str(n): None for n in range(12)}, IndicatorKind.NUMBER)


def test_member_hidden_from_the_viewer_leaves_no_trace():
    seen = members(7)
    hidden = {**seen, "VNM": None}

    assert regional_summary(hidden, IndicatorKind.NUMBER) == regional_summary(seen, IndicatorKind.NUMBER)


# --- One value, as the kind allows --------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "accumulation", "numbers", "method", "value", "low", "high"),
    [
        (IndicatorKind.NUMBER, Accumulation.FLOW, [1, 2, 3, 4, 5, 9], RegionalMethod.SUM, 24, None, None),
        (IndicatorKind.NUMBER, Accumulation.CUMULATIVE, [1, 2, 3, 4, 5, 9], RegionalMethod.SUM, 24, None, None),
        (IndicatorKind.NUMBER, Accumulation.STOCK, [1, 2, 3, 4, 5, 9], RegionalMethod.MEDIAN, "3.5", 1, 9),
        (IndicatorKind.NUMBER, Accumulation.STOCK, [7, 1, 2, 3, 4, 5, 9], RegionalMethod.MEDIAN, 4, 1, 9),
        (IndicatorKind.SCALE, Accumulation.STOCK, [0, 0, 1, 2, 3, 3], RegionalMethod.MEDIAN, "1.5", 0, 3),
        (
            IndicatorKind.PERCENTAGE,
            Accumulation.STOCK,
            [0, 10, 20, 30, 40, 100],
            RegionalMethod.MEDIAN,
            25,
            0,
            100,
        ),
        (IndicatorKind.YES_NO, Accumulation.STOCK, [1, 1, 0, 1, 0, 1], RegionalMethod.COUNT_DONE, 4, None, None),
        (
            IndicatorKind.MILESTONES,
            Accumulation.STOCK,
            [5, 4, 3, 2, 1, 0],
            RegionalMethod.COUNTS_ONLY,
            None,
            None,
            None,
        ),
    ],
)
def test_value_of_the_region_by_kind(kind, accumulation, numbers, method, value, low, high):
    summary = regional_summary(region(*map(reported, numbers)), kind, accumulation)

    assert summary.method is method
    assert summary.value == (None if value is None else D(value))
    assert (summary.low, summary.high) == (low, high)
    assert summary.n_reported == len(numbers)
    assert not summary.is_provisional


def test_large_country_does_not_weigh_more():
    numbers = [1, 1, 1, 1, 1, 1_000_000]

    assert regional_summary(region(*map(reported, numbers)), IndicatorKind.NUMBER).value == 1


PIKE_2020 = {  # CITES MIKE table of 31 March 2022: illegal and all carcasses, summed over the sites of each state
    "KHM": (0, 1),
    "LAO": (2, 3),
    "MMR": (1, 1),
    "MYS": (0, 4),
    "THA": (3, 4),
    "VNM": (0, 2),
    "IDN": (0, 0),  # no carcass found
}
PIKE_2019 = {
    "IDN": (0, 1),
    "LAO": (1, 2),
    "MYS": (4, 9),
    "THA": (0, 2),
    "KHM": (0, 0),
    "MMR": (0, 0),
    "VNM": (0, 0),
}


def pike(table, y) -> dict:
    trajectory = Trajectory(IndicatorKind.PERCENTAGE, direction=Direction.DOWN)
    return {
        member: assess(
            trajectory,
            [
                Reading(
                    date(y, 1, 1),
                    date(y, 12, 31),
                    trajectory.of_kind.stated(None, D(illegal), D(total)),
                    D(illegal),
                    D(total),
                )
            ],
            date(y + 1, 3, 1),
        )
        for member, (illegal, total) in table.items()
    }


def test_pike_2020_is_pooled_over_six_reporters():
    summary = regional_summary(pike(PIKE_2020, 2020), IndicatorKind.PERCENTAGE)

    assert (summary.n_reported, summary.method, summary.value) == (6, RegionalMethod.POOLED_RATIO, 40)
    assert summary.counts == {Status.NO_TARGET: 6, Status.NO_RECENT_DATA: 1}


def test_pike_2020_is_not_the_mean_of_percentages():
    rows = [a.value for a in pike(PIKE_2020, 2020).values() if a.value]
    mean = sum(row.value for row in rows) / len(rows)

    assert round(mean, 2) == D("40.28")
    assert kind_of(IndicatorKind.PERCENTAGE).aggregate(rows, Accumulation.STOCK).value == 40


def test_pike_2019_has_four_reporters_and_no_regional_value():
    summary = regional_summary(pike(PIKE_2019, 2019), IndicatorKind.PERCENTAGE)

    assert (summary.n_reported, summary.value, summary.method) == (4, None, RegionalMethod.BELOW_MINIMUM)


def test_percentages_are_not_pooled_when_one_reporter_gave_no_parts():
    whole = [reported(50, numerator=D(1), denominator=D(2)) for _ in range(5)]
    summary = regional_summary(region(*whole, reported(80)), IndicatorKind.PERCENTAGE)

    assert (summary.method, summary.value, summary.low, summary.high) == (RegionalMethod.MEDIAN, 50, 50, 80)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(1, 2), (1, 4)], "33.33"),
        ([(0, 5)], "0.00"),
        ([], None),
        ([(1, 2), (None, 4)], None),
        ([(1, 2), (1, None)], None),
        ([(0, 0)], None),
    ],
)
def test_pooled_percentage(pairs, expected):
    pooled = pooled_percentage([tuple(None if x is None else D(x) for x in pair) for pair in pairs])

    assert (None if pooled is None else str(round(pooled, 2))) == expected


def test_regional_value_says_when_it_is_provisional_and_from_when():
    rows = region(
        reported(1, date(2023, 12, 31)),
        *[reported(2)] * 4,
        reported(3, date(2025, 6, 30), is_provisional=True),
    )
    summary = regional_summary(rows, IndicatorKind.NUMBER)

    assert summary.is_provisional
    assert (summary.earliest_on, summary.latest_on) == (date(2023, 12, 31), date(2025, 6, 30))


# --- Status -------------------------------------------------------------------------------------


def test_no_status_is_made_up_without_a_regional_goal():
    summary = regional_summary(members(11), IndicatorKind.NUMBER, Accumulation.CUMULATIVE)

    assert summary.reason is RegionalReason.NO_REGIONAL_TARGET


def test_summary_carries_the_version_of_the_rules():
    assert regional_summary({}, IndicatorKind.NUMBER).rules_version == RULES_VERSION
