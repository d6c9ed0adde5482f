"""Which database the product uses: the one `DATABASE_URL` names, or the embedded server in `var/`.

Where `DATABASE_POOLER_URL` is set, the site reaches that database through a pooler in transaction mode: each
transaction may then be on another connection of the server, so nothing may be set on one that is to outlast it. The
worker, which waits for notifications, and commands, which hold locks, go to the database itself.

Imports no Django: the settings, the commands and the tests all ask here before Django is set up.
"""

import atexit
import os
from typing import Any

import dj_database_url
from environs import Env

from iwt_dashboard.ops.database_limits import Asker, asker_of_process, goes_through_pooler
from iwt_dashboard.ops.embedded_postgres import EmbeddedPostgres
from iwt_dashboard.ops.paths import BASE_DIR, var_dir

# What works without a database, and `serve`, which starts it itself.
COMMANDS_WITHOUT = {"check", "collectstatic", "compilemessages", "help", "makemessages", "makemigrations", "serve"}


def uses_embedded() -> bool:
    """Whether the product brings its own server, which it does when `DATABASE_URL` is unset or empty."""
    return not os.environ.get("DATABASE_URL")


def embedded() -> EmbeddedPostgres:
    """The embedded server of this checkout, running or not."""
    return EmbeddedPostgres(var_dir() / "postgres")


def database_url() -> str:
    """The URL of the database. Starts nothing and touches nothing: settings may be read at any time."""
    if goes_through_pooler():
        return os.environ["DATABASE_POOLER_URL"]
    return os.environ.get("DATABASE_URL") or embedded().url()


def replica_urls() -> list[str]:
    """The URLs of the replicas that the site reads from. Worker and commands read what they write."""
    is_of_site = asker_of_process() is Asker.WRITING
    return os.environ.get("DATABASE_REPLICA_URLS", "").replace(",", " ").split() if is_of_site else []


def databases(*, pool_size: int) -> dict[str, Any]:
    """Django's `DATABASES`: the primary, and any replicas."""
    replicas = enumerate(replica_urls(), start=1)
    found = {f"replica-{number}": replica_settings(url, pool_size=pool_size) for number, url in replicas}
    return {"default": database_settings(pool_size=pool_size), **found}


def replica_settings(url: str, *, pool_size: int) -> dict[str, Any]:
    """The settings of one replica. Nothing is ever written there, also where it has become the primary meanwhile."""
    found = _parsed(url, pool_size=pool_size)
    # There is the primary to ask instead.
    found["OPTIONS"]["pool"]["timeout"] = found["OPTIONS"]["connect_timeout"] = 2
    found["OPTIONS"]["options"] = f"{Asker.READING.value.options()} -c default_transaction_read_only=on"
    return {**found, "TEST": {"MIRROR": "default"}}


def database_settings(*, pool_size: int) -> dict[str, Any]:
    """Django's `DATABASES["default"]`, with a connection pool of at most `pool_size` in each process.

    The pool opens one connection at once and more when asked. Each connection is tried before it is handed out
    (`CONN_HEALTH_CHECKS`), so a restarted database is found again without a restart of the application.
    """
    parsed = _parsed(database_url(), pool_size=pool_size)
    parsed["ENGINE"] = "iwt_dashboard.ops.postgresql"
    options: dict[str, Any] = parsed.pop("OPTIONS")
    if goes_through_pooler():
        # Prepared statements and cursors of the server would be looked for on a connection that has none of them.
        options["prepare_threshold"] = None
        return {**parsed, "OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": True}
    limits = asker_of_process().value.options()
    options["options"] = " ".join([*([options["options"]] if "options" in options else []), limits])
    return {**parsed, "OPTIONS": options}


def _parsed(url: str, *, pool_size: int) -> dict[str, Any]:
    parsed: dict[str, Any] = {**dj_database_url.parse(url, conn_health_checks=True)}
    options: dict[str, Any] = parsed.pop("OPTIONS", {})
    # A folder with a socket cannot be the host part of a URL (hosts are folded to lower case), so it is an option
    # there; Django's own commands look for it in HOST.
    parsed["HOST"] = options.pop("host", None) or parsed["HOST"]
    # Five seconds to wait for a connection; and one for attempts at a database that is away, before whoever asks next
    # begins anew: the pause between two attempts doubles each time, and it would go unnoticed that it is back.
    options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 5, "reconnect_timeout": 1}
    options.setdefault("connect_timeout", 5)
    return {**parsed, "OPTIONS": options}


def start_for(command_line: list[str]) -> None:
    """Let the embedded server run while a command given by hand needs it; the last one that does stops it.

    `command_line` is that of manage.py. Nothing happens when `DATABASE_URL` is set.
    """
    Env().read_env(str(BASE_DIR / ".env"), recurse=False)
    command = command_line[1] if len(command_line) > 1 else "help"
    if command in COMMANDS_WITHOUT or command.startswith("-") or not uses_embedded():
        return
    server = embedded()
    server.hold()
    atexit.register(server.release)
    server.start()
