"""The version of a table changes with every transaction that writes it, whatever writes, and with nothing else."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from core.models import Country, Priority
from core.page_cache.models import TableChange
from core.page_cache.tables import tables_in
from core.page_cache.versions import Versions, put_together, read_versions
from tests.factories.core import CountryFactory, PriorityFactory
from tests.factories.figures import TableChangeFactory

PRIORITIES = "core_priority"


def versions() -> Versions:
    return read_versions().versions


def n_marks() -> int:
    return TableChange.objects.filter(table=PRIORITIES).count()


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda: PriorityFactory(code="ENF"),
        lambda: Priority.objects.filter(code="LEG").update(name="Law"),
        lambda: Priority.objects.bulk_create([PriorityFactory.build(code="ENF")]),
        lambda: by_hand("UPDATE core_priority SET name = 'Law'"),
        lambda: by_hand("TRUNCATE core_priority CASCADE"),
    ],
    ids=["save", "update", "bulk", "sql", "truncate"],
)
def test_whatever_writes_a_table_gives_it_another_version(write: Callable[[], Any]) -> None:
    PriorityFactory(code="LEG")
    CountryFactory(iso3="VNM")
    before = versions()
    write()
    after = versions()
    assert after[PRIORITIES] != before[PRIORITIES]
    assert after["core_country"] == before["core_country"]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_leaves_one_mark_a_table() -> None:
    before = n_marks()
    with transaction.atomic():
        for code in ("LEG", "ENF", "LIV"):
            PriorityFactory(code=code)
    assert n_marks() == before + 1
    PriorityFactory(code="DEM")
    assert n_marks() == before + 2


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_the_version_and_what_stays_changes_it() -> None:
    PriorityFactory(code="LEG")
    before = versions()[PRIORITIES]
    with transaction.atomic():
        PriorityFactory(code="ENF")
        transaction.set_rollback(True)
    assert versions()[PRIORITIES] == before
    with transaction.atomic():
        with transaction.atomic():
            PriorityFactory(code="ENF")
            transaction.set_rollback(True)
        # The mark went with the part that was rolled back: this writes it again.
        PriorityFactory(code="LIV")
    assert versions()[PRIORITIES] != before


@pytest.mark.django_db(transaction=True)
def test_marks_are_put_together_without_a_change_of_version() -> None:
    for code in ("LEG", "ENF", "LIV"):
        PriorityFactory(code=code)
    TableChangeFactory(table=PRIORITIES, mark=5)
    before = versions()
    assert put_together()
    assert versions() == before
    assert n_marks() == 1


@pytest.mark.django_db(transaction=True)
def test_who_writes_at_once_waits_for_nobody_and_no_change_is_lost() -> None:
    seen, before = [], n_marks()

    def write(code: str, go: threading.Barrier) -> None:
        try:
            with transaction.atomic():
                PriorityFactory(code=code)
                go.wait(timeout=30)  # both have written, and neither has ended
            seen.append(versions()[PRIORITIES])
        finally:
            connection.close()

    go = threading.Barrier(2)
    threads = [threading.Thread(target=write, args=(code, go)) for code in ("LEG", "ENF")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert Priority.objects.count() == 2
    assert versions()[PRIORITIES] in seen
    assert n_marks() == before + 2


def test_the_tables_of_a_statement_are_found_in_any_spelling() -> None:
    assert tables_in('SELECT "needs_need"."id" FROM "needs_need" JOIN core_country c ON true') == {
        "needs_need",
        "core_country",
    }
    assert tables_in('SELECT 1 FROM "needs_needevent", "pghistory_context"') == {"needs_need"}
    assert tables_in("SELECT needs_needle FROM nowhere") == frozenset()
    assert tables_in('SELECT * FROM "core_unsavedtext" JOIN "needs_need"') is None
    assert tables_in("SELECT * FROM django_session") is None
    assert Country._meta.db_table == "core_country"
