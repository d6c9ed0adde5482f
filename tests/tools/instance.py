"""A dashboard of one's own: started as `make run` starts it, with fresh demonstration data, and gone afterwards."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from iwt_dashboard.ops.embedded_postgres import EmbeddedPostgres
from iwt_dashboard.ops.paths import BASE_DIR

PASSWORD = "as-everybody-here-knows"


@dataclass
class Instance:
    """A dashboard in its own folder on its own port. `process` is the application server while it runs."""

    folder: Path
    port: int
    environment: dict[str, str]
    command: list[str] = field(default_factory=lambda: [sys.executable, "manage.py", "serve"])
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Address without the slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the server printed, over all its starts."""
        return self.folder / "log"

    @property
    def database(self) -> EmbeddedPostgres:
        """Its embedded server."""
        return EmbeddedPostgres(self.folder / "var" / "postgres")

    def launch(self) -> subprocess.Popen[str]:
        """Start it and return at once."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, cwd=BASE_DIR, env=self.environment, stdout=log, stderr=subprocess.STDOUT, text=True
            )
        return self.process

    def start(self, *, seconds: float = 180) -> float:
        """Start it, wait until it answers, and return how many seconds that took."""
        begun = time.monotonic()
        printed = self.log.stat().st_size if self.log.exists() else 0
        process = self.launch()
        # What answers before that line may still be the workers of one that was killed.
        while "The dashboard is at" not in self.log.read_text()[printed:] or not self.answers():
            if process.poll() is not None or time.monotonic() - begun > seconds:
                raise RuntimeError(f"The dashboard does not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)
        return time.monotonic() - begun

    def answers(self) -> bool:
        """Whether anybody answers at its address."""
        try:
            urllib.request.urlopen(f"{self.url}/healthz", timeout=30).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self) -> int:
        """Ask it to stop, and return its exit code."""
        if self.process is None:
            return 0
        self.process.terminate()
        return self.process.wait(60)


@contextlib.contextmanager
def instance() -> Iterator[Instance]:
    """An instance that is not started yet; whatever is left of it is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="iwt-instance-"))
    folder.chmod(0o755)  # the database's own account must be able to enter when we are root
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SECRET_KEY")}
    environment |= {"IWT_VAR": str(folder / "var"), "DATABASE_URL": "", "PORT": str(port), "IWT_DEMO": "1"}
    environment |= {"DEMO_PASSWORD": PASSWORD, "DJANGO_SETTINGS_MODULE": "iwt_dashboard.settings"}
    made = Instance(folder, port, environment)
    try:
        yield made
    finally:
        if made.process and made.process.poll() is None:
            made.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                made.process.wait(30)
            made.process.kill()
        made.database.remove()
        shutil.rmtree(folder, ignore_errors=True)
