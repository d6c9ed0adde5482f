"""Databases that take long to fill are filled once a run; whoever needs one gets a copy, which is made in no time.

"empty" has the tables, and every worker's own database is a copy of it. Other worlds are made on top of it by a
function and named by it. What the function returns is kept beside the world and given to whoever takes a copy.
"""

import contextlib
import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from core.figures import settle
from tests.plugins.migrated import migrate
from tests.plugins.transactions import emptied_after_commits, filled_tables

EMPTY, REFERENCE, DEMONSTRATION = "empty", "reference", "demonstration"


class Worlds:
    """The worlds of this run. Templates belong to all workers, copies to the one that took them."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder, self.worker = folder, worker
        self.run = folder.name.removeprefix("iwt-test-")
        self.copies: list[str] = []

    def copy(self, name: str, fill: Callable[[], Any] | None = None) -> tuple[str, Any]:
        """A database of our own that is a copy of a world, and what `fill` returned when it made it."""
        mine = f"iwt_{self.run}_{name}_{self.worker}_{len(self.copies)}"
        # PostgreSQL copies only what nobody is connected to: one at a time makes and copies.
        with (self.folder / f"{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = self.folder / f"{name}.pickle"
            if not kept.exists():
                self._make(name, fill or migrate, kept)
            _create(mine, self._template(name))
        self.copies.append(mine)
        return mine, pickle.loads(kept.read_bytes())

    def _template(self, name: str) -> str:
        return f"iwt_{self.run}_{name}"

    def _make(self, name: str, fill: Callable[[], Any], kept: Path) -> None:
        base = "template1"
        if name != EMPTY:
            base, _ = self.copy(EMPTY)
        _create(self._template(name), base)
        with connected_to(self._template(name)):
            found = fill()
            if name != EMPTY:
                # What was written outside of transactions is counted here, and not by the first reader of each copy.
                settle()
            with connection.cursor() as cursor:
                # Without figures on its new tables the database plans the longer statements badly.
                cursor.execute("ANALYZE")
        kept.write_bytes(pickle.dumps(found))

    def drop(self) -> None:
        """Remove our copies."""
        for name in self.copies:
            drop(name)


def load_demonstration() -> None:
    """What a newcomer's database holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMO_PASSWORD", "four words for a demonstration")
        call_command("load_reference", verbosity=0)
        call_command("load_demo", verbosity=0)


def load_reference() -> None:
    """What every installation begins with."""
    call_command("load_reference", verbosity=0)


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Have Django talk to another database for a while."""
    before = _connect_to(name)
    try:
        yield
    finally:
        _connect_to(before)


def _connect_to(name: str) -> str:
    before = str(connection.settings_dict["NAME"])
    connection.close()
    connection.close_pool()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    return before


def _create(name: str, template: str) -> None:
    _tell("CREATE DATABASE {} TEMPLATE {}", name, template)


def drop(name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    _tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _tell(order: str, *names: str) -> None:
    with psycopg.connect(dbname="postgres", autocommit=True, **server()) as conversation:
        conversation.execute(sql.SQL(order).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def server() -> dict[str, Any]:
    """Where the database server is, as psycopg wants to know it."""
    database = settings.DATABASES["default"]
    options = {key: value for key, value in database["OPTIONS"].items() if key not in {"pool", "options"}}
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    return {**{key: database[name] or None for key, name in names.items()}, **options}


@pytest.fixture(scope="session")
def worlds() -> Iterator[Worlds]:
    """The worlds of this run."""
    made = Worlds(Path(os.environ["IWT_TEST_FOLDER"]), os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield made
    if os.environ.get("TEST_DATABASE_URL"):  # our own server is thrown away as a whole
        made.drop()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, worlds: Worlds, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's own: every worker works on a copy, and the migrations run once."""
    with django_db_blocker.unblock():
        name, _ = worlds.copy(EMPTY)
        before = _connect_to(name)
        written_by_migrations = filled_tables()
    with emptied_after_commits(written_by_migrations):
        yield
    with django_db_blocker.unblock():
        _connect_to(before)


@pytest.fixture(scope="session")
def _reference_copy(django_db_setup: None, worlds: Worlds, django_db_blocker: Any) -> str:
    with django_db_blocker.unblock():
        return worlds.copy(REFERENCE, load_reference)[0]


@pytest.fixture(scope="module")
def reference(_reference_copy: str, django_db_blocker: Any) -> Iterator[None]:
    """The reference data, for a module whose tests take back what they write."""
    with django_db_blocker.unblock(), connected_to(_reference_copy):
        yield


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On a server that is not thrown away, leave nothing behind."""
    if hasattr(session.config, "workerinput") or not os.environ.get("TEST_DATABASE_URL") or not settings.configured:
        return
    run = Path(os.environ["IWT_TEST_FOLDER"]).name.removeprefix("iwt-test-")
    with psycopg.connect(dbname="postgres", autocommit=True, **server()) as conversation:
        like = f"iwt\\_{run}\\_%"
        for (name,) in conversation.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall():
            drop(name)
