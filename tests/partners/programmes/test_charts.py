"""The figure of the money of record, and its table twin."""

from decimal import Decimal

import pytest

from core.models import Country
from partners.programmes.charts import funding_by_type, funding_rows, funding_summary, million
from partners.programmes.models.money import FundingCategory
from partners.programmes.queries.funding import CountryFunding, FundingTable


def entry(name, total, **by_category):
    amounts = {category: Decimal(amount) for category, amount in by_category.items()}
    whole = None if total is None else Decimal(total)
    return CountryFunding(country=Country(name=name), total=whole, by_category=amounts, source=None)


@pytest.fixture
def table():
    rows = (
        entry("Brunei Darussalam", None),
        entry("Lao PDR", 37600, livelihoods=10800, protected_areas=26800),
        entry("Thailand", 13600),
        entry("Viet Nam", 24000, livelihoods=800, law_enforcement=23200),
    )
    return FundingTable(countries=rows, not_split_by_country=(), source=None)


def test_figure_stacks_types_and_shows_what_is_not_split(table):
    figure = funding_by_type(table)

    traces = {trace["name"]: trace for trace in figure["data"]}
    assert figure["layout"]["barmode"] == "stack"
    assert list(traces["Sustainable use and alternative livelihoods"]["y"]) == ["Lao PDR", "Thailand", "Viet Nam"]
    assert list(traces["Sustainable use and alternative livelihoods"]["x"]) == [10.8, None, 0.8]
    assert list(traces["Not split by type"]["x"]) == [None, 13.6, None]


def test_figure_leaves_out_types_that_nobody_has(table):
    assert "Research and assessment" not in {trace["name"] for trace in funding_by_type(table)["data"]}


def test_livelihoods_stand_at_the_base_line(table):
    assert funding_by_type(table)["data"][0]["name"] == FundingCategory.LIVELIHOODS.label


def test_twin_has_every_member_state_and_keeps_silence_apart_from_nought(table):
    twin = funding_rows(table)

    assert [row[0] for row in twin.rows] == ["Brunei Darussalam", "Lao PDR", "Thailand", "Viet Nam"]
    assert set(twin.rows[0][1:]) == {"–"}
    assert twin.rows[1][1] == "10.8"
    assert twin.rows[1][-1] == "29%"
    assert twin.rows[1][3] == "0.0"
    assert all(len(row) == len(twin.headers) for row in twin.rows)


def test_summary_is_computed_and_names_each_state(table):
    summary = funding_summary(table)

    assert "19% of the money that is split" in summary
    assert "Lao PDR 29%, Viet Nam 3%" in summary


def test_rows_give_a_width_for_the_bar(table):
    assert [round(row.livelihoods_percent) for row in table.countries] == [0, 29, 0, 3]


def test_an_empty_table_makes_an_empty_figure():
    empty = FundingTable(countries=(), not_split_by_country=(), source=None)

    assert funding_by_type(empty)["data"] == []
    assert funding_rows(empty).rows == []
    assert funding_summary(empty)


@pytest.mark.parametrize(
    ("thousand", "written"),
    [(None, "–"), (0, "0.0"), (15, "under 0.1"), (49, "under 0.1"), (50, "0.1"), (38071, "38.1")],
)
def test_million(thousand, written):
    assert million(None if thousand is None else Decimal(thousand)) == written
