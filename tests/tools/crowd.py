"""A crowd of people at the real application server, on a database server of its own that can be restarted and killed.

The people are focal points of one country who have logged in. They behave as a browser does with a form that carries
an envelope (`core.drafts.envelope`): what was typed is kept first, and what was not answered is sent again, unchanged.
"""

import contextlib
import html
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.test import Client

from iwt_dashboard.ops.embedded_postgres import SUPERUSER, EmbeddedPostgres
from iwt_dashboard.ops.paths import BASE_DIR
from iwt_dashboard.ops.postgres_account import installation
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import COUNTRIES, PRIORITIES, CountryFactory, PriorityFactory, UserFactory
from tests.factories.needs import NeedFactory

PEOPLE = 50 if EXHAUSTIVE else 25
PATIENCE = 180  # seconds after which a site has not recovered
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
# What the line may do to a request; a browser offers to send it again.
LINE = (OSError, http.client.HTTPException)


def gathered() -> tuple[list[str], str]:
    """Make the world: everybody's session, and the code of a need that they share. To be called by `Worlds.copy`."""
    for iso3 in COUNTRIES:
        CountryFactory(iso3=iso3)
    for code in PRIORITIES:
        PriorityFactory(code=code)
    sessions = []
    for number in range(PEOPLE):
        person = UserFactory(focal=True, email=f"person{number}@example.org", is_alternate=number > 0)
        client = Client()
        client.force_login(person)
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return sessions, NeedFactory(created_by=person, country=person.country).code


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms; the last form's where several have the same."""
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.body)}


@dataclass
class Server:
    """The application server and PostgreSQL."""

    port: int
    database: EmbeddedPostgres
    process: subprocess.Popen[bytes]
    log: Path

    def workers(self) -> list[int]:
        """The process ids of the site's processes."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, IndexError):
                if int(path.read_text().rpartition(")")[2].split()[1]) == self.process.pid:
                    found.append(int(path.parent.name))
        return sorted(found)

    def kill_a_worker(self) -> None:
        """SIGKILL, as the kernel does where memory runs out."""
        while not (workers := self.workers()):
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):
            os.kill(workers[0], signal.SIGKILL)

    def restart_database(self, *, at_once: bool) -> None:
        """Stop PostgreSQL, `at_once` as a crash would, and start it again."""
        pid = self.database.running_pid()
        if at_once and pid:
            os.kill(pid, signal.SIGQUIT)
            while self.database.running_pid():
                time.sleep(0.02)
        else:
            self.database.stop()
        self.database.start()

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database, past the product."""
        with psycopg.connect(self.database.url()) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[call-overload,no-any-return]

    def tell(self, statement: str) -> None:
        """Change something in the database, past the product."""
        with psycopg.connect(self.database.url()) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


@contextlib.contextmanager
def server(source: str, *, processes: int = 2) -> Iterator[Server]:
    """A server with so many workers on a copy of a database, which is kept as safe as a real one."""
    folder = Path(tempfile.mkdtemp(prefix="iwt-crowd-"))
    folder.chmod(0o755)  # the database's own account must be able to enter when we are root
    database = EmbeddedPostgres(folder / "postgres")
    process = None
    try:
        database.start()
        _copy(source, database)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "iwt_dashboard.settings", "PORT": str(port)}
        environment |= {"DATABASE_URL": database.url(), "WEB_CONCURRENCY": str(processes)}
        command = [sys.executable, "-m", "iwt_dashboard.ops.server"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=log, stderr=log)
        yield Server(port, database, process, folder / "log")
    finally:
        if process:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(40)
            process.kill()
            process.wait()
        database.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: str, database: EmbeddedPostgres) -> None:
    """Bring a database of the tests' server over."""
    programs = installation(None) / "bin"
    dump = subprocess.run([programs / "pg_dump", "--no-owner", source], capture_output=True, check=True)
    # A dump creates the extensions, which only a superuser may; the tables belong to the product's own account.
    words = b"SET ROLE iwt;\n" + dump.stdout
    subprocess.run(
        [programs / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, database.url(user=SUPERUSER)],
        input=words,
        stderr=subprocess.PIPE,
        check=True,
    )


@dataclass
class Person:
    """Somebody at a browser."""

    server: Server
    session: str
    name: str
    faults: list[str] = field(default_factory=list)
    csrf: str = ""

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> Answer:
        """One request, sent once. Raises what `LINE` names."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={self.csrf}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request(method, path, urlencode(form or {}, doseq=True), headers)
            answer = line.getresponse()
            body = answer.read().decode()
        finally:
            line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if cookie.startswith(f"{settings.CSRF_COOKIE_NAME}="):
                self.csrf = cookie.partition("=")[2].partition(";")[0]
        found = Answer(answer.status, dict(answer.headers), body)
        if found.status >= 500 and not (found.status == 503 and "Retry-After" in found.headers):
            self.faults.append(f"{method} {path}: {found.status} {body[:200]}")
        return found

    def ask_until_answered(self, method: str, path: str, form: dict[str, Any] | None = None) -> Answer:
        """The same request again and again, until the site can say yes or no to it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(*LINE):
                answer = self.ask(method, path, form)
                if answer.status < 500:
                    return answer
                if self.faults:
                    raise AssertionError(self.faults)
            time.sleep(0.1)
        raise AssertionError(f"{method} {path} was not answered in {PATIENCE} seconds.")

    def open_form(self, path: str) -> dict[str, str]:
        """The hidden fields of a form."""
        answer = self.ask_until_answered("GET", path)
        assert answer.status == 200, (path, answer.status)
        return answer.hidden()


def all_at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run each in a thread of its own, all starting together; what they return, or the first thing they raise."""
    start, found, raised = threading.Barrier(len(acts)), [None] * len(acts), []

    def run(number: int) -> None:
        try:
            start.wait()
            found[number] = acts[number]()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
    return found
