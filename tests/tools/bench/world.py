"""Measures a world of one size and writes what it found as JSON: `python -m tests.tools.bench.world`, for `make bench`.

In a process of its own, because Django knows one database.
"""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from iwt_dashboard.ops.paths import BASE_DIR
from tests.tools.bench.load import load
from tests.tools.instance import PASSWORD, Instance

WORLDS = BASE_DIR / "var" / "bench"
# At so many clients everything is measured, beside the bare view and its 304.
USUAL = 8
GZIP = {"Accept-Encoding": "gzip"}
KNOWN = "If-None-Match"
SECONDS_UNTIL_QUIET = 180
# Of a file: how often it is asked for.
TIMES_OF_FILES = 5


def prepared(size: str) -> Path:
    """The folder of a world, made unless it is there. S is made each time: files are imported into it."""
    folder = WORLDS / size
    generator = BASE_DIR / "tests" / "tools" / "worlds_of_size.py"
    digest = hashlib.sha256(generator.read_bytes()).hexdigest()
    made = folder / "made-by"
    if size == "S" or not made.exists() or made.read_text() != digest:
        if folder.exists():
            remove(folder)
        folder.mkdir(parents=True)
        print(f"{size}: making the world.", flush=True)
        order = [sys.executable, "-m", "tests.tools.worlds_of_size", size, str(folder / "var")]
        subprocess.run(order, cwd=BASE_DIR, check=True, stdout=subprocess.DEVNULL)
        made.write_text(digest)
    return folder


def remove(folder: Path) -> None:
    """Remove a world, its database included, wherever that lies."""
    from iwt_dashboard.ops.embedded_postgres import EmbeddedPostgres

    EmbeddedPostgres(folder / "var" / "postgres").remove()
    shutil.rmtree(folder)


