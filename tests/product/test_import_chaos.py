"""An imported file is written whole and once, whatever dies meanwhile: the worker, again and again, and the database.

Real processes: the application server, PostgreSQL and the worker. What dies next is decided by how much is written,
not by the clock.
"""

import contextlib
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from psycopg.conninfo import make_conninfo

from iwt_dashboard.ops.paths import BASE_DIR
from partners.iati.actions.imports import start_import
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import UserFactory
from tests.partners.iati.iati_samples import activity, budget, file_of, money
from tests.plugins.worlds import Worlds
from tests.plugins.worlds import server as where
from tests.tools.crowd import PATIENCE, Person, Server, server

pytestmark = pytest.mark.slow
ACTIVITIES = 800 if EXHAUSTIVE else 180
# How many programmes are written when the worker is killed, each time again.
KILLED_AT = (40, 150, 260) if EXHAUSTIVE else (40, 120)
WRITTEN = "SELECT count(*) FROM partners_iatiimportrow WHERE is_written"
STATE = "SELECT state FROM partners_iatiimport"
# What a minute without a heartbeat looks like to the next worker.
TIME_PASSES = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
# Programmes that lack one of their rows, or have one twice.
HALF = """
SELECT p.iati_identifier FROM partners_programme p
WHERE (SELECT count(*) FROM partners_programmetransaction t WHERE t.programme_id = p.id) <> 3
   OR (SELECT count(*) FROM partners_programmebudget b WHERE b.programme_id = p.id) <> 1
   OR (SELECT count(*) FROM partners_iatirecord r WHERE r.programme_id = p.id) <> 1
   OR (SELECT count(*) FROM partners_programmeevent e WHERE e.pgh_obj_id = p.id AND e.pgh_label = 'insert') <> 1
"""


def _file() -> bytes:
    rows = money() + money("3", "5") + money("4", "7") + budget()
    larger = ("", *(f'<related-activity ref="A-{number - 1}" type="1"/>' for number in range(1, ACTIVITIES)))
    # Every tenth names the one before it as its parent.
    return file_of(*(activity(f"A-{n}", rows + (larger[n] if n % 10 == 9 else "")) for n in range(ACTIVITIES)))


def _brought() -> tuple[str, str]:
    """A file that waits to be read: the session of its person, and the folder that it is in."""
    folder = str(Path(os.environ["IWT_TEST_FOLDER"]) / "import-chaos")
    with override_settings(IATI_DIR=folder):
        person = UserFactory(secretariat=True)
        start_import(by=person, name="a.xml", file=io.BytesIO(_file()))
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value, folder


class Worker:
    """The worker, and what becomes of it."""

    def __init__(self, site: Server, folder: Path) -> None:
        self.site, self.log = site, folder / "worker.log"
        self.environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "iwt_dashboard.settings"}
        self.environment |= {"DATABASE_URL": site.database.url(), "IATI_DIR": str(folder / "iati")}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, as what looks after it does."""
        with self.log.open("ab") as log:
            command = [sys.executable, "manage.py", "worker"]
            self.process = subprocess.Popen(command, cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log)

    def kill(self) -> None:
        """SIGKILL, and so much time that the next one knows."""
        if self.process:
            self.process.kill()
            self.process.wait()
        self.site.tell(TIME_PASSES)

    def until(self, statement: str, is_reached: Any) -> Any:
        """Wait for what the database says; start the worker again where it has ended by itself."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(Exception):
                found = self.site.rows(statement)[0][0]
                if is_reached(found):
                    return found
            if self.process and self.process.poll() is not None:
                time.sleep(0.5)
                with contextlib.suppress(Exception):
                    self.site.tell(TIME_PASSES)
                self.start()
            time.sleep(0.02)
        raise AssertionError((statement, self.site.rows(STATE), self.log.read_text()[-3000:]))


@pytest.fixture
def site(worlds: Worlds, django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[tuple[Server, Any]]:
    """A site with that file, and its worker, not started."""
    with django_db_blocker.unblock():
        name, (session, folder) = worlds.copy("import-chaos", _brought)
    shutil.copytree(folder, tmp_path / "iati")
    # One process of the site is enough for the one person who asks here.
    with server(make_conninfo(dbname=name, **where()), processes=2 if EXHAUSTIVE else 1) as started:
        worker = Worker(started, tmp_path)
        try:
            yield started, (worker, Person(started, session, "Secretariat"))
        finally:
            if worker.process:
                worker.process.kill()
                worker.process.wait()


def _confirm(site: Server, person: Person) -> str:
    (key,) = site.rows("SELECT id FROM partners_iatiimport")[0]
    page = f"/partners/import/{key}/"
    shown = person.ask_until_answered("GET", page)
    hidden = {name: value for name, value in shown.hidden().items() if name in ("csrfmiddlewaretoken", "version")}
    assert person.ask_until_answered("POST", f"{page}confirm/", hidden).status == 302
    return page


def _all_is_there_once(site: Server) -> None:
    assert site.rows(HALF) == []
    identifiers = [name for (name,) in site.rows("SELECT iati_identifier FROM partners_programme ORDER BY 1")]
    assert identifiers == sorted(f"A-{number}" for number in range(ACTIVITIES))
    rows = "SELECT outcome, is_written, reason, count(*) FROM partners_iatiimportrow GROUP BY 1, 2, 3"
    assert site.rows(rows) == [("new", True, "", ACTIVITIES)]
    linked = "SELECT count(*) FROM partners_programme WHERE parent_id IS NOT NULL"
    assert site.rows(linked) == [(ACTIVITIES // 10,)]
    (report,) = site.rows("SELECT report FROM partners_iatiimport")[0]
    assert (report["created"], report["written"]) == (ACTIVITIES, ACTIVITIES)


def test_a_worker_killed_again_and_again_leaves_nothing_half_written(site):
    started, (worker, person) = site
    worker.start()
    worker.until("SELECT count(*) FROM partners_iatiimportrow", lambda n: n >= 100)
    worker.kill()
    worker.start()
    worker.until(STATE, lambda state: state == "preview")
    page = _confirm(started, person)

    for share in KILLED_AT:
        worker.until(WRITTEN, lambda n, share=share: n >= share)
        worker.kill()
        assert started.rows(HALF) == []
        # In one statement: what the database was told before the worker died, it may still be finishing.
        assert started.rows(f"SELECT (SELECT count(*) FROM partners_programme) - ({WRITTEN})") == [(0,)]
        assert started.rows(STATE) == [("writing",)]
        worker.start()
    worker.until(STATE, lambda state: state == "done")

    _all_is_there_once(started)
    assert "Done: what you confirmed is written" in person.ask_until_answered("GET", page).body


def test_a_database_that_crashes_meanwhile(site):
    started, (worker, person) = site
    worker.start()
    worker.until(STATE, lambda state: state == "preview")
    page = _confirm(started, person)

    for share, at_once in ((40, True), (120, False)):
        worker.until(WRITTEN, lambda n, share=share: n >= share)
        started.restart_database(at_once=at_once)
    worker.until(STATE, lambda state: state == "done")

    _all_is_there_once(started)
    assert "Done: what you confirmed is written" in person.ask_until_answered("GET", page).body
