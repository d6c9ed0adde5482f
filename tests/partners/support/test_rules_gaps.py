"""The word of a gap and the counts beside it: every boundary, and that the one never contradicts the others."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needs.rules import CLOSED_STATUSES, Answer, AnswerStatus, CoverageStatus, NeedStatus, Part, coverage
from partners.support.rules import gaps
from partners.support.rules.counts import NeedInCell, counted
from partners.support.rules.gaps import GapCell, GapKind


def need(word="open", *answers, requested=100) -> NeedInCell:
    given_answers = [Answer(AnswerStatus(status), None if size is None else Decimal(size)) for status, size in answers]
    return NeedInCell(NeedStatus(word), coverage(None if requested is None else Decimal(requested), [], given_answers))


def gap_cell(needs, n_programmes, *, has_money=False) -> GapCell:
    return gaps.gap_cell(counted(needs), n_programmes, has_money=has_money)


OPEN = need()
OFFERED = need("in_discussion", ("offered", 100))
HALF = need("partly_supported", ("accepted", 50))
FULL = need("fully_supported", ("accepted", 100))
WITHOUT_SIZE = need("open", ("accepted", None))
DONE = need("delivered", ("completed", 100))
WITHDRAWN = need("withdrawn", ("accepted", 50))
VAGUE = need(requested=None)
VAGUE_WITH_SUPPORT = need("open", ("accepted", 50), requested=None)
VAGUE_PARTLY = need("partly_supported", requested=None)
VAGUE_FULL = need("fully_supported", requested=None)
VAGUE_FULL_WITH_SUPPORT = need("fully_supported", ("accepted", 50), requested=None)
FULL_IN_WORD = need("fully_supported")
DELIVERED_IN_WORD = need("delivered")


def cell(kind: GapKind, n_open=0, supported=0, covered=0, by_word=0, met=0, programmes=0) -> GapCell:
    return GapCell(
        kind=kind,
        n_open=n_open,
        n_supported=supported,
        n_covered=covered,
        n_by_word=by_word,
        n_met=met,
        n_programmes=programmes,
    )


@pytest.mark.parametrize(
    ("needs", "n_programmes", "said"),
    [
        ([], 0, cell(GapKind.NO_DATA)),
        ([], 3, cell(GapKind.SUPPORT_WITHOUT_NEED, programmes=3)),
        ([WITHDRAWN], 0, cell(GapKind.NO_DATA)),
        ([WITHDRAWN], 1, cell(GapKind.SUPPORT_WITHOUT_NEED, programmes=1)),
        ([OPEN], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 1)),
        ([OPEN, OFFERED], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 2)),
        # a programme that nobody linked covers nothing
        ([OPEN], 4, cell(GapKind.NEED_WITHOUT_SUPPORT, 1, programmes=4)),
        ([HALF], 0, cell(GapKind.PARTLY_COVERED, 1, 1)),
        ([WITHOUT_SIZE], 0, cell(GapKind.PARTLY_COVERED, 1, 1)),
        ([OPEN, FULL], 0, cell(GapKind.PARTLY_COVERED, 2, 1, 1)),
        ([HALF, FULL], 0, cell(GapKind.PARTLY_COVERED, 2, 2, 1)),
        ([FULL], 0, cell(GapKind.COVERED, 1, 1, 1)),
        ([FULL, FULL], 2, cell(GapKind.COVERED, 2, 2, 2, programmes=2)),
        # what is closed covers nothing that is open
        ([DONE], 0, cell(GapKind.MET_EARLIER, met=1)),
        ([DONE] * 4, 0, cell(GapKind.MET_EARLIER, met=4)),
        ([DONE], 2, cell(GapKind.MET_EARLIER, met=1, programmes=2)),
        ([DONE, OPEN], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 1, met=1)),
        ([DONE, OPEN, OPEN, OPEN], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 3, met=1)),
        ([DONE, HALF], 0, cell(GapKind.PARTLY_COVERED, 1, 1, met=1)),
        ([DONE, FULL], 0, cell(GapKind.COVERED, 1, 1, 1, met=1)),
        ([FULL, DONE, WITHDRAWN], 0, cell(GapKind.COVERED, 1, 1, 1, met=1)),
        ([DELIVERED_IN_WORD], 0, cell(GapKind.MET_EARLIER, met=1)),
        # nothing to measure: answers decide whether there is support, the country's word whether it is enough
        ([VAGUE], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 1)),
        ([VAGUE_WITH_SUPPORT], 0, cell(GapKind.PARTLY_COVERED, 1, 1)),
        ([VAGUE_FULL_WITH_SUPPORT], 0, cell(GapKind.COVERED, 1, 1, 1)),
        # a word that no answer bears out is said, and covers nothing
        ([VAGUE_PARTLY], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 1, by_word=1)),
        ([VAGUE_FULL], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 1, by_word=1)),
        ([FULL_IN_WORD], 0, cell(GapKind.NEED_WITHOUT_SUPPORT, 1, by_word=1)),
        ([FULL_IN_WORD, FULL], 0, cell(GapKind.PARTLY_COVERED, 2, 1, 1, by_word=1)),
    ],
)
def test_the_word_of_a_cell_and_its_counts(needs, n_programmes, said):
    assert gap_cell(needs, n_programmes) == said


@pytest.mark.parametrize(
    ("needs", "kind"),
    [
        ([], GapKind.SUPPORT_WITHOUT_NEED),  # a sum of money beside "no data" would be two statements
        ([DONE], GapKind.MET_EARLIER),
        ([OPEN], GapKind.NEED_WITHOUT_SUPPORT),
    ],
)
def test_money_of_the_year_is_support_though_no_programme_runs_today(needs, kind):
    assert gap_cell(needs, 0, has_money=True).kind is kind


NEEDS = st.lists(
    st.builds(
        lambda word, requested, status, amount: NeedInCell(
            word, coverage(requested, [Part("a")] if amount > 50 else [], [Answer(status, amount)])
        ),
        st.sampled_from(NeedStatus),
        st.none() | st.just(Decimal(60)),
        st.sampled_from(AnswerStatus),
        st.integers(0, 100).map(Decimal),
    ),
    max_size=6,
)


@given(NEEDS, st.integers(0, 5), st.booleans())
def test_the_word_never_contradicts_the_counts_beside_it(needs, n_programmes, has_money):
    found = gap_cell(needs, n_programmes, has_money=has_money)

    assert 0 <= found.n_covered <= found.n_supported <= found.n_open
    assert found.n_unsupported == found.n_open - found.n_supported >= found.n_by_word
    assert (found.kind is GapKind.COVERED) is (found.n_covered == found.n_open > 0)
    assert (found.kind is GapKind.NEED_WITHOUT_SUPPORT) is (found.n_open > 0 == found.n_supported)
    assert (found.kind is GapKind.PARTLY_COVERED) is (found.n_supported > 0 and found.n_covered < found.n_open)
    assert (found.kind is GapKind.MET_EARLIER) is (found.n_open == 0 < found.n_met)
    is_idle = not (found.n_open or found.n_met)
    assert (found.kind is GapKind.SUPPORT_WITHOUT_NEED) is (is_idle and (n_programmes > 0 or has_money))
    assert (found.kind is GapKind.NO_DATA) is (is_idle and not n_programmes and not has_money)
    assert gap_cell(needs[::-1], n_programmes, has_money=has_money) == found


@given(NEEDS, st.integers(0, 5))
def test_closed_needs_change_no_word_about_open_ones(needs, n_programmes):
    still_open = [row for row in needs if row.word not in CLOSED_STATUSES]
    with_all, with_open = gap_cell(needs, n_programmes), gap_cell(still_open, n_programmes)

    if still_open:
        assert with_all.kind is with_open.kind
    assert with_all.kind is not GapKind.COVERED or still_open


@given(NEEDS, NEEDS, st.integers(0, 5))
def test_a_total_is_the_sum_of_its_cells_and_no_better_than_the_worst(some, others, n_programmes):
    one, other = gap_cell(some, n_programmes), gap_cell(others, n_programmes)
    total = gap_cell([*some, *others], n_programmes)

    for name in ("n_open", "n_supported", "n_covered", "n_by_word", "n_met"):
        assert getattr(total, name) == getattr(one, name) + getattr(other, name)
    if total.kind is GapKind.COVERED:
        assert not {one.kind, other.kind} & {GapKind.NEED_WITHOUT_SUPPORT, GapKind.PARTLY_COVERED}


@given(NEEDS, st.integers(0, 5))
def test_one_more_open_need_never_looks_better(needs, n_programmes):
    after = gap_cell([*needs, OPEN], n_programmes).kind

    assert after in (GapKind.NEED_WITHOUT_SUPPORT, GapKind.PARTLY_COVERED)


@given(NEEDS)
def test_a_covered_cell_holds_no_need_whose_own_page_says_less(needs):
    if gap_cell(needs, 0).kind is GapKind.COVERED:
        words = {row.coverage.status for row in needs if row.word not in CLOSED_STATUSES}
        assert words <= {CoverageStatus.FULLY, CoverageStatus.DELIVERED, CoverageStatus.NOT_MEASURABLE}
