"""The account under which the embedded server runs when the product itself runs as root."""

import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAME = "iwt-postgres"
FALLBACK = "nobody"


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
        command = [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
        ]
        command += ["--shell", "/usr/sbin/nologin", NAME]
        subprocess.run(command, check=False, capture_output=True)
        found = _named(NAME)
    found = found or _named(FALLBACK)
    if found is None:
        raise RuntimeError(
            f"There is no account {NAME} and none could be made. Make it, or set DATABASE_URL."
        )
    return found


def reaches(account: Account, *paths: Path) -> bool:
    """Whether the account may enter every folder and read every file among `paths`, asked of the kernel itself."""
    for path in paths:
        flag = "-x" if path.is_dir() or path.parent.name == "bin" else "-r"
        tried = subprocess.run(
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


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
