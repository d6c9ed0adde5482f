"""What programs ask for: is the site alive, what search engines may read, and whom to tell of a weakness."""

from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.clearance.permissions import public_page
from core.page_cache.middleware import built_each_time
from core.site_address import link_to
from iwt_dashboard.ops.readiness import readiness

# A demonstration belongs in no search engine: its figures are invented.
ROBOTS_OF_DEMONSTRATION = "User-agent: *\nDisallow: /\n"
ROBOTS = "User-agent: *\nDisallow: /accounts/\nDisallow: /admin/\nDisallow: /workspace/\n"
VALID = timedelta(days=180)


@public_page
@built_each_time
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the application answers; asks no database."""
    return HttpResponse("ok\n", content_type="text/plain")


@public_page
@built_each_time
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether database, tables and queue are as they should be: 200, or 503 and which is not. With `for=balancer`
    whether this instance can answer, whatever waits in the queue."""
    found = readiness()
    is_ready = found.can_answer if request.GET.get("for") == "balancer" else found.is_ready
    return JsonResponse({"ready": is_ready, **asdict(found)}, status=200 if is_ready else 503)


@public_page
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Which addresses search engines leave out. Names none that are not on every page anyway."""
    return HttpResponse(ROBOTS_OF_DEMONSTRATION if settings.DEMONSTRATION else ROBOTS, content_type="text/plain")


@public_page
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116); nothing where the installation names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # The date moves with the day, so that the text never expires while somebody runs the site.
    expires = (timezone.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {link_to(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
