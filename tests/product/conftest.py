"""The world of `universe.py`, made once a run; each module that asks for it works on its worker's copy."""

import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from core.accounts import sessions
from tests.plugins.worlds import Worlds, connected_to
from tests.product.planting import plant
from tests.product.universe import Universe, build


def _filled() -> tuple[Universe, dict[str, str]]:
    """The world, with everybody logged in who can: the world and the session of each."""
    world, sessions = build(), {}
    world.kept_empty = plant(world)
    for who, person in world.people.items():
        if person.is_authenticated:
            client = Client()
            client.force_login(person)
            sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return world, sessions


@pytest.fixture(scope="session")
def _copy(django_db_setup: None, worlds: Worlds, django_db_blocker: Any) -> tuple[str, bytes, dict[str, str]]:
    with django_db_blocker.unblock():
        name, (world, sessions) = worlds.copy("universe", _filled)
    # What one module does to the objects is not to reach the next.
    return name, pickle.dumps(world), sessions


@pytest.fixture(scope="module")
def universe(_copy: tuple[str, bytes, dict[str, str]], django_db_blocker: Any) -> Iterator[Universe]:
    """The world. Tests that use it are marked `django_db`: what they write is taken back."""
    name, world, _ = _copy
    with django_db_blocker.unblock(), connected_to(name), pytest.MonkeyPatch.context() as patch:
        # The world may be older than a log-in lasts, and would then record activity with every request.
        patch.setattr(sessions, "STALE_SECONDS", 86_400)
        patch.setattr(settings, "SESSION_IDLE_MINUTES", 1_440)
        yield pickle.loads(world)


@pytest.fixture(scope="module")
def client_of(universe: Universe, _copy: tuple[str, bytes, dict[str, str]]) -> Callable[[str], Client]:
    """A client for each person of the world, who has logged in; nobody logs in for the public."""
    clients = {who: Client() for who in universe.people}
    for who, session in _copy[2].items():
        clients[who].cookies[settings.SESSION_COOKIE_NAME] = session
    return clients.__getitem__
