"""Coverage of a need, the country's word beside it, and the age of the last confirmation."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needs.rules import (
    Answer,
    AnswerStatus,
    Coverage,
    CoverageStatus,
    Freshness,
    NeedStatus,
    Part,
    Tally,
    WordWarning,
    coverage,
    freshness,
    word_disagreement,
)
from needs.rules.tallies import COUNTS_AS_CONFIRMED, COUNTS_AS_DELIVERED, COUNTS_AS_OFFERED

OFFERED, ACCEPTED, DELIVERING, COMPLETED = (
    AnswerStatus.OFFERED,
    AnswerStatus.ACCEPTED,
    AnswerStatus.DELIVERING,
    AnswerStatus.COMPLETED,
)


def D(value) -> Decimal:
    return Decimal(str(value))


def money(requested, *answers) -> Coverage:
    return coverage(
        None if requested is None else D(requested),
        [],
        [Answer(status, None if amount is None else D(amount)) for status, amount in answers],
    )


def parts(wanted, *answers) -> Coverage:
    return coverage(
        None,
        [Part(key, None if quantity is None else D(quantity)) for key, quantity in wanted.items()],
        [
            Answer(status, parts={key: None if quantity is None else D(quantity) for key, quantity in taken.items()})
            for status, taken in answers
        ],
    )


# --- What counts as what ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "offered", "confirmed", "delivered"),
    [
        (AnswerStatus.INTEREST, 0, 0, 0),
        (AnswerStatus.NOT_NOW, 0, 0, 0),
        (AnswerStatus.OFFERED, 40, 0, 0),
        (AnswerStatus.IN_DISCUSSION, 40, 0, 0),
        (AnswerStatus.ACCEPTED, 0, 40, 0),
        (AnswerStatus.DELIVERING, 0, 40, 0),
        (AnswerStatus.COMPLETED, 0, 40, 40),
        (AnswerStatus.DECLINED, 0, 0, 0),
        (AnswerStatus.WITHDRAWN, 0, 0, 0),
    ],
)
def test_answer_counts_by_its_status(status, offered, confirmed, delivered):
    tally = money(100, (status, 40)).money

    assert (tally.offered, tally.confirmed, tally.delivered) == (offered, confirmed, delivered)
    assert tally.remaining == 100 - confirmed


@pytest.mark.parametrize(
    ("status", "delivered", "confirmed"),
    [
        (AnswerStatus.ACCEPTED, 0, 40),
        (AnswerStatus.DELIVERING, 25, 40),
        (AnswerStatus.DELIVERING, 55, 55),
        (AnswerStatus.COMPLETED, 25, 25),
        (AnswerStatus.ENDED, 25, 25),
        (AnswerStatus.WITHDRAWN, 25, 0),
        (AnswerStatus.OFFERED, 25, 0),
    ],
)
def test_deliveries_count_once_the_country_confirmed_them(status, delivered, confirmed):
    """What is over counts as what it brought; what may still come, as what was accepted, or more if more came."""
    answer = Answer(
        status,
        D(40),
        {"dogs": D(4)},
        delivered=D(delivered),
        delivered_parts={"dogs": D(delivered) / 10},
        reported=D(5),
        has_deliveries=delivered > 0,
    )
    found = coverage(D(100), [Part("dogs", D(10))], [answer])
    counts = AnswerStatus(status) not in (AnswerStatus.WITHDRAWN, AnswerStatus.OFFERED)

    for tally, scale in ((found.money, 1), (found.each_part["dogs"], 10)):
        assert tally.confirmed * scale == confirmed
        assert tally.delivered * scale == (delivered if counts else 0)
    assert found.money.reported == (5 if counts else 0)
    assert found.n_confirmed == counts


def test_what_ended_before_anything_came_is_no_support():
    found = coverage(D(100), [], [Answer(AnswerStatus.ENDED, D(40), reported=D(10))])

    assert (found.money.confirmed, found.n_confirmed, found.status) == (0, 0, CoverageStatus.NONE)


def test_every_status_has_its_meaning():
    nothing = {AnswerStatus.INTEREST, AnswerStatus.NOT_NOW, AnswerStatus.DECLINED, AnswerStatus.WITHDRAWN}

    assert set(AnswerStatus) - COUNTS_AS_OFFERED - COUNTS_AS_CONFIRMED == nothing
    assert not COUNTS_AS_OFFERED & COUNTS_AS_CONFIRMED
    assert COUNTS_AS_DELIVERED < COUNTS_AS_CONFIRMED


# --- Money --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "remaining", "share", "status"),
    [
        ([], 100, "0", CoverageStatus.NONE),
        ([(OFFERED, 100)], 100, "0", CoverageStatus.NONE),
        ([(ACCEPTED, 1)], 99, "0.01", CoverageStatus.PARTLY),
        ([(ACCEPTED, "99.99")], "0.01", "0.9999", CoverageStatus.PARTLY),
        ([(ACCEPTED, 100)], 0, "1", CoverageStatus.FULLY),
        ([(ACCEPTED, 60), (DELIVERING, 40)], 0, "1", CoverageStatus.FULLY),
        ([(ACCEPTED, 60), (COMPLETED, 40)], 0, "1", CoverageStatus.FULLY),
        ([(COMPLETED, "99.99")], "0.01", "0.9999", CoverageStatus.PARTLY),
        ([(COMPLETED, 100)], 0, "1", CoverageStatus.DELIVERED),
        ([(COMPLETED, 60), (COMPLETED, 40)], 0, "1", CoverageStatus.DELIVERED),
    ],
)
def test_money(answers, remaining, share, status):
    found = money(100, *answers)

    assert (found.money.remaining, found.money.share, found.status) == (D(remaining), D(share), status)
    assert found.share == found.money.share


def test_more_than_was_asked_for_never_makes_the_remaining_negative():
    tally = money(100, (ACCEPTED, 90), (COMPLETED, 70)).money

    assert (tally.confirmed, tally.remaining, tally.share) == (160, 0, 1)


@pytest.mark.parametrize("amount", ["-40", "0", "NaN", "Infinity"])
def test_senseless_amount_of_an_answer_adds_nothing(amount):
    assert money(100, (ACCEPTED, amount)).money.confirmed == 0


# --- Not measurable -----------------------------------------------------------------------------


@pytest.mark.parametrize("requested", [None, 0, -5, "NaN"])
@pytest.mark.parametrize("answers", [[], [(OFFERED, 50)], [(ACCEPTED, 50)], [(COMPLETED, 50)], [(COMPLETED, None)]])
def test_need_without_a_quantity_is_never_covered(requested, answers):
    """Sahana SHARE: a need without a number was at once delivered."""
    found = money(requested, *answers)

    assert found.status is CoverageStatus.NOT_MEASURABLE
    assert found.share is found.money.share is found.money.remaining is None
    assert found.has_confirmed_support is any(status is not OFFERED for status, _ in answers)


def test_answer_without_a_size_is_listed_and_not_guessed():
    found = money(100, (ACCEPTED, None), (OFFERED, None))

    assert (found.n_confirmed, found.n_without_size) == (1, 1)
    assert (found.status, found.share) == (CoverageStatus.PARTLY, 0)
    assert money(100, (ACCEPTED, 5)).n_without_size == 0
    assert parts({"a": None}, (ACCEPTED, {"a": None})).n_without_size == 0


# --- Parts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "offered", "confirmed", "delivered", "status"),
    [
        ([], 0, 0, 0, CoverageStatus.NONE),
        ([(OFFERED, {"a": None})], 1, 0, 0, CoverageStatus.NONE),
        ([(ACCEPTED, {"a": None})], 0, 1, 0, CoverageStatus.PARTLY),
        ([(ACCEPTED, {"a": None}), (ACCEPTED, {"a": None})], 0, 1, 0, CoverageStatus.PARTLY),
        # a quantity is the portion that it is, offered, confirmed and delivered alike
        ([(OFFERED, {"b": 4})], "0.4", 0, 0, CoverageStatus.NONE),
        ([(ACCEPTED, {"b": 4})], 0, "0.4", 0, CoverageStatus.PARTLY),
        ([(COMPLETED, {"b": 4})], 0, "0.4", "0.4", CoverageStatus.PARTLY),
        ([(ACCEPTED, {"b": 4}), (OFFERED, {"b": 6})], "0.6", "0.4", 0, CoverageStatus.PARTLY),
        # an offer beyond what is open is no offer for another part
        ([(ACCEPTED, {"b": 4}), (OFFERED, {"b": 60})], "0.6", "0.4", 0, CoverageStatus.PARTLY),
        ([(ACCEPTED, {"b": 10}), (OFFERED, {"b": 6})], 0, 1, 0, CoverageStatus.PARTLY),
        ([(OFFERED, {"b": 40})], 1, 0, 0, CoverageStatus.NONE),
        ([(ACCEPTED, {"b": "9.99"})], 0, "0.999", 0, CoverageStatus.PARTLY),
        ([(ACCEPTED, {"b": 4}), (DELIVERING, {"b": 6})], 0, 1, 0, CoverageStatus.PARTLY),
        ([(ACCEPTED, {"b": None})], 0, 1, 0, CoverageStatus.PARTLY),
        ([(ACCEPTED, {"a": None, "b": 10})], 0, 2, 0, CoverageStatus.FULLY),
        ([(ACCEPTED, {"a": None, "b": 12}), (OFFERED, {"b": 3})], 0, 2, 0, CoverageStatus.FULLY),
        ([(COMPLETED, {"a": None}), (ACCEPTED, {"b": 10})], 0, 2, 1, CoverageStatus.FULLY),
        ([(COMPLETED, {"a": None, "b": "9.5"}), (ACCEPTED, {"b": "0.5"})], 0, 2, "1.95", CoverageStatus.FULLY),
        ([(COMPLETED, {"a": None, "b": 10})], 0, 2, 2, CoverageStatus.DELIVERED),
        ([(COMPLETED, {"a": 1, "b": None})], 0, 2, 2, CoverageStatus.DELIVERED),
        ([(COMPLETED, {"gone": None})], 0, 0, 0, CoverageStatus.PARTLY),
        ([(ACCEPTED, {"b": -10, "a": 0})], 0, 0, 0, CoverageStatus.PARTLY),
    ],
)
def test_parts(answers, offered, confirmed, delivered, status):
    """Part "a" has no quantity, part "b" asks for ten. Any accepted answer is some support."""
    found = parts({"a": None, "b": 10}, *answers)

    assert found.parts == Tally(D(2), D(offered), D(confirmed), D(delivered))
    assert found.status is status
    assert found.parts.remaining == 2 - D(confirmed)


def test_each_part_has_its_own_tally():
    found = parts({"a": None, "b": 10}, (ACCEPTED, {"b": 4}), (COMPLETED, {"b": 3}), (OFFERED, {"a": None, "b": 9}))

    assert found.each_part == {"a": Tally(D(1), offered=D(1)), "b": Tally(D(10), D(9), D(7), D(3))}
    assert found.each_part["b"].remaining == 3


@given(
    st.integers(1, 60),
    st.integers(1, 9).flatmap(lambda n: st.lists(st.integers(0, 60), min_size=n, max_size=n)),
)
def test_a_part_is_the_portion_of_its_quantity_and_never_more_than_whole(quantity, sizes):
    found = parts({"a": quantity}, *((ACCEPTED, {"a": size}) for size in sizes))

    assert found.parts.confirmed == min(D(1), D(sum(sizes)) / quantity)
    assert (found.parts.confirmed == 1) is (sum(sizes) >= quantity)
    assert found.parts.status is found.each_part["a"].status


def test_partial_quantities_are_the_same_at_every_step():
    """120 of 200 clinics: what was offered is what is confirmed, and what is confirmed is what is left to deliver."""
    wanted = {"clinics": 200, "manual": None}
    offered, accepted = (parts(wanted, (status, {"clinics": 120})) for status in (OFFERED, ACCEPTED))

    assert (offered.parts.offered, offered.parts.confirmed) == (D("0.6"), 0)
    assert (accepted.parts.offered, accepted.parts.confirmed) == (0, D("0.6"))
    assert offered.parts.remaining == 2
    assert accepted.parts.remaining == D("1.4")
    assert accepted.share == D("0.3")


# --- Money and parts together -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "status", "share"),
    [
        ([], CoverageStatus.NONE, 0),
        ([Answer(ACCEPTED, D(100))], CoverageStatus.PARTLY, 0),
        ([Answer(ACCEPTED, D(50), {"a": None})], CoverageStatus.PARTLY, "0.5"),
        ([Answer(ACCEPTED, D(100), {"a": None})], CoverageStatus.FULLY, 1),
        ([Answer(COMPLETED, D(100)), Answer(ACCEPTED, None, {"a": None})], CoverageStatus.FULLY, 1),
        ([Answer(COMPLETED, D(100), {"a": None})], CoverageStatus.DELIVERED, 1),
        ([Answer(OFFERED, D(100), {"a": None})], CoverageStatus.NONE, 0),
    ],
)
def test_need_of_money_and_parts_is_covered_when_both_are(answers, status, share):
    found = coverage(D(100), [Part("a")], answers)

    assert (found.status, found.share) == (status, D(share))


# --- The country's word -------------------------------------------------------------------------

COMPUTED = {
    CoverageStatus.NONE: money(100),
    CoverageStatus.PARTLY: money(100, (ACCEPTED, 40)),
    CoverageStatus.FULLY: money(100, (ACCEPTED, 100)),
    CoverageStatus.DELIVERED: money(100, (COMPLETED, 100)),
    CoverageStatus.NOT_MEASURABLE: money(None, (ACCEPTED, 40)),
}
AHEAD, BEHIND, LEFT = WordWarning.WORD_AHEAD, WordWarning.WORD_BEHIND, WordWarning.WITHDRAWN_WITH_SUPPORT


@pytest.mark.parametrize(
    ("word", "none", "partly", "fully", "delivered", "not_measurable"),
    [
        ("open", None, BEHIND, BEHIND, BEHIND, None),
        ("in_discussion", None, BEHIND, BEHIND, BEHIND, None),
        ("partly_supported", AHEAD, None, BEHIND, BEHIND, None),
        ("fully_supported", AHEAD, AHEAD, None, BEHIND, None),
        ("delivered", AHEAD, AHEAD, AHEAD, None, None),
        ("withdrawn", None, LEFT, LEFT, None, LEFT),
    ],
)
def test_word_and_coverage_side_by_side(word, none, partly, fully, delivered, not_measurable):
    expected = dict(zip(CoverageStatus, [none, partly, fully, delivered, not_measurable], strict=True))

    for status, found in COMPUTED.items():
        assert word_disagreement(word, found) is expected[status]


def test_every_word_is_known():
    assert {word.value for word in NeedStatus} == {
        "open",
        "in_discussion",
        "partly_supported",
        "fully_supported",
        "delivered",
        "withdrawn",
    }


# --- Freshness ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confirmed_on", "code"),
    [
        (None, Freshness.NEVER_CONFIRMED),
        (date(2026, 3, 15), Freshness.CONFIRMED),
        (date(2025, 9, 15), Freshness.CONFIRMED),
        (date(2025, 3, 15), Freshness.CONFIRMED),
        (date(2025, 3, 14), Freshness.UNCONFIRMED_SINCE),
        (date(2020, 1, 1), Freshness.UNCONFIRMED_SINCE),
        (date(2026, 4, 1), Freshness.CONFIRMED),
    ],
)
def test_need_not_confirmed_for_a_reporting_year(confirmed_on, code):
    found = freshness(confirmed_on, date(2026, 3, 15))

    assert found is code
    assert found.is_stale is (code is not Freshness.CONFIRMED)
