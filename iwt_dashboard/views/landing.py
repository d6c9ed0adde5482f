"""The region, and the list of member states."""

from django.http import HttpResponse
from django.utils import timezone

from core.clearance.permissions import public_page
from core.pages import PageRequest, render_page
from iwt_dashboard.pages.landing import Region


@public_page
def landing(request: PageRequest) -> HttpResponse:
    """The region on one page."""
    context = {"region": Region(request.user, timezone.localdate())}
    return render_page(request, "iwt_dashboard/pages/landing.html", context)


@public_page
def country_list(request: PageRequest) -> HttpResponse:
    """The eleven member states as a list, for those who don't come through the grid."""
    context = {"region": Region(request.user, timezone.localdate())}
    return render_page(request, "iwt_dashboard/pages/country_list.html", context)
