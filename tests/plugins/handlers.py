"""Test clients share one chain of middleware.

Django builds the chain anew for each client, and WhiteNoise looks up every static file for it: a fifth of the time of a
test that sends requests. Where a test overrides settings, its clients still build their own.
"""

from collections.abc import Iterator
from unittest import mock

import pytest
from django.conf import Settings, settings
from django.test.client import ClientHandler

CHAIN = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")


@pytest.fixture(scope="session", autouse=True)
def _one_chain_of_middleware() -> Iterator[None]:
    build, kept = ClientHandler.load_middleware, {}

    def load_middleware(handler: ClientHandler, is_async: bool = False) -> None:
        if is_async or not isinstance(settings._wrapped, Settings):
            build(handler, is_async)
            return
        if not kept:
            build(handler)
            kept.update({name: getattr(handler, name) for name in CHAIN})
        for name, value in kept.items():
            setattr(handler, name, value)

    with mock.patch.object(ClientHandler, "load_middleware", load_middleware):
        yield
