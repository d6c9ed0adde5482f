"""Nobody is locked out by others: strangers are limited, the account slows down, its person gets in and is told."""

import threading
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core.accounts import attempts
from core.accounts.attempts import CODE, PASSWORD, TooOften, seconds_between
from tests.core.accounts.identity_world import LOGIN, add_app, code_of, link_in, log_in, open_account
from tests.exhaustive import EXHAUSTIVE
from tests.factories.core import PASSWORD as RIGHT

pytestmark = pytest.mark.django_db
STEP, RESET = "/accounts/2fa/authenticate/", "/accounts/password/reset/"


class Clock:
    """A clock that goes on while a request is held and not else; `slept` says for how long each was held."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.begun = time.time()

    def time(self) -> float:
        return self.begun + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def slept(monkeypatch):
    """How long requests were held."""
    clock = Clock()
    monkeypatch.setattr(attempts, "time", clock)
    return clock.slept


def at(address, **cookies):
    """A browser at an address."""
    client = Client(REMOTE_ADDR=address)
    client.cookies.load(cookies)
    return client


def guess(person, address, times=1):
    """Wrong passwords from an address; the statuses."""
    typed = {"login": person.email, "password": "a wrong one"}
    return [at(address).post(LOGIN, typed).status_code for _ in range(times)]


# --- How long an account waits -----------------------------------------------------------------------

# Wrong tries within the hour, and seconds between two tries then: none for the first five, a second, and twice as long
# with each further five. A password is long, and four seconds are enough; a code has six digits.
WAITS = [(0, 0, 0), (4, 0, 0), (5, 1, 1), (9, 1, 1), (10, 2, 2), (14, 2, 2), (15, 4, 4), (20, 4, 8), (25, 4, 16)]
WAITS += [(35, 4, 64), (40, 4, 120), (200, 4, 120), (10**9, 4, 120)]


@pytest.mark.parametrize(("failures", "password", "code"), WAITS)
def test_how_far_apart_two_tries_lie(failures, password, code):
    assert seconds_between(failures, PASSWORD) == password
    assert seconds_between(failures, CODE) == code


@given(failures=st.integers(0, 1000))
def test_the_wait_never_shrinks_and_has_an_end(failures):
    for guessed in (PASSWORD, CODE):
        assert seconds_between(failures, guessed) <= seconds_between(failures + 1, guessed) <= guessed.longest


# --- Passwords ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("addresses", [1, 3, 40 if EXHAUSTIVE else 10])
def test_wrong_passwords_from_elsewhere_keep_nobody_out(cast, strict, slept, addresses):
    person = open_account(cast.focal_vnm)
    for number in range(addresses):
        assert guess(person, f"203.0.113.{number}", 7) == [200] * 5 + [429] * 2

    answer = at("198.51.100.7").post(LOGIN, {"login": person.email, "password": RIGHT})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/workspace/")
    # Who comes later is held for some seconds at most.
    assert 0 < max(slept) <= 4.1


def test_an_account_under_attack_answers_slowly_whether_there_is_one_or_not(cast, strict, slept):
    open_account(cast.focal_vnm)
    held = {}
    for email in (cast.focal_vnm.email, "nobody@example.org"):
        slept.clear()
        for number in range(12):
            at(f"203.0.113.{number}").post(LOGIN, {"login": email, "password": "wrong"})
        held[email] = [round(seconds) for seconds in slept]

    assert held[cast.focal_vnm.email] == held["nobody@example.org"]
    assert held[cast.focal_vnm.email][:5] == [1, 1, 1, 1, 1]
    assert held[cast.focal_vnm.email][5:] == [2, 2]


def test_the_ways_to_write_an_address_are_one_account(cast, strict, slept):
    person = open_account(cast.focal_vnm)
    ways = [person.email, person.email.upper(), f"  {person.email} ", person.email.title(), person.email]

    statuses = [at("203.0.113.1").post(LOGIN, {"login": way, "password": "x"}).status_code for way in [*ways, *ways]]

    assert statuses == [200] * 5 + [429] * 5


def test_no_more_threads_are_held_than_half(cast, strict, monkeypatch):
    """Whoever would hold a third thread of a process is told to come back."""
    person = open_account(cast.focal_vnm)
    for number in range(5):
        guess(person, f"203.0.113.{number}")
    monkeypatch.setattr(attempts, "_held", threading.BoundedSemaphore(1))

    with attempts._held:
        answer = at("198.51.100.7").post(LOGIN, {"login": person.email, "password": RIGHT})

    assert answer.status_code == 429
    seconds = int(answer["Retry-After"])
    assert 1 <= seconds <= 3
    assert f"Try again in {seconds} second" in answer.text
    assert "A device on which you have logged in before" in answer.text


def test_what_was_refused_has_used_nothing_up(cast, strict, slept, monkeypatch):
    person = open_account(cast.focal_vnm)
    for number in range(5):
        guess(person, f"203.0.113.{number}")
    monkeypatch.setattr(attempts, "LONGEST_HELD_SECONDS", 0.1)
    refused = guess(person, "198.51.100.7", 9)
    monkeypatch.setattr(attempts, "LONGEST_HELD_SECONDS", 5.0)

    assert refused == [429] * 9
    assert at("198.51.100.7").post(LOGIN, {"login": person.email, "password": RIGHT}).status_code == 302


# --- Known devices -----------------------------------------------------------------------------------


def device_of(client):
    """The cookie by which a device is known."""
    return {name: cookie.value for name, cookie in client.cookies.items() if "device" in name}


def test_a_known_device_gets_in_at_once_where_all_others_wait(cast, strict, slept):
    person = open_account(cast.focal_vnm)
    known = device_of(log_in(person, client=at("198.51.100.7"))[0])
    # Its own address is used up too, as behind one router.
    for address in ["198.51.100.7", *(f"203.0.113.{number}" for number in range(8))]:
        guess(person, address, 6)
    slept.clear()

    assert known
    assert at("198.51.100.7").post(LOGIN, {"login": person.email, "password": RIGHT}).status_code == 429
    assert at("198.51.100.7", **known).post(LOGIN, {"login": person.email, "password": RIGHT}).status_code == 302
    assert slept == []


def test_a_device_is_known_for_the_accounts_that_logged_in_on_it_alone(cast, strict, slept):
    first, second, other = (open_account(one) for one in (cast.focal_vnm, cast.viewer_vnm, cast.focal_tha))
    client = log_in(first)[0]
    client.post("/accounts/logout/")
    log_in(second, client=client)
    request = RequestFactory().get("/")
    request.user, request.COOKIES = AnonymousUser(), device_of(client)

    assert attempts.known_device(request, first.email.upper())
    assert attempts.known_device(request, second.email)
    assert not attempts.known_device(request, other.email)


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "\x00", "W10:1:x", "eyJhIjoxfQ:1w:x"])
def test_a_made_up_device_is_unknown(cast, value):
    request = RequestFactory().get("/")
    request.user, request.COOKIES = AnonymousUser(), {"device": value}

    assert not attempts.known_device(request, cast.focal_vnm.email)


def test_a_stolen_cookie_lets_nobody_guess_on(cast, strict, slept):
    person = open_account(cast.focal_vnm)
    known = device_of(log_in(person)[0])
    typed = {"login": person.email, "password": "wrong"}

    statuses = [at(f"203.0.113.{n}", **known).post(LOGIN, typed).status_code for n in range(12)]

    assert statuses == [200] * 10 + [429] * 2
    assert at("198.51.100.9").post(LOGIN, {**typed, "password": RIGHT}).status_code == 302


def test_the_cookie_is_no_ones_to_read_or_send_elsewhere(cast):
    answer = log_in(open_account(cast.focal_vnm))[1]
    cookie = answer.cookies["device"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cast.focal_vnm.email not in cookie.value
    assert Client().get("/workspace/").status_code == 302


# --- Codes -------------------------------------------------------------------------------------------


def half_way(person, address, **cookies):
    """Somebody who has typed the right password."""
    return log_in(person, client=at(address, **cookies))[0]


def test_wrong_codes_from_elsewhere_keep_nobody_out(cast, strict, slept):
    secret = add_app(open_account(cast.clearing_vnm))
    for number in range(3):
        stranger = half_way(cast.clearing_vnm, f"203.0.113.{number}")
        statuses = [stranger.post(STEP, {"code": f"{n:06}"}).status_code for n in range(6)]
        assert statuses == [200] * 5 + [429]

    answer = half_way(cast.clearing_vnm, "198.51.100.7").post(STEP, {"code": code_of(secret)})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/workspace/")


def test_a_known_device_needs_not_wait_for_its_code(cast, strict, slept):
    secret = add_app(open_account(cast.clearing_vnm))
    own = half_way(cast.clearing_vnm, "198.51.100.7")
    own.post(STEP, {"code": code_of(secret)})
    known = device_of(own)
    for number in range(9):
        stranger = half_way(cast.clearing_vnm, f"203.0.113.{number}")
        for n in range(5):
            stranger.post(STEP, {"code": f"{n:06}"})

    assert known
    assert half_way(cast.clearing_vnm, "198.51.100.8").post(STEP, {"code": "111111"}).status_code == 429
    assert half_way(cast.clearing_vnm, "198.51.100.9", **known).post(STEP, {"code": "111111"}).status_code == 200


# --- Proving again who one is, and mails -------------------------------------------------------------


def test_wrong_passwords_elsewhere_hinder_nobody_who_is_logged_in(cast, strict, slept):
    person = open_account(cast.focal_vnm)
    client = log_in(person, client=at("198.51.100.7"))[0]
    client.cookies.pop("device")
    for address in ("198.51.100.7", "203.0.113.1", "203.0.113.2", "203.0.113.3"):
        guess(person, address, 6)
    slept.clear()

    assert client.post("/accounts/reauthenticate/", {"password": RIGHT}).status_code == 302
    assert slept == []


def test_mails_that_others_ask_for_are_few_and_keep_nobody_out(cast, strict):
    person = open_account(cast.focal_vnm)

    for number in range(12):
        assert at(f"203.0.113.{number}").post(RESET, {"email": person.email}).status_code == 302

    assert len(mail.outbox) == 5
    passphrase, visitor = "quiet rivers carry stones", Client()
    form = visitor.get(link_in(mail.outbox[-1]), follow=True).redirect_chain[-1][0]
    assert visitor.post(form, {"password1": passphrase, "password2": passphrase}).status_code == 302
    assert log_in(person, password=passphrase)[1].status_code == 302


def test_a_known_device_still_gets_a_mail(cast, strict):
    person = open_account(cast.focal_vnm)
    known = device_of(log_in(person)[0])
    for number in range(6):
        at(f"203.0.113.{number}").post(RESET, {"email": person.email})
    mail.outbox.clear()

    at("198.51.100.7", **known).post(RESET, {"email": person.email})

    assert [message.to for message in mail.outbox] == [[person.email]]


def test_a_new_password_by_mail_ends_the_wait(cast, strict, slept):
    person = open_account(cast.focal_vnm)
    for number in range(12):
        guess(person, f"203.0.113.{number}")
    attempts.forget(person.email)
    slept.clear()

    assert at("198.51.100.7").post(LOGIN, {"login": person.email, "password": RIGHT}).status_code == 302
    assert slept == []


# --- Who is told -------------------------------------------------------------------------------------


def told():
    return [message for message in mail.outbox if "tries to log in" in message.subject]


def test_its_person_is_told_once_an_hour(cast, strict, slept):
    person = open_account(cast.focal_vnm)

    guess(person, "203.0.113.1", 4)
    assert told() == []
    for number in range(2, 30):
        guess(person, f"203.0.113.{number}", 2)

    assert [message.to for message in told()] == [[person.email]]
    assert "5 wrong passwords" in told()[0].body
    assert "not locked" in told()[0].body
    assert "203.0.113" not in told()[0].body


def test_whose_password_is_known_is_told_so(cast, strict, slept):
    add_app(open_account(cast.clearing_vnm))
    stranger = half_way(cast.clearing_vnm, "203.0.113.1")
    for n in range(5):
        stranger.post(STEP, {"code": f"{n:06}"})

    assert [message.to for message in told()] == [[cast.clearing_vnm.email]]
    assert "knows your password" in told()[0].body
    assert "change your password now" in told()[0].body


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!unusable"}])
def test_nobody_is_told_whose_account_is_not_open(cast, strict, slept, change):
    person = open_account(cast.focal_vnm)
    type(person).objects.filter(pk=person.pk).update(**change)

    for number in range(8):
        guess(person, f"203.0.113.{number}", 2)

    assert told() == []


def test_a_refusal_says_for_how_long(strict, db):
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    for _ in range(5):
        attempts.begin(request, email="a@example.org", guessed=PASSWORD).failed(None)

    with pytest.raises(TooOften) as refusal:
        attempts.begin(request, email="a@example.org", guessed=PASSWORD)

    assert refusal.value.seconds == 600
