"""The pages for what went wrong: plain words, the same look, nothing of the inside.

Those that may be needed when nothing else works (400, 405, 413, 414, 429, 431, 500, 503) stand alone: they ask no
database, no session and no visitor.
"""

import sys
from contextlib import suppress
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from core.drafts.envelope import envelope_in
from core.drafts.forms import keep_sent
from core.drafts.middleware import stash_and_log_in
from core.drafts.store import TooLong
from core.drafts.unsaved_post import kept_post
from core.pages import is_from_script
from iwt_dashboard.ops import database_trouble as trouble


def alone(template: str, status: int, **headers: str) -> HttpResponse:
    """A page that stands alone. `headers` in underscores."""
    answer = HttpResponse(render_to_string(template), status=status)
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return alone("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The visitor's role may not do this."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or none that this visitor may know of: the answer is the same."""
    return render(request, "404.html", status=404)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """No page takes this method."""
    return alone("405.html", 405, Allow=allowed)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """More was sent than the site takes at once."""
    return alone("413.html", 413)


def address_too_long(request: HttpRequest) -> HttpResponse:
    """The address is longer than any of the site's."""
    return alone("414.html", 414)


def headers_too_large(request: HttpRequest) -> HttpResponse:
    """A header, as a rule the cookies, is longer than the site reads."""
    return alone("431.html", 431)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same was tried too often; allauth's limits answer with this."""
    return alone("429.html", 429, Retry_After="600")


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
