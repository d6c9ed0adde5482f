"""Many programmes: every dollar once, by country, priority, year and funder; worked out by hand, and for any case."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.programmes.rules.money import MoneyGap, PartCode, ProgrammeMoney, country_part, programme_money
from partners.programmes.rules.portfolio import (
    NO_PERIOD,
    NOT_SPLIT,
    Cut,
    CutReason,
    amount_in,
    by_country_and_priority,
    explain,
    makes_circle,
    portfolio,
)


def D(value) -> Decimal:
    return Decimal(str(value))


def shares(given_shares) -> dict:
    return {key: None if share is None else D(share) for key, share in given_shares.items()}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def programme(key="p", amount=100, *, per_usd=1, share=100, by=None, to=None, period=None, planned=None, **more):
    numbers = (None if number is None else D(number) for number in (amount, per_usd, share))
    starts_on, ends_on = (day(one) for one in period.split("/")) if period else (None, None)
    return ProgrammeMoney(
        key,
        *numbers,
        countries=shares(by or {}),
        priorities=shares(to or {}),
        starts_on=starts_on,
        ends_on=ends_on,
        planned_ends_on=day(planned) if planned else None,
        **more,
    )


def total_of(found, **cut) -> Decimal:
    return explain(found, Cut(**cut)).total


def reasons(found, **cut) -> dict:
    return {line.key: line.reason for line in explain(found, Cut(**cut)).left_out}


# --- A portfolio worked out by hand -------------------------------------------------------------------
#
#                  amount            rate       IWT    US dollars   countries              period            years
#   forest     USD  1,000,000.00     1          25 %   250,000.00   VNM 60, LAO 40         2024-2025         2 x
#   customs    EUR    500,000.00     0.8        50 %   312,500.00   THA                    2025              1 x
#   dong       VND 24,000,000,000    24,000    100 %  1,000,000.00  VNM                    not known
#   ring       USD    400,000.00     1         100 %   400,000.00   THA, VNM, LAO, MYS: not split, 2025
#   region     USD     90,000.00     1         100 %    90,000.00   none named             2025
#   whole      USD  1,000,000.00     1         100 %  1,000,000.00  KHM, 2024-2025; its parts:
#     part-1   USD    300,000.00     1         100 %   300,000.00   KHM                    2024
#     part-2   USD    400,000.00     1         100 %   400,000.00   VNM                    2025
#     (the whole itself adds 300,000.00)
#   frozen     USD  1,461,000.00     1         100 %  1,461,000.00  PHL, planned 2022-2025 (1,461 days), ended on
#                                                     2024-12-31 after 1,096 days: 1,096,000.00
#   vague      USD    700,000.00     1         not known
#   kip        LAK  5,000,000.00     no rate   100 %

HAND = [
    programme(
        "forest",
        1_000_000,
        share=25,
        by={"VNM": 60, "LAO": 40},
        to={"LIV": 70, "SIT": 30},
        period="2024-01-01/2025-12-31",
        funders=frozenset({"gef"}),
    ),
    programme(
        "customs",
        500_000,
        per_usd="0.8",
        share=50,
        by={"THA": None},
        to={"ENF": None},
        period="2025-01-01/2025-12-31",
        funders=frozenset({"eu", "uk"}),
    ),
    programme("dong", 24_000_000_000, per_usd=24_000, by={"VNM": None}, to={"LIV": None}),
    programme(
        "ring",
        400_000,
        by=dict.fromkeys(("THA", "VNM", "LAO", "MYS")),
        to={"ENF": None, "INT": None},
        period="2025-01-01/2025-12-31",
        funders=frozenset({"gef"}),
    ),
    programme("region", 90_000, period="2025-03-01/2025-05-31", covers_more=True),
    programme("whole", 1_000_000, by={"KHM": None}, to={"MKT": None}, period="2024-01-01/2025-12-31"),
    programme("part-1", 300_000, by={"KHM": None}, period="2024-01-01/2024-12-31", parent="whole"),
    programme("part-2", 400_000, by={"VNM": None}, to={"MKT": None}, period="2025-01-01/2025-12-31", parent="whole"),
    programme("frozen", 1_461_000, by={"PHL": None}, period="2022-01-01/2024-12-31", planned="2025-12-31"),
    programme("vague", 700_000, share=None, by={"VNM": None}),
    programme("kip", 5_000_000, per_usd=None, by={"LAO": None}),
]


def test_hand_computed_portfolio_by_country():
    found = portfolio(HAND)

    assert found.by_country == {
        "VNM": D("1550000.00"),  # 150,000 + 1,000,000 + 400,000
        "LAO": D("100000.00"),
        "THA": D("312500.00"),
        "KHM": D("600000.00"),  # 300,000 of the part, and 300,000 that the parts leave of the whole
        "PHL": D("1096000.00"),
        NOT_SPLIT: D("490000.00"),  # 400,000 + 90,000
    }
    assert found.total == D("4148500.00")
    assert sum(found.by_country.values()) == found.total
    assert found.uncounted == {"vague": MoneyGap.SHARE_UNKNOWN, "kip": MoneyGap.NO_RATE}


@pytest.mark.parametrize(
    ("year", "amount"),
    [
        (2021, "0"),
        (2022, "365000.00"),
        (2023, "365000.00"),
        # forest 250,000 x 366/731 = 125,171.00 (its four cells rounded apart: 52,571.82 + 22,530.78 + 35,047.88 +
        # 15,020.52), whole 300,000 x 366/731 = 150,205.20, part-1, frozen 366,000
        (2024, "941376.20"),
        # the rest of forest and whole, customs, ring, region, part-2
        (2025, "1477123.80"),
        (2026, "0"),
        (NO_PERIOD, "1000000.00"),
    ],
)
def test_hand_computed_portfolio_by_year(year, amount):
    assert total_of(portfolio(HAND), year=year) == D(amount)


@pytest.mark.parametrize(
    ("cut", "amount"),
    [
        ({"country": "VNM", "priority": "LIV"}, "1105000.00"),  # 150,000 x 70 % + dong
        ({"country": "VNM", "priority": "SIT"}, "45000.00"),
        ({"country": "LAO", "priority": "LIV"}, "70000.00"),
        ({"country": "VNM", "priority": "MKT"}, "400000.00"),
        ({"country": "KHM", "priority": "MKT"}, "300000.00"),
        ({"country": "KHM", "priority": NOT_SPLIT}, "300000.00"),
        ({"country": NOT_SPLIT, "priority": NOT_SPLIT}, "490000.00"),
        ({"country": "VNM", "priority": "LIV", "year": NO_PERIOD}, "1000000.00"),
        ({"country": "PHL", "year": 2025}, "0"),  # ended at the end of 2024
        ({"funder": "gef"}, "650000.00"),
        ({"funder": "eu"}, "0"),
        ({"funder": NOT_SPLIT}, "3186000.00"),
        ({"funder": "gef", "country": "VNM"}, "150000.00"),
    ],
)
def test_hand_computed_portfolio_cut(cut, amount):
    assert total_of(portfolio(HAND), **cut) == D(amount)


@pytest.mark.parametrize(
    ("cut", "left_out"),
    [
        ({}, {"kip": MoneyGap.NO_RATE, "vague": MoneyGap.SHARE_UNKNOWN}),
        (
            {"country": "VNM", "year": 2025},
            {
                "dong": CutReason.NO_PERIOD,
                "region": CutReason.REGIONAL,
                "ring": CutReason.COUNTRY_NOT_SPLIT,
                "vague": MoneyGap.SHARE_UNKNOWN,
            },
        ),
        (
            {"country": "THA", "priority": "ENF"},
            {"region": CutReason.REGIONAL, "ring": CutReason.COUNTRY_NOT_SPLIT},
        ),
        (
            {"country": NOT_SPLIT, "priority": "ENF"},
            {"ring": CutReason.PRIORITY_NOT_SPLIT, "region": CutReason.NO_PRIORITY},
        ),
        ({"country": "PHL", "year": 2025}, {"frozen": CutReason.OTHER_YEARS, "region": CutReason.REGIONAL}),
        ({"funder": "eu"}, {"customs": CutReason.SHARED_FUNDING}),
    ],
)
def test_left_out_programmes_have_their_reason(cut, left_out):
    assert reasons(portfolio(HAND), **cut) == left_out


# --- Parent and children ------------------------------------------------------------------------------


def family(whole, *parts, **more) -> dict:
    rows = [programme("whole", whole, **more)]
    rows += [programme(f"part-{n}", amount, parent="whole") for n, amount in enumerate(parts)]
    found = portfolio(rows)
    return {"total": found.total, "whole": found.counted["whole"].own if "whole" in found.counted else None}


@pytest.mark.parametrize(
    ("whole", "parts", "total", "own"),
    [
        (100, (30, 40), 100, 30),
        (100, (60, 40), 100, 0),
        (100, (), 100, 100),
        (100, (80, 70), 150, 0),  # the parts say more than the whole: they are the nearer record
        (100, (None, 40), 100, 60),  # a part without an amount leaves its money with the whole
        (None, (30, 40), 70, None),
        (0, (30,), 30, 0),
    ],
)
def test_parent_or_children_but_not_both(whole, parts, total, own):
    assert family(whole, *parts) == {"total": total, "whole": own}


def test_whole_counts_its_iwt_money_once_whatever_the_shares_of_its_parts():
    found = portfolio(
        [
            programme("whole", 100, share=50),
            programme("a", 30, share=100, parent="whole"),
            programme("b", 40, share=20, parent="whole"),
        ]
    )

    assert {key: one.own for key, one in found.counted.items()} == {"whole": 12, "a": 30, "b": 8}


@pytest.mark.parametrize(
    "part",
    [
        programme("part", 40, share=None, parent="whole"),
        programme("part", 40, per_usd=None, parent="whole"),
        programme("part", 40, barred=MoneyGap.SUGGESTED, parent="whole"),
        programme("part", 40, barred=MoneyGap.CANCELLED, parent="whole"),
        programme("part", 40, barred=MoneyGap.NOT_IWT, parent="whole"),
    ],
)
def test_part_that_does_not_count_leaves_its_money_with_the_whole(part):
    assert portfolio([programme("whole", 100), part]).total == 100


def test_three_storeys_and_one_that_does_not_count_between():
    rows = [
        programme("top", 100),
        programme("middle", 50, share=None, parent="top"),
        programme("low-1", 20, parent="middle"),
        programme("low-2", 10, parent="middle"),
    ]

    assert {key: one.own for key, one in portfolio(rows).counted.items()} == {"top": 70, "low-1": 20, "low-2": 10}
    assert portfolio([*rows[:1], replace(rows[1], iwt_share=D(100)), *rows[2:]]).counted["middle"].own == 20


def test_whole_that_is_told_by_its_parts_says_so():
    found = portfolio([programme("whole", 100), programme("part", 100, parent="whole")])

    assert reasons(found) == {"whole": CutReason.IN_ITS_PARTS}


def test_parent_out_of_sight_is_as_good_as_none():
    assert portfolio([programme("part", 40, parent="hidden")]).total == 40


def test_circle_counts_nowhere_and_is_said():
    rows = [programme("a", 1, parent="b"), programme("b", 2, parent="c"), programme("c", 3, parent="a")]
    found = portfolio([*rows, programme("below", 5, parent="a"), programme("else", 7)])

    assert found.total == 12
    assert found.uncounted == dict.fromkeys("abc", MoneyGap.IN_A_CIRCLE)


@pytest.mark.parametrize(
    ("key", "parent", "is_circle"),
    [("a", "b", False), ("c", "a", True), ("a", "a", True), ("x", "c", False), ("a", "", False), ("q", "loop", False)],
)
def test_circle_is_seen_before_it_is_made(key, parent, is_circle):
    parents = {"a": "b", "b": "c", "loop": "loop"}

    assert makes_circle(key, parent, parents) is is_circle


# --- Single rules -------------------------------------------------------------------------------------


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
