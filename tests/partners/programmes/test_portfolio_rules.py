"""Single rules of a portfolio, and what holds of every portfolio."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.programmes.rules.explained import Cut, CutReason, amount_in, by_country_and_priority, explain
from partners.programmes.rules.money import NOT_SPLIT, MoneyGap, PartCode, ProgrammeMoney, country_part, programme_money
from partners.programmes.rules.portfolio import NO_PERIOD, portfolio
from tests.partners.programmes.test_portfolio import D, programme, reasons, total_of


def test_regional_programme_on_four_countries_counts_once():
    """IATI/D-Portal#302: the programme and each of its countries were added."""
    regional = programme("safe", 400, by=dict.fromkeys(("THA", "VNM", "LAO", "MYS")))
    found = portfolio([regional, programme("ciwt", 70, by={"IDN": None})])

    assert (found.total, dict(found.by_country)) == (470, {"IDN": 70, NOT_SPLIT: 400})


def test_same_programme_from_two_partners_counts_once():
    once = programme("p", 400, by={"VNM": None})

    assert portfolio([once, once, replace(once)]) == portfolio([once])


def test_two_truths_about_one_programme_are_an_error():
    with pytest.raises(ValueError, match="two different records"):
        portfolio([programme("paw", 10_000_000), programme("paw", 8_000_000)])


def test_shares_that_make_more_than_the_whole_are_as_good_as_not_given():
    found = portfolio([programme("p", 100, by={"VNM": 60, "LAO": 60}, to={"LIV": 90, "ENF": 90})])

    assert dict(found.by_country) == {NOT_SPLIT: 100}
    assert reasons(found, country="VNM") == {"p": CutReason.COUNTRY_NOT_SPLIT}
    assert reasons(found, priority="LIV") == {"p": CutReason.PRIORITY_NOT_SPLIT}


def test_what_is_not_about_wildlife_trade_stands_nowhere():
    found = portfolio([programme("roads", 100, by={"VNM": None}, barred=MoneyGap.NOT_IWT)])

    assert (explain(found, Cut()).included, explain(found, Cut()).left_out) == ((), ())


def test_share_of_nought_is_known_and_included():
    line = explain(portfolio([programme("p", 100, share=0)]), Cut()).included[0]

    assert (line.amount, line.reason) == (0, None)


@pytest.mark.parametrize(
    ("period", "planned", "amount", "years"),
    [
        ("2024-07-01/2025-06-30", None, "365.00", {2024: "184.00", 2025: "181.00"}),
        ("2024-01-01/2024-01-01", None, "0.01", {2024: "0.01"}),
        ("2023-01-01/2025-12-31", None, "0.02", {2023: "0.01", 2024: "0", 2025: "0.01"}),
        ("2024-12-31/2025-01-01", None, "-0.03", {2024: "-0.02", 2025: "-0.01"}),
        ("2015-01-01/9999-12-31", None, "1.00", {2015: "0.00"}),
        ("2025-01-01/2025-06-30", "2025-12-31", "365.00", {2025: "181.00"}),
        ("2025-01-01/2025-12-31", "2025-12-31", "365.00", {2025: "365.00"}),
    ],
)
def test_money_by_year_is_spread_over_days(period, planned, amount, years):
    found = portfolio([programme("p", amount, period=period, planned=planned)])

    assert {year: total_of(found, year=year) for year in years} == {year: D(text) for year, text in years.items()}


def test_livelihoods_in_the_world_bank_table():
    """World Bank 2010-2016, US$ million: Indonesia, Viet Nam and Myanmar 4.5 of 81.8, Lao PDR 10.8 of 37.6."""
    rows = {
        "IDN": ("38.07145884", "1.96889653"),
        "VNM": ("24.07594344", "0.77914115"),
        "MMR": ("19.63113535", "1.745601188"),
    }
    three = portfolio(programme(key, amount, by={key: None}) for key, (amount, _) in rows.items())
    livelihoods = sum(D(amount) for _, amount in rows.values())

    assert round(three.total, 1) == D("81.8")
    assert round(100 * livelihoods / three.total, 1) == D("5.5")
    assert round(100 * D("10.8475376") / D("37.62958033")) == 29


# --- Properties ---------------------------------------------------------------------------------------

