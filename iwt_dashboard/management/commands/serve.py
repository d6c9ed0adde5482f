"""Run the product: database, migrations, data, static files, application server, in this order.

The application server imports the site while the rest is prepared, and answers when it is.
"""

import logging
import os
import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from core.accounts.actions import set_demonstration_password
from core.models import User
from iwt_dashboard.demo_data import people as demonstration
from iwt_dashboard.ops import database
from iwt_dashboard.ops.embedded_postgres import EmbeddedPostgres
from iwt_dashboard.ops.paths import BASE_DIR
from iwt_dashboard.ops.postgres_account import EmbeddedPostgresError
from iwt_dashboard.ops.processes import end_with_parent, holder, is_free
from iwt_dashboard.ops.server import START_PIPE
from iwt_dashboard.ops.staticfiles import collect_if_changed
from iwt_dashboard.ops.supervisor import Program, Supervisor

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
SECONDS_FOR_THE_LAST_ONE_TO_GO = 5
SECONDS_BEFORE_THE_WORKER = 6


class Command(BaseCommand):
    """Prepares everything, then runs application server and worker: one process to watch, signal and kill."""

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
        """Prepare, then run what there is to run. However that ends, the database is stopped again."""
        if options["with_parent"]:
            end_with_parent()
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
        port = _port()
        embedded = database.embedded() if database.uses_embedded() else None
        reading_end, writing_end = os.pipe()
        running = Supervisor(programs(reading_end), lambda: _keep_alive(embedded))
        try:
            if embedded:
                embedded.hold()
            _await_port(port)
            if embedded:
                self.say("Starting the database.")
                embedded.start()
            # It imports the site meanwhile, and answers once the pipe is closed.
            running.programs[0].start()
            self.prepare()
            self.say(self.banner(port))
            _close_connections()
            os.close(writing_end)
            code = running.run()
        except EmbeddedPostgresError as error:
            raise CommandError(str(error)) from error
        finally:
            running.finish()
            _close_connections()
            if embedded:
                embedded.release()
        if code:
            sys.exit(code)

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

    def say(self, text: str) -> None:
        """One line to the person who waits."""
        self.stdout.write(text)
        self.stdout.flush()


def programs(pipe: int) -> list[Program]:
    """The application server, which answers once the other end of `pipe` is closed, and the worker."""
    manage = str(BASE_DIR / "manage.py")
    server = [sys.executable, "-m", "iwt_dashboard.ops.server"]
    environment = {START_PIPE: str(pipe), "PYTHONPATH": str(BASE_DIR)}
    return [
        Program("application server", server, environment, is_vital=True, descriptors=(pipe,)),
        # Nobody waits for it as for the first page.
        Program("worker", [sys.executable, manage, "worker"], not_before=time.monotonic() + SECONDS_BEFORE_THE_WORKER),
    ]


def _keep_alive(embedded: EmbeddedPostgres | None) -> None:
    """Start the embedded database again when its process is gone."""
    if embedded and embedded.running_pid() is None:
        logger.warning("The database is not running and is started again.")
        try:
            embedded.start()
        except (EmbeddedPostgresError, OSError, psycopg.Error) as error:
            logger.error("The database does not start.", exc_info=error)
            time.sleep(1)


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT is {text!r}. It must be a whole number between 1 and 65535.")
    return int(text)


def _await_port(port: int) -> None:
    """Wait a moment for a server that is just going; then say in words who has the port."""
    deadline = time.monotonic() + SECONDS_FOR_THE_LAST_ONE_TO_GO
    while not is_free(HOST, port):
        if time.monotonic() > deadline:
            found = holder(port)
            who = f"Process {found[0]} listens there: {found[1]}" if found else "Another program listens there."
            raise CommandError(
                f"Port {port} is taken. {who}\nStop it, or choose another port: PORT={port + 1} make run"
            )
        time.sleep(0.2)


def _close_connections() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
