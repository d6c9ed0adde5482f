"""A throwaway PostgreSQL for a test run, started once and shared by all workers.

`TEST_DATABASE_URL` names another server instead; its account must be allowed to create databases.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from iwt_dashboard.ops.embedded_postgres import EmbeddedPostgres


def provide_database() -> None:
    """Set DATABASE_URL, and IWT_VAR to a scratch folder, for this process and those it starts.

    A worker inherits both and does nothing here.
    """
    if os.environ.get("IWT_TEST_FOLDER"):
        return
    folder = Path(tempfile.mkdtemp(prefix="iwt-test-"))
    folder.chmod(0o755)  # the server's own account must be able to enter when the tests run as root
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    _clean_up_after_us(folder)
    os.environ["IWT_TEST_FOLDER"] = str(folder)
    os.environ["IWT_VAR"] = str(folder / "var")
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or server.start()


def _clean_up_after_us(folder: Path) -> None:
    """Have the server stopped and the folder removed when this process ends, even if it is killed.

    The helper waits for the end of a pipe whose other end only we hold; the kernel closes it for us.
    """
    helper = subprocess.Popen(
        [sys.executable, "-m", "tests.plugins.database", str(folder)],
        stdin=subprocess.PIPE,
        cwd=Path(__file__).parent.parent.parent,
        start_new_session=True,
    )

    def finish() -> None:
        assert helper.stdin
        helper.stdin.close()
        helper.wait(600)  # seconds; a busy machine takes its time to delete some gigabytes

    atexit.register(finish)


if __name__ == "__main__":
    sys.stdin.read()
    EmbeddedPostgres(Path(sys.argv[1]) / "postgres", durable=False).remove()
    shutil.rmtree(sys.argv[1], ignore_errors=True)
