"""Passwords are hashed as in the product, with fewer rounds: half a second a log-in is meant for guessers."""

from collections.abc import Iterator
from unittest import mock

import pytest
from django.contrib.auth.hashers import get_hasher


@pytest.fixture(scope="session", autouse=True)
def _few_rounds() -> Iterator[None]:
    with mock.patch.object(type(get_hasher()), "iterations", 1_000):
        yield
