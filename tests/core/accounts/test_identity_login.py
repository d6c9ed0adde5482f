"""Log-in and reset: by the right password alone, within limits, and telling nobody who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import Client

from core.history.audit import AuditEntry, AuditKind
from core.models import User
from tests.core.accounts.identity_world import LOGIN, link_in, log_in, open_account
from tests.factories.core import PASSWORD

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"


def words(answer):
    """A page without its tokens."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|value)="[^"]*"', "", answer.content.decode())


def test_who_logs_in_comes_to_the_page_asked_for(cast):
    open_account(cast.focal_vnm)

    client, answer = log_in(cast.focal_vnm, path=f"{LOGIN}?next=/needs/new/")

    assert (answer.status_code, answer.url) == (302, "/needs/new/")
    assert client.get("/workspace/").status_code == 200
    entry = AuditEntry.objects.get(kind=AuditKind.LOGGED_IN)
    assert (entry.by, entry.detail["means"]) == (cast.focal_vnm, ["password"])


def test_no_way_leads_out_of_the_site(cast):
    open_account(cast.focal_vnm)

    answer = log_in(cast.focal_vnm, path=f"{LOGIN}?next=https://evil.example/")[1]

    assert answer.url == "/workspace/"


def test_the_form_speaks_our_words_and_remembers_nobody(client):
    page = client.get(LOGIN).content.decode()

    assert "E-mail address" in page
    assert "Remember" not in page
    assert "placeholder" not in page
    assert "Sign" not in page


def test_every_failure_looks_the_same(cast):
    """Unknown, closed, never opened, wrong password: one answer, word for word."""
    open_account(cast.focal_vnm)
    closed = open_account(cast.viewer_vnm)
    closed.is_active = False
    closed.save()
    invited = cast.focal_tha
    invited.set_unusable_password()
    invited.save()
    tries = [
        ("nobody@example.org", PASSWORD),
        (cast.focal_vnm.email, "a wrong password"),
        (closed.email, PASSWORD),
        (invited.email, PASSWORD),
    ]

    answers = [Client().post(LOGIN, {"login": email, "password": password}) for email, password in tries]

    assert {answer.status_code for answer in answers} == {200}
    assert len({words(answer) for answer in answers}) == 1
    assert "do not go together" in words(answers[0])


def test_every_failure_costs_one_hash(cast, monkeypatch):
    """As long as checking a password takes, nobody can tell by the clock who has an account."""
    closed = cast.viewer_vnm
    closed.is_active = False
    closed.save()
    cast.focal_tha.set_unusable_password()
    cast.focal_tha.save()
    counted, hasher = [], type(get_hasher())
    inner = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args, **more: (counted.append(1), inner(*args, **more))[1])
    costs = {}

    for email in ("nobody@example.org", cast.focal_vnm.email, closed.email, cast.focal_tha.email):
        counted.clear()
        Client().post(LOGIN, {"login": email, "password": "a wrong password"})
        costs[email] = len(counted)

    assert set(costs.values()) == {1}


def test_a_failed_log_in_is_noted_without_what_was_typed(cast):
    Client().post(LOGIN, {"login": "my secret password", "password": "x"})
    Client().post(LOGIN, {"login": "nobody@example.org", "password": "x"})
    Client().post(LOGIN, {"login": cast.focal_vnm.email, "password": "x"})

    noted = list(AuditEntry.objects.filter(kind=AuditKind.LOGIN_FAILED).order_by("pk"))

    assert [entry.about for entry in noted] == ["", str(cast.focal_vnm)]
    assert not any("nobody" in str(vars(entry)) for entry in noted)


def test_too_many_failures_from_one_address_are_answered_429_even_to_the_right_password(cast, strict):
    open_account(cast.focal_vnm)
    open_account(cast.viewer_vnm)

    for _ in range(5):
        assert log_in(cast.focal_vnm, password="wrong")[1].status_code == 200
    answer = log_in(cast.focal_vnm)[1]

    assert answer.status_code == 429
    assert "Try again in 10 minutes." in answer.content.decode()
    assert int(answer["Retry-After"]) == 600
    assert log_in(cast.viewer_vnm)[1].status_code == 302


