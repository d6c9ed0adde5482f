"""The registry of kinds: every code has one, and what a kind offers is what it accepts."""

from decimal import Decimal

import pytest

from roadmap.choices import Accumulation
from roadmap.kinds import KINDS, IndicatorKind, kind_of

D = Decimal


class Plain:
    """Says what it was asked to write."""

    def number(self, value, places):
        return f"{value}/{places}"

    def per_cent(self, value, places):
        return f"{value}/{places}%"


def test_every_code_has_a_kind():
    assert set(KINDS) == set(IndicatorKind)
    assert all(kind_of(code).code == code for code in IndicatorKind.values)


def test_an_unknown_code_is_no_kind():
    with pytest.raises(ValueError, match="colour"):
        kind_of("colour")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_what_can_be_chosen_is_a_value_of_the_kind(kind):
    options = kind.options()

    assert bool(options) == kind.is_chosen
    assert not any(kind.is_outside(value) for value, _label in options)
    assert len({value for value, _label in options}) == len(options)
    assert len(kind.axis().get("ticktext", ())) == len(options)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_no_kind_takes_what_is_not_finite(kind):
    assert all(kind.is_outside(D(text)) for text in ("NaN", "Infinity", "-Infinity"))
    assert kind.stated(D("NaN"), None, None) is None
    assert kind.stated(None, None, None) is None


@pytest.mark.parametrize(
    ("code", "value", "text", "amount"),
    [
        (IndicatorKind.NUMBER, 3, "3/1", "3/1"),
        (IndicatorKind.PERCENTAGE, 3, "3/1%", "3/1 points"),
        (IndicatorKind.SCALE, 3, "3/None of 3", "3/None"),
        (IndicatorKind.MILESTONES, 5, "Achieved", "5/None"),
        (IndicatorKind.MILESTONES, "4.5", "4.5/None", "4.5/None"),
        (IndicatorKind.YES_NO, 1, "Yes", "1/None"),
        (IndicatorKind.YES_NO, 0, "No", "0/None"),
    ],
)
def test_a_value_and_a_difference_are_written_as_the_kind_is(code, value, text, amount):
    assert kind_of(code).text(D(value), 1, Plain()) == text
    assert kind_of(code).amount_text(D(value), 1, Plain()) == amount


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_only_numbers_are_anything_but_what_is_there_on_a_day(kind):
    levels = {accumulation for accumulation in Accumulation if kind.is_level(accumulation)}

    assert levels == ({Accumulation.STOCK} if kind.code == IndicatorKind.NUMBER else set(Accumulation))
