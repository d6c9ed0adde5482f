"""`manage.py serve` as a real process: what it promises to whoever starts, stops or kills it."""

import contextlib
import os
import re
import signal
import socket
import stat
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from tests.exhaustive import EXHAUSTIVE
from tests.tools.instance import PASSWORD, Instance, instance

# One worker runs them all (tests/plugins/groups.py): the instance takes long to start.
pytestmark = pytest.mark.slow

# Seconds. Each wait ends with what it waits for; on a busy machine that may come late.
PATIENCE = 120


@pytest.fixture(scope="module")
def _served() -> Iterator[Instance]:
    """One instance for the module: its first start, with the demonstration data, takes longest."""
    with instance() as made:
        if not EXHAUSTIVE:
            # A second process of the site starts with every start, and test_chaos has two.
            made.environment["WEB_CONCURRENCY"] = "1"
        made.start()
        yield made


@pytest.fixture
def served(_served: Instance) -> Instance:
    """The instance, running, whatever the test before did to it."""
    if _served.process is None or _served.process.poll() is not None:
        _served.start()
    for _second in range(PATIENCE):  # the application server may be on its way back
        with contextlib.suppress(OSError):
            if status(_served, "/healthz") == 200:
                break
        time.sleep(1)
    return _served


@pytest.fixture
def stopped(_served: Instance) -> Instance:
    """The instance after its first start, not running."""
    if _served.process.poll() is None:
        _served.stop()
    return _served


def kill(instance: Instance, *pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    instance.process.wait(10)


def status(instance: Instance, path: str) -> int:
    try:
        with urllib.request.urlopen(instance.url + path, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_serve_prints_address_and_accounts(served):
    printed = served.log.read_text()

    assert f"http://127.0.0.1:{served.port}/" in printed
    assert f"password {PASSWORD}" in printed
    assert "focal.vnm@example.org" in printed
    assert "secretariat.asean@example.org" in printed


def test_killed_database_is_started_again_and_every_answer_meanwhile_is_plain(served):
    """Killed like this, PostgreSQL has to recover; nobody restarts anything by hand."""
    assert status(served, "/") == 200
    os.kill(served.database.running_pid(), signal.SIGKILL)

    answers = {"/": [], "/healthz": [], "/static/": []}
    deadline = time.monotonic() + PATIENCE
    while (not answers["/"] or answers["/"][-3:] != [200] * 3) and time.monotonic() < deadline:
        for path, found in answers.items():
            found.append(status(served, path))
        time.sleep(0.2)

    assert answers["/"][-3:] == [200] * 3
    assert set(answers["/"]) <= {200, 503}
    assert set(answers["/healthz"]) == {200}, "alive is not the same as ready"


def children(instance: Instance) -> dict[str, int]:
    """The processes that `serve` keeps, by what they are."""
    found = {}
    for pid in Path(f"/proc/{instance.process.pid}/task/{instance.process.pid}/children").read_text().split():
        words = Path(f"/proc/{pid}/cmdline").read_text()
        found["worker" if "\0worker" in words else "web" if "iwt_dashboard.ops.server" in words else "other"] = int(pid)
    return found


def ready(instance: Instance, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if status(instance, "/readyz") == 200:
                return True
        time.sleep(0.2)
    return False


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.mark.parametrize("who", ["worker", "web"])
def test_whoever_is_killed_is_started_again(served, who):
    assert ready(served, PATIENCE)
    wait_for(lambda: who in children(served))  # a worker that has just lost its database may be on its way back
    before = children(served)[who]

    os.kill(before, signal.SIGKILL)

    deadline = time.monotonic() + PATIENCE
    while children(served).get(who, before) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert children(served)[who] != before
    assert ready(served, PATIENCE)


def test_taken_port_is_said_in_words_and_harms_nothing(served):
    second = subprocess.run(
        served.command, env=served.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert second.returncode == 1
    assert f"Port {served.port} is taken" in second.stderr
    assert "Traceback" not in second.stderr
    assert status(served, "/") == 200


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_impossible_port_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CommandError, match=re.escape(f"PORT is {port!r}")):
        call_command("serve")


def test_serve_without_secret_key_is_refused_outside_demonstration(served):
    environment = {**served.environment, "IWT_DEMO": "0", "DEBUG": "0", "ALLOWED_HOSTS": "needs.example.org"}

    done = subprocess.run(
        served.command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr


def test_secrets_are_for_their_owner_only(served):
    key = served.folder / "var" / "secret-key"

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) > 50


def test_log_names_no_visitor(served):
    request = urllib.request.Request(f"{served.url}/?q=secret-words", headers={"User-Agent": "telling-browser"})
    urllib.request.urlopen(request).close()

    printed = served.log.read_text()

    assert "GET / 200" in printed
    assert "secret-words" not in printed
    assert "telling-browser" not in printed


def test_static_files_are_compressed_and_kept_by_browsers(served):
    manifest = (served.folder / "var" / "static" / "staticfiles.json").read_text()
    name = manifest.split('"plotly/plotly.min.js": "')[1].split('"')[0]
    request = urllib.request.Request(f"{served.url}/static/{name}", headers={"Accept-Encoding": "br"})

    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]


def test_only_loopback_is_served(served):
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}

    for address in others - {"127.0.0.1"}:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex((address, served.port)) != 0


# --- What stops it; in this order, so that it is started no more often than there is something to see. ---


def test_interrupting_serve_stops_the_database(served):
    served.process.send_signal(signal.SIGINT)

    assert served.process.wait(PATIENCE) == 0
    assert served.database.running_pid() is None
    assert not served.answers()


def test_signal_during_preparation_stops_the_database(stopped):
    process = stopped.launch()
    while stopped.database.running_pid() is None:
        time.sleep(0.01)

    process.terminate()

    assert process.wait(PATIENCE) in (0, 128 + signal.SIGTERM)
    assert stopped.database.running_pid() is None


def test_serve_again_does_nothing_twice(stopped):
    printed = len(stopped.log.read_text())

    stopped.start()

    again = stopped.log.read_text()[printed:]
    assert "The dashboard is at" in again
    assert "Loading demonstration data" not in again
    assert "Static files collected" not in again


def test_when_serve_is_killed_everybody_goes_and_it_starts_again(served):
    pids = children(served).values()
    kill(served, served.process.pid)

    wait_for(lambda: not [pid for pid in pids if Path(f"/proc/{pid}").exists()])
    served.start()

    assert status(served, "/") == 200


def test_serve_starts_again_after_everything_was_killed(served):
    kill(served, served.process.pid, served.database.running_pid())

    served.start()

    assert status(served, "/") == 200


def test_request_that_is_under_way_is_finished_before_the_site_and_its_database_stop(served):
    assert ready(served, PATIENCE)
    wait_for(lambda: "worker" in children(served))
    found: list[int] = []
    with psycopg.connect(served.database.url()) as other:
        other.execute("LOCK TABLE needs_need IN ACCESS EXCLUSIVE MODE")
        visitor = threading.Thread(target=lambda: found.append(status(served, "/needs/")))
        visitor.start()
        while not other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            assert visitor.is_alive(), f"the request did not wait: {found}"
            time.sleep(0.05)

        served.process.terminate()
        wait_for(lambda: "worker" not in children(served))  # asked to stop, whoever has nothing to finish is gone
        assert visitor.is_alive()
        assert served.process.poll() is None, "it waits for the request"

    visitor.join(PATIENCE)
    assert found == [200]
    assert served.process.wait(PATIENCE) == 0
    assert served.database.running_pid() is None
    assert not served.answers()
