"""The pages for what went wrong, the database's absence among it: plain words, the same look, nothing of the inside.

Those that may be needed when nothing else works (400, 405, 413, 414, 429, 431, 500, 503) stand alone: they ask no
database, no session and no visitor.
"""

import math
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from allauth.core.internal.ratelimit import parse_rates
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from core.drafts.envelope import envelope_in
from core.drafts.forms import keep_sent
from core.drafts.middleware import stash_and_log_in
from core.drafts.store import TooLong
from core.drafts.unsaved_post import kept_post
from core.pages import is_from_script
from core.reading import reads_from
from iwt_dashboard.ops import database_trouble as trouble

# The forms that take files, the administration's imports apart, and what they take.
UPLOADS = {"partners:imports": "iati", "document-add": "document"}
# Where somebody logs in: a device that is known, or a passkey, is not slowed down.
LOG_IN = {"account_login", "mfa_authenticate", "mfa_login_webauthn"}
# Pages whose limit goes by another name than theirs.
LIMITED_AS = {"account-address-confirm": "invitation"}
# They say how it is with the database, so they are never kept from asking.
ALWAYS_ANSWERED = ("/healthz", "/readyz")


def alone(template: str, status: int, context: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
    """A page that stands alone. `headers` in underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(render_to_string(template, context), status=status, headers=named)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read, or more was sent than the site takes at once."""
    return alone("413.html", 413) if isinstance(exception, RequestDataTooBig) else alone("400.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than the site takes: what to do instead, by the form that it was sent with. Reads nothing of it."""
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return alone("413.html", 413)
    name = found.view_name
    what = "table" if name.startswith("admin:") and name.endswith("import") else UPLOADS.get(name, "")
    limits = {"document": settings.DOCUMENT_MAX_BYTES, "iati": settings.IATI_MAX_BYTES}
    limit = min(limits.get(what, settings.REQUEST_MAX_BYTES), settings.REQUEST_MAX_BYTES)
    back = ""
    if what == "document":
        back = reverse("documents", kwargs=found.kwargs)
    elif what:
        back = request.path
    return alone("413.html", 413, {"what": what, "limit": limit, "back": back})


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The visitor's role may not do this."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or none that this visitor may know of: the answer is the same."""
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same was tried too often: when to try again, and where. allauth's limits answer with this."""
    try:
        found = resolve(request.path_info)
        name, back = found.view_name, request.path
    except Resolver404:
        name, back = "", ""
    seconds = math.ceil(getattr(request, "retry_after", None) or longest_wait(name))
    context = {
        "seconds": seconds,
        "minutes": math.ceil(seconds / 60),
        "back": back,
        "is_log_in": name in LOG_IN,
    }
    return alone("429.html", 429, context, Retry_After=str(seconds))


def longest_wait(name: str) -> float:
    """In so many seconds a page takes tries again at the latest, where nobody has counted more exactly."""
    rates = settings.ACCOUNT_RATE_LIMITS.get(LIMITED_AS.get(name, name.removeprefix("account_")), "")
    return max((one.duration for one in parse_rates(rates)), default=600)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed here, outside or inside a view; what the database's absence caused is no fault of ours."""
    found = trouble.noticed(sys.exc_info()[1])
    if found:
        return service_unavailable(request, found)
    return HttpResponse(render_to_string("500.html", {"kept": kept_post(request)}), status=500)


def service_unavailable(request: HttpRequest, why: trouble.Trouble = trouble.Trouble.AWAY) -> HttpResponse:
    """The database is away, full or busy: say so, and that the same can be tried again. Asks nothing of it."""
    page = render_to_string("503.html", {"trouble": why.value, "kept": kept_post(request)})
    headers = {"Retry-After": "10", "Cache-Control": "no-store"}
    answer = HttpResponse(page, status=503, headers=headers)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # in words, where the trouble was noticed
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security token was missing or old, as after logging in again: the text is not lost with it."""
    envelope = envelope_in(request.POST)
    if envelope and not request.user.is_authenticated and not is_from_script(request):
        asked = stash_and_log_in(request)
        if asked is not None:
            return asked
    context: dict[str, Any] = {}
    if envelope and envelope.person == request.user.pk:
        with suppress(TooLong):
            keep_sent(envelope, request.POST)
        context["kept"] = kept_post(request, token=get_token(request))
    return render(request, "403_csrf.html", context, status=403)


def needs_no_primary(request: HttpRequest) -> bool:
    """Whether it may be answered though the primary is away: it reads from a replica, and nobody is logged in."""
    return reads_from() != DEFAULT_DB_ALIAS and settings.SESSION_COOKIE_NAME not in request.COOKIES


class DatabaseAwayMiddleware:
    """Stands before everything that asks the database.

    While it is away, one request at a time waits for it and the others are answered at once, so that threads stay free
    for what needs no database. The first that gets through ends this.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say 503 at once where the database is away and another request is trying it."""
        if not trouble.is_away.is_set() or request.path_info in ALWAYS_ANSWERED or needs_no_primary(request):
            return self.get_response(request)
        if not trouble.trial.acquire(blocking=False):
            return service_unavailable(request)
        try:
            response = self.get_response(request)
        finally:
            trouble.trial.release()
        if response.status_code != 503:
            trouble.is_away.clear()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that lost the database; what is lost outside views comes to `errors.server_error`."""
        found = trouble.noticed(exception)
        return service_unavailable(request, found) if found else None
