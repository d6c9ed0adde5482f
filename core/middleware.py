"""Closed by default, and every write attributed."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

# Views of others that carry no policy of ours: the admin guards itself (secretariat alone), and allauth's pages are for
# whoever is logging in.
GUARDED_ELSEWHERE = (
    "django.contrib.admin",
    "import_export",
    "allauth.account",
    "django.views.static",
    "django.contrib.staticfiles",
)


class ClosedByDefaultMiddleware:
    """Lets a request through only where its view has declared a policy that admits the visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on; the decision falls once its view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer with the log-in page, a refusal, or None to let the view answer."""
        policy = getattr(view, "policy", None)
        if policy is None:
            module = getattr(view, "__module__", "")
            admin_site = getattr(view, "admin_site", None) or getattr(view, "model_admin", None)
            if admin_site or module.startswith(GUARDED_ELSEWHERE):
                return None
            raise PermissionDenied(f"{module}.{getattr(view, '__name__', view)} declares no policy.")
        if policy.is_public or request.user.is_authenticated:
            return None
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


class HistoryMiddleware:
    """Notes beside every history row which person wrote it, in which request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open a history context for requests that may write; reading stays free of it."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        with pghistory.context(user=user.pk, user_name=str(user), role=user.role, url=request.path):
            return self.get_response(request)
