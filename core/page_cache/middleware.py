"""Answers with built pages: those of the public before anything else is asked, those of people once it is known who
they are and that they may see the page."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from core.figures.settling import settle, settled
from core.page_cache.audience import PUBLIC, audience_of, only
from core.page_cache.building import (
    METHODS,
    PARTS,
    TOKEN,
    accepts_gzip,
    answer,
    begin,
    find,
    finish,
    gathered,
    leave_out,
    may_ask,
)
from core.page_cache.recording import Building

# What fills these needs a session, or sets a cookie.
OF_SESSIONS = frozenset({TOKEN, *PARTS})
IS_ON = settings.PAGE_CACHE_MB > 0 and not settings.DEBUG


def built_each_time(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare that a view tells of the moment or of the process that answers, so that no copy of it is kept."""
    view.is_built_each_time = True  # type: ignore[attr-defined]
    return view


class CompressionMiddleware(GZipMiddleware):
    """Compresses what is not a built page. Django pads each answer at random, so that its length gives no secret away;
    readers that refuse compression in so many words get none."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where that can be read."""
        if accepts_gzip(request):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


class PublicPagesMiddleware:
    """Stands before sessions and log-ins: who has no session is the public, whose built pages ask for neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with a built page, or let it be built."""
        if IS_ON and settings.SESSION_COOKIE_NAME not in request.COOKIES and may_ask(request):
            entry = find(request, (PUBLIC,))
            if entry is not None and not OF_SESSIONS.intersection(entry.body.holes):
                return answer(request, entry)
        return self.get_response(request)


class BuiltPagesMiddleware:
    """Stands behind all others, so that who may not see a page has been refused by now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a page that was built on the way is kept if it can be."""
        with ExitStack() as stack:
            request.while_building = stack  # type: ignore[attr-defined]
            response = self.get_response(request)
            building: Building | None = getattr(request, "building", None)
            if building is not None:
                response = gathered(response)
        return response if building is None else finish(request, building, response)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer with a built page, have it built, or let a view answer whose answers are not kept."""
        policy = getattr(view, "policy", None)
        if request.method not in METHODS or policy is None or getattr(view, "is_built_each_time", False):
            return None
        if not IS_ON:
            # Not kept, but its readers of figures need not ask one by one either.
            settle()
            request.while_building.enter_context(settled())  # type: ignore[attr-defined]
            return None
        if not may_ask(request):
            # It is told once only; its parts are as those of any other.
            begin(request, request.while_building)  # type: ignore[attr-defined]
            leave_out(request)
            return None
        user = request.user
        audiences = (audience_of(user), only(user)) if user.is_authenticated else (PUBLIC,)
        entry = find(request, audiences)
        if entry is not None:
            return answer(request, entry)
        begin(request, request.while_building)  # type: ignore[attr-defined]
        return None
