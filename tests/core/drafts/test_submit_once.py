"""Two presses of one form make one record."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.drafts.models import SubmitToken
from core.drafts.store import forget_tokens, once
from core.models import Organisation
from tests.factories.core import OrganisationFactory, SubmitTokenFactory, UserFactory


def make(code):
    def create():
        OrganisationFactory(code=code)
        return f"/{code}/"

    return create


def test_the_second_press_leads_to_the_first_record(cast):
    token = uuid.uuid4()

    first = once(by=cast.secretariat, token=token, create=make("first"))
    second = once(by=cast.secretariat, token=token, create=make("second"))

    assert first == second == "/first/"
    assert not Organisation.objects.filter(code="second").exists()


def test_an_address_with_a_long_query_is_kept_whole(cast):
    token, address = uuid.uuid4(), "/needs/?" + "&".join(f"country={number}" for number in range(400))

    first = once(by=cast.secretariat, token=token, create=lambda: address)

    assert first == once(by=cast.secretariat, token=token, create=make("second")) == address


def test_a_failed_press_frees_its_token(cast):
    token = uuid.uuid4()

    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once(by=cast.secretariat, token=token, create=fail)

    assert not SubmitToken.objects.filter(token=token).exists()
    assert once(by=cast.secretariat, token=token, create=make("later")) == "/later/"


def test_without_a_token_nothing_is_held_back(cast):
    once(by=cast.secretariat, token=None, create=make("a"))
    once(by=cast.secretariat, token=None, create=make("b"))

    assert Organisation.objects.filter(code__in=["a", "b"]).count() == 2


def test_somebody_elses_token_opens_nothing_and_bars_nothing(cast):
    token = uuid.uuid4()
    once(by=cast.secretariat, token=token, create=make("first"))

    assert once(by=cast.focal_vnm, token=token, create=make("second")) == "/second/"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment():
    person, token, found = UserFactory(), uuid.uuid4(), []
    gate = threading.Barrier(2)

    def press(code):
        gate.wait()
        found.append(once(by=person, token=token, create=make(code)))
        connection.close()

    threads = [threading.Thread(target=press, args=(code,)) for code in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1
    assert Organisation.objects.filter(code__in=["one", "two"]).count() == 1


@pytest.mark.parametrize(("days", "is_forgotten"), [(31, True), (29, False)])
def test_old_tokens_are_forgotten(cast, days, is_forgotten):
    token = SubmitTokenFactory(person=cast.secretariat)
    SubmitToken.objects.filter(pk=token.pk).update(used_at=timezone.now() - timedelta(days=days))

    assert forget_tokens() == int(is_forgotten)
