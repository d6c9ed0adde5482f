"""Everything that the product holds, in one file, and back: the database as it stood at one instant, and the documents.

The file is a tar archive: `database.dump` (pg_dump's custom format), `documents/…`, and last `manifest.json`, which
tells release, migrations, the rows and content of every table, how far every sequence had counted, and the SHA-256 of
each file. An archive without its end has no manifest and is refused.
"""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.documents import store as document_store
from core.kept_files import sha256_of
from iwt_dashboard.ops import postgres_tools
from iwt_dashboard.ops.fingerprints import fingerprints, tables
from iwt_dashboard.ops.paths import BASE_DIR

FORMAT = 1
PRODUCT = "iwt-dashboard"
NAME = re.compile(r"iwt-backup-\d{8}T\d{6}Z\.tar")
DUMP = "database.dump"
DOCUMENTS = "documents"
MANIFEST = "manifest.json"
CHUNK = 1 << 20
# Beside what is copied: room for the archive's own blocks, and for the database to go on.
SPARE_BYTES = 50_000_000
# From this version on pg_restore sets `transaction_timeout`, which older servers do not know.
TIMEOUT_SINCE = 17


class BackupError(RuntimeError):
    """A backup cannot be made or used; the message says why, in words."""


# --- making one -------------------------------------------------------------------------------------------------------


def make(folder: Path) -> Path:
    """Write a backup into a folder, for its owner only; return the file. Nothing stays behind when it fails."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"iwt-backup-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar"
    if target.exists():
        raise BackupError(f"{target} is there already. Try again in a second.")
    _check_room(folder)
    partial, dump = folder / f".{target.name}.partial", folder / f".{target.name}.dump"
    try:
        for path in (partial, dump):
            path.touch(mode=0o600)
        manifest = _dump(dump)
        # Documents are written once and never changed: those of the dump are all there now, perhaps with newer ones.
        with partial.open("wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
            with dump.open("rb") as content:
                manifest["files"] = {DUMP: _add(archive, content, DUMP)}
            for stored_as in documents():
                name = f"{DOCUMENTS}/{stored_as}"
                with document_store.read(stored_as) as content:
                    manifest["files"][name] = _add(archive, content, name)
            _add_manifest(archive, manifest)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
        _sync_folder(folder)
    finally:
        for path in (partial, dump):
            path.unlink(missing_ok=True)
    return target


def documents() -> dict[str, int]:
    """Every kept document and its size. What is still arriving has a name that begins with a dot."""
    found = sorted(document_store.stored().items())
    return {name: size for name, size in found if not name.rpartition("/")[2].startswith(".")}


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups in a folder, nothing else; return what was deleted."""
    own = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    old = own[:-keep] if keep else []
    for path in old:
        path.unlink()
    return old


