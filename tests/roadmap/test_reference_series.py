"""Frameworks, indicators, processes and published series as loaded from our files.

The figures of PIKE were worked out by hand from the printed carcass table, not by the script that made the file.
"""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.reference.load import load
from core.reference.tables import TABLES as CORE
from roadmap.models import (
    Action,
    Commitment,
    CountryIndicator,
    ExternalProcess,
    Framework,
    Goal,
    Indicator,
    Observation,
)
from roadmap.reference import TABLES

pytestmark = pytest.mark.django_db

PIKE = {
    # Bukit Barisan Selatan 10 of 10 and Way Kambas 1 of 1.
    ("IDN", 2016): (11, 11),
    # Two sites with carcasses, one of them not killed.
    ("IDN", 2010): (1, 2),
    # Bukit Barisan Selatan without patrols does not count, Way Kambas 0 of 1 does.
    ("IDN", 2019): (0, 1),
    ("KHM", 2010): (2, 3),
    # Cardamom without patrols, Mondulkiri 0 of 1: a real zero.
    ("KHM", 2020): (0, 1),
    ("LAO", 2013): (4, 6),
    ("LAO", 2020): (2, 3),
    ("MYS", 2019): (4, 9),
    ("MYS", 2021): (4, 11),
    ("MMR", 2006): (2, 4),
    ("MMR", 2020): (1, 1),
    ("THA", 2014): (2, 3),
    ("THA", 2021): (1, 3),
    ("VNM", 2009): (0, 3),
    # Cat Tien reported none with patrols, Yok Don 0 of 2.
    ("VNM", 2020): (0, 2),
}
# No carcass at all: no patrols, or patrols that found none. Or no line in the table.
NO_DATA = [
    *(("KHM", year) for year in (*range(2014, 2020), 2021)),
    *(("VNM", year) for year in range(2014, 2020)),
    *(("MMR", year) for year in range(2014, 2020)),
    ("IDN", 2020),
    ("LAO", 2017),
    ("LAO", 2021),
    ("THA", 2007),
]


@pytest.fixture(autouse=True)
def _loaded():
    load(CORE)
    load(TABLES)


def figures(code):
    rows = Observation.objects.filter(country_indicator__indicator__code=code).select_related("country")
    return {(row.country.iso3, row.period_end.year): row for row in rows}


def test_pike_is_what_a_reader_of_the_table_works_out():
    pike = figures("pike")

    assert len(pike) == 72
    assert {key: (int(pike[key].numerator), int(pike[key].denominator)) for key in PIKE} == PIKE
    assert not set(NO_DATA) & set(pike)
    assert {iso3 for iso3, _ in pike} == {"KHM", "IDN", "LAO", "MYS", "MMR", "THA", "VNM"}
    assert all(row.denominator > 0 and row.value is None for row in pike.values())
    # All carcasses of each state, added up by hand over the lines of the printed table.
    totals = {iso3: sum(int(r.denominator) for (c, _), r in pike.items() if c == iso3) for iso3, _ in pike}
    assert totals == {"KHM": 7, "IDN": 60, "LAO": 27, "MYS": 58, "MMR": 15, "THA": 40, "VNM": 8}


def test_red_list_index_of_eleven_states_and_32_years():
    index = figures("red-list-index")

    assert len(index) == 11 * 32
    assert {year for _, year in index} == set(range(1993, 2025))
    assert (index["VNM", 1993].value, index["VNM", 2024].value) == (Decimal("0.81"), Decimal("0.70"))
    assert index["TLS", 1993].value is not None
    assert all(0 < row.value < 1 for row in index.values())


def test_published_series_are_public_and_told_apart_from_what_states_enter():
    rows = Observation.objects.visible_to(AnonymousUser())

    assert rows.count() == 72 + 352
    assert set(rows.values_list("origin", "is_demo", "verified", "state")) == {("published", False, True, "cleared")}
    assert not rows.filter(source_title="").exists()
    assert not rows.filter(created_by__isnull=False).exists()
    assert all(row.period_start.day == row.period_start.month == 1 for row in rows)


def test_a_published_value_that_was_corrected_is_kept(django_user_model):
    row = Observation.objects.filter(country__iso3="MYS", country_indicator__indicator__code="pike").last()
    Observation.objects.filter(pk=row.pk).update(superseded_at=timezone.now())
    row.pk, row.supersedes_id, row.correction_reason = None, row.pk, "Counted again"
    row.reference_digest = ""
    row.save()

    done = {tally.table: tally for tally in load(TABLES)}["indicator values"]

    assert (done.created, done.updated, len(done.kept)) == (0, 0, 1)
    assert done.kept == ["pike / MYS / 2021-01-01 / 2021-12-31 / published"]


