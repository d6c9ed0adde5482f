"""Which database the product uses: the one `DATABASE_URL` names, or the embedded server in `var/`.

Imports no Django: the settings, the commands and the tests all ask here before Django is set up.
"""

import atexit
import os
from pathlib import Path
from typing import Any

import dj_database_url

from iwt_dashboard.embedded_postgres import EmbeddedPostgres

BASE_DIR = Path(__file__).resolve().parent.parent


def var_dir() -> Path:
    """The folder for everything the product writes: `var/` in the checkout, or `IWT_VAR`."""
    return Path(os.environ.get("IWT_VAR") or BASE_DIR / "var").resolve()


def uses_embedded() -> bool:
    """Whether the product brings its own server, which it does when `DATABASE_URL` is unset or empty."""
    return not os.environ.get("DATABASE_URL")


def embedded() -> EmbeddedPostgres:
    """The embedded server of this checkout, running or not."""
    return EmbeddedPostgres(var_dir() / "postgres")


def database_url() -> str:
    """The URL of the database. Starts nothing and touches nothing: settings may be read at any time."""
    return os.environ.get("DATABASE_URL") or embedded().url()


def database_settings(*, pool_size: int) -> dict[str, Any]:
    """Django's `DATABASES["default"]`, with a connection pool of at most `pool_size` in each process.

    The pool opens one connection at once and more when asked. Each connection is tried before it is handed out
    (`CONN_HEALTH_CHECKS`), so a restarted database is found again without a restart of the application.
    """
    parsed: dict[str, Any] = {**dj_database_url.parse(database_url(), conn_health_checks=True)}
    options: dict[str, Any] = parsed.pop("OPTIONS", {})
    # A folder with a socket cannot be the host part of a URL (hosts are folded to lower case), so it is an option
    # there; Django's own commands look for it in HOST.
    parsed["HOST"] = options.pop("host", None) or parsed["HOST"]
    options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    options.setdefault("connect_timeout", 10)
    return {**parsed, "OPTIONS": options}


def start_while_needed() -> None:
    """Let the embedded server run while this process lives, and stop it with the last process that asked so.

    For commands given by hand. Nothing happens when `DATABASE_URL` is set.
    """
    if not uses_embedded():
        return
    server = embedded()
    server.start()
    server.hold()
    atexit.register(server.release)