CODES = ["BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "TLS", "VNM"]
PRIORITIES = ["ENF", "LIV", "DEM", "SIT"]
AMOUNTS = st.decimals(-(10**4), 10**9, places=2)
DAYS = st.dates(datetime.date(2019, 1, 1), datetime.date(2027, 12, 31))


@st.composite
def split_shares(draw, codes) -> dict:
    cuts = sorted(draw(st.lists(st.decimals(0, 100, places=2), max_size=4)))
    known = [b - a for a, b in zip([D(0), *cuts], cuts, strict=False)]
    unknown = [None] * draw(st.integers(0, 2))
    return dict(zip(draw(st.permutations(codes)), [*known, *unknown], strict=False))


@st.composite
def portfolios(draw) -> list[ProgrammeMoney]:
    rows = []
    for n in range(draw(st.integers(0, 7))):
        starts_on, ends_on, planned = draw(st.tuples(*[st.none() | DAYS] * 3))
        if starts_on and ends_on and ends_on < starts_on:
            starts_on, ends_on = ends_on, starts_on
        rows.append(
            ProgrammeMoney(
                key=f"p{n}",
                amount=draw(st.none() | AMOUNTS),
                per_usd=draw(st.none() | st.decimals("0.01", 30000, places=4)),
                iwt_share=draw(st.none() | st.decimals(0, 100, places=2)),
                countries=draw(split_shares(CODES)),
                covers_more=draw(st.booleans()),
                priorities=draw(split_shares(PRIORITIES)),
                barred=draw(st.sampled_from([None, None, None, MoneyGap.SUGGESTED, MoneyGap.NOT_IWT])),
                parent=draw(st.sampled_from(["", "", *(f"p{m}" for m in range(7))])),
                starts_on=starts_on,
                ends_on=ends_on,
                planned_ends_on=planned,
                funders=frozenset(draw(st.sets(st.sampled_from(["gef", "eu", "uk"])))),
            )
        )
    return rows


YEARS = [NO_PERIOD, *range(2019, 2028)]


@settings(max_examples=60)
@given(portfolios(), st.randoms())
def test_every_way_to_cut_the_money_makes_the_total(rows, random):
    found = portfolio(rows)
    shuffled = [*rows, *rows[:2]]
    random.shuffle(shuffled)

    assert portfolio(shuffled) == found
    assert sum(found.by_country.values()) == found.total == total_of(found)
    assert sum(total_of(found, country=code) for code in [*CODES, NOT_SPLIT]) == found.total
    assert sum(total_of(found, priority=code) for code in [*PRIORITIES, NOT_SPLIT]) == found.total
    assert sum(total_of(found, year=year) for year in YEARS) == found.total
    assert len(found.counted) + len(found.uncounted) == len(rows)
    alone = sum(total_of(found, funder=code) for code in ("gef", "eu", "uk", NOT_SPLIT))
    assert alone + sum(one.own for one in found.counted.values() if len(one.programme.funders) > 1) == found.total


@settings(max_examples=40)
@given(portfolios(), st.sampled_from(CODES), st.sampled_from(PRIORITIES))
def test_cells_make_their_rows_and_columns(rows, country, priority):
    found = portfolio(rows)
    for year in (None, 2024):
        cells = [by_country_and_priority(one, year) for one in found.counted.values()]

        def summed(wanted, cells=cells):
            return sum(amount for cell in cells for key, amount in cell.items() if wanted(*key))

        assert summed(lambda c, p: c == country) == total_of(found, country=country, year=year)
        assert summed(lambda c, p: p == priority) == total_of(found, priority=priority, year=year)
        assert summed(lambda c, p: (c, p) == (country, priority)) == total_of(
            found, country=country, priority=priority, year=year
        )
    by_year = sum(total_of(found, country=country, priority=priority, year=year) for year in YEARS)
    assert by_year == total_of(found, country=country, priority=priority)


@settings(max_examples=40)
@given(portfolios())
def test_nothing_is_counted_twice_or_lost_between_whole_and_parts(rows):
    found = portfolio(rows)
    for key, one in found.counted.items():
        parts = [other.iwt_usd for other in found.counted.values() if other.programme.parent == key]

        assert one.in_parts + one.not_provided + one.own == one.iwt_usd == programme_money(one.programme)
        assert all(amount == amount.quantize(D("0.01")) for amount in (one.in_parts, one.not_provided, one.own))
        if one.iwt_usd >= 0:
            assert 0 <= one.own <= one.iwt_usd
        assert one.in_parts == 0 or parts or any(row.parent == key for row in rows)
    assert all(sum(amounts) == one.own for one in found.counted.values() for amounts in [one.by_country.values()])


@settings(max_examples=40)
@given(portfolios(), st.sampled_from(CODES))
def test_country_pages_and_regional_total_tell_the_same(rows, code):
    found = portfolio(rows)
    shown = Decimal(0)
    for one in found.counted.values():
        part = country_part(one.programme.countries, code, covers_more=one.programme.covers_more)
        assert (part in (PartCode.WHOLE, PartCode.SHARE)) == (code in one.by_country)
        shown += one.own if part is PartCode.WHOLE else one.by_country.get(code, 0)

    assert shown == found.by_country.get(code, 0)


@settings(max_examples=60)
@given(
    portfolios(),
    st.builds(
        Cut,
        country=st.sampled_from([None, NOT_SPLIT, "VNM", "LAO"]),
        priority=st.sampled_from([None, NOT_SPLIT, "LIV", "ENF"]),
        year=st.sampled_from([None, NO_PERIOD, 2023, 2024]),
        funder=st.sampled_from([None, NOT_SPLIT, "gef"]),
    ),
)
def test_whoever_is_left_out_adds_nothing_and_whoever_adds_is_shown(rows, cut):
    found = portfolio(rows)
    explained = explain(found, cut)
    shown = {line.key for line in explained.included}

    assert sum(line.amount for line in explained.included) == explained.total
    assert not shown & {line.key for line in explained.left_out}
    for key, one in found.counted.items():
        is_asked = cut.funder is None or (one.programme.funders or {NOT_SPLIT}) == {cut.funder}
        if key not in shown and is_asked:
            assert amount_in(one, cut) == 0
