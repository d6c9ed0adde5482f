"""How often somebody may try to log in: what is counted, who is asked to wait, and who never is.

Three counts. By address: whoever tries many accounts. By account and address: whoever guesses at one. By account,
wherever from: that count refuses nobody, since it would let any stranger lock out whom they know; it slows down. Each
try at such an account waits for its turn, longer and longer. A device on which its person has logged in before (a
signed cookie says so) waits for nothing of this, and neither does a passkey, which cannot be guessed. The person is
told by mail.

What is typed as an address counts as an account whether there is one or not, so that nothing here tells which there is.
"""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from core.mail import tell
from core.models import User

APP, ACTION = "core.accounts", "attempt"
# What was tried at an account is remembered for so long, and its person is told no more often.
REMEMBERED_SECONDS = 3600
# A request holds its thread for no longer; whoever would have to, is told how long to wait instead.
LONGEST_HELD_SECONDS = 5.0
# Threads of a process that may wait so at the same time: half of them always answer others.
MOST_HELD = 2
KNOWN_FOR = 180 * 24 * 3600
SALT = "core.accounts.attempts.device"
MOST_ACCOUNTS_OF_A_DEVICE = 8
TOLD_FROM = 5

_held = threading.BoundedSemaphore(MOST_HELD)


@dataclass(frozen=True)
class Guessed:
    """What is guessed at: its name, how many wrong tries at an account are free, and the longest wait after them."""

    name: str
    free: int
    longest: float


# A password has 12 characters and more: two million tries a month at four seconds each are none.
PASSWORD = Guessed("password", free=5, longest=4.0)
# Of a million codes three are right at a time, and whoever gets here has the password: 720 tries a day.
CODE = Guessed("code", free=5, longest=120.0)


def seconds_between(failures: int, guessed: Guessed) -> float:
    """How far two tries at one account lie apart after so many wrong ones within the hour: a second after the free
    ones, and twice as long with every further five, up to the longest."""
    if failures < guessed.free:
        return 0.0
    doubled = min((failures - guessed.free) // 5, 20)
    return min(2.0**doubled, guessed.longest)


class TooOften(Exception):
    """No try for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = seconds


@dataclass
class Attempt:
    """One try under way, and what it has used up: given back when it succeeds."""

    account: str
    guessed: Guessed
    used: list[ratelimit.RateLimitUsage] = field(default_factory=list)

    def give_back(self) -> None:
        """It was no guess, or never made."""
        for usage in self.used:
            usage.rollback()

    def failed(self, person: User | None) -> None:
        """It was wrong: count it at the account, and tell its person."""
        failures = _note_failure(self.account, self.guessed)
        if person is None or not (person.is_active and person.has_usable_password()):
            return
        if failures >= TOLD_FROM and cache.add(_key("told", self.account), 1, REMEMBERED_SECONDS):
            tell(person, "account/email/attempts", {"n": failures, "is_code": self.guessed is CODE})


def begin(request: HttpRequest, *, email: str, guessed: Guessed) -> Attempt:
    """Let a try at an account begin, at once or after a wait. Raises TooOften where it is refused."""
    attempt = Attempt(account_key(email), guessed)
    if device := known_device(request, email):
        _use(request, attempt, "device", f"{device}:{attempt.account}")
        return attempt
    _use(request, attempt, "address")
    try:
        _use(request, attempt, "both", f"{ratelimit.get_ip(request)}:{attempt.account}")
        _wait_for_turn(attempt)
    except TooOften:
        attempt.give_back()
        raise
    return attempt


@contextmanager
def trying(request: HttpRequest, person: User, guessed: Guessed, wrong: type[Exception]) -> Iterator[None]:
    """Run a check of what somebody typed for a person; where it raises `wrong`, they were guessing."""
    attempt = begin(request, email=person.email, guessed=guessed)
    try:
        yield
    except wrong:
        attempt.failed(person)
        raise
    attempt.give_back()


def forget(email: str) -> None:
    """Forget what was tried at an account: its person has just proved to be who they are, by mail."""
    account = account_key(email)
    cache.delete_many([_key(what, account, one) for what in ("failures", "turn") for one in (PASSWORD, CODE)])


def may_send(request: HttpRequest, *, email: str) -> bool:
    """Whether a mail that anybody can ask for goes to this address now: a few an hour, whoever asks. Those sent
    before still open the account, so that its person is not kept out, and a known device gets more. Raises TooOften
    for who asks and asks."""
    account = account_key(email)
    attempt = Attempt(account, PASSWORD)
    device = known_device(request, email)
    _use(request, attempt, "mails", f"{device or ratelimit.get_ip(request)}:{account}")
    return (
        bool(device)
        or ratelimit.consume(
            request, app=APP, action=ACTION, config={ACTION: settings.LOGIN_LIMITS["mails_to"]}, key=f"mails:{account}"
        )
        is not None
    )


# --- Known devices -----------------------------------------------------------------------------------


def account_key(email: str) -> str:
    """What an account is called in counts and cookies: the same for every way to write its address."""
    return hashlib.sha256(f"{SALT}:{email.strip().lower()}".encode("utf-8", "replace")).hexdigest()[:24]


def known_device(request: HttpRequest, email: str) -> str:
    """What a device is called on which this account's person has logged in before, or is logged in; else empty."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.email.lower() == email.strip().lower():
        return str(request.session.session_key or "")
    device, accounts = _read(request)
    return device if account_key(email) in accounts else ""


def know_device(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """Give the device a cookie by which it is known as one of this person."""
    device, accounts = _read(request)
    account = account_key(person.email)
    kept = [*[one for one in accounts if one != account], account][-MOST_ACCOUNTS_OF_A_DEVICE:]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device or get_random_string(22), kept], salt=SALT, compress=True),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, accounts = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=KNOWN_FOR
        )
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return device, accounts


