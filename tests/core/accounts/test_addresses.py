"""A person changes the own address: asked by who has shown who they are, confirmed at the new one, told to the old."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress
from django.core import mail, signing
from django.test import Client

from core.accounts import addresses
from core.history.audit import AuditEntry, AuditKind
from core.models import User
from tests.core.accounts.identity_world import link_in, log_in, open_account
from tests.factories.core import PASSWORD

pytestmark = pytest.mark.django_db
CHANGE, CONFIRM, NEW = "/accounts/email/", "/accounts/email/confirm/", "focal.new@example.org"


@pytest.fixture
def person(cast) -> User:
    return open_account(cast.focal_vnm)


def ask(person, new=NEW):
    """Log in, ask for another address; the browser, the answer, and the mails by address."""
    client = log_in(person)[0]
    mail.outbox.clear()
    answer = client.post(CHANGE, {"email": new})
    return client, answer, {message.to[0]: message for message in mail.outbox}


def test_the_link_goes_to_the_new_address_and_word_to_the_old(person):
    was = person.email
    _client, answer, sent = ask(person)

    assert (answer.status_code, answer.url) == (302, "/accounts/")
    assert set(sent) == {NEW, was}
    assert link_in(sent[NEW]).startswith(f"{CONFIRM}?key=")
    assert NEW in sent[was].body
    assert "http" not in sent[was].body
    person.refresh_from_db()
    assert person.email == was


def test_following_the_link_changes_nothing_and_its_button_does(person):
    was = person.email
    client, _answer, sent = ask(person)
    link = link_in(sent[NEW])
    mail.outbox.clear()

    page = Client().get(link)
    assert (page.status_code, NEW in page.text) == (200, True)
    assert User.objects.get(pk=person.pk).email == was

    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    answer = Client().post(CONFIRM, {"key": key})

    assert answer.status_code == 302
    assert User.objects.get(pk=person.pk).email == NEW
    rows = list(EmailAddress.objects.filter(user=person).values_list("email", "verified", "primary"))
    assert rows == [(NEW, True, True)]
    assert [(message.to, NEW in message.body) for message in mail.outbox] == [([was], True)]
    # Who asked is still logged in, and logs in with the new address from now on.
    assert client.get("/workspace/").status_code == 200
    assert Client().post("/accounts/login/", {"login": was, "password": PASSWORD}).status_code == 200
    assert Client().post("/accounts/login/", {"login": NEW, "password": PASSWORD}).url == "/workspace/"
    kinds = AuditEntry.objects.filter(by=person).values_list("kind", flat=True)
    assert {AuditKind.ADDRESS_ASKED, AuditKind.ADDRESS_CHANGED} <= set(kinds)


def key_of(sent):
    return unquote(link_in(sent[NEW]).partition("key=")[2])


SPENT = {
    "used": lambda person, key: addresses.confirm_change(token=key),
    "logged out everywhere": lambda person, key: User.objects.filter(pk=person.pk).update(session_generation=99),
    "closed": lambda person, key: User.objects.filter(pk=person.pk).update(is_active=False),
    "changed by the secretariat": lambda person, key: User.objects.filter(pk=person.pk).update(email="x@example.org"),
}


@pytest.mark.parametrize("how", SPENT)
def test_a_spent_link_changes_nothing(person, how):
    key = key_of(ask(person)[2])
    SPENT[how](person, key)
    stands = User.objects.get(pk=person.pk).email

    answers = [Client().get(CONFIRM, {"key": key}), Client().post(CONFIRM, {"key": key})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "no longer works" in answers[0].text
    assert User.objects.get(pk=person.pk).email == stands


def test_a_link_works_for_a_day(person, monkeypatch):
    key = key_of(ask(person)[2])
    monkeypatch.setattr(addresses, "GOOD_FOR", timedelta(seconds=-1))

    assert addresses.confirm_change(token=key) is None


@pytest.mark.parametrize(
    "token",
    ["", "x", "x:y:z", "\x00", signing.dumps([1], salt=addresses.SALT), signing.dumps("x", salt=addresses.SALT)],
    ids=["empty", "letter", "three parts", "NUL", "a list", "a word"],  # what is signed differs at each start
)
def test_a_made_up_link_is_none(token):
    assert addresses.waiting_change(token) is None
    assert Client().get(CONFIRM, {"key": token}).status_code == 404


def test_an_address_that_somebody_has_is_not_told_apart(person, cast):
    _client, free, _sent = ask(person)
    _client, taken, sent = ask(person, cast.viewer_vnm.email.upper())

    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    assert "http" not in sent[cast.viewer_vnm.email].body
    assert person.email not in sent[cast.viewer_vnm.email].body
    assert person.email in sent


def test_an_address_that_is_taken_meanwhile_stays_with_who_took_it(person, cast):
    key = key_of(ask(person)[2])
    User.objects.filter(pk=cast.viewer_vnm.pk).update(email=NEW)

    assert addresses.confirm_change(token=key) is None
    assert User.objects.get(pk=person.pk).email == person.email


@pytest.mark.parametrize("typed", ["", "no address", "a@b", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_refused_in_words(person, typed):
    _client, answer, sent = ask(person, typed)

    assert answer.status_code == 422
    assert sent == {}


def test_the_present_address_is_refused_in_words(person):
    answer = ask(person, person.email.upper())[1]

    assert answer.status_code == 422
    assert "your address already" in answer.text


def test_who_has_not_shown_lately_who_they_are_is_asked_first(person, as_person):
    client = as_person(person)
    mail.outbox.clear()

    answers = [client.get(CHANGE), client.post(CHANGE, {"email": NEW})]

    assert all(answer.status_code == 302 and "/reauthenticate/" in answer.url for answer in answers)
    assert mail.outbox == []


def test_nobody_is_flooded(person, strict):
    client = log_in(person)[0]
    mail.outbox.clear()

    statuses = [client.post(CHANGE, {"email": NEW}).status_code for _ in range(5)]

    assert statuses == [302] * 3 + [429] * 2
    assert len([message for message in mail.outbox if message.to == [NEW]]) == 3
