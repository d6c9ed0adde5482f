"""What stands in the figures: traces, marks, order, and nothing where there is nothing."""

import json

import pytest
from django.utils import timezone

from core.clearance.models import State
from roadmap import charts, queries
from roadmap.choices import Accumulation, Direction
from roadmap.kinds import IndicatorKind
from tests.factories.roadmap import (
    LAST_YEAR,
    CountryIndicatorFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
)

pytestmark = pytest.mark.django_db


def row_of(one, viewer):
    return queries.country_indicator_page(viewer, one.indicator, one.country, timezone.localdate()).row


def traces(figure):
    return {trace["name"]: trace for trace in figure["data"]}


def test_a_trajectory_has_its_way_and_its_values(cast):
    one = CountryIndicatorFactory()
    MilestoneFactory(country_indicator=one)
    ObservationFactory(country_indicator=one, value=20, year=LAST_YEAR - 1)
    ObservationFactory(country_indicator=one, value=30, is_provisional=True)
    ObservationFactory(country_indicator=one, value=90, published=True)

    figure = charts.trajectory(row_of(one, cast.public))

    found = traces(figure)
    assert list(found) == [
        "Expected",
        "Reported by Viet Nam",
        "Provisional",
        "Published source",
        "Baseline",
        "Milestones",
        "Target",
    ]
    assert found["Expected"]["y"] == [10.0, 30.0, 50.0]
    assert found["Reported by Viet Nam"]["y"] == [20.0, 30.0]
    assert found["Reported by Viet Nam"]["marker"]["symbol"] == ["circle", "circle-open"]
    assert found["Published source"]["y"] == [90.0]
    assert figure["layout"]["annotations"][0]["text"] == "On track"
    json.dumps(figure)


def test_uncleared_superseded_and_empty_values_are_not_drawn(cast):
    one = CountryIndicatorFactory(bare=True)
    ObservationFactory(country_indicator=one, value=5, superseded_at=timezone.now())
    ObservationFactory(country_indicator=one, value=6, state=State.DRAFT)
    ObservationFactory(country_indicator=one, value=None)

    row = row_of(one, cast.focal_vnm)

    assert charts.trajectory(row)["data"] == []
    assert charts.trajectory_table(row).rows == []
    assert not charts.is_worth_drawing(row.series)


def test_the_table_twin_holds_every_point_in_order_of_dates(cast):
    one = CountryIndicatorFactory()
    MilestoneFactory(country_indicator=one, value=40)
    ObservationFactory(country_indicator=one, value=20, year=LAST_YEAR - 1)
    ObservationFactory(country_indicator=one, value=30, is_provisional=True, is_no_change=True)

    table = charts.trajectory_table(row_of(one, cast.public))

    assert [row[1:] for row in table.rows] == [
        ["Baseline", "10"],
        ["Reported", "20"],
        ["Milestone", "40"],
        ["Confirmed: no change, provisional", "30"],
        ["Target", "50"],
    ]


def test_a_flow_is_drawn_as_the_running_total_its_target_is_about(cast):
    indicator = IndicatorFactory(accumulation=Accumulation.FLOW)
    one = CountryIndicatorFactory(indicator=indicator, baseline_value=0)
    for year, value in ((LAST_YEAR - 1, 5), (LAST_YEAR, 7)):
        ObservationFactory(country_indicator=one, value=value, year=year)

    figure = charts.trajectory(row_of(one, cast.public))

    assert traces(figure)["Reported by Viet Nam"]["y"] == [5.0, 12.0]
    assert figure["layout"]["yaxis"]["title"]["text"] == "posts, running total"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (IndicatorKind.YES_NO, ["No", "Yes"]),
        (IndicatorKind.SCALE, ["0: Nothing in place yet", "1: A beginning"]),
        (IndicatorKind.MILESTONES, ["Not commenced", "Pending completion of another action"]),
    ],
)
def test_steps_have_words_on_the_axis_and_ladders_no_line_between(cast, kind, words):
    one = CountryIndicatorFactory(indicator=IndicatorFactory(kind=kind), baseline_value=0, target_value=1)
    ObservationFactory(country_indicator=one, value=0)

    figure = charts.trajectory(row_of(one, cast.public))

    assert figure["layout"]["yaxis"]["ticktext"][:2] == words
    assert ("Expected" in traces(figure)) == (kind == IndicatorKind.SCALE)


def test_a_percentage_is_drawn_from_its_ratio(cast):
    indicator = IndicatorFactory(kind=IndicatorKind.PERCENTAGE, direction=Direction.DOWN, decimals=1)
    one = CountryIndicatorFactory(indicator=indicator, bare=True)
    ObservationFactory(country_indicator=one, value=None, numerator=1, denominator=3, published=True)

    figure = charts.trajectory(row_of(one, cast.public))

    assert traces(figure)["Published source"]["y"] == [pytest.approx(33.333, abs=0.001)]
    assert "33.3%" in traces(figure)["Published source"]["text"][0]


def test_without_a_series_the_figure_is_empty_and_the_sentence_says_so(cast):
    indicator = IndicatorFactory()
    row = queries.country_indicator_page(cast.public, indicator, cast.focal_vnm.country, timezone.localdate()).row

    assert charts.trajectory(row)["data"] == []
    assert charts.trajectory_sentence(row) == "No value is known yet."
    assert not charts.is_worth_drawing(row.series)
