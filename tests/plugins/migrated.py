"""The tables as the migrations make them, kept between runs: running all migrations takes most of a minute.

The file is named by all that it comes from: every migration of every app, every trigger of a model, every installed
package, and the server. So a change of any of them, and a clean machine, run the migrations as they are.
"""

import hashlib
import os
import tempfile
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from core import create_models
from iwt_dashboard.ops import triggers
from iwt_dashboard.ops.postgres_tools import ToolError, program, run, server_version

KEPT = 5
"""So many files are kept, the latest used: one for each of a few branches."""


def migrate() -> None:
    """Give an empty database all tables."""
    version = server_version()
    file = _folder() / f"{_digest(version)}.dump"
    connection.close()
    connection.close_pool()
    try:
        if file.exists():
            file.touch()
            run(program("pg_restore", version), "--no-owner", "--exit-on-error", "--single-transaction", str(file))
            return
    except ToolError:
        file.unlink(missing_ok=True)
        raise
    call_command("migrate", interactive=False, verbosity=0)
    _keep(file, version)


def _keep(file: Path, version: int) -> None:
    """Write the file under another name first: runs beside ours read whole files or none."""
    fresh = file.with_suffix(f".{os.getpid()}")
    try:
        run(program("pg_dump", version), "--format=custom", "--compress=1", "--file", str(fresh))
    except ToolError:
        # A server whose programs are not here: the next run migrates again.
        fresh.unlink(missing_ok=True)
        return
    fresh.rename(file)
    for old in sorted(file.parent.glob("*.dump"), key=lambda one: one.stat().st_mtime, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)


def _folder() -> Path:
    """A folder of this account alone: what is restored from it is run."""
    folder = Path(tempfile.gettempdir()) / f"iwt-migrated-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise RuntimeError(f"{folder} is not ours alone: remove it.")
    return folder


def _digest(version: int) -> str:
    found = hashlib.sha256(str(version).encode())
    for name in sorted(f"{one.metadata['Name']} {one.version}" for one in distributions()):
        found.update(name.encode())
    for config in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for file in sorted(Path(config.path).glob("migrations/*.py")):
            found.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    found.update(Path(create_models.__file__).read_bytes())
    for (table, name), trigger in triggers.wanted().items():
        found.update(f"{table}.{name} {trigger.hash}\n".encode())
    return found.hexdigest()[:32]
