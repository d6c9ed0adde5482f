"""The clock of the server jumps: nobody sees a fault, nobody is locked out for longer than they were before."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from core import formatting
from tests.factories.core import PASSWORD

JUMPS = [timedelta(days=-400), timedelta(hours=-2), timedelta(hours=2), timedelta(days=400)]
ADDRESSES = ["/", "/needs/", "/countries/VNM/", "/roadmap/", "/partners/", "/workspace/", "/needs/new/", "/healthz"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch):
    """Let the clock of this process jump."""
    import time

    real = time.time
    real_now = timezone.now

    def jump(by: timedelta) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + by.total_seconds())
        monkeypatch.setattr(timezone, "now", lambda: real_now() + by)

    return jump


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_pages_answer_whoever_asks(cast, as_person, clock, by):
    person = as_person(cast.focal_vnm)
    assert person.get("/workspace/").status_code == 200

    clock(by)

    for client in (person, Client()):
        for address in ADDRESSES:
            assert client.get(address).status_code in (200, 302), address


@pytest.mark.parametrize("by", JUMPS, ids=str)
def test_people_can_log_in_before_during_and_after(cast, clock, by):
    EmailAddress.objects.update_or_create(
        user=cast.focal_vnm, email=cast.focal_vnm.email, defaults={"verified": True, "primary": True}
    )

    def log_in() -> int:
        client = Client()
        client.post("/accounts/login/", {"login": cast.focal_vnm.email, "password": PASSWORD})
        return client.get("/workspace/").status_code

    assert log_in() == 200
    clock(by)
    assert log_in() == 200
    clock(timedelta())
    assert log_in() == 200


@pytest.mark.parametrize("by", [timedelta(hours=3), timedelta(days=900), timedelta()])
def test_what_seems_to_lie_ahead_is_of_today(by):
    assert formatting.age(timezone.now() + by) == "today"
