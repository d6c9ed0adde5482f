"""What is stored of indicators is what the rules make of the rows: for every circle of readers, on every day, whatever
wrote the rows."""

import hashlib
import json
import re
import threading
from datetime import date, timedelta
from decimal import Decimal
from unittest import mock

import msgspec
import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.clearance.models import Disclosure, State
from core.figures import settle
from core.figures.checking import verify
from roadmap import figures, queries
from roadmap.choices import Accumulation, Direction, FlowBasis, Status
from roadmap.kinds import IndicatorKind
from roadmap.models import CountryIndicator, Indicator, IndicatorAssessment, Milestone, Observation
from roadmap.queries.listed import Listed, listed_of
from roadmap.queries.rows import row_of, rows_of
from roadmap.queries.series import load_series
from roadmap.rules import RULES_VERSION, regional_summary
from tests.factories.core import CountryFactory
from tests.factories.roadmap import (
    LAST_YEAR,
    CountryIndicatorFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
)
from tests.roadmap.world import at

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
READERS = ("public", "viewer_wcs", "focal_tha", "secretariat", "focal_vnm")


@pytest.fixture
def world(cast):
    """Indicators of two member states with values of every kind, in every state and at every disclosure."""
    kinds = [
        {},
        {"kind": IndicatorKind.PERCENTAGE, "direction": Direction.DOWN, "reporting_months": 6},
        {"accumulation": Accumulation.FLOW, "flow_basis": FlowBasis.TOTAL},
        {"accumulation": Accumulation.FLOW, "flow_basis": FlowBasis.YEARLY_RATE, "reporting_months": 3},
        {"kind": IndicatorKind.MILESTONES},
        {"direction": Direction.NONE, "needs_cites": True},
    ]
    indicators = [IndicatorFactory(**kind) for kind in kinds]
    levels = list(Disclosure)
    for n, indicator in enumerate(indicators):
        for m, iso3 in enumerate(("VNM", "THA")):
            one = CountryIndicatorFactory(
                indicator=indicator,
                country=CountryFactory(iso3=iso3),
                disclosure=levels[-1 - (n + m) % 3],
                **({"bare": True} if n == 5 else {"baseline_value": Decimal(0)}),
            )
            for years, disclosure in enumerate((*levels, *levels)):
                part = {"numerator": years, "denominator": years and 9} if indicator.of_kind.takes_ratio else {}
                ObservationFactory(
                    country_indicator=one,
                    year=LAST_YEAR - years,
                    value=None if part or (n + years) % 5 == 4 else Decimal((7 * n + 3 * years) % 5),
                    disclosure=disclosure,
                    is_provisional=years == n,
                    is_proxy=bool(years % 2),
                    is_no_change=(n + years) % 4 == 0,
                    is_demo=bool(m),
                    **part,
                )
            ObservationFactory(country_indicator=one, published=True, value=Decimal(n), year=LAST_YEAR - n)
            for state in (State.DRAFT, State.SUBMITTED, State.RETURNED):
                year = LAST_YEAR - 20 - list(State).index(state)
                ObservationFactory(country_indicator=one, state=state, disclosure=Disclosure.NATIONAL, year=year)
            MilestoneFactory(country_indicator=one, value=Decimal(2))
            # A period that has not ended, and one that says more once it has.
            ObservationFactory(
                country_indicator=one,
                period_start=TODAY,
                period_end=TODAY + timedelta(days=20),
                value=Decimal(4),
                disclosure=levels[n % 4],
            )
    CountryIndicatorFactory(
        indicator=indicators[0], country=CountryFactory(iso3="LAO"), not_applicable_reason="No coast.", bare=True
    )
    CountryIndicatorFactory(indicator=IndicatorFactory(), state=State.DRAFT)
    return cast


def visible(viewer):
    used = CountryIndicator.objects.visible_to(viewer).select_related("indicator__framework", "country")
    return used.order_by("pk").prefetch_related("milestones")


def computed(viewer, as_of):
    """The same rows from all values, as they were read before anything was stored."""
    used = list(visible(viewer))
    series = load_series(viewer, used, as_of)
    return [row_of(one, listed_of(series[one.pk]), as_of) for one in used]


def stored(viewer, as_of):
    """The rows as pages read them, and none of them worked out anew."""
    with mock.patch("roadmap.queries.rows.load_series", lambda viewer, used, as_of: {one.pk: 1 / 0 for one in used}):
        return rows_of(viewer, visible(viewer), as_of)


def test_every_circle_reads_what_the_rules_make_of_the_rows_that_it_may_see(world):
    settle()

    for name in READERS:
        viewer = getattr(world, name)
        assert stored(viewer, TODAY) == computed(viewer, TODAY), name
    of_circles = [[row.assessment for row in stored(getattr(world, name), TODAY)] for name in READERS]
    # Three circles, and two teams.
    assert len({str(found) for found in of_circles}) == 5


