"""Refuses what is not worth reading before anything reads it: odd methods and paths, unknown hosts, large bodies."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from iwt_dashboard.ops import clean_input, errors

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
ALLOW = ", ".join(METHODS)
# Far longer than any address of ours with every filter set; what browsers and proxies still carry.
LONGEST_ADDRESS = 32_000
LONGEST_HEADER = 8_190


class LimitsMiddleware:
    """Refuses what no page of ours takes. The same for every address, so that it tells nothing about any."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what may be asked; the words for the rest need neither session nor database."""
        # Static files come before anything that would ask for the host: an unknown one is refused here (400).
        clean_input.clean_headers(request.META)
        request.get_host()
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ALLOW})
        if request.method not in METHODS:
            return errors.alone("405.html", 405, Allow=ALLOW)
        if not is_path(request.path_info) or not clean_input.is_readable(request):
            return errors.alone("400.html", 400)
        if refusal := too_much(request):
            return refusal
        drop_unreadable_cookies(request)
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            return errors.alone("405.html", 405, Allow=response.headers.get("Allow", ALLOW))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Clean query and form before anything else reads them."""
        clean_input.clean_fields(request)


def is_path(path: str) -> bool:
    """Whether it can be one of ours: none has control characters, and no key of the database has a NUL."""
    return not clean_input.CONTROLS.search(path) and "\t" not in path


def too_much(request: HttpRequest) -> HttpResponse | None:
    """The refusal of a request whose address, a header, or body is longer than the site takes; None where none is."""
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        return errors.alone("414.html", 414)
    if any(len(value) > LONGEST_HEADER for name, value in request.META.items() if name.startswith("HTTP_")):
        return errors.alone("431.html", 431)
    if body_length(request) > settings.REQUEST_MAX_BYTES:
        return errors.too_large(request)
    return None


def body_length(request: HttpRequest) -> int:
    """How many bytes the request says that it carries. A body of unsaid length is read by nobody."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else len(text) and 10**16


def drop_unreadable_cookies(request: HttpRequest) -> None:
    """Forget cookies with control characters: none of ours has them, and the database takes no NUL in a key."""
    for name, value in list(request.COOKIES.items()):
        if not value.isprintable() or not value.isascii():
            del request.COOKIES[name]
