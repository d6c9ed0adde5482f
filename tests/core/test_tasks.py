"""Jobs of workers that have died are put back: each once, none that somebody works at, and no two of a kind."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob

from core import tasks
from core.tasks import resume, resume_at_once

DEAD, ALIVE = 901, 902


@pytest.fixture
def workers(transactional_db: None) -> None:
    """A worker that has written no heartbeat for an hour, and one that has just written one."""
    tell(
        "INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE"
        " VALUES (%s, now() - interval '1 hour'), (%s, now())",
        DEAD,
        ALIVE,
    )


def tell(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else None


def job(status: str = "doing", *, worker: int | None = DEAD, queueing_lock: str | None = None) -> int:
    return tell(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, queueing_lock)"
        " VALUES ('default', 'a.task', '{}', %s, %s, %s) RETURNING id",
        status,
        worker,
        queueing_lock,
    )


def in_a_thread(function: Any, *values: Any, **options: Any) -> Any:
    """Wait for an asynchronous function in a thread of its own: a browser test may have left a loop in this one."""

    def wait() -> Any:
        try:
            return async_to_sync(function)(*values, **options)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(wait).result()


def run() -> None:
    in_a_thread(resume.func, SimpleNamespace(app=queue), 0)


def standing() -> dict[int, tuple[str, int]]:
    return {row.pk: (row.status, row.attempts) for row in ProcrastinateJob.objects.all()}


def test_what_a_dead_worker_had_begun_waits_again_and_what_a_living_one_has_goes_on(workers):
    lost, orphaned, under_way = job(), job(worker=None), job(worker=ALIVE)

    run()
    run()

    assert standing() == {lost: ("todo", 1), orphaned: ("todo", 1), under_way: ("doing", 0)}


def test_a_job_that_another_worker_has_taken_up_meanwhile_is_left_to_it(workers, monkeypatch):
    lost = job()
    found = in_a_thread(queue.job_manager.get_stalled_jobs, seconds_since_heartbeat=tasks.DEAD_AFTER_SECONDS)
    tell("UPDATE procrastinate_jobs SET worker_id = %s WHERE id = %s", ALIVE, lost)

    async def as_found_before(**_: Any) -> Any:
        return found

    manager = SimpleNamespace(get_stalled_jobs=as_found_before)
    in_a_thread(resume.func, SimpleNamespace(app=SimpleNamespace(job_manager=manager, connector=queue.connector)), 0)

    assert [one.id for one in found] == [lost]
    assert standing() == {lost: ("doing", 0)}


def test_of_two_of_a_kind_one_waits_and_the_others_of_the_worker_are_put_back(workers):
    waiting = job("todo", worker=None, queueing_lock="a.lock")
    job(queueing_lock="a.lock")
    other = job()

    run()

    assert standing() == {waiting: ("todo", 0), other: ("todo", 1)}


def test_a_worker_that_starts_asks_for_it_once_and_before_all_else(transactional_db):
    resume_at_once()
    resume_at_once()

    row = ProcrastinateJob.objects.get()
    assert (row.task_name, row.queueing_lock, row.priority) == ("core.resume", "core.resume", 100)