def test_counts_are_those_of_the_rows(world):
    settle()

    for name in READERS:
        viewer, rows = getattr(world, name), computed(getattr(world, name), TODAY)
        for counted in queries.status_counts(viewer, TODAY, queries.indicators_in_use(viewer)):
            of_it = [row for row in rows if row.indicator == counted.indicator]
            judged = {row.country.iso3: row.assessment for row in of_it if not row.is_on_its_way}
            summary = regional_summary(judged, IndicatorKind(counted.indicator.kind))
            assert (counted.summary.n_reported, counted.summary.counts) == (summary.n_reported, summary.counts)
            dates = [row.assessment.value.on for row in of_it if row.assessment.value]
            assert counted.latest_on == max(dates, default=None)
            assert counted.has_demo == any(row.latest.is_demo if row.latest else row.is_demo for row in of_it)
            assert not counted.is_blank


def test_on_every_day_the_answer_is_that_of_the_day(world):
    settle()
    spans = IndicatorAssessment.objects.values_list("holds_from", "holds_until")
    edges = {day + timedelta(days=more) for span in spans for day in span if day for more in (-1, 0, 1)}

    for day in sorted(edges | {TODAY, TODAY + timedelta(days=400)})[-14:]:
        for name in ("public", "focal_vnm"):
            viewer = getattr(world, name)
            assert rows_of(viewer, visible(viewer), day) == computed(viewer, day), (day, name)
            used = queries.indicators_in_use(viewer)
            counted = {one.indicator.pk: one.latest_on for one in queries.status_counts(viewer, day, used)}
            rows = [row for row in computed(viewer, day) if row.assessment.value]
            for key, latest_on in counted.items():
                dates = [row.assessment.value.on for row in rows if row.indicator.pk == key]
                assert latest_on == max(dates, default=None)


def test_what_has_run_out_is_worked_out_by_night(world):
    settle()
    later = TODAY + timedelta(days=30)

    with mock.patch("django.utils.timezone.localdate", return_value=later):
        assert (
            figures.recount_run_out()
            == IndicatorAssessment.objects.filter(holds_from__gt=TODAY, holds_from__lte=later)
            .values("country_indicator")
            .distinct()
            .count()
        )
        assert figures.recount_run_out() == 0
        assert not figures.differences(list(figures.keys()))
    for name in READERS:
        assert stored(getattr(world, name), later) == computed(getattr(world, name), later)


def _sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


WRITES = {
    "a value by hand": lambda: _sql("UPDATE roadmap_observation SET value = value + 1 WHERE value IS NOT NULL"),
    "fewer may see values": lambda: Observation.objects.filter(disclosure="public").update(disclosure="asean"),
    "more may see values": lambda: Observation.objects.filter(disclosure="asean").update(disclosure="public"),
    "values withdrawn": lambda: Observation.objects.filter(is_proxy=True).update(withdrawn_at=timezone.now()),
    "values superseded": lambda: Observation.objects.filter(value=3).update(superseded_at=timezone.now()),
    "values brought back": lambda: Observation.objects.update(withdrawn_at=None),
    "returned": lambda: _sql("UPDATE roadmap_observation SET state = 'draft' WHERE period_end > '2020-01-01'"),
    "a set-up withdrawn": lambda: CountryIndicator.objects.filter(country__iso3="THA").update(
        withdrawn_at=timezone.now()
    ),
    "a set-up brought back": lambda: CountryIndicator.objects.update(withdrawn_at=None),
    "other targets": lambda: CountryIndicator.objects.filter(target_on__isnull=False).update(target_value=8),
    "not applicable": lambda: CountryIndicator.objects.filter(country__iso3="VNM").update(not_applicable_reason="No."),
    "other milestones": lambda: Milestone.objects.update(value=1),
    "milestones taken away": lambda: Milestone.objects.update(withdrawn_at=timezone.now()),
    "other indicators": lambda: Indicator.objects.filter(kind="number").update(reporting_months=1, direction="down"),
    "new values": lambda: Observation.objects.bulk_create(
        ObservationFactory.build(country_indicator=one, country=one.country, year=1990, cleared_at=timezone.now())
        for one in CountryIndicator.objects.select_related("country")
    ),
}


def test_whatever_writes_what_is_stored_follows(world):
    settle()
    # One world for all: the writes follow each other, in two orders.
    for what in (*WRITES, *reversed(WRITES)):
        if what == "new values" and Observation.objects.filter(period_end__year=1990).exists():
            continue
        WRITES[what]()
        for name in READERS:
            found = rows_of(getattr(world, name), visible(getattr(world, name)), TODAY)
            assert found == computed(getattr(world, name), TODAY), (what, name)
        assert not figures.differences(list(figures.keys())), what


def test_a_check_names_what_differs_and_puts_it_right(world):
    settle()
    one = IndicatorAssessment.objects.filter(audience="public").first()
    IndicatorAssessment.objects.filter(pk=one.pk).update(status=Status.ACHIEVED, value_on=date(1999, 1, 1))
    IndicatorAssessment.objects.filter(audience="asean").last().delete()

    differed = {found.figure.name: found.differences for found in verify()}["indicator-assessment"]

    assert len(differed) == 2
    assert "public: stored as achieved" in differed[0]
    assert not {found.figure.name: found.differences for found in verify()}["indicator-assessment"]


