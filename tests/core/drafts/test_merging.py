"""Two people's changes brought together: what is taken, what is asked, and that no words are lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.drafts.merging import UNKNOWN, MergeOutcome, Row, merge_rows, merge_text, three_way

SAME, MINE, THEIRS, ASK = MergeOutcome.SAME, MergeOutcome.MINE, MergeOutcome.THEIRS, MergeOutcome.ASK


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "outcome"),
    [
        ("a", "a", "a", SAME),
        ("a", "b", "b", SAME),  # both made the same change
        ("a", "b", "a", MINE),
        ("a", "a", "b", THEIRS),
        ("a", "b", "c", ASK),
        ("a", "", "b", ASK),  # one emptied it, the other changed it
        ("a", "", "a", MINE),
        (UNKNOWN, "a", "a", SAME),
        (UNKNOWN, "a", "b", ASK),
        (None, None, "b", THEIRS),
        (["x"], ["x", "y"], ["x"], MINE),
    ],
)
def test_three_way(base, mine, theirs, outcome):
    assert three_way(base, mine, theirs) is outcome


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "text", "is_clean"),
    [
        ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", True),
        ("a\nb\nc\n", "a\nb\nc\nmine\n", "theirs\na\nb\nc\n", "theirs\na\nb\nc\nmine\n", True),
        ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n", True),
        ("a\n", "a\nmine\n", "a\ntheirs\n", "a\nmine\ntheirs\n", False),
        ("a\n", "mine\n", "theirs\n", "mine\ntheirs\n", False),
        ("", "mine", "theirs", "mine\ntheirs", False),
        # One long paragraph: the lines overlap, the sentences do not.
        ("One. Two. Three.", "First. Two. Three.", "One. Two. Third.", "First. Two. Third.", True),
        ("One. Two.", "One, mine. Two.", "One, theirs. Two.", "One, mine. Two.\nOne, theirs. Two.", False),
        ("a\nb\n", "a\nb\n", "c\n", "c\n", True),
        ("a\nb\n", "x\nb\n", "x\nb\n", "x\nb\n", True),
    ],
)
def test_merging_texts(base, mine, theirs, text, is_clean):
    merged = merge_text(base, mine, theirs)

    assert (merged.text, merged.is_clean) == (text, is_clean)


TEXTS = st.text(alphabet="ab. \n", max_size=30)


@given(TEXTS, TEXTS)
def test_what_only_one_changed_is_taken_whole(base, changed):
    assert merge_text(base, changed, base).text == changed
    assert merge_text(base, base, changed).text == changed
    assert merge_text(base, changed, changed).text == changed
    assert merge_text(base, changed, base).is_clean


@given(TEXTS, TEXTS, TEXTS)
def test_a_clean_merge_does_not_depend_on_whose_is_whose(base, mine, theirs):
    ours, others = merge_text(base, mine, theirs), merge_text(base, theirs, mine)

    assert ours.is_clean == others.is_clean
    if ours.is_clean:
        assert ours.text == others.text


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_that_somebody_wrote_is_lost(base, mine, theirs):
    merged = merge_text(base, mine, theirs)
    if merged.is_clean:
        return

    added = (set(mine.splitlines()) | set(theirs.splitlines())) - set(base.splitlines()) - {""}

    assert all(line in merged.text for line in added)


def rows(**cells):
    return [Row(key, {"title": title, "n": n}) for key, (title, n) in cells.items()]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "outcomes", "titles"),
    [
        ({"1": ("a", "5")}, {"1": ("a", "5")}, {"1": ("a", "5")}, [SAME], ["a 5"]),
        ({"1": ("a", "5")}, {"1": ("b", "5")}, {"1": ("a", "5")}, [MINE], ["b 5"]),
        ({"1": ("a", "5")}, {"1": ("a", "5")}, {"1": ("a", "6")}, [THEIRS], ["a 6"]),
        ({"1": ("a", "5")}, {"1": ("b", "5")}, {"1": ("a", "6")}, [MINE], ["b 6"]),  # different columns
        ({"1": ("a", "5")}, {"1": ("b", "5")}, {"1": ("c", "5")}, [ASK], ["b 5"]),
        ({"1": ("a", "5")}, {}, {"1": ("a", "5")}, [MINE], [None]),  # I took it away
        ({"1": ("a", "5")}, {"1": ("a", "5")}, {}, [THEIRS], [None]),  # they did
        ({"1": ("a", "5")}, {}, {"1": ("a", "6")}, [ASK], [None]),  # they changed what I took away
        ({"1": ("a", "5")}, {"1": ("b", "5")}, {}, [ASK], ["b 5"]),
        ({}, {"x": ("a", "1")}, {"y": ("b", "2")}, [MINE, THEIRS], ["a 1", "b 2"]),  # both added one
        ({}, {"x": ("a", "1")}, {"x": ("a", "1")}, [SAME], ["a 1"]),
        (None, {"1": ("a", "5")}, {"2": ("b", "5")}, [MINE, THEIRS], ["a 5", "b 5"]),
        (None, {"1": ("a", "5")}, {"1": ("b", "5")}, [ASK], ["a 5"]),
    ],
)
def test_merging_rows(base, mine, theirs, outcomes, titles):
    found = merge_rows(UNKNOWN if base is None else rows(**base), rows(**mine), rows(**theirs))

    assert [one.outcome for one in found] == outcomes
    assert [one.row and " ".join(one.row.cells.values()) for one in found] == titles


KEYED = st.dictionaries(st.sampled_from("123"), st.tuples(st.sampled_from("ab"), st.sampled_from("56")))


@given(KEYED, KEYED)
def test_rows_that_only_one_changed_are_taken(base, changed):
    found = merge_rows(rows(**base), rows(**changed), rows(**base))

    assert {one.key: dict(one.row.cells) for one in found if one.row} == {
        row.key: dict(row.cells) for row in rows(**changed)
    }
    assert all(one.outcome is not ASK for one in found)


@given(KEYED, KEYED, KEYED)
def test_every_row_of_either_is_answered_once(base, mine, theirs):
    found = merge_rows(rows(**base), rows(**mine), rows(**theirs))

    assert sorted(one.key for one in found) == sorted({*mine, *theirs})
