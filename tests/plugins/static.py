"""Static files in tests as in production: hashed names from a manifest, served by WhiteNoise.

A template that names a missing file thus fails here and not on the server. Only the compression is left out.
"""

from collections.abc import Iterator
from unittest import mock

import pytest
from pytest_django.live_server_helper import LiveServer


def pytest_configure(config: pytest.Config) -> None:
    """Collect the files once, before any worker starts."""
    from django.conf import settings

    if hasattr(config, "workerinput") or not settings.configured:
        return
    from iwt_dashboard.ops import staticfiles

    with mock.patch.object(staticfiles.CompressedManifestStorage, "compress_files", return_value=()):
        staticfiles.collect_if_changed()


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """pytest-django's server, without its own handler for static files, which knows no hashed names."""
    with mock.patch("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda application: application):
        server = LiveServer("localhost")
    yield server
    server.stop()
