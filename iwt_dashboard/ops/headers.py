"""What every answer carries: headers that keep a browser careful, and who may keep a copy.

Both count for pages, fragments, redirects, errors, static files and the admin alike, so they stand outermost.
"""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]

# Django and django-csp set these on pages; a static file or an early refusal has not passed them.
ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Cache-Control": "private, no-store",
}
NOT_STORED = "private, no-store"
ASKED_AGAIN = "private, no-cache"
LOG_OUT = "account_logout"


class HeadersMiddleware:
    """Adds what an answer does not carry yet."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with every header of `ALWAYS`."""
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            # The browser goes on with the page that it has, whose scripts carry the nonce of then.
            del response.headers["Content-Security-Policy"]
        if not response.streaming and "Content-Length" not in response and response.status_code != 204:
            response.headers["Content-Length"] = str(len(response.content))
        return response


class PolicyMiddleware(CSPMiddleware):
    """django-csp's middleware, which puts each answer's policy together anew. Where no view has asked for another one,
    all are alike but for the nonce, and it is put together once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the policy that an answer does not carry yet."""
        is_usual = HEADER not in response and not any(name.startswith("_csp") for name in vars(response))
        if settings.DEBUG or not is_usual:
            return super().process_response(request, response)
        nonce = getattr(request, "_csp_nonce", None)
        response.headers[HEADER] = usual_policy(has_nonce=nonce is not None).replace(HERE, nonce or HERE)
        if nonce is None:
            # As in django-csp: a nonce that is made after the policy was written would let no script run.
            request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response


HERE = "0nonce0"


@cache
def usual_policy(*, has_nonce: bool) -> str:
    """The policy of the settings, `HERE` in place of the nonce."""
    return build_policy(nonce=HERE if has_nonce else None)


class CachingMiddleware:
    """Lets no copy of an answer cross from one audience to another.

    What somebody with a session was answered is stored nowhere, and neither is a fragment or an error: the way back
    after log-out asks the server. What anybody may read may stay in that one browser, which asks before it shows it
    again. An answer carries an ETag only where it was made from what the reader is sent (`core.page_cache`), and no
    date: that would change with rows that the reader may not see.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the one `Cache-Control` that fits the reader."""
        response = self.get_response(request)
        is_shareable = (
            (response.status_code < 300 or response.status_code == HTTPStatus.NOT_MODIFIED)
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and not response.cookies
            and "HX-Request" not in request.headers
        )
        response.headers["Cache-Control"] = ASKED_AGAIN if is_shareable else NOT_STORED
        for name in ("Expires", "Last-Modified"):
            response.headers.pop(name, None)
        if not getattr(response, "has_etag_of_content", False):
            response.headers.pop("ETag", None)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.view_name == LOG_OUT:
            # Not "storage": what somebody typed and has not sent yet waits there for them.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