def test_the_limit_is_the_same_for_an_address_that_nobody_has(strict):
    statuses = [Client().post(LOGIN, {"login": "nobody@example.org", "password": "x"}).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]


def test_an_address_that_tries_many_accounts_is_stopped(settings, strict):
    settings.LOGIN_LIMITS = {**settings.LOGIN_LIMITS, "address": "7/10m/ip"}

    statuses = [Client().post(LOGIN, {"login": f"n{n}@example.org", "password": "x"}).status_code for n in range(9)]

    assert statuses == [200] * 7 + [429] * 2


def test_reset_answers_the_same_for_everybody_and_writes_to_each(cast):
    open_account(cast.focal_vnm)
    cast.focal_tha.set_unusable_password()
    cast.focal_tha.save()

    answers = [
        Client().post(RESET, {"email": email}, follow=True)
        for email in (cast.focal_vnm.email, "nobody@example.org", cast.focal_tha.email)
    ]

    assert len({words(answer) for answer in answers}) == 1
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "/accounts/password/reset/key/" in bodies[cast.focal_vnm.email]
    assert bodies["nobody@example.org"] == bodies[cast.focal_tha.email]
    assert "http" not in bodies["nobody@example.org"]
    assert not any(message.subject.startswith("[") for message in mail.outbox)


def test_reset_is_limited_by_account_and_address_known_or_not(cast):
    for email in (cast.focal_vnm.email, "nobody@example.org"):
        assert [Client().post(RESET, {"email": email}).status_code for _ in range(4)] == [302] * 3 + [429]


def test_a_new_password_from_the_link_ends_every_session(cast):
    open_account(cast.focal_vnm)
    elsewhere = log_in(cast.focal_vnm)[0]
    Client().post(RESET, {"email": cast.focal_vnm.email})
    visitor, passphrase = Client(), "quiet rivers carry stones"
    form = visitor.get(link_in(mail.outbox[-1]), follow=True).redirect_chain[-1][0]

    answer = visitor.post(form, {"password1": passphrase, "password2": passphrase})

    assert answer.status_code == 302
    assert elsewhere.get("/workspace/").status_code == 302
    assert log_in(cast.focal_vnm)[1].status_code == 200
    assert log_in(cast.focal_vnm, password=passphrase)[1].status_code == 302
    assert mail.outbox[-1].subject == "Your password has changed"
    assert AuditEntry.objects.filter(kind=AuditKind.PASSWORD_CHANGED, by=cast.focal_vnm).count() == 1


def test_an_address_must_be_confirmed_before_the_first_log_in(cast):
    client, answer = log_in(cast.focal_vnm)
    assert answer.url == "/accounts/confirm-email/"
    assert client.get("/workspace/").status_code == 302

    link = link_in(mail.outbox[-1])
    assert "Confirm" in client.get(link).content.decode()
    client.post(link)

    assert log_in(cast.focal_vnm)[1].url == "/workspace/"


def test_a_changed_address_must_be_confirmed_too(cast, as_person):
    open_account(cast.viewer_vnm)
    elsewhere = log_in(cast.viewer_vnm)[0]
    data = {"name": "V", "email": "new@example.org", "role": "country_viewer", "country": cast.viewer_vnm.country_id}

    as_person(cast.secretariat).post(f"/admin/core/user/{cast.viewer_vnm.pk}/change/", data)

    assert [message.to for message in mail.outbox] == [["viewer.vnm@example.org"]]
    assert elsewhere.get("/workspace/").status_code == 302
    person = User.objects.get(pk=cast.viewer_vnm.pk)
    assert log_in(person)[1].url == "/accounts/confirm-email/"
    assert not EmailAddress.objects.filter(email="viewer.vnm@example.org").exists()


def test_nobody_signs_up(client):
    page = client.get("/accounts/signup/")
    answer = client.post("/accounts/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})

    assert "Accounts are opened by the secretariat" in page.content.decode()
    assert not User.objects.filter(email="x@example.org").exists()
    assert answer.status_code == 405, "there is nothing to press"


def test_log_out_is_noted(cast, as_person):
    client = as_person(cast.focal_vnm)

    client.post("/accounts/logout/")

    assert AuditEntry.objects.filter(kind=AuditKind.LOGGED_OUT, by=cast.focal_vnm).exists()
    assert client.get("/workspace/").status_code == 302