def test_no_baseline_or_target_is_made_up():
    assert not CountryIndicator.objects.exclude(baseline_value=None, target_value=None).exists()


def test_indicators_for_parties_do_not_apply_to_a_state_that_is_none():
    reasons = {
        row.indicator.code: row.not_applicable_reason
        for row in CountryIndicator.objects.filter(country__iso3="TLS", indicator__needs_cites=True)
    }

    assert set(reasons) == set(Indicator.objects.filter(needs_cites=True).values_list("code", flat=True))
    assert set(reasons.values()) == {"Not shown as a Party to CITES in the sources found"}
    assert not CountryIndicator.objects.exclude(not_applicable_reason="").exclude(country__iso3="TLS").exists()


def test_fifty_iccwc_indicators_under_eight_outcomes_none_verified():
    rows = Indicator.objects.filter(framework__code="iccwc-2016")

    assert [row.number for row in rows.order_by("position")] == [str(n) for n in range(1, 51)]
    assert len(set(rows.values_list("outcome", flat=True))) == 8
    assert not rows.filter(verified=True).exists()
    assert rows.filter(kind="scale").count() == 40
    assert set(rows.filter(kind="scale").values_list("direction", flat=True)) == {"up"}


def test_counts_of_seizures_and_cases_have_no_good_direction():
    counts = Indicator.objects.filter(kind="number", accumulation="flow")

    assert {"iccwc-16", "iccwc-17", "iccwc-39"} <= set(counts.values_list("code", flat=True))
    assert set(counts.values_list("direction", flat=True)) == {"none"}


def test_sdg_indicators_have_no_country_series():
    rows = Indicator.objects.filter(number__in=["15.7.1", "15.c.1"])

    assert rows.count() == 2
    assert all("No series for single countries exists" in row.method for row in rows)
    assert not CountryIndicator.objects.filter(indicator__in=rows).exists()


def test_goals_of_the_plan_of_action_are_regional_with_milestones():
    assert set(Goal.objects.values_list("number", "country", "verified")) == {
        ("1.1.1", None, True),
        ("1.2.1", None, True),
        ("1.2.2", None, True),
    }
    assert Action.objects.filter(goal__number="1.2.1", kpi="Mechanism and protocol developed").count() == 2
    assert Goal.objects.visible_to(AnonymousUser()).count() == 3


def test_commitments_under_four_heads_await_a_check():
    assert list(dict.fromkeys(Commitment.objects.values_list("head", flat=True))) == [
        "Wildlife trade policy",
        "Demand reduction",
        "Law enforcement",
        "Wildlife cybercrime",
    ]
    assert not Commitment.objects.filter(verified=True).exists()


def test_legislation_categories_as_of_november_2019():
    rows = {row.country.iso3: row for row in ExternalProcess.objects.filter(kind="legislation_category")}

    assert {iso3 for iso3, row in rows.items() if row.stage == "Category 1"} == {
        "BRN", "KHM", "IDN", "MYS", "SGP", "THA", "VNM",
    }  # fmt: skip
    # Read in a copy of the table: the page of the CITES Secretariat is named, and somebody has yet to look there.
    assert not any(row.verified for row in rows.values())
    assert {row.source_url for row in rows.values()} == {"https://cites.org/eng/legislation/parties"}
    assert "TLS" not in rows
    assert {row.date_note for row in rows.values()} == {"As of November 2019"}


def test_eu_cards_carry_days_only_where_known():
    rows = {row.country.iso3: row for row in ExternalProcess.objects.filter(kind="eu_iuu")}

    assert set(rows) == {"KHM", "PHL", "THA", "VNM"}
    assert [str(rows["THA"].opened_on), str(rows["THA"].closed_on)] == ["2015-04-21", "2019-01-08"]
    assert all(rows[iso3].opened_on is None and rows[iso3].date_note for iso3 in ("KHM", "PHL", "VNM"))
    assert {iso3 for iso3, row in rows.items() if row.verified} == {"PHL", "THA"}


def test_every_row_names_its_source():
    for model in (Framework, Goal, Action, Indicator, CountryIndicator, Commitment, ExternalProcess):
        assert not model.objects.filter(source_title="").exists(), model
