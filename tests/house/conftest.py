"""The world of `universe.py`, made once for each module that asks for it and rolled back at the module's end."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client

from tests.house.universe import Universe, build


@pytest.fixture(scope="module")
def universe(django_db_setup: None, django_db_blocker) -> Iterator[Universe]:
    """The world, inside a transaction. Tests that use it are marked `django_db`: what they write is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def client_of(universe: Universe) -> Callable[[str], Client]:
    """A client for each person of the world, logged in before the first test; nobody logs in for the public."""
    clients = {who: Client() for who in universe.people}
    for who, person in universe.people.items():
        if person.is_authenticated:
            clients[who].force_login(person)
    return clients.__getitem__
