"""The parts: each is started as an installation starts it, watched, and stopped by its process id."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from iwt_dashboard.ops.embedded_postgres import SUPERUSER, EmbeddedPostgres
from iwt_dashboard.ops.paths import BASE_DIR

SYSTEM_PROGRAMS = {"haproxy": ["haproxy"], "pgbouncer": ["pgbouncer"], "redis": ["valkey-server", "redis-server"]}
SYSTEM_FOLDERS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def program(name: str) -> str:
    """Where one of the system's programs is; empty where it is not."""
    return next((found for one in SYSTEM_PROGRAMS[name] if (found := shutil.which(one, path=SYSTEM_FOLDERS))), "")


def install_missing() -> str:
    """Install what is missing where we may; otherwise the sentence that says what is."""
    missing = [name for name in SYSTEM_PROGRAMS if not program(name)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = ["redis-server" if name == "redis" else name for name in missing]
        print(f"Installing {', '.join(packages)}.", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", "-qq", *words], env=environment, stdout=subprocess.DEVNULL, check=False)
        missing = [name for name in SYSTEM_PROGRAMS if not program(name)]
    if not missing:
        return ""
    return (
        f"The rehearsal needs {', '.join(missing)}. Debian and Ubuntu: apt-get install haproxy pgbouncer redis-server"
    )


def free_ports(count: int) -> list[int]:
    """So many ports of this machine that nobody listens on."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def until(is_so: Callable[[], object], what: str, seconds: float = 60) -> float:
    """Wait until something is so; how long that took."""
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise RuntimeError(f"{what}: not so after {seconds:.0f} seconds")
        time.sleep(0.05)
    return time.monotonic() - begun


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as line:
        line.settimeout(1)
        return line.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Part:
    """A process of the rehearsal, with what it says in a file."""

    name: str
    command: list[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=BASE_DIR, env={**os.environ, **self.environment}, stdout=log, stderr=log
            )

    def children(self) -> list[int]:
        """The processes that it has started."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, IndexError):
                if self.process and int(path.read_text().rpartition(")")[2].split()[1]) == self.process.pid:
                    found.append(int(path.parent.name))
        return found

    def kill(self) -> None:
        """End it as a loss of power would, with what it has started."""
        kill_all([*self.children(), *([self.process.pid] if self.process else [])])
        self.stop()

    def stop(self, seconds: float = 45) -> None:
        """Ask it to stop, and make it where it does not."""
        if self.process is None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.process.kill()
        self.process.wait()
        self.process = None

    def is_running(self) -> bool:
        """Whether it lives."""
        return self.process is not None and self.process.poll() is None


def kill_all(pids: list[int]) -> None:
    """SIGKILL."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@dataclass
class Databases:
    """A primary and a standby, from the product's own binaries. A write is acknowledged when the standby shows it."""

    folder: Path
    primary: EmbeddedPostgres
    standby: EmbeddedPostgres

    @classmethod
    def in_folder(cls, folder: Path) -> "Databases":
        """Two that do not run yet."""
        return cls(folder, EmbeddedPostgres(folder / "north"), EmbeddedPostgres(folder / "south"))

    def url_of_both(self) -> str:
        """An address that finds whichever of the two takes writes."""
        both = sorted([self.primary, self.standby], key=lambda one: one.home)
        hosts = "%2C".join(str(one.socket_folder()).replace("/", "%2F") for one in both)
        return f"postgresql:///iwt?user=iwt&host={hosts}&port=5432%2C5432&target_session_attrs=read-write"

    def follow(self) -> None:
        """Make the standby anew from the primary, and let writes wait for it from now on."""
        account, data = self.primary._account(), self.standby.home
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(mode=0o700)
        if account:
            os.chown(data, account.uid, account.gid)
        source = f"host={self.primary.socket_folder()} user={SUPERUSER} application_name={data.name}"
        how = ["-D", str(data), "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync"]
        done = self.primary._call("pg_basebackup", how, account)
        if done.returncode:
            raise RuntimeError(f"pg_basebackup: {done.stdout}")
        self.wait_for_standby()

    def wait_for_standby(self) -> None:
        """Start the standby, and let no write be acknowledged from now on that it does not show."""
        self.standby.start()
        until(self._is_streaming, "The standby follows")
        self.tell(
            "ALTER SYSTEM SET synchronous_commit = remote_apply",
            f"ALTER SYSTEM SET synchronous_standby_names = '{self.standby.home.name}'",
            "SELECT pg_reload_conf()",
        )
        until(lambda: self._is_streaming("sync"), "The standby is waited for")

    def wait_for_nobody(self) -> None:
        """Let the standby follow by itself, as whoever hears that it is away decides: else every write waits for it."""
        self.tell("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")

    def stop_replaying(self) -> None:
        """Let the standby take what it is sent, and show none of it."""
        with psycopg.connect(self.standby.url("postgres", SUPERUSER), autocommit=True) as line:
            line.execute("SELECT pg_wal_replay_pause()")

    def _is_streaming(self, state: str = "%") -> bool:
        with psycopg.connect(self.primary.url("postgres", SUPERUSER)) as line:
            found = line.execute(
                "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state LIKE %s", [state]
            )
            return found.fetchone() is not None

    def tell(self, *statements: str) -> None:
        """Change settings of the primary."""
        with psycopg.connect(self.primary.url("postgres", SUPERUSER), autocommit=True) as line:
            for statement in statements:
                line.execute(statement)  # type: ignore[call-overload]

    def reads_at_standby(self) -> int:
        """How often the versions of tables were read there, as every page from the cache does."""
        with psycopg.connect(self.standby.url("iwt", SUPERUSER)) as line:
            found = line.execute(
                "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'core_tablechange'"
            ).fetchone()
            return int(found[0]) if found else 0

    def kill(self, one: EmbeddedPostgres) -> None:
        """End every process of one of the two at once."""
        pid = one.running_pid()
        assert pid, "it runs"
        children = [path.parent.name for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == pid]
        kill_all([pid, *map(int, children)])
        until(lambda: one.running_pid() is None, "It is dead")

    def promote(self) -> None:
        """Let the standby take writes. It waits for no standby, for it has none."""
        with psycopg.connect(self.standby.url("postgres", SUPERUSER), autocommit=True) as line:
            line.execute("ALTER SYSTEM RESET synchronous_standby_names")
            line.execute("SELECT pg_promote()")
        self.primary, self.standby = self.standby, self.primary

    def remove(self) -> None:
        """Stop both and delete their data."""
        for one in (self.primary, self.standby):
            with contextlib.suppress(Exception):
                one.remove()


def _parent(path: Path) -> int:
    with contextlib.suppress(OSError, IndexError):
        return int(path.read_text().rpartition(")")[2].split()[1])
    return 0


@dataclass
class Installation:
    """Everything, and how it is found."""

    folder: Path
    ports: dict[str, int]
    databases: Databases
    environment: dict[str, str]
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def address(self) -> int:
        """The port at which people find the site."""
        return self.ports["haproxy"]

    def write_pgbouncer(self) -> Path:
        """The file of deploy/, with the primary's place in it."""
        text = (BASE_DIR / "deploy" / "pgbouncer.ini").read_text()
        where = self.databases.primary.socket_folder()
        account = self.databases.primary._account()
        for old, new in (
            ("dashboard = host=db.example.org port=5432 dbname=dashboard", f"iwt = host={where} port=5432 user=iwt"),
            ("listen_port = 6432", f"listen_port = {self.ports['pgbouncer']}\nunix_socket_dir ="),
            ("auth_type = scram-sha-256", "auth_type = any" + (f"\nuser = {account.name}" if account else "")),
            ("auth_file = /etc/pgbouncer/userlist.txt\n", ""),
        ):
            assert old in text, old
            text = text.replace(old, new)
        path = self.folder / "pgbouncer.ini"
        path.write_text(text)
        path.chmod(0o644)
        return path

    def write_haproxy(self) -> Path:
        """The file of deploy/, with our ports in it."""
        text = (BASE_DIR / "deploy" / "haproxy.cfg").read_text()
        for old, new in (
            ("/run/haproxy/admin.sock", str(self.folder / "haproxy.sock")),
            ("bind :443 ssl crt /etc/haproxy/needs.example.org.pem", f"bind 127.0.0.1:{self.ports['haproxy']}"),
            ("hdr Host needs.example.org hdr X-Forwarded-Proto https", "hdr Host 127.0.0.1"),
            ("    http-request set-header X-Forwarded-Proto https\n", ""),
            ("web1.example.org:8000", f"127.0.0.1:{self.ports['one']}"),
            ("web2.example.org:8000", f"127.0.0.1:{self.ports['two']}"),
        ):
            assert old in text, old
            text = text.replace(old, new)
        path = self.folder / "haproxy.cfg"
        path.write_text(text)
        return path

    def add(self, name: str, command: list[str], **environment: str) -> Part:
        """Know a part, not started yet."""
        self.parts[name] = Part(name, command, self.folder, {**self.environment, **environment})
        return self.parts[name]

    def start_stores(self) -> None:
        """Pooler, cache and bucket."""
        cache = [program("redis"), "--port", str(self.ports["cache"]), "--bind", "127.0.0.1", "--save", ""]
        cache += ["--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru"]
        self.add("cache", [*cache, "--dir", str(self.folder)]).start()
        self.add("bucket", [sys.executable, "-m", "moto.server", "-p", str(self.ports["bucket"])]).start()
        self.add("pgbouncer", [program("pgbouncer"), str(self.write_pgbouncer())]).start()
        for name in ("cache", "bucket", "pgbouncer"):
            until(lambda name=name: listens(self.ports[name]), f"{name} listens")  # type: ignore[misc]

    def start_site(self) -> None:
        """Two instances, two workers, and the balancer."""
        for name in ("one", "two"):
            self.add(name, [sys.executable, "-m", "iwt_dashboard.ops.server"], PORT=str(self.ports[name])).start()
            self.add(f"worker-{name}", [sys.executable, "manage.py", "worker"]).start()
        self.add("haproxy", [program("haproxy"), "-db", "-f", str(self.write_haproxy())]).start()
        for name in ("one", "two"):
            until(lambda name=name: self.is_ready(name), f"instance {name} is ready", 120)  # type: ignore[misc]
        until(lambda: listens(self.address), "haproxy listens")

    def is_ready(self, name: str) -> bool:
        """Whether an instance says that it can answer."""
        with contextlib.suppress(OSError, urllib.error.URLError):
            address = f"http://127.0.0.1:{self.ports[name]}/readyz?for=balancer"
            with urllib.request.urlopen(address, timeout=10) as answer:
                return int(answer.status) == 200
        return False

    def lead_to_primary(self) -> None:
        """Point the pooler to the primary, as whoever promotes does."""
        self.write_pgbouncer()
        process = self.parts["pgbouncer"].process
        assert process
        process.send_signal(signal.SIGHUP)

    def found_in_cache(self) -> int:
        """How often the cache has had what it was asked for, since it was started."""
        return int(redis.Redis(port=self.ports["cache"]).info("stats")["keyspace_hits"])

    def tell_haproxy(self, words: str) -> None:
        """A command of the balancer's administration."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.folder / "haproxy.sock"))
            line.sendall(f"{words}\n".encode())
            line.recv(4096)

    def stop(self) -> None:
        """Everything, in the order in which nobody misses anybody."""
        for name in ("haproxy", "one", "two", "worker-one", "worker-two", "pgbouncer", "cache", "bucket"):
            if name in self.parts:
                self.parts[name].stop(20)
        self.databases.remove()


@contextlib.contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """The databases and what every part is told, started and stopped again."""
    names = ["haproxy", "one", "two", "pgbouncer", "cache", "bucket"]
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    databases = Databases.in_folder(folder)
    replicas = [databases.primary.url(), databases.standby.url()]
    environment = {
        "DJANGO_SETTINGS_MODULE": "iwt_dashboard.settings",
        "IWT_DEMO": "1",
        "IWT_VAR": str(folder / "var"),
        "SECRET_KEY": "for-a-rehearsal-only",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BEHIND_PROXY": "1",
        "EMAIL_URL": "file:",
        "LOG_LEVEL": "WARNING",
        "WEB_CONCURRENCY": "1",
        "DATABASE_URL": databases.url_of_both(),
        "DATABASE_POOLER_URL": f"postgresql://iwt@127.0.0.1:{ports['pgbouncer']}/iwt",
        "DATABASE_REPLICA_URLS": ",".join(replicas),
        "CACHE_URL": f"redis://127.0.0.1:{ports['cache']}/0",
        "FILES_URL": f"s3://rehearsal/site?endpoint=http://127.0.0.1:{ports['bucket']}&region=us-east-1",
        "AWS_ACCESS_KEY_ID": "rehearsal",
        "AWS_SECRET_ACCESS_KEY": "rehearsal",
        "NO_PROXY": "127.0.0.1",
    }
    made = Installation(folder, ports, databases, environment)
    try:
        yield made
    finally:
        made.stop()