@pytest.mark.django_db(transaction=True)
def test_what_is_stored_changes_with_the_transaction_that_wrote():
    one = CountryIndicatorFactory()
    row = ObservationFactory(country_indicator=one, value=30)
    settle()
    before = IndicatorAssessment.objects.get(audience="public")

    with transaction.atomic():
        Observation.objects.filter(pk=row.pk).update(value=50)
        assert IndicatorAssessment.objects.get(audience="public").status == before.status

    assert (before.status, IndicatorAssessment.objects.get(audience="public").status) == ("on_track", "achieved")
    assert not [found.differences for found in verify() if found.differences]


def test_twenty_years_of_months_are_a_short_line_that_keeps_every_peak_and_a_page_of_many_parts(client):
    one = CountryIndicatorFactory(bare=True)
    first = date(LAST_YEAR - 19, 1, 1)
    months = [date(first.year + n // 12, n % 12 + 1, 1) for n in range(240)]
    Observation.objects.bulk_create(
        ObservationFactory.build(
            country_indicator=one,
            country=one.country,
            period_start=day,
            period_end=day,
            value=Decimal(900 if n == 77 else n % 7),
            cleared_at=timezone.now(),
        )
        for n, day in enumerate(months)
    )
    settle()

    content = IndicatorAssessment.objects.get(country_indicator=one, audience="public").content

    points = [point.split(",") for point in content["sparkline"]["points"].split()]
    assert len(points) <= 48
    assert "2.0" in {y for _x, y in points}
    assert (points[0][0], points[-1][0]) == ("0.0", "100.0")
    assert len(str(content)) < 2500

    address = at("country-indicator", one.indicator.code, one.country.iso3)
    page = client.get(address)
    assert len(page.content) <= 100_000
    assert 24 <= int(re.search(r"Of 240 values (\d+) are drawn", page.content.decode())[1]) <= 48
    assert page.content.decode().count("/roadmap/values/") == 25
    last = client.get(address, {"page": 10}, headers={"HX-Request": "true", "HX-Target": "values-by-period"})
    assert last.content.decode().count("/roadmap/values/") == 15


def test_a_country_with_many_indicators_shows_them_in_parts_and_whole_on_paper(world, as_person):
    vnm = CountryFactory(iso3="VNM")
    for n in range(45):
        ObservationFactory(country_indicator=CountryIndicatorFactory(country=vnm), value=n, disclosure="national")
    client = as_person(world.focal_vnm)

    def codes(path, **query):
        return set(re.findall(r"/roadmap/indicators/([\w-]+)/VNM/", client.get(path, query).content.decode()))

    card, page = "/countries/VNM/report-card/", "/countries/VNM/"
    every = codes(card, whole="")
    assert len(every) > 45
    for path, n_parts in ((card, 2), (page, 7)):
        parts = [codes(path, indicators=number) for number in range(1, n_parts + 1)]
        assert parts[0] != parts[1]
        assert codes(path) == codes(path, indicators=1, series=9) == parts[0]
        assert set.union(*parts) == every
    figures_said = [
        re.findall(r'data-figure="([\w-]+)">([^<]+)', client.get(page, {"indicators": n}).content.decode())
        for n in (1, 2)
    ]
    assert figures_said[0] == figures_said[1]


def test_whoever_changes_what_is_stored_or_the_rules_marks_all_of_it():
    """What was stored before cannot be read, or says what other rules said: add a migration that marks all indicators
    (as `0004_mark_assessments` does), and write the new sum here."""
    shape = msgspec.json.schema(Listed, schema_hook=lambda kind: {"enum": [str(one) for one in kind]})
    shape = re.sub(r'"description": "[^"]*",? ?', "", json.dumps([shape, RULES_VERSION], sort_keys=True))

    assert hashlib.sha256(shape.encode()).hexdigest()[:12] == "72d8f67f3bfb"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_values_of_one_indicator_at_once_the_later_counts_both():
    one = CountryIndicatorFactory()
    first, second = (ObservationFactory(country_indicator=one, value=20, year=LAST_YEAR - n) for n in (1, 0))
    settle()

    def write_second():
        try:
            with transaction.atomic():
                Observation.objects.filter(pk=second.pk).update(value=44)
        finally:
            connection.close()

    other = threading.Thread(target=write_second)
    with transaction.atomic():
        Observation.objects.filter(pk=first.pk).update(value=33)
        settle()
        other.start()
        # It has written its row, and waits for the assessments that are locked here.
        other.join(timeout=1)
        assert other.is_alive()
    other.join(timeout=20)

    assert not other.is_alive()
    content = IndicatorAssessment.objects.get(audience="public").content
    assert Decimal(content["assessment"]["value"]["value"]) == 44
    assert Decimal(content["assessment"]["change"]["amount"]) == 11
    assert not figures.differences([one.pk])
