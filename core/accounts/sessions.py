"""The log-ins of a person: how long they last, and how they are listed and ended.

A log-in lasts so many minutes without a request, and so many hours in any case. `request.ended_session` says whose a
session was that has ended by the clock, so that what its person sends too late can be kept for them. What a page asks
for by itself carries the header `X-Automatic` and does not count as activity.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from core.history.audit import AuditKind, note
from core.models import User
from core.pages import is_from_script

BEGAN, SEEN, ENDED = "began_at", "seen_at", "ended"
# The row is written again only after so long: a person who works writes once a minute, not with every request.
STALE_SECONDS = 60


class SessionStore(DatabaseStore):
    """Django's database store, which also stamps the instants of log-in and last use, by whatever way people log in.

    Django raises UpdateError for any failed write, and answers 400 as for a session that was ended meanwhile. Where
    the database itself failed, its own error is raised instead, for the page that says so (503).
    """

    def save(self, must_create: bool = False) -> None:
        """Write the session; one that somebody has logged in to gets its two instants (seconds since 1970)."""
        data: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if SESSION_KEY in data:
            now = int(time.time())
            data.setdefault(BEGAN, now)
            data.setdefault(SEEN, now)
            data.pop(ENDED, None)
        try:
            super().save(must_create=must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from error.__context__.__cause__
            raise


class SessionVerdict(StrEnum):
    """Whether a session goes on."""

    LIVES = "lives"
    IDLE = "idle"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class EndedSession:
    """A log-in that has ended by the clock: the key of its person, and why."""

    person: int
    why: str


def verdict_on(now: int, *, began: int, seen: int, idle: int, longest: int) -> SessionVerdict:
    """Whether a session goes on. In seconds; an instant in the future (the clock was put back) is as good as now."""
    if max(now - seen, 0) >= idle:
        return SessionVerdict.IDLE
    return SessionVerdict.TOO_LONG if max(now - began, 0) >= longest else SessionVerdict.LIVES


def verdict_now(began: int, seen: int) -> SessionVerdict:
    """Whether a session that began and was last used at these seconds goes on now, by the settings."""
    idle, longest = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    return verdict_on(int(time.time()), began=began, seen=seen, idle=idle, longest=longest)


def way_back(request: HttpRequest) -> str:
    """The page to come back to after logging in: the page itself, or the one on which something was pressed."""
    if request.method in {"GET", "HEAD"} and not is_from_script(request):
        return request.get_full_path()
    for address in (request.headers.get("HX-Current-URL"), request.headers.get("Referer")):
        if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
            parts = urlsplit(address)
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """A redirect to the log-in form for people; for scripts 401 without a body, and the form's address in a header."""
    answer = redirect_to_login(way_back(request))
    if is_from_script(request):
        return HttpResponse(status=401, headers={"X-Log-In": answer.url, "Cache-Control": "no-store"})
    return answer


class SessionLifetimeMiddleware:
    """Ends sessions by the clock, and spares scripts the log-in form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Judge the session before anything asks who is there."""
        session = request.session
        request.ended_session = None  # type: ignore[attr-defined]
        if SESSION_KEY in session:
            _judge(request)
        elif ENDED in session:
            request.ended_session = EndedSession(**session[ENDED])  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == 302 and is_from_script(request) and not request.user.is_authenticated:
            form = resolve_url(settings.LOGIN_URL)
            if response["Location"].partition("?")[0] == form and request.path != form:
                return ask_to_log_in(request)
        return response


def _judge(request: HttpRequest) -> None:
    session, now = request.session, int(time.time())
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    verdict = verdict_now(began, seen)
    if verdict is not SessionVerdict.LIVES:
        _end(request, verdict)
    elif (now - seen >= STALE_SECONDS and "X-Automatic" not in request.headers) or seen > now:
        session[SEEN] = now


def _end(request: HttpRequest, verdict: SessionVerdict) -> None:
    """Let nobody be logged in any more, and note whose session it was, where it was still good."""
    session = request.session
    # Who is there is asked before the session forgets it.
    person = request.user if request.user.is_authenticated else None
    for key in (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY, BEGAN, SEEN):
        session.pop(key, None)
    if person is not None:
        ended = EndedSession(person.pk, verdict.value)
        session[ENDED] = asdict(ended)
        request.ended_session = ended  # type: ignore[attr-defined]
        note(AuditKind.SESSION_ENDED, by=person, about=str(person), why=verdict.value)
    request.user = AnonymousUser()


@dataclass(frozen=True)
class OpenSession:
    """One log-in of a person that still works."""

    pk: int
    began_at: datetime
    seen_at: datetime
    machine: str
    is_current: bool


def open_sessions(person: User, current_key: str | None) -> list[OpenSession]:
    """The log-ins of a person that still work, this one first, then by last use. Two queries."""
    listed = {row.session_key: row for row in UserSession.objects.filter(user_id=person.pk)}
    kept = Session.objects.filter(session_key__in=listed, expire_date__gt=timezone.now())
    found, expected = [], person.get_session_auth_hash()
    for session in kept:
        data = SessionStore().decode(session.session_data)
        row = listed[session.session_key]
        began = int(data.get(BEGAN, row.created_at.timestamp()))
        seen = int(data.get(SEEN, began))
        is_theirs = data.get("_auth_user_id") == str(person.pk) and data.get("_auth_user_hash") == expected
        if not is_theirs or verdict_now(began, seen) is not SessionVerdict.LIVES:
            continue
        found.append(
            OpenSession(
                pk=row.pk,
                began_at=datetime.fromtimestamp(began, UTC),
                seen_at=datetime.fromtimestamp(seen, UTC),
                machine=machine_of(row.user_agent),
                is_current=session.session_key == current_key,
            )
        )
    return sorted(found, key=lambda one: (not one.is_current, -one.seen_at.timestamp()))


BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {name: name for name in ("iPhone", "iPad", "Android", "Windows")}
SYSTEMS |= {"Mac OS X": "Mac", "CrOS": "ChromeOS", "Linux": "Linux"}


def machine_of(user_agent: str) -> str:
    """Browser and system in two words, as far as the browser tells; empty where it tells neither."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system)))


@transaction.atomic
def end_one(*, by: User, pk: int) -> bool:
    """End one of a person's own sessions; whether there was one."""
    row = UserSession.objects.filter(user_id=by.pk, pk=pk).first()
    if row is None:
        return False
    row.end()
    note(AuditKind.SESSION_ENDED, by=by, about=str(by), why="revoked")
    return True


@transaction.atomic
def sign_out_everywhere(*, by: User) -> None:
    """End every session of a person, this one too."""
    end_all(by)
    note(AuditKind.SESSION_ENDED, by=by, about=str(by), why="everywhere")


def end_all(person: User) -> None:
    """Let no session of a person work any more, whether or not it is listed. The caller writes the log."""
    User.objects.filter(pk=person.pk).update(session_generation=F("session_generation") + 1)
    rows = UserSession.objects.filter(user_id=person.pk)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


def forget() -> int:
    """Delete what is listed of sessions that are gone; how many there were."""
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone.delete()[0]
