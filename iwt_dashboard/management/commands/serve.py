"""Run the product: database, migrations, data, static files, application server, in this order."""

import ctypes
import os
import signal
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from core.actions import set_demonstration_password
from core.models import User
from iwt_dashboard import database, demonstration, ports
from iwt_dashboard.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from iwt_dashboard.staticfiles import collect_if_changed
from iwt_dashboard.var import BASE_DIR

HOST = "127.0.0.1"
SECONDS_FOR_THE_LAST_ONE_TO_GO = 5
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    """Prepares everything, then becomes the application server: one process to watch, signal and kill."""

    help = "Start the dashboard at http://127.0.0.1:$PORT (8000 unless set). Ctrl-C stops it and its database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="Stop when the process that started this one dies, as when `make run` is killed.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then hand over to gunicorn. A failure or a signal before that stops the database again."""
        if options["with_parent"]:
            _die_with_parent()
        signal.signal(signal.SIGTERM, _leave)
        port = _port()
        embedded = database.embedded() if database.uses_embedded() else None
        try:
            if embedded:
                embedded.hold()
            _await_port(port)
            if embedded:
                self.say("Starting the database.")
                embedded.start()
            self.prepare()
            self.become_gunicorn(self.banner(port), embedded)
        except EmbeddedPostgresError as error:
            raise CommandError(str(error)) from error
        finally:
            # Reached only if this process did not become the application server.
            _close_connections()
            if embedded:
                embedded.release()

    def prepare(self) -> None:
        """Bring tables, reference data, demonstration data and static files up to date."""
        self.say("Bringing tables and reference data up to date.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        if settings.DEMONSTRATION:
            password = os.environ["DEMO_PASSWORD"] = demonstration.demonstration_password()
            if not User.objects.exists():
                self.say("Loading demonstration data. This happens once and takes a moment.")
                call_command("load_demo", verbosity=0)
            set_demonstration_password(password)
        if collect_if_changed():
            self.say("Static files collected and compressed.")

    def banner(self, port: int) -> str:
        """What a newcomer needs to know."""
        lines = ["", f"The dashboard is at http://{HOST}:{port}/   (Ctrl-C stops it)"]
        if settings.DEMONSTRATION:
            lines += ["", f"Demonstration accounts, password {os.environ['DEMO_PASSWORD']}"]
            for role, scopes in demonstration.accounts_by_role().items():
                first, *others = [scope for scope in scopes if scope == "vnm"] or scopes[:1]
                others = [scope for scope in scopes if scope != first]
                line = f"  {role}.{first}{demonstration.DOMAIN}"
                lines.append(f"{line:<36}also {role}. {' '.join(others)}" if others else line)
        return "\n".join([*lines, ""])

    def become_gunicorn(self, banner: str, embedded: EmbeddedPostgres | None) -> NoReturn:
        """Replace this process; the process id stays the same, and signals go straight to the server."""
        _close_connections()
        os.environ["IWT_BANNER"] = banner
        if embedded:
            os.environ["IWT_DATABASE_HELD"] = str(embedded.bequeath())
        sys.stdout.flush()
        sys.stderr.flush()
        os.chdir(BASE_DIR)
        command = [sys.executable, "-m", "gunicorn", "-c", "python:iwt_dashboard.gunicorn"]
        # A signal from here on waits until gunicorn can answer it: our own way of leaving is gone with this process.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        os.execv(sys.executable, [*command, "iwt_dashboard.wsgi:application"])  # noqa: S606  fixed words, no shell

    def say(self, text: str) -> None:
        """One line to the person who waits."""
        self.stdout.write(text)
        self.stdout.flush()


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT is {text!r}. It must be a whole number between 1 and 65535.")
    return int(text)


def _await_port(port: int) -> None:
    """Wait a moment for a server that is just going; then say in words who has the port."""
    deadline = time.monotonic() + SECONDS_FOR_THE_LAST_ONE_TO_GO
    while not ports.is_free(HOST, port):
        if time.monotonic() > deadline:
            found = ports.holder(port)
            who = f"Process {found[0]} listens there: {found[1]}" if found else "Another program listens there."
            raise CommandError(
                f"Port {port} is taken. {who}\nStop it, or choose another port: PORT={port + 1} make run"
            )
        time.sleep(0.2)


def _close_connections() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _die_with_parent() -> None:
    """Ask Linux for a SIGTERM when our parent dies; elsewhere the terminal does as much."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
