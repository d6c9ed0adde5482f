"""Static files in tests as in production: hashed names from a manifest, served by WhiteNoise.

A template that names a missing file thus fails here and not on the server. Only what every page loads is compressed: it
is weighed by a test, and the rest would take longer than it is worth.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from unittest import mock

import pytest
from pytest_django.live_server_helper import LiveServer


def pytest_configure(config: pytest.Config) -> None:
    """Collect the files once, before any worker starts."""
    from django.conf import settings

    if hasattr(config, "workerinput") or not settings.configured:
        return
    from iwt_dashboard.ops import staticfiles

    storage: Any = staticfiles.CompressedManifestStorage
    compress = storage.compress_files

    def compress_bundles(self: Any, paths: Iterable[str]) -> Any:
        return compress(self, [path for path in paths if path.startswith("site.")])

    with mock.patch.object(storage, "compress_files", compress_bundles):
        staticfiles.collect_if_changed()


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """pytest-django's server, without its own handler for static files, which knows no hashed names."""
    with mock.patch("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda application: application):
        server = LiveServer("localhost")
    yield server
    server.stop()
