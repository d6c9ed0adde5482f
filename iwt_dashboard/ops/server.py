"""The application server: `python -m iwt_dashboard.ops.server`, behind a proxy or started by `manage.py serve`.

One process opens the socket (or takes the one that systemd opened) and keeps `WEB_CONCURRENCY` processes running that
accept connections on it. Each of those is waitress: one loop reads requests and sends answers, `WEB_THREADS` threads
run the application for those who read, and as many for those who write. A request is given to a thread when all of it
has been read, body included, so that a client that sends or reads slowly occupies a connection and no thread, and the
connection for so long only (`connections`).
"""

import itertools
import logging.config
import os
import pkgutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

import waitress
from environs import Env

from iwt_dashboard.ops.connections import READ_ON_BYTES, Lanes, watch
from iwt_dashboard.ops.logging_format import logging_settings
from iwt_dashboard.ops.paths import BASE_DIR
from iwt_dashboard.ops.processes import end_with_parent
from iwt_dashboard.ops.supervisor import PARENT, Program, Supervisor

SOCKET = "IWT_SOCKET"
# The reading end of a pipe. Until its other end is closed, what the site needs is still being prepared.
START_PIPE = "IWT_START_PIPE"
FIRST_SOCKET_OF_SYSTEMD = 3
BACKLOG = 512
# A request that is under way when the server is asked to stop may still take so long.
SECONDS_TO_FINISH = 30.0
# The loop sends what the threads have written.
SECONDS_TO_SEND = 0.5
# A connection that sends and takes nothing for so long is closed.
SECONDS_OF_SILENCE = 60
# Below the 1,024 open files that a process may have: the rest is for the database, temporary files and templates.
CONNECTIONS = 900
LARGEST_HEAD = 65_536
SECONDS_APART = 3

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Underway:
    """WSGI wrapper that counts requests in flight, so that a shutdown can wait for them."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._count = 0
        self._changed = threading.Condition()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, and count until the server has taken all of the answer."""
        self._add(1)
        try:
            answer = self.application(environ, start_response)
        except BaseException:
            self._add(-1)
            raise
        if isinstance(answer, environ["wsgi.file_wrapper"]):
            # The server sends files by itself, if it is given the file.
            self._add(-1)
            return answer
        return Counted(answer, lambda: self._add(-1))

    def wait(self, seconds: float) -> bool:
        """Wait until no request is under way; False where one still was after `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, seconds)

    def _add(self, number: int) -> None:
        with self._changed:
            self._count += number
            self._changed.notify_all()


class Counted:
    """A WSGI response iterable that calls `done` once, when it is closed."""

    def __init__(self, answer: Iterable[bytes], done: Callable[[], None]) -> None:
        self.answer = answer
        self.done: Callable[[], None] | None = done

    def __iter__(self) -> Iterator[bytes]:
        """The parts of the answer."""
        return iter(self.answer)

    def close(self) -> None:
        """Close the answer; WSGI servers call this after the last part, or when the client has gone."""
        done, self.done = self.done, None
        try:
            if close := getattr(self.answer, "close", None):
                close()
        finally:
            if done:
                done()


def number_of_threads() -> int:
    """How many requests a process answers at a time that read, and how many that write."""
    return int(os.environ.get("WEB_THREADS") or 4)


def settings_of_waitress() -> dict[str, Any]:
    """The public settings of waitress (https://docs.pylonsproject.org/projects/waitress/en/stable/arguments.html)."""
    return {
        "threads": number_of_threads(),
        "channel_timeout": SECONDS_OF_SILENCE,
        "cleanup_interval": 1,
        "connection_limit": CONNECTIONS,
        "asyncore_use_poll": True,
        "max_request_header_size": LARGEST_HEAD,
        # No thread waits until an answer is taken: it lies on the disk, and the connection's next one begins then.
        "outbuf_high_watermark": READ_ON_BYTES,
        # What is larger than the site takes is read, dropped and refused by a page of the site (`connections`).
        "max_request_body_size": READ_ON_BYTES,
        # No answer names the program.
        "ident": None,
        # `ops.proxies` drops what is not to be believed, whichever server runs the site.
        "clear_untrusted_proxy_headers": False,
    }


def listening_socket() -> socket.socket:
    """The socket that systemd has opened, or one at BIND or PORT."""
    if os.environ.pop("LISTEN_FDS", "") and os.environ.pop("LISTEN_PID", "") == str(os.getpid()):
        return socket.socket(fileno=FIRST_SOCKET_OF_SYSTEMD)
    host, _, port = (os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}").rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, int(port)), family=family, backlog=BACKLOG)


def log_lines() -> None:
    """Write log lines as the site does, in processes that load no Django or have not yet."""
    people = any(os.environ.get(name, "").lower() in {"1", "true", "yes", "on"} for name in ("DEBUG", "IWT_DEMO"))
    kind = os.environ.get("LOG_FORMAT") or ("text" if people else "json")
    logging.config.dictConfig(logging_settings(kind, os.environ.get("LOG_LEVEL") or "INFO"))


def keep_running(listening: socket.socket) -> int:
    """Keep the processes of the site running until asked to stop; the exit code."""
    command = [sys.executable, "-m", "iwt_dashboard.ops.server"]
    # The settings ask how patient the database is to be: a request waits less long than a command.
    environment = {SOCKET: str(listening.fileno()), "IWT_PROCESS": "web", "PYTHONPATH": str(BASE_DIR)}
    pipe = os.environ.get(START_PIPE)
    descriptors = (listening.fileno(), int(pipe)) if pipe else (listening.fileno(),)
    count = int(os.environ.get("WEB_CONCURRENCY") or 2)
    # One after the other: the first answers sooner where it has a processor to itself.
    programs = [
        Program(
            f"site's process {number + 1}",
            command,
            environment,
            is_vital=True,
            descriptors=descriptors,
            not_before=time.monotonic() + number * SECONDS_APART,
        )
        for number in range(count)
    ]
    return Supervisor(programs, lambda: None).run()


def warm_up() -> None:
    """Import what the site is made of. Asks no database, and reads no static files, which may still be collected."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iwt_dashboard.settings")
    pkgutil.resolve_name("django:setup")(set_prefix=False)
    pkgutil.resolve_name("iwt_dashboard.urls")


def answer_requests(listening: socket.socket) -> None:
    """Answer requests until asked to stop, then finish those that are under way."""
    warm_up()
    if pipe := os.environ.pop(START_PIPE, ""):
        # Nothing is ever written: this waits until the other end is closed.
        os.read(int(pipe), 1)
    application = pkgutil.resolve_name("iwt_dashboard.wsgi:application")
    run(application, listening, largest_body=pkgutil.resolve_name("django.conf:settings").REQUEST_MAX_BYTES)


def run(application: Application, listening: socket.socket, *, largest_body: int) -> None:
    """Run an application on a socket in this process until it is asked to stop."""
    underway = Underway(application)
    stops = itertools.count()

    def finish() -> None:
        underway.wait(SECONDS_TO_FINISH)
        time.sleep(SECONDS_TO_SEND)
        os.kill(os.getpid(), signal.SIGINT)

    def stop(number: int, frame: FrameType | None) -> None:
        if next(stops) == 0:
            threading.Thread(target=finish, daemon=True).start()

    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, stop)
    made = waitress.create_server(
        underway, sockets=[listening], _dispatcher=Lanes(number_of_threads()), **settings_of_waitress()
    )
    watch(made, limit=largest_body).run()


def main() -> int:
    """Open the socket and keep processes running, or be one of those."""
    if parent := os.environ.pop(PARENT, ""):
        end_with_parent(int(parent))
    if descriptor := os.environ.pop(SOCKET, ""):
        answer_requests(socket.socket(fileno=int(descriptor)))
        return 0
    Env().read_env(str(BASE_DIR / ".env"), recurse=False)
    log_lines()
    with listening_socket() as listening:
        return keep_running(listening)


if __name__ == "__main__":
    sys.exit(main())
