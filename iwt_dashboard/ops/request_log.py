"""One line a request, and an id on it that the answer carries too."""

import logging
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django_guid import clear_guid

from iwt_dashboard.ops.database_limits import LimitsOfRequest
from iwt_dashboard.ops.logging_format import REQUESTS

HEADER = "HTTP_X_REQUEST_ID"
WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)

logger = logging.getLogger(REQUESTS)


def person_key(pk: int) -> str:
    """What the log calls a person: the same in every line, and nobody's without our secret key."""
    return salted_hmac("iwt_dashboard.person-key", str(pk)).hexdigest()[:12]


class RequestLogMiddleware:
    """Is the outermost: measures, counts queries, and writes the line. An id that was sent is taken if well-formed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then tell."""
        if not WELL_FORMED.fullmatch(request.META.get(HEADER, "")):
            request.META.pop(HEADER, None)
        begun, queries = time.perf_counter(), 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*args)

        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(LimitsOfRequest(request.method)))
            for one in connections.all():
                stack.enter_context(one.execute_wrapper(count))
            response = self.get_response(request)
        self._tell(request, response, int((time.perf_counter() - begun) * 1000), queries)
        clear_guid()
        return response

    def _tell(self, request: HttpRequest, response: HttpResponse, milliseconds: int, queries: int) -> None:
        route, is_routine = route_of(request)
        fields: dict[str, Any] = {
            "method": request.method if str(request.method).isalpha() else "?",
            "route": route,
            "status": response.status_code,
            "ms": milliseconds,
            "queries": queries,
        }
        # Whoever the request was found to be from; nobody is looked up for the log.
        person = getattr(request, "_cached_user", None)
        if person is not None and person.pk:
            fields["person"] = person_key(person.pk)
        level = logging.DEBUG if is_routine and response.status_code < 400 else logging.INFO
        logger.log(level, "%(method)s %(route)s %(status)s %(ms)s ms %(queries)s queries", fields, extra=fields)


def route_of(request: HttpRequest) -> tuple[str, bool]:
    """The pattern of an address, never the address itself; and whether it is one that is asked all the time."""
    if (route := getattr(request, "route_of_page", None)) is not None:
        return f"/{route}", False
    if match := request.resolver_match:
        return f"/{match.route}", match.url_name in ("healthz", "readyz")
    if request.path.startswith(settings.STATIC_URL):
        return f"{settings.STATIC_URL}…", True
    return "(no such page)", False
