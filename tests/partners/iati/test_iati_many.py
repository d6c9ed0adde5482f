"""Quantities that would grow with the square: thousands of one name, of equal rows, of budgets beside each other."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from partners.iati.actions import run as iati_run
from partners.iati.actions.organisations import free_name
from partners.iati.format.activity import Budget
from partners.iati.format.bounds import BOUNDS, Part
from partners.iati.rules.budgets import budgets_that_count
from tests.calls import counted_calls
from tests.partners.iati.iati_samples import activity, money


class Counted(set):
    """Names that are taken, and how often somebody has looked."""

    looks = 0

    def __contains__(self, name):
        self.looks += 1
        return super().__contains__(name)


def test_thousands_of_one_name_cost_a_dozen_looks_each():
    taken = Counted()
    for number in range(4_000):
        name = free_name("name", taken)
        assert name == ("name" if number == 0 else f"name-{number + 1}")
        taken.add(name)

    assert taken.looks < 4_000 * 30


@given(st.sets(st.integers(1, 40)))
def test_a_free_name_is_free_whatever_is_taken(numbers):
    taken = {"a" if number == 1 else f"a-{number}" for number in numbers}

    assert free_name("a", taken) not in taken


def test_as_many_budgets_as_are_read_are_summed_at_once():
    most, first = BOUNDS[Part.BUDGET], date(2000, 1, 1)
    days = [first + number * timedelta(days=2) for number in range(most // 2)]
    rows = [Budget(kind, "1", day, day + timedelta(days=9), Decimal(1), "USD", None) for day in days for kind in "12"]

    with counted_calls() as calls:
        found = budgets_that_count(rows)

    assert calls.number < most**2  # each is held against each other once at most
    assert all(row.kind == "2" for row in found.counted)


@pytest.mark.django_db
def test_thousands_of_equal_rows_are_compared_at_once(bring, world):
    rows = money("3", "1") * 3_000
    bring(activity("XX-1", rows))

    with counted_calls() as calls:
        tally = bring(activity("XX-1", rows + money("3", "2")))

    assert dict(tally.outcomes) == {"changed": 1}
    assert calls.number < 2_000 * 3_000  # reading and comparing takes some hundred calls a row


@pytest.mark.django_db
def test_questions_to_the_database_grow_with_the_portions_of_a_file_alone(bring, world, monkeypatch):
    def asked(name, number):
        values = ("1", "1", "2")
        files = [[activity(f"{name}-{at}", money("3", value)) for at in range(number)] for value in values]
        return [_asked(bring, portion) for portion in files]

    few, many = asked("FEW", 5), asked("MANY", 15)
    assert many == few, "new, unchanged, changed"

    monkeypatch.setattr(iati_run, "PORTION", 5)
    for before, in_portions in zip(many, asked("CUT", 15), strict=True):
        assert in_portions - before <= 2 * 40


def _asked(bring, files):
    with CaptureQueriesContext(connection) as queries:
        bring(*files)
    return len(queries)
