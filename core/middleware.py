"""Middleware: refuses views without a policy, and notes beside every history row who wrote it."""

import re
from collections.abc import Callable
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.deprecation import MiddlewareMixin
from django_guid import get_guid

from core.accounts.sessions import ask_to_log_in

# Views of others that carry no policy of ours: the admin guards itself (secretariat alone), and allauth's pages are for
# whoever is logging in, or ask for a log-in themselves.
GUARDED_ELSEWHERE = (
    "django.contrib.admin",
    "import_export",
    "allauth.account",
    "allauth.mfa",
    "django.views.static",
    "django.contrib.staticfiles",
)


# Their pages on which nothing can be pressed; ours say so themselves.
READING_OF_OTHERS = re.compile(
    r"admin:(index|app_list|jsi18n|autocomplete|password_change|password_change_done|.*_history)|mfa_index|"
    r"account_(inactive|signup|email_verification_sent|reset_password_done|reset_password_from_key_done)|"
    r"mfa_view_recovery_codes|mfa_download_recovery_codes|mfa_list_webauthn"
)


class ClosedByDefaultMiddleware(MiddlewareMixin):
    """Lets a request through only where its view has declared a policy that admits the visitor."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer with the log-in page, a refusal, or None to let the view answer."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method == "POST" and READING_OF_OTHERS.fullmatch(name):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        policy = getattr(view, "policy", None)
        if policy is None:
            module = getattr(view, "__module__", "")
            admin_site = getattr(view, "admin_site", None) or getattr(view, "model_admin", None)
            if admin_site or module.startswith(GUARDED_ELSEWHERE):
                return None
            raise PermissionDenied(f"{module}.{getattr(view, '__name__', view)} declares no policy.")
        if policy.is_public or request.user.is_authenticated:
            return None
        return ask_to_log_in(request)


class HistoryMiddleware:
    """Notes beside every history row which person wrote it, in which request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open a history context for requests that may write; reading stays free of it."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or not request.user.is_authenticated:
            return self.get_response(request)
        user = request.user
        who = {"user": user.pk, "user_name": str(user), "role": user.role}
        with pghistory.context(**who, url=request.path, request=str(get_guid() or "")):
            return self.get_response(request)