# --- Counts ------------------------------------------------------------------------------------------


def _use(request: HttpRequest, attempt: Attempt, limit: str, key: str = "") -> None:
    """Use up one of what a limit allows. Raises TooOften where nothing is left."""
    rates = settings.LOGIN_LIMITS[limit]
    usage = ratelimit.consume(
        request, app=APP, action=ACTION, config={ACTION: rates}, key=f"{limit}:{attempt.guessed.name}:{key}"
    )
    if usage is None:
        raise TooOften(max(rate.duration for rate in ratelimit.parse_rates(rates)))
    attempt.used.append(usage)


def _wait_for_turn(attempt: Attempt) -> None:
    """Wait until this account may be tried again. Raises TooOften where that would hold a thread for too long."""
    guessed = attempt.guessed
    apart = seconds_between(len(_failures(attempt.account, guessed)), guessed)
    if not apart:
        return
    key = _key("turn", attempt.account, guessed)
    with ratelimit.cache_lock(key):
        now = time.time()
        turn = max(now, min(cache.get(key, 0.0), now + guessed.longest) + apart)
        if turn - now > LONGEST_HELD_SECONDS or not _held.acquire(blocking=False):
            raise TooOften(max(turn - now, 1.0))
        cache.set(key, turn, REMEMBERED_SECONDS)
    try:
        time.sleep(turn - now)
    finally:
        _held.release()


def _failures(account: str, guessed: Guessed) -> list[float]:
    found: list[float] = cache.get(_key("failures", account, guessed), [])
    return [at for at in found if at > time.time() - REMEMBERED_SECONDS]


def _note_failure(account: str, guessed: Guessed) -> int:
    key = _key("failures", account, guessed)
    with ratelimit.cache_lock(key):
        failures = [*_failures(account, guessed), time.time()][-200:]
        cache.set(key, failures, REMEMBERED_SECONDS)
        # The next try lies apart from this one, and from those that wait for their turn already.
        turn = _key("turn", account, guessed)
        cache.set(turn, max(time.time(), cache.get(turn, 0.0)), REMEMBERED_SECONDS)
    return len(failures)


def _key(what: str, account: str, guessed: Guessed | None = None) -> str:
    return f"{APP}:{what}:{guessed.name if guessed else ''}:{account}"
