"""Differences inside texts: words where there are spaces, signs where there are none."""

import pytest

from core.history.word_diff import pieces_of

LONG = "Rangers of three parks lack radios that reach the next post."


def marked(before, after, side):
    return [piece.text for piece in pieces_of(before, after, side) if piece.kind == side]


def test_only_the_words_that_changed_are_marked():
    after = LONG.replace("three", "four").replace("radios", "new radios")

    assert marked(LONG, after, "del") == ["three"]
    assert "".join(marked(LONG, after, "ins")).replace(" ", "") == "fournew"


@pytest.mark.parametrize(("before", "after"), [("", LONG), (LONG, ""), ("Short", "Other"), (LONG, "x" * 50)])
def test_short_new_and_wholly_different_texts_stay_whole(before, after):
    assert len(pieces_of(before, after, "ins")) <= 1


def test_the_text_without_gaps_is_the_text():
    after = LONG.replace("three", "four")

    assert "".join(piece.text for piece in pieces_of(LONG, after, "ins")) == after
    assert "".join(piece.text for piece in pieces_of(LONG, after, "del")) == LONG


def test_a_mark_stays_with_its_sign_in_scripts_without_spaces():
    before = "ເຈົ້າໜ້າທີ່ປ່າໄມ້ຂາດອຸປະກອນສື່ສານທີ່ຈຳເປັນສຳລັບການລາດຕະເວນ"
    after = before.replace("ສື່ສານ", "ວິທະຍຸ")

    kept = "".join(piece.text for piece in pieces_of(before, after, "ins"))

    assert kept == after
    assert marked(before, after, "ins") != [after]


def test_long_stretches_that_stayed_are_left_out():
    before = "word " * 300 + "old" + " word" * 300
    after = before.replace("old", "new")

    found = pieces_of(before, after, "ins")

    assert [piece.kind for piece in found] == ["gap", "same", "ins", "same", "gap"]


def test_a_very_long_text_is_compared_by_lines():
    before = "\n".join(f"line {n} of a long text" for n in range(2_000))
    after = before.replace("line 1000 of", "line one thousand of")

    assert marked(before, after, "ins") == ["line one thousand of a long text\n"]
