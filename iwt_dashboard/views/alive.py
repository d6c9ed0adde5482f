"""For whoever watches over the site: is it alive, can it do its work."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.clearance.permissions import public_page
from iwt_dashboard.ops.readiness import readiness


@public_page
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the application answers; asks no database."""
    return HttpResponse("ok\n", content_type="text/plain")


@public_page
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether database, tables and queue are as they should be: 200, or 503 and which is not."""
    found = readiness()
    return JsonResponse({"ready": found.is_ready, **asdict(found)}, status=200 if found.is_ready else 503)
