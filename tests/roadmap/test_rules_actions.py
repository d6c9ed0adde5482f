"""Points 7 and 8: ratings side by side, and the share of actions per rung."""

from decimal import Decimal

import pytest

from roadmap.choices import RUNGS, Rating
from roadmap.rules import rung_shares

A, S, T, P, W, N = Rating


def D(value) -> Decimal:
    return Decimal(str(value))


def counts(ratings) -> dict:
    return {rung.rating: rung.count for rung in rung_shares(ratings).rungs if rung.count}


def percents(ratings) -> dict:
    return {rung.rating: rung.share * 100 for rung in rung_shares(ratings).rungs if rung.count}


# --- Point 8 ------------------------------------------------------------------------------------


def test_six_words_in_the_order_of_the_niap_table():
    assert [rating.value for rating in Rating] == [
        "achieved",
        "substantially_achieved",
        "on_track",
        "partial_progress",
        "pending_completion",
        "not_commenced",
    ]
    assert RUNGS == (N, W, P, T, S, A)


CAMBODIA_2018 = [A] * 3 + [S] * 6 + [T] * 2 + [P] * 2


def test_cambodia_june_2018():
    """13 objectives, self-rated 3 achieved, 6 substantially, 2 on track, 2 partial (SC70 Doc. 27.4 Annex 5)."""
    table = rung_shares(CAMBODIA_2018)

    assert counts(CAMBODIA_2018) == {A: 3, S: 6, T: 2, P: 2}
    assert (table.n_rated, table.n_unrated) == (13, 0)
    assert [rung.rating for rung in table.rungs] == list(Rating)


@pytest.mark.parametrize(
    ("ratings", "published"),
    [
        (CAMBODIA_2018, {A: 23, S: 46, T: "15.5", P: "15.5"}),
        ([S] * 2 + [T] * 7 + [P] * 4, {S: "15.5", T: "53.5", P: 31}),
        ([A] * 2 + [S] * 6 + [T] * 3, {A: 18, S: 55, T: 27}),
        ([S] * 3 + [T] * 8, {S: 27, T: 73}),
    ],
    ids=["Cambodia", "Cambodia by the Secretariat", "Malaysia", "Malaysia by the Secretariat"],
)
def test_shares_agree_with_those_published_at_sc70(ratings, published):
    """SC70 Doc. 27.4 Annex 1 rounds to halves; the counts are the ones that give its shares.

    Printed there are Cambodia's 46 and 15.5 (Secretariat 15.5 and 53.5) and Malaysia's 18, 55, 27 (Secretariat 27, 73);
    the remaining shares follow from the counts.
    """
    shares = percents(ratings)

    assert shares.keys() == published.keys()
    assert all(abs(shares[rating] - D(share)) <= D("0.5") for rating, share in published.items())
    assert sum(D(share) for share in published.values()) == 100


def test_share_is_per_rung_and_no_mean_of_rungs():
    table = rung_shares([A, N])

    assert {rung.rating: rung.share for rung in table.rungs} == {
        A: D("0.5"),
        S: 0,
        T: 0,
        P: 0,
        W: 0,
        N: D("0.5"),
    }


def test_blank_is_not_not_commenced():
    table = rung_shares([A, None, None])

    assert (table.n_rated, table.n_unrated) == (1, 2)
    assert table.rungs[0].share == 1
    assert table.rungs[-1].count == 0


@pytest.mark.parametrize("ratings", [[], [None], [None, None]])
def test_nothing_rated_has_no_share(ratings):
    table = rung_shares(ratings)

    assert [rung.share for rung in table.rungs] == [None] * 6
    assert table.n_unrated == len(ratings)


# --- Point 7 ------------------------------------------------------------------------------------
