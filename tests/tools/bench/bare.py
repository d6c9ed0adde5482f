"""The least that Django can do: one view that hands out the bytes of a file, on the server of the site.

python -m tests.tools.bench.bare PORT FOLDER     answers /NAME with FOLDER/NAME, by as many processes as the site has

No middleware, no template, no database. The bytes lie ready in memory, compressed ones too, so that nothing can be
faster on this server; whoever knows the ETag gets 304. What the site does is told as a share of this.
"""

import gzip
import importlib
import logging.config
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import path

from iwt_dashboard.ops.logging_format import logging_settings
from iwt_dashboard.ops.server import BACKLOG, run

# As the module that Django finds by its name, not as `__main__`.
VIEW = "tests.tools.bench.bare"
ETAG = '"bare"'
LARGEST_BODY = 1_000_000
_ready: dict[str, tuple[bytes, bytes]] = {}


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes of a name, or that they are known."""
    if request.headers.get("If-None-Match") == ETAG:
        return HttpResponseNotModified(headers={"ETag": ETAG})
    plain, compressed = _ready[name]
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(compressed, headers={"ETag": ETAG, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
    return HttpResponse(plain, headers={"ETag": ETAG, "Vary": "Accept-Encoding"})


urlpatterns = [path("<slug:name>", bare)]


def main(arguments: list[str]) -> int:
    """Open the port and answer in so many processes; return the exit code."""
    port, folder = int(arguments[0]), Path(arguments[1])
    for file in folder.iterdir():
        body = file.read_bytes()
        _ready[file.name] = body, gzip.compress(body, 6)
    # The server's own lines, as the site has them: a crowd would otherwise have it print a line for each that waits.
    logging.config.dictConfig(logging_settings("text", "WARNING"))
    settings.configure(ROOT_URLCONF=VIEW, ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="bare", LOGGING_CONFIG=None)
    django.setup()
    application = get_wsgi_application()
    with socket.create_server(("127.0.0.1", port), backlog=BACKLOG) as listening:
        processes = []
        for _ in range(int(os.environ.get("WEB_CONCURRENCY") or 2)):
            if pid := os.fork():
                processes.append(pid)
            else:
                run(application, listening, largest_body=LARGEST_BODY)
                os._exit(0)

        def stop(number: int, frame: FrameType | None) -> None:
            for pid in processes:
                os.kill(pid, signal.SIGTERM)

        signal.signal(signal.SIGTERM, stop)
        for pid in processes:
            os.waitpid(pid, 0)
    return 0


if __name__ == "__main__":
    sys.exit(importlib.import_module(VIEW).main(sys.argv[1:]))
