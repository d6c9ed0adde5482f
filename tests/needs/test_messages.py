"""Parts in words: quantities as what they are, whole parts counted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needs.messages import parts_labels, parts_text
from needs.rules import Answer, AnswerStatus, Part, coverage

CLINICS = Part("clinics", Decimal(200), "clinics", "Clinics visited")
MANUAL = Part("manual", title="Manual")
TRAINERS = Part("trainers", Decimal(24), "", "Trainers")
BOATS = Part("boats", Decimal(4), "boats", "Boats")


def found(wanted, status=AnswerStatus.ACCEPTED, delivered=None, **taken):
    sizes = {key: None if size is None else Decimal(size) for key, size in taken.items()}
    brought = {key: Decimal(size) for key, size in (delivered or {}).items()}
    return coverage(None, wanted, [Answer(status, parts=sizes, delivered_parts=brought)])


@pytest.mark.parametrize(
    ("wanted", "taken", "confirmed", "remaining"),
    [
        ([CLINICS], {}, "0 parts", "200 clinics"),
        ([CLINICS], {"clinics": 120}, "120 of 200 clinics", "80 of 200 clinics"),
        ([CLINICS], {"clinics": "199.5"}, "199.5 of 200 clinics", "0.5 of 200 clinics"),
        ([CLINICS], {"clinics": 200}, "200 clinics", "0 parts"),
        ([CLINICS], {"clinics": 500}, "200 clinics", "0 parts"),
        ([CLINICS], {"clinics": None}, "200 clinics", "0 parts"),
        ([MANUAL], {"manual": None}, "1 part", "0 parts"),
        ([CLINICS, MANUAL], {"clinics": 120}, "120 of 200 clinics", "1 part and 80 of 200 clinics"),
        ([CLINICS, MANUAL], {"clinics": 120, "manual": None}, "1 part and 120 of 200 clinics", "80 of 200 clinics"),
        ([CLINICS, MANUAL], {"clinics": None, "manual": None}, "2 parts", "0 parts"),
        ([TRAINERS, MANUAL], {"trainers": 6}, "6 of 24 of “Trainers”", "1 part and 18 of 24 of “Trainers”"),
        (
            [CLINICS, TRAINERS, BOATS, MANUAL],
            {"clinics": 1, "trainers": 1, "boats": 1},
            "some of 3 parts",
            "1 part and some of 3 more",
        ),
    ],
)
def test_what_is_confirmed_and_what_is_left(wanted, taken, confirmed, remaining):
    one = found(wanted, **taken)

    assert parts_text(one, "confirmed") == confirmed
    assert parts_text(one, "remaining") == remaining


def test_an_offer_reads_the_same_before_and_after_it_is_accepted():
    before = parts_labels(found([CLINICS, MANUAL], AnswerStatus.OFFERED, clinics=120))
    after = parts_labels(found([CLINICS, MANUAL], clinics=120, delivered={"clinics": 50}))

    assert before["offered"] == after["offered"] == after["confirmed"] == "120 of 200 clinics"
    assert (before["confirmed"], before["delivered"], before["waiting"]) == ("0 parts", "0 parts", "120 of 200 clinics")
    assert (after["delivered"], after["remaining"]) == ("50 of 200 clinics", "1 part and 80 of 200 clinics")
    assert before["requested"] == after["requested"] == "2 parts"


@given(st.lists(st.integers(0, 250), max_size=4))
def test_words_say_nothing_or_all_only_where_it_is_so(sizes):
    one = coverage(None, [CLINICS], [Answer(AnswerStatus.ACCEPTED, parts={"clinics": Decimal(n)}) for n in sizes])

    assert (parts_text(one, "confirmed") == "0 parts") is (sum(sizes) == 0)
    assert (parts_text(one, "confirmed") == "200 clinics") is (sum(sizes) >= 200)
