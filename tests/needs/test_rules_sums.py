"""Parts beside the amount that is sought: every boundary, and that a doubt is never a refusal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needs.messages import sum_sentence
from needs.rules import SumCheck, SumDoubt, check_sum

D = Decimal


def amounts(*values):
    return [None if value is None else D(value) for value in values]


@pytest.mark.parametrize(
    ("sought", "own", "parts", "doubt", "rest"),
    [
        (150_000, None, (120_000,), SumDoubt.LESS, 30_000),
        (150_000, None, (100_000, 20_000), SumDoubt.LESS, 30_000),
        (150_000, None, ("149999.99",), SumDoubt.LESS, "0.01"),
        (150_000, None, (150_000,), None, 0),
        (150_000, None, (100_000, 50_000), None, 0),
        (150_000, None, ("150000.01",), SumDoubt.MORE, "0.01"),
        (150_000, None, (200_000,), SumDoubt.MORE, 50_000),
        (150_000, None, (0,), SumDoubt.LESS, 150_000),
        # the country's own part is in the parts, or beside them
        (150_000, 50_000, (200_000,), None, 0),
        (150_000, 50_000, (150_000,), None, 0),
        (150_000, 50_000, (180_000,), SumDoubt.MORE, 30_000),
        (150_000, 50_000, (220_000,), SumDoubt.MORE, 70_000),
        # what is left may be for a part without an amount
        (150_000, None, (120_000, None), None, 0),
        (150_000, None, (160_000, None), SumDoubt.MORE, 10_000),
        (150_000, None, (), None, 0),
        (150_000, None, (None, None), None, 0),
        # nothing sought: money would be measured against nothing
        (None, None, (120_000,), SumDoubt.NOTHING_SOUGHT, 120_000),
        (None, 50_000, (120_000,), SumDoubt.NOTHING_SOUGHT, 120_000),
        (None, None, (None,), None, 0),
        (None, None, (0,), None, 0),
        (0, None, (120_000,), SumDoubt.MORE, 120_000),
    ],
)
def test_what_the_parts_add_up_to(sought, own, parts, doubt, rest):
    given_parts = amounts(*parts)
    total = sum((one for one in given_parts if one is not None), D(0))
    found = check_sum(*amounts(sought, own), given_parts)

    assert found == (SumCheck(doubt, total, D(rest)) if doubt else None)


@pytest.mark.parametrize(
    ("sought", "parts", "said"),
    [
        (150_000, (120_000,), "The parts add up to USD 120,000 of the USD 150,000 sought: USD 30,000 is in no part."),
        (150_000, (200_000,), "The parts add up to USD 200,000, USD 50,000 more than the USD 150,000 sought."),
        (None, (120_000,), "The parts add up to USD 120,000, and no amount is sought."),
        (150_000, (150_000,), ""),
    ],
)
def test_the_doubt_in_words(sought, parts, said):
    sentence = sum_sentence(*amounts(sought, None), amounts(*parts), "USD")

    assert sentence.replace("\N{NO-BREAK SPACE}", " ") == said


@given(
    st.none() | st.decimals(0, 10**9, places=2),
    st.none() | st.decimals(0, 10**9, places=2),
    st.lists(st.none() | st.decimals(0, 10**9, places=2), max_size=6),
)
def test_there_is_a_doubt_exactly_where_the_sum_is_another(sought, own, parts):
    found = check_sum(sought, own, parts)
    known = [part for part in parts if part is not None]

    if found is None:
        is_open = sought is None or None in parts or not known
        assert is_open or sum(known, D(0)) in (sought, sought + (own or 0))
    else:
        assert found.rest > 0
        assert found.total == sum(known, D(0))
        assert sought is None or found.total != sought
