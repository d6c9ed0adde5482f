"""Indicators as pages need them: rows become readings, series stay apart, the region counts what is seen."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from core.clearance.models import Disclosure, State
from core.figures import settle
from core.models import CitesParty
from roadmap import queries
from roadmap.choices import Accumulation, Direction, FlowBasis, Status
from roadmap.kinds import IndicatorKind, RegionalMethod
from roadmap.rules import ReportingState
from tests.factories.core import COUNTRIES, CountryFactory
from tests.factories.roadmap import (
    LAST_YEAR,
    CountryIndicatorFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOBODY = None


@pytest.fixture
def reader(cast):
    return cast.public


def only_row(viewer, one):
    (row,) = queries.country_indicators(viewer, one.country, TODAY)
    return row


def test_a_rising_stock_is_judged_at_the_date_of_its_value(reader):
    one = CountryIndicatorFactory()
    ObservationFactory(country_indicator=one, value=30)

    row = only_row(reader, one)

    # Half of the way (20 of 40) when three of seven years have passed.
    assert row.assessment.status is Status.ON_TRACK
    assert row.assessment.progress.ratio == Decimal("0.5")
    assert row.latest.value == 30
    assert row.provenance.kind == "country"


def test_milestones_bend_the_way(reader):
    one = CountryIndicatorFactory()
    ObservationFactory(country_indicator=one, value=30)
    MilestoneFactory(country_indicator=one, on=datetime.date(LAST_YEAR, 12, 31), value=48)

    assert only_row(reader, one).assessment.status is Status.SOME_PROGRESS


def test_the_member_states_own_series_is_never_mixed_with_the_published_one(reader):
    one = CountryIndicatorFactory(bare=True)
    ObservationFactory(country_indicator=one, value=100, published=True, year=LAST_YEAR)
    ObservationFactory(country_indicator=one, value=30, year=LAST_YEAR - 1)

    row = only_row(reader, one)

    assert row.assessment.value.value == 30
    assert row.origin == "country"
    assert row.assessment.change is None
    assert len(queries.country_indicator_page(reader, one.indicator, one.country, TODAY).row.series.beside) == 1


def test_a_published_series_is_judged_where_the_member_state_says_nothing(reader):
    one = CountryIndicatorFactory(bare=True)
    ObservationFactory(country_indicator=one, value=100, published=True)
    ObservationFactory(country_indicator=one, value=None, note="No patrols.")

    row = only_row(reader, one)

    assert row.assessment.value.value == 100
    assert row.provenance.kind == "published"
    assert row.provenance.verified is False


def test_nothing_is_due_of_a_published_series_that_nobody_took_over(reader):
    one = CountryIndicatorFactory(bare=True)
    ObservationFactory(country_indicator=one, published=True, year=LAST_YEAR - 8)

    assert only_row(reader, one).reporting is None


def test_a_late_report_is_overdue_and_grey(reader):
    one = CountryIndicatorFactory()
    ObservationFactory(country_indicator=one, value=30, year=LAST_YEAR - 2)

    row = only_row(reader, one)

    assert row.reporting.state == ReportingState.OVERDUE
    assert row.assessment.status is Status.NO_RECENT_DATA
    assert row.assessment.is_grey


def test_an_empty_value_is_no_data_and_nought_is_a_value(reader):
    blank, nought = CountryIndicatorFactory(), CountryIndicatorFactory()
    ObservationFactory(country_indicator=blank, value=None, note="Not counted.")
    ObservationFactory(country_indicator=nought, value=0)

    rows = {row.indicator.pk: row for row in queries.country_indicators(reader, blank.country, TODAY)}

    assert rows[blank.indicator_id].assessment.value is None
    assert rows[nought.indicator_id].assessment.value.value == 0


def test_superseded_rows_stay_and_say_why_they_do_not_count(reader):
    one = CountryIndicatorFactory()
    old = ObservationFactory(country_indicator=one, value=99, superseded_at=timezone.now())
    new = ObservationFactory(country_indicator=one, value=30, supersedes=old, correction_reason="Counted twice.")

    page = queries.country_indicator_page(reader, one.indicator, one.country, TODAY)

    assert [(e.observation, e.is_used, e.exclusion) for e in page.explained] == [
        (new, True, None),
        (old, False, "superseded"),
    ]


def test_a_ratio_with_a_denominator_of_nought_is_no_data(reader):
    indicator = IndicatorFactory(kind=IndicatorKind.PERCENTAGE, direction=Direction.DOWN)
    one = CountryIndicatorFactory(indicator=indicator, bare=True)
    ObservationFactory(country_indicator=one, value=None, numerator=0, denominator=0, published=True)

    page = queries.country_indicator_page(reader, indicator, one.country, TODAY)

    assert page.row.assessment.value is None
    assert page.explained[0].exclusion == "zero_denominator"


def test_a_flow_with_a_total_adds_up(reader):
    indicator = IndicatorFactory(accumulation=Accumulation.FLOW, flow_basis=FlowBasis.TOTAL)
    one = CountryIndicatorFactory(indicator=indicator, baseline_value=0)
    for year, value in ((LAST_YEAR - 1, 5), (LAST_YEAR, 7)):
        ObservationFactory(country_indicator=one, value=value, year=year)

    assert only_row(reader, one).assessment.value.value == 12


def test_the_sparkline_needs_two_values_and_stays_in_its_box(reader):
    one, single = CountryIndicatorFactory(), CountryIndicatorFactory()
    for year in range(LAST_YEAR - 3, LAST_YEAR + 1):
        ObservationFactory(country_indicator=one, value=year - 2000, year=year)
    ObservationFactory(country_indicator=single)
    rows = {row.indicator.pk: row for row in queries.country_indicators(reader, one.country, TODAY)}

    line = rows[one.indicator_id].sparkline

    points = [tuple(map(Decimal, point.split(","))) for point in line.points.split()]
    assert all(0 <= x <= 100 and 0 <= y <= 24 for x, y in points)
    assert (line.last_x, len(points)) == (100, 4)
    assert rows[single.indicator_id].sparkline is None


def test_a_run_of_equal_values_is_a_flat_line(reader):
    one = CountryIndicatorFactory(bare=True)
    for year in (LAST_YEAR - 1, LAST_YEAR):
        ObservationFactory(country_indicator=one, value=5, year=year)

    assert only_row(reader, one).sparkline.points == "0.0,12.0 100.0,12.0"


def eleven(indicator, values, **options):
    for iso3, value in zip(COUNTRIES, values, strict=False):
        one = CountryIndicatorFactory(indicator=indicator, country=CountryFactory(iso3=iso3), bare=True)
        ObservationFactory(country_indicator=one, value=value, **options)
    for iso3 in COUNTRIES:
        CountryFactory(iso3=iso3)


def test_the_region_stands_in_asean_order_and_gives_the_median(reader):
    indicator = IndicatorFactory()
    eleven(indicator, [1, 2, 3, 4, 5, 6, 70])

    region = queries.regional_indicator(reader, indicator, TODAY)

    assert [row.country.iso3 for row in region.rows] == list(COUNTRIES)
    assert (region.summary.n_reported, region.summary.n_members) == (7, 11)
    assert (region.summary.method, region.summary.value) == (RegionalMethod.MEDIAN, 4)
    assert (region.summary.low, region.summary.high) == (1, 70)


def test_below_six_of_eleven_there_is_no_regional_figure(reader):
    indicator = IndicatorFactory()
    eleven(indicator, [1, 2, 3, 4, 5])

    summary = queries.regional_indicator(reader, indicator, TODAY).summary

    assert (summary.n_reported, summary.value, summary.method) == (5, None, RegionalMethod.BELOW_MINIMUM)


def test_regional_figures_change_with_the_viewer_and_never_hold_a_hidden_row(cast):
    indicator = IndicatorFactory(accumulation=Accumulation.FLOW)
    eleven(indicator, [1, 1, 1, 1, 1, 1])
    hidden = CountryIndicatorFactory(indicator=indicator, country=CountryFactory(iso3="VNM"), bare=True)
    ObservationFactory(country_indicator=hidden, value=1000, disclosure=Disclosure.PARTNERS)

    seen = {
        name: queries.regional_indicator(who, indicator, TODAY).summary
        for name, who in {"public": cast.public, "partner": cast.viewer_wcs, "own": cast.focal_vnm}.items()
    }

    assert {name: (summary.n_reported, summary.value) for name, summary in seen.items()} == {
        "public": (6, 6),
        "partner": (7, 1006),
        "own": (7, 1006),
    }


def test_an_uncleared_set_up_is_not_counted_in_the_region_by_its_own_team_either(cast):
    indicator = IndicatorFactory()
    CountryIndicatorFactory(indicator=indicator, state=State.DRAFT)

    region = queries.regional_indicator(cast.focal_vnm, indicator, TODAY)

    assert region.summary.n_without_data == 11
    assert [row.is_on_its_way for row in region.rows if row.country.iso3 == "VNM"] == [True]


def test_an_indicator_for_cites_parties_does_not_apply_to_the_others(reader):
    indicator = IndicatorFactory(needs_cites=True)
    timor = CountryFactory(iso3="TLS")
    timor.cites_party = CitesParty.NO
    timor.save()

    region = queries.regional_indicator(reader, indicator, TODAY)

    row = next(row for row in region.rows if row.country == timor)
    assert row.assessment.status is Status.NOT_APPLICABLE
    assert row.not_applicable_reason == "Not a Party to CITES"
    assert region.summary.n_not_applicable == 1


def test_only_indicators_in_visible_use_are_named(cast):
    used, hidden, _unused = IndicatorFactory(), IndicatorFactory(), IndicatorFactory()
    CountryIndicatorFactory(indicator=used)
    CountryIndicatorFactory(indicator=hidden, disclosure=Disclosure.ASEAN)

    assert list(queries.indicators_in_use(cast.public)) == [used]
    assert set(queries.indicators_in_use(cast.focal_tha)) == {used, hidden}


def test_reading_many_costs_no_more_than_reading_few(reader, django_assert_num_queries):
    country = CountryFactory()
    for _n in range(3):
        one = CountryIndicatorFactory(country=country)
        ObservationFactory(country_indicator=one)
        MilestoneFactory(country_indicator=one)

    settle()
    with django_assert_num_queries(2):
        queries.country_indicators(reader, country, TODAY)
    with django_assert_num_queries(4):
        queries.status_counts(reader, TODAY, queries.indicators_in_use(reader))


def test_filters_narrow_and_unknown_values_find_nothing_or_everything(reader):
    scale = IndicatorFactory(code="forensics", title="Forensic capacity", kind=IndicatorKind.SCALE)
    IndicatorFactory(code="seizures", title="Seizures")

    def found(**wanted):
        return [one.code for one in queries.matching_indicators(wanted)]

    assert found() == ["forensics", "seizures"]
    assert found(kind="scale") == ["forensics"]
    assert found(q="capacity forensic") == ["forensics"]
    assert found(framework=scale.framework.code, priority="LIV") == ["forensics", "seizures"]
    assert found(framework="none") == []
