"""Figures are counted again in the transaction that wrote their rows, or by the next reader."""

from collections.abc import Collection, Iterator
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from core.figures import Figure, registry, settle
from core.figures.checking import last_checks, verify
from core.figures.models import FigureCheck, Recount
from core.figures.settling import NeverSettles, is_marked, settle_together, settled, settling_together
from core.models import Priority
from tests.factories.core import PriorityFactory
from tests.factories.figures import RecountFactory

NAMES, LENGTHS = "priority-names", "priority-lengths"


class Counted:
    """Two figures of priorities, the second counted from the first, kept here instead of in tables."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.lengths: dict[int, int] = {}
        self.rounds: list[tuple[str, tuple[int, ...]]] = []

    def count_names(self, keys: Collection[int]) -> None:
        self.rounds.append((NAMES, tuple(keys)))
        self.names |= dict(Priority.objects.filter(pk__in=keys).values_list("pk", "name"))
        mark(LENGTHS, *keys)

    def count_lengths(self, keys: Collection[int]) -> None:
        self.rounds.append((LENGTHS, tuple(keys)))
        self.lengths |= {key: len(self.names[key]) for key in keys}

    def differing_names(self, keys: Collection[int]) -> list[str]:
        rows = Priority.objects.filter(pk__in=keys)
        return [f"{row.code}: stored {self.names.get(row.pk)}" for row in rows if self.names.get(row.pk) != row.name]

    def differing_lengths(self, keys: Collection[int]) -> list[str]:
        return [str(key) for key in keys if self.lengths.get(key) != len(self.names.get(key, ""))]


def keys() -> list[int]:
    return list(Priority.objects.values_list("pk", flat=True))


def mark(figure: str, *keys: int) -> None:
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(
                "INSERT INTO core_recount (figure, key, transaction) "
                "VALUES (%s, %s, pg_current_xact_id()::text::bigint)",
                [figure, key],
            )


@pytest.fixture
def counted() -> Iterator[Counted]:
    found = Counted()
    names = Figure(name=NAMES, recount=found.count_names, keys=keys, differences=found.differing_names)
    lengths = Figure(
        name=LENGTHS, recount=found.count_lengths, keys=keys, differences=found.differing_lengths, after=(NAMES,)
    )
    # Registered in the other order: what is counted from another one comes after it all the same.
    with mock.patch.dict(registry._registered, {LENGTHS: lengths, NAMES: names}, clear=True):
        yield found


@pytest.mark.django_db(transaction=True)
def test_many_transactions_are_counted_together(counted: Counted) -> None:
    priorities = [PriorityFactory(code=code) for code in ("LEG", "ENF", "DEM")]
    with settling_together():
        for priority in priorities[:2]:
            with transaction.atomic():
                mark(NAMES, priority.pk)
        assert not counted.rounds
        settle_together()
        assert counted.rounds[0] == (NAMES, tuple(sorted(one.pk for one in priorities[:2])))
        with transaction.atomic():
            mark(NAMES, priorities[2].pk)
        settle()
        assert priorities[2].pk in counted.names, "a reader sees figures as new as the rows meanwhile"
        with transaction.atomic():
            mark(NAMES, priorities[0].pk)
        before = len(counted.rounds)
    assert counted.rounds[before][0] == NAMES, "what is left is counted at the end"
    settle_together()
    assert not is_marked()


@pytest.mark.django_db(transaction=True)
def test_figures_change_in_the_transaction_that_wrote(counted: Counted) -> None:
    with transaction.atomic():
        priority = PriorityFactory(code="LEG", name="Laws")
        mark(NAMES, priority.pk)
        assert counted.names == {}
    assert counted.names == {priority.pk: "Laws"}
    assert counted.lengths == {priority.pk: 4}
    assert not Recount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_counts_nothing(counted: Counted) -> None:
    with transaction.atomic():
        mark(NAMES, PriorityFactory(code="LEG").pk)
        transaction.set_rollback(True)
    assert counted.rounds == []
    assert not Recount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_count_that_fails_lets_nothing_of_the_transaction_stay(counted: Counted) -> None:
    with (
        mock.patch.object(counted, "names", None),
        pytest.raises(TypeError),
        transaction.atomic(),
    ):
        mark(NAMES, PriorityFactory(code="LEG").pk)
    assert not Priority.objects.exists()
    # The connection is good for the next transaction.
    with transaction.atomic():
        mark(NAMES, PriorityFactory(code="LEG", name="Laws").pk)
    assert set(counted.names.values()) == {"Laws"}


@pytest.mark.django_db(transaction=True)
def test_sql_by_hand_is_counted_by_the_next_reader(counted: Counted) -> None:
    priority = PriorityFactory(code="LEG", name="Laws")
    RecountFactory(figure=NAMES, key=priority.pk)
    assert counted.names == {}
    settle()
    assert counted.lengths == {priority.pk: 4}
    with mock.patch.object(counted, "count_names", side_effect=AssertionError):
        settle()


@pytest.mark.django_db
def test_within_one_look_readers_ask_no_more(counted: Counted, django_assert_num_queries: object) -> None:
    with settled():
        mark(NAMES, 1)
        settle()
    assert counted.rounds == []
    assert is_marked()


@pytest.mark.django_db
def test_each_key_is_counted_once_however_often_it_is_marked(counted: Counted) -> None:
    first, second = PriorityFactory(code="LEG"), PriorityFactory(code="ENF")
    mark(NAMES, second.pk, first.pk, second.pk, first.pk)
    settle()
    both = tuple(sorted([first.pk, second.pk]))
    assert counted.rounds == [(NAMES, both), (LENGTHS, both)]


@pytest.mark.django_db
def test_figures_that_mark_each_other_are_a_fault(counted: Counted) -> None:
    endless = Figure(name="endless", recount=lambda keys: mark("endless", *keys), keys=list, differences=lambda _: [])
    registry.register(endless)
    mark("endless", 1)
    with pytest.raises(NeverSettles, match="endless"):
        settle()


def test_no_two_figures_have_one_name(counted: Counted) -> None:
    with pytest.raises(ValueError, match=NAMES):
        registry.register(Figure(name=NAMES, recount=print, keys=list, differences=lambda _: []))


@pytest.mark.django_db
def test_a_check_says_what_differs_keeps_it_and_puts_it_right(counted: Counted, capsys: object) -> None:
    priority = PriorityFactory(code="LEG", name="Laws")
    mark(NAMES, priority.pk)
    assert [len(found.differences) for found in verify()] == [0, 0]
    counted.names[priority.pk] = "Lows"

    call_command("verify_figures", only_say=True)
    assert counted.names[priority.pk] == "Lows"
    call_command("verify_figures")
    assert counted.names[priority.pk] == "Laws"
    said = capsys.readouterr().out  # type: ignore[attr-defined]
    assert said.count("priority-names: 1 compared, 1 differed\n  LEG: stored Lows\n") == 2

    assert [(one.figure, one.n_differed) for one in last_checks()] == [(LENGTHS, 0), (NAMES, 1)]
    assert FigureCheck.objects.filter(figure=NAMES, differences="LEG: stored Lows").count() == 2
