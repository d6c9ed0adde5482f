"""What holds of the coverage of every need, whatever its parts and answers."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from needs.rules import (
    Answer,
    AnswerStatus,
    CoverageStatus,
    NeedStatus,
    Part,
    coverage,
    word_disagreement,
)

AMOUNTS = st.none() | st.decimals(-1000, 10**7, places=2)
KEYS = st.sampled_from(["a", "b", "c", "d"])
ANSWERS = st.lists(
    st.builds(
        Answer,
        status=st.sampled_from(AnswerStatus),
        amount=AMOUNTS,
        parts=st.dictionaries(KEYS, st.none() | st.decimals(-5, 50, places=1), max_size=4),
    ),
    max_size=8,
)
PARTS = st.lists(
    st.builds(Part, KEYS, st.none() | st.decimals(-5, 50, places=1)), max_size=4, unique_by=lambda p: p.key
)
ORDER = [CoverageStatus.NONE, CoverageStatus.PARTLY, CoverageStatus.FULLY, CoverageStatus.DELIVERED]


@given(AMOUNTS, PARTS, ANSWERS)
def test_every_tally_adds_up(requested, wanted, answers):
    found = coverage(requested, wanted, answers)

    for tally in (found.money, found.parts, *found.each_part.values()):
        assert 0 <= tally.delivered <= tally.confirmed
        assert tally.offered >= 0
        if tally.is_measurable:
            assert tally.remaining >= 0
            assert tally.confirmed + tally.remaining == max(tally.confirmed, tally.requested)
            assert 0 <= tally.share <= 1
            assert (tally.share == 1) is (tally.remaining == 0)


@given(AMOUNTS, PARTS, ANSWERS)
def test_share_is_whole_only_when_the_status_says_so(requested, wanted, answers):
    found = coverage(requested, wanted, answers)

    assert (found.share is None) is (found.status is CoverageStatus.NOT_MEASURABLE)
    assert (found.share == 1) is (found.status in (CoverageStatus.FULLY, CoverageStatus.DELIVERED))


@given(AMOUNTS, PARTS, ANSWERS, st.randoms())
def test_order_of_answers_makes_no_difference(requested, wanted, answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)

    assert coverage(requested, wanted, shuffled) == coverage(requested, wanted, answers)


@given(AMOUNTS, PARTS, ANSWERS, st.lists(st.sampled_from(["interest", "not_now", "declined", "withdrawn"]), max_size=4))
def test_answers_that_bring_nothing_change_nothing(requested, wanted, answers, statuses):
    idle = [Answer(AnswerStatus(status), Decimal(500), {"a": None}) for status in statuses]

    assert coverage(requested, wanted, answers + idle) == coverage(requested, wanted, answers)


@given(
    AMOUNTS,
    PARTS,
    ANSWERS,
    st.sampled_from([AnswerStatus.ACCEPTED, AnswerStatus.DELIVERING, AnswerStatus.COMPLETED]),
    AMOUNTS,
    KEYS,
)
def test_further_support_never_lowers_the_coverage(requested, wanted, answers, status, amount, key):
    before = coverage(requested, wanted, answers)
    after = coverage(requested, wanted, [*answers, Answer(status, amount, {key: None})])

    if before.status is CoverageStatus.NOT_MEASURABLE:
        assert after.status is CoverageStatus.NOT_MEASURABLE
    else:
        assert ORDER.index(after.status) >= ORDER.index(before.status)
        assert after.share >= before.share


@given(AMOUNTS, PARTS, ANSWERS)
def test_word_that_follows_the_computation_is_never_warned_about(requested, wanted, answers):
    found = coverage(requested, wanted, answers)
    word = {
        CoverageStatus.NONE: NeedStatus.OPEN,
        CoverageStatus.PARTLY: NeedStatus.PARTLY_SUPPORTED,
        CoverageStatus.FULLY: NeedStatus.FULLY_SUPPORTED,
        CoverageStatus.DELIVERED: NeedStatus.DELIVERED,
        CoverageStatus.NOT_MEASURABLE: NeedStatus.OPEN,
    }[found.status]

    assert word_disagreement(word, found) is None
