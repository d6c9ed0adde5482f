"""How long a log-in lasts: so many minutes without a request, and so many hours in any case.

A session that has ended by the clock stays known as such: `request.ended_session` says whose it was, so that what its
person sends too late can be kept for them. Who sends it is nobody until they log in again.

What a page asks for by itself carries the header `X-Automatic` and does not count as activity.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, REDIRECT_FIELD_NAME, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from core.accounts.session_store import BEGAN, ENDED, SEEN
from core.history.audit import AuditKind, note
from core.pages import is_from_script

# The row is written again only after so long: a person who works writes once a minute, not with every request.
STALE_SECONDS = 60


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


def way_back(request: HttpRequest) -> str:
    """The page to come back to after logging in: the page itself, or the one on which something was pressed."""
    if request.method in {"GET", "HEAD"} and not is_from_script(request):
        return request.get_full_path()
    for address in (request.headers.get("HX-Current-URL"), request.headers.get("Referer")):
        if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
            parts = urlsplit(address)
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()


def login_address(request: HttpRequest) -> str:
    """Where to log in, and come back afterwards."""
    query = QueryDict(mutable=True)
    query[REDIRECT_FIELD_NAME] = way_back(request)
    return f"{resolve_url(settings.LOGIN_URL)}?{query.urlencode(safe='/')}"


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """A redirect to the log-in form for people; for scripts 401 without a body, and the form's address in a header."""
    address = login_address(request)
    if is_from_script(request):
        return HttpResponse(status=401, headers={"X-Log-In": address, "Cache-Control": "no-store"})
    return HttpResponseRedirect(address)


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
    idle, longest = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    verdict = verdict_on(now, began=began, seen=seen, idle=idle, longest=longest)
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
