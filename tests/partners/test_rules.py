"""Money counted once and shown everywhere; and what an answer and its state come to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needs.rules import AnswerStatus
from partners.programmes.rules.money import (
    NOT_SPLIT,
    MoneyGap,
    PartCode,
    ProgrammeMoney,
    country_part,
    iwt_amount,
    programme_money,
    shares_are_sound,
    split_amount,
)
from partners.support.rules.answers import answer_status


def D(value) -> Decimal:
    return Decimal(str(value))


def shares(**named) -> dict:
    return {key: None if share is None else D(share) for key, share in named.items()}


def programme(key="p", amount=100, per_usd=1, share=100, covers_more=False, **countries) -> ProgrammeMoney:
    numbers = (None if number is None else D(number) for number in (amount, per_usd, share))
    return ProgrammeMoney(key, *numbers, countries=shares(**countries), covers_more=covers_more)


# --- Amount x IWT share -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "per_usd", "share", "iwt"),
    [
        (8_000_000, 1, 100, "8000000.00"),  # ARREST: US$ 8 m, IWT share 100 % (GWP donor case study)
        (20_000_000, 1, 20, "4000000.00"),
        (100, 1, 5, "5.00"),  # the World Bank's shares run from 5 to 100 %
        (100, 1, 0, "0.00"),
        (24_000_000, 24000, 50, "500.00"),  # dong
        (100, 3, 50, "16.67"),
        ("0.10", "1.5", "7.5", "0.01"),  # 0.005 exactly: rounded once, at the end; from 0.07 it were the same
        ("10.07", "0.3", "50", "16.78"),  # 16.7833…; from the rounded 33.57 it were 16.79
        (100, "0.8", 100, "125.00"),
        (-300, 1, 50, "-150.00"),  # a correction
        (0, 1, 50, "0.00"),
    ],
)
def test_amount_at_its_rate_times_the_share(amount, per_usd, share, iwt):
    assert programme_money(programme(amount=amount, per_usd=per_usd, share=share)) == D(iwt)


@pytest.mark.parametrize(
    ("amount", "per_usd", "share", "gap"),
    [
        (None, 1, 50, MoneyGap.NO_AMOUNT),
        (None, None, None, MoneyGap.NO_AMOUNT),
        (100, None, 50, MoneyGap.NO_RATE),
        (100, 0, 50, MoneyGap.NO_RATE),
        (100, -1, 50, MoneyGap.NO_RATE),
        (100, 1, None, MoneyGap.SHARE_UNKNOWN),
    ],
)
def test_unknown_is_listed_and_not_guessed(amount, per_usd, share, gap):
    money = programme_money(programme(amount=amount, per_usd=per_usd, share=share))

    assert money is gap


@pytest.mark.parametrize("share", ["-0.01", "100.01"])
def test_share_beyond_its_ends_is_an_error(share):
    with pytest.raises(ValueError, match="share"):
        iwt_amount(D(100), D(share))


# --- Splitting ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "by", "parts", "not_split"),
    [
        (100, {"VNM": 60, "LAO": 40}, {"VNM": 60, "LAO": 40}, 0),
        (100, {"VNM": 60, "LAO": 30}, {"VNM": 60, "LAO": 30}, 10),
        (100, {"VNM": 60, "LAO": None}, {"VNM": 60}, 40),
        (100, {"VNM": None, "LAO": None}, {}, 100),
        (100, {}, {}, 100),
        (100, {"VNM": None}, {"VNM": 100}, 0),
        (100, {"VNM": 100}, {"VNM": 100}, 0),
        (100, {"VNM": 50}, {"VNM": 50}, 50),
        (100, {"VNM": 0, "LAO": 100}, {"VNM": 0, "LAO": 100}, 0),
        ("0.01", {"VNM": 50, "LAO": 50}, {"LAO": "0.01", "VNM": 0}, 0),
        (
            100,
            {"KHM": "33.33", "LAO": "33.33", "VNM": "33.33"},
            {"KHM": "33.33", "LAO": "33.33", "VNM": "33.33"},
            "0.01",
        ),
        ("0.10", {"KHM": "33.3", "LAO": "33.3", "VNM": "33.4"}, {"KHM": "0.03", "LAO": "0.03", "VNM": "0.04"}, 0),
        (-100, {"VNM": 60, "LAO": 30}, {"VNM": -60, "LAO": -30}, -10),
    ],
)
def test_split_adds_up_to_the_cent(total, by, parts, not_split):
    split = split_amount(D(total), shares(**by))

    assert split == {key: D(part) for key, part in parts.items()} | {NOT_SPLIT: D(not_split)}
    assert sum(split.values()) == D(total)


def test_programme_that_covers_more_than_is_named_is_not_all_of_one_country():
    split = split_amount(D(100), shares(VNM=None), covers_more=True)

    assert split == {NOT_SPLIT: 100}


@pytest.mark.parametrize("by", [{"VNM": 60, "LAO": 41}, {"VNM": -1}, {"VNM": 101}])
def test_shares_beyond_the_whole_are_an_error(by):
    with pytest.raises(ValueError, match="shares"):
        split_amount(D(100), shares(**by))


@pytest.mark.parametrize(
    ("by", "covers_more", "code"),
    [
        ({"VNM": 60, "LAO": 40}, False, PartCode.SHARE),
        ({"VNM": 60, "LAO": None}, False, PartCode.SHARE),
        ({"VNM": 60}, False, PartCode.SHARE),
        ({"VNM": 0, "LAO": 100}, False, PartCode.SHARE),
        ({"VNM": None}, False, PartCode.WHOLE),
        ({"VNM": 100}, False, PartCode.WHOLE),
        ({"VNM": 100, "LAO": None}, False, PartCode.WHOLE),
        ({"VNM": None}, True, PartCode.NOT_SPLIT),
        ({"VNM": None, "LAO": 40}, False, PartCode.NOT_SPLIT),
        ({"VNM": 60, "LAO": 41}, False, PartCode.NOT_SPLIT),
        ({"LAO": 100}, False, PartCode.NOT_IN_IT),
        ({}, False, PartCode.NOT_IN_IT),
    ],
)
def test_what_a_countrys_page_shows(by, covers_more, code):
    assert country_part(shares(**by), "VNM", covers_more=covers_more) is code


@pytest.mark.parametrize(
    ("by", "sound"),
    [
        ({}, True),
        ({"VNM": None}, True),
        ({"VNM": 60, "LAO": 40, "THA": None}, True),
        ({"VNM": 60, "LAO": "40.01"}, False),
        ({"VNM": "-0.01"}, False),
    ],
)
def test_shares_are_sound(by, sound):
    assert shares_are_sound(shares(**by)) is sound


# --- Answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state", "status"),
    [
        ("offer", "waiting", AnswerStatus.OFFERED),
        ("offer", "in_discussion", AnswerStatus.IN_DISCUSSION),
        ("offer", "accepted", AnswerStatus.ACCEPTED),
        ("offer", "delivering", AnswerStatus.DELIVERING),
        ("offer", "completed", AnswerStatus.COMPLETED),
        ("offer", "declined", AnswerStatus.DECLINED),
        ("offer", "withdrawn", AnswerStatus.WITHDRAWN),
        ("interest", "waiting", AnswerStatus.INTEREST),
        ("interest", "in_discussion", AnswerStatus.INTEREST),
        ("interest", "withdrawn", AnswerStatus.WITHDRAWN),
        ("not_now", "waiting", AnswerStatus.NOT_NOW),
        ("not_now", "accepted", AnswerStatus.NOT_NOW),
    ],
)
def test_answer_and_its_state_make_one_status(kind, state, status):
    assert answer_status(kind, state) is status


# --- Properties ---------------------------------------------------------------------------------

CODES = ["BRN", "KHM", "IDN", "LAO", "MYS", "MMR", "PHL", "SGP", "THA", "TLS", "VNM"]
TOTALS = st.decimals(-(10**9), 10**9, places=2)


@st.composite
def country_shares(draw) -> dict:
    cuts = sorted(draw(st.lists(st.decimals(0, 100, places=2), max_size=6)))
    known = [b - a for a, b in zip([D(0), *cuts], cuts, strict=False)]
    unknown = [None] * draw(st.integers(0, 3))
    return dict(zip(draw(st.permutations(CODES)), [*known, *unknown], strict=False))


@given(TOTALS, country_shares())
def test_sum_over_countries_and_not_split_is_the_total(total, by):
    split = split_amount(total, by)

    assert sum(split.values()) == total
    split.pop(NOT_SPLIT)
    for key, part in split.items():
        exact = total if len(by) == 1 and by[key] is None else total * by[key] / 100
        assert abs(part - exact) < D("0.01")
        assert part == part.quantize(D("0.01"))


@given(TOTALS, st.decimals(0, 100, places=2))
def test_iwt_part_is_never_more_than_the_whole(total, share):
    assert abs(iwt_amount(total, share)) <= abs(total)
