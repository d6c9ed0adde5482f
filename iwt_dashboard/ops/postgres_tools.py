"""PostgreSQL's programs for copying a database out and in, run without a password on a command line."""

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

from iwt_dashboard.ops.postgres_account import EmbeddedPostgresError, installation

# Options of Django's connection that are not libpq's, or that a copy must not have.
LEFT_OUT = ("pool", "options", "context", "cursor_factory", "prepare_threshold", "client_encoding", "password")


class ToolError(RuntimeError):
    """A program is missing or failed; the message says it in words."""


def server_version() -> int:
    """The server's number: 180006 for 18.6."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        return int(cursor.fetchone()[0])


def program(name: str, version: int) -> Path:
    """`pg_dump` or `pg_restore` of the server's own major version, or of the nearest newer one."""
    wanted = version // 10_000
    found = {number: path for path in _candidates(name) if (number := major(path)) >= wanted}
    if not found:
        raise ToolError(
            f"The server is PostgreSQL {wanted}, and no {name} of that version or a newer one was found. "
            f"Install it (Debian and Ubuntu: apt-get install postgresql-client-{wanted})."
        )
    return found[min(found)]


def run(path: Path, *arguments: str) -> None:
    """Run one of the programs on our database; what it says when it fails goes into the error."""
    done = subprocess.run(  # noqa: S603  a program of our own choice, no shell
        [str(path), "--no-password", "--dbname", conninfo(), *arguments],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise ToolError(f"{path.name} failed:\n{done.stderr.strip()[-1500:]}")


def conninfo() -> str:
    """How to reach the database, without the password: command lines are there for everybody to read."""
    return make_conninfo(
        **{name: value for name, value in connection.get_connection_params().items() if name not in LEFT_OUT}
    )


def _environment() -> dict[str, str]:
    environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    if password := connection.get_connection_params().get("password"):
        environment["PGPASSWORD"] = str(password)
    # A password may stand in a file of the account instead.
    environment |= {name: os.environ[name] for name in ("HOME", "PGPASSFILE", "PGSSLROOTCERT") if name in os.environ}
    return environment


def _candidates(name: str) -> list[Path]:
    paths = [Path(found)] if (found := shutil.which(name)) else []
    # Debian and Ubuntu; Fedora and its kin.
    for folders in ("lib/postgresql/*", "pgsql-*"):
        paths += sorted(Path("/usr").glob(f"{folders}/bin/{name}"))
    with contextlib.suppress(EmbeddedPostgresError):
        paths.append(installation(None) / "bin" / name)
    return [path for path in paths if path.exists()]


def major(path: Path) -> int:
    """The major version of a program; 0 where it does not tell."""
    done = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"(\d+)(?:\.|devel|rc|beta)", done.stdout)
    return int(found.group(1)) if found else 0
