"""What the site does while the database is away: it says so, keeps answering, and comes back by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from iwt_dashboard.ops import database_trouble as trouble
from iwt_dashboard.ops import errors

# They say how it is with the database, so they are never kept from asking.
ALWAYS_ANSWERED = ("/healthz", "/readyz")


class DatabaseAwayMiddleware:
    """Stands before everything that asks the database.

    While it is away, one request at a time waits for it and the others are answered at once, so that threads stay free
    for what needs no database. The first that gets through ends this.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Try, or say at once that somebody else is trying."""
        if not trouble.is_away.is_set() or request.path_info in ALWAYS_ANSWERED:
            return self.get_response(request)
        if not trouble.trial.acquire(blocking=False):
            return errors.service_unavailable(request)
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
        return errors.service_unavailable(request, found) if found else None
