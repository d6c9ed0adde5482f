"""Many programmes: every dollar once, by country, priority, year and funder; worked out by hand, and for any case."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from partners.programmes.rules.explained import Cut, CutReason, explain
from partners.programmes.rules.money import NOT_SPLIT, MoneyGap, ProgrammeMoney
from partners.programmes.rules.portfolio import NO_PERIOD, makes_circle, portfolio


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