def instance_of(folder: Path) -> Instance:
    """The dashboard on this world, as `manage.py serve` runs it."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    environment |= {"IWT_VAR": str(folder / "var"), "DATABASE_URL": "", "IWT_DEMO": "1", "LOG_LEVEL": "WARNING"}
    environment |= {"DEMO_PASSWORD": PASSWORD, "DJANGO_SETTINGS_MODULE": "iwt_dashboard.settings"}
    port = free_port()
    return Instance(folder, port, environment | {"PORT": str(port)})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def bare_server(bodies: Path, environment: dict[str, str]) -> Iterator[int]:
    """The bare view over some files, on a port of its own."""
    port = free_port()
    order = [sys.executable, "-m", "tests.tools.bench.bare", str(port), str(bodies)]
    process = subprocess.Popen(order, cwd=BASE_DIR, env=environment)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


class Measuring:
    """One world that is being measured, and what was found."""

    def __init__(self, options: argparse.Namespace, running: Instance) -> None:
        from tests.tools.bench.pages import Page, chosen, pages, readers

        self.options, self.running = options, running
        self.people = readers()
        self.audiences = chosen(options.audiences, self.people)
        found = {page.name: page for page in pages()}
        wanted = [found[name] for name in chosen(options.pages, found)]
        self.asked: list[tuple[Page, str]] = [
            (page, audience) for page in wanted for audience in self.audiences if page.is_for(audience)
        ]
        self.cookies = {audience: self._cookie(audience) for audience in self.audiences}
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.faults: list[str] = []

    def _cookie(self, audience: str) -> dict[str, str]:
        """The header that says who somebody is."""
        from django.test import Client

        person = self.people[audience]
        if person is None:
            return {}
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person)
        return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}

    def headers(self, audience: str) -> dict[str, str]:
        """What a browser of this audience sends."""
        return {**GZIP, **self.cookies[audience]}

    def fault(self, *words: object) -> None:
        """Something did not answer as it should."""
        text = f"{self.options.size}: " + " ".join(map(str, words))
        self.faults.append(text)
        print(f"FAULT {text}", flush=True)

    def pages(self) -> list[dict[str, Any]]:
        """Every page for every audience: in this process, after writes, and under load."""
        from tests.tools.bench import inside, outside

        port = self.running.port
        bodies = Path(self.running.folder) / "bodies"
        shutil.rmtree(bodies, ignore_errors=True)
        bodies.mkdir()
        for page, audience in self.asked:
            headers = self.headers(audience)
            plain = outside.get(port, page.path, {**headers, "Accept-Encoding": "identity"})
            packed = outside.get(port, page.path, headers)
            if (plain.status, packed.status) != (200, 200):
                self.fault(page.name, "for", audience, "answers", plain.status, packed.status)
                continue
            (bodies / f"{len(self.rows)}").write_bytes(plain.body)
            self.rows[page.name, audience] = {
                **{"page": page.name, "path": page.path, "audience": audience, "body": f"{len(self.rows)}"},
                **{"bytes": len(plain.body), "compressed": len(packed.body), "etag": packed.etag, "load": []},
            }
        for row in self.rows.values():
            self._inside(row)
            self._after_writes(row)
        self._say("measured inside, and after writes")
        # What the crowd is given is measured when this process has let go of all that it has kept.
        inside.store.clear()
        with bare_server(bodies, self.running.environment) as bare:
            for row in self.rows.values():
                self._under_load(row, bare)
        shutil.rmtree(bodies)
        return list(self.rows.values())

    def _inside(self, row: dict[str, Any]) -> None:
        from tests.tools.bench import inside

        host = f"127.0.0.1:{self.running.port}"
        found = inside.measure(row["path"], self.headers(row["audience"]), host=host, builds=self.options.builds)
        row.update(asdict(found))

    def _after_writes(self, row: dict[str, Any]) -> None:
        from tests.tools.bench import outside
        from tests.tools.bench.writes import writes

        headers = self.headers(row["audience"])
        outside.warm(self.running.port, row["path"], headers)
        taken, faults = outside.after_writes(
            self.running.port, row["path"], headers, writes(row["tables"]), self.options.writes
        )
        row["after_write"] = {"p50": statistics.median(taken), "p95": outside.percentile(taken, 0.95)}
        if faults:
            self.fault(
                row["page"], "for", row["audience"], "after a write:", faults, "of", len(taken), "answers not 200"
            )

    def _under_load(self, row: dict[str, Any], bare: int) -> None:
        from tests.tools.bench import outside
        from tests.tools.bench.pages import MAIN, MAIN_AUDIENCES

        site, headers = f"{self.running.url}{row['path']}", self.headers(row["audience"])
        view = f"http://127.0.0.1:{bare}/{row['body']}"
        is_main = self.options.full or (row["page"] in MAIN and row["audience"] in MAIN_AUDIENCES)
        outside.warm(self.running.port, row["path"], headers)
        for clients in self.options.clients:
            if clients != USUAL and not is_main:
                continue
            beside = self._load(row, view, clients, GZIP, "bare view")
            found = self._load(row, site, clients, headers, "")
            row["load"].append({"clients": clients, **found, "bare": beside, "share": _share(found, beside)})
        # A browser keeps no page of a person with a session (ADR 19); partners ask for files, too.
        if row["etag"] and row["audience"] in ("public", "partner"):
            beside = self._load(row, view, USUAL, {**GZIP, KNOWN: '"bare"'}, "bare view", expected=304)
            found = self._load(row, site, USUAL, {**headers, KNOWN: row["etag"]}, "known", expected=304)
            row["known"] = {**found, "bare": beside, "share": _share(found, beside)}

    def _load(
        self, row: dict[str, Any], url: str, clients: int, headers: dict[str, str], what: str, expected: int = 200
    ) -> dict[str, Any]:
        found = load(url, clients=clients, seconds=self.options.seconds, headers=headers, expected=expected)
        if found.failed:
            told = f"{found.failed} answers at {clients} clients not {expected}"
            self.fault(row["page"], "for", row["audience"], f"({what})" if what else "", told)
        return asdict(found)

    def files(self) -> list[dict[str, Any]]:
        """Files that people take: first after a write, then unchanged."""
        from tests.tools.bench import outside
        from tests.tools.bench.pages import FILES
        from tests.tools.bench.writes import writes

        found = []
        writing = writes(None)
        for name, path in FILES.items():
            first, again, size = [], [], 0
            for _ in range(TIMES_OF_FILES):
                next(writing)
                for times in (first, again):
                    got = outside.get(self.running.port, path, GZIP)
                    times.append(got.ms)
                    size = len(got.body)
                    if got.status != 200:
                        self.fault(name, "answers", got.status)
            found.append(
                {
                    **{"file": name, "path": path, "compressed": size},
                    **{"first": statistics.median(first), "again": statistics.median(again)},
                }
            )
        return found

    def importing(self) -> dict[str, Any]:
        """What importing costs. Writes to this world."""
        order = [sys.executable, "-m", "tests.tools.bench.importing"]
        environment = {
            **self.running.environment,
            "DATABASE_URL": self.running.database.url(),
            "IWT_PROCESS": "command",
        }
        done = subprocess.run(order, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            self.fault("import:", done.stderr.strip().splitlines()[-1:])
            return {}
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    def counts(self) -> dict[str, int]:
        """How much there is of what grows."""
        from django.apps import apps

        labels = ("needs.Need", "partners.Response", "partners.Programme", "roadmap.Observation", "core.Organisation")
        return {label.partition(".")[2]: apps.get_model(label)._base_manager.count() for label in labels}

    def _say(self, what: str) -> None:
        print(f"{self.options.size}: {what}.", flush=True)


def _share(found: dict[str, Any], beside: dict[str, Any]) -> float | None:
    return found["rate"] / beside["rate"] if beside["rate"] else None


def wait_until_quiet(running: Instance) -> None:
    """What the worker does in its first minutes is no part of a page: wait until a few seconds need no processor."""
    from tests.tools.bench.machine import processor_seconds

    assert running.process is not None
    pids = (running.process.pid, running.database.running_pid() or 0)
    deadline = time.monotonic() + SECONDS_UNTIL_QUIET
    before, quiet = processor_seconds(pids), 0
    # The worker starts some seconds after the site.
    time.sleep(10)
    while quiet < 3 and time.monotonic() < deadline:
        time.sleep(2)
        now = processor_seconds(pids)
        quiet = quiet + 1 if now - before < 0.2 else 0
        before = now


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All there is to know of a world of this size."""
    running = instance_of(prepared(options.size))
    found: dict[str, Any] = {"size": options.size, "builds": options.builds}
    try:
        found["start_seconds"] = running.start(seconds=900)
        os.environ.update({**running.environment, "DATABASE_URL": running.database.url(), "IWT_PROCESS": "command"})
        import django
        from django.db import connection

        django.setup(set_prefix=False)
        from tests.tools.bench.machine import memory

        wait_until_quiet(running)
        measuring = Measuring(options, running)
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            found["postgresql"] = cursor.fetchone()[0]
        found["counts"] = measuring.counts()
        found["pages"] = measuring.pages()
        found["files"] = measuring.files()
        assert running.process is not None
        found["memory_mb"] = memory(running.process.pid, running.database.running_pid() or 0)
        if options.size == "S":
            found["import"] = measuring.importing()
        found["faults"] = measuring.faults
        connection.close()
    finally:
        running.stop()
    return found


def main(arguments: list[str]) -> int:
    """Measure and write; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=("S", "M", "L"))
    parser.add_argument("out", type=Path)
    for name in ("seconds", "builds", "writes"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--clients", type=int, nargs="+", required=True)
    parser.add_argument("--pages", default="")
    parser.add_argument("--audiences", default="")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args(arguments)
    options.out.write_text(json.dumps(measure(options), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