def product_version() -> str:
    """The release, as the project file names it."""
    with (BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _dump(path: Path) -> dict[str, Any]:
    """Copy the database out and describe it, both as of the same instant."""
    version = postgres_tools.server_version()
    tool = postgres_tools.program("pg_dump", version)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        applied = sorted(MigrationRecorder(connection).applied_migrations())
        found, counted = fingerprints(cursor)
        # Sequences are outside of snapshots: one that counts on meanwhile may be further in the dump, never behind.
        postgres_tools.run(tool, "--format=custom", "--no-owner", "--snapshot", snapshot, "--file", str(path))
    return {
        "format": FORMAT,
        "product": PRODUCT,
        "version": product_version(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server_version": version,
        "dumped_by": postgres_tools.major(tool),
        "migrations": applied,
        "tables": found,
        "sequences": counted,
    }


def _check_room(folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        needed = int(cursor.fetchone()[0]) + sum(documents().values()) + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            f"There is not enough room in {folder}: {free // 1_000_000} MB are free and {needed // 1_000_000} MB may "
            "be needed. Nothing was written."
        )


def _add(archive: tarfile.TarFile, content: IO[bytes], name: str) -> dict[str, Any]:
    entry, told = tarfile.TarInfo(name), _manifest_entry(content)
    entry.size, entry.mode, entry.mtime = told["size"], 0o600, int(time.time())
    content.seek(0)
    archive.addfile(entry, content)
    return told


def _manifest_entry(content: IO[bytes]) -> dict[str, Any]:
    """Size and checksum of a file, as the manifest lists them."""
    return {"sha256": sha256_of(content), "size": content.tell()}


def _is_as_told(path: Path, told: dict[str, Any]) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as content:
        return _manifest_entry(content) == told


def _add_manifest(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    text = json.dumps({**manifest, "digest": _digest(manifest)}, indent=1, sort_keys=True).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    archive.addfile(entry, io.BytesIO(text))


def _digest(manifest: dict[str, Any]) -> str:
    plain = {name: value for name, value in manifest.items() if name != "digest"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


# --- using one --------------------------------------------------------------------------------------------------------


def unpack(source: Path, folder: Path) -> Path:
    """The folder with the files of a backup: the given one, or where its archive was unpacked."""
    if source.is_dir():
        return source
    if not source.is_file():
        raise BackupError(f"There is no backup at {source}.")
    if shutil.disk_usage(folder).free < source.stat().st_size + SPARE_BYTES:
        raise BackupError(f"There is not enough room in {folder} to unpack {source}. Nothing was changed.")
    try:
        with tarfile.open(source, "r:") as archive:
            for entry in archive:
                _extract(archive, entry, folder)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BackupError(f"{source} is no backup, or a part of it is missing. Nothing was changed.") from error
    return folder


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, folder: Path) -> None:
    """Write one file of an archive below a folder. Links, devices and names that lead elsewhere are refused."""
    target = folder / entry.name
    content = archive.extractfile(entry) if entry.isreg() else None
    if content is None or not target.resolve().is_relative_to(folder.resolve()):
        raise ValueError(entry.name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with content, target.open("xb") as file:
        shutil.copyfileobj(content, file, CHUNK)


def checked(folder: Path) -> dict[str, Any]:
    """The manifest of an unpacked backup, after every file was compared with it. Touches nothing."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        is_whole = manifest["digest"] == _digest(manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError("The backup has no readable manifest: it was not finished, or its end is missing.") from error
    if manifest.get("product") != PRODUCT:
        raise BackupError("This is not a backup of this product.")
    if manifest.get("format", 0) > FORMAT:
        raise BackupError("The backup was made by a newer release. Install that release, then restore.")
    if not is_whole:
        raise BackupError("The manifest of the backup was changed or damaged.")
    for name, told in manifest["files"].items():
        if not _is_as_told(folder / name, told):
            raise BackupError(f"The file {name} of the backup is missing, damaged or incomplete.")
    if unknown := _unknown_migrations(manifest):
        raise BackupError(
            f"The backup was made by a newer release (version {manifest['version']}; this one does not know "
            f"{', '.join(unknown[:3])}). Install that release, then restore."
        )
    return manifest


def is_empty() -> bool:
    """Whether the database holds nothing at all, no empty table either."""
    with connection.cursor() as cursor:
        return not tables(cursor)


def documents_are_empty() -> bool:
    """Whether there is no document yet."""
    return not documents()


def load(folder: Path, manifest: dict[str, Any]) -> None:
    """Copy a checked backup in, all of it or nothing. The database and the documents must be empty."""
    tool = _restorer(manifest)
    brought = [name for name in manifest["files"] if name.startswith(f"{DOCUMENTS}/")]
    with document_store.documents().bring({name.removeprefix(f"{DOCUMENTS}/"): folder / name for name in brought}):
        # One transaction. Triggers come last, after the rows, so that none of them fires.
        how = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        postgres_tools.run(tool, *how, str(folder / DUMP))


def _restorer(manifest: dict[str, Any]) -> Path:
    """The `pg_restore` that reads the dump and speaks the server's language."""
    server, made_on = postgres_tools.server_version(), manifest["server_version"]
    if server // 10_000 < made_on // 10_000:
        raise BackupError(
            f"The backup was made on PostgreSQL {made_on // 10_000}, and this server is {server // 10_000}. "
            "Restore into a server of the same version or a newer one. Nothing was changed."
        )
    tool = postgres_tools.program("pg_restore", max(server, manifest["dumped_by"] * 10_000))
    if postgres_tools.major(tool) >= TIMEOUT_SINCE > server // 10_000:
        raise BackupError(
            f"pg_restore {postgres_tools.major(tool)} does not speak to a server of PostgreSQL {server // 10_000}. "
            f"Install pg_restore {server // 10_000}, or use a newer server. Nothing was changed."
        )
    return tool


def differences(manifest: dict[str, Any]) -> list[str]:
    """What in the database is not as the manifest says, in words. Empty is what one hopes for."""
    with transaction.atomic(), connection.cursor() as cursor:
        found, counted = fingerprints(cursor)
    told = manifest["tables"]
    wrong = [f"{name} is missing" for name in told.keys() - found.keys()]
    wrong += [f"{name} is not of the backup" for name in found.keys() - told.keys()]
    for name in told.keys() & found.keys():
        if told[name]["rows"] != found[name]["rows"]:
            wrong.append(f"{name} has {found[name]['rows']} rows instead of {told[name]['rows']}")
        elif told[name] != found[name]:
            wrong.append(f"{name} has other content")
    for name, value in manifest["sequences"].items():
        if name not in counted or int(counted[name].split()[0]) < int(value.split()[0]):
            wrong.append(f"the sequence {name} counts from an earlier number")
    return sorted(wrong)


def _unknown_migrations(manifest: dict[str, Any]) -> list[str]:
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations) | {
        replaced for migration in loader.disk_migrations.values() for replaced in migration.replaces
    }
    apps = {app for app, name in known}
    # Tables of a package that was taken out stay; a name that an app of ours does not know is of a newer release.
    return [f"{app}.{name}" for app, name in manifest["migrations"] if app in apps and (app, name) not in known]
