"""What one comes to first: the region and the list of member states, and for who has logged in the workspace."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.clearance.permissions import public_page, signed_in_page
from core.pages import PageRequest, PersonRequest, render_page
from iwt_dashboard.pages.inbox import Inbox, LatestEntries
from iwt_dashboard.pages.landing import Region


@public_page
@require_safe
def landing(request: PageRequest) -> HttpResponse:
    """The region on one page."""
    context = {"region": Region(request.user, timezone.localdate())}
    return render_page(request, "iwt_dashboard/pages/landing.html", context)


@public_page
@require_safe
def country_list(request: PageRequest) -> HttpResponse:
    """The eleven member states as a list, for those who don't come through the grid."""
    context = {"region": Region(request.user, timezone.localdate())}
    return render_page(request, "iwt_dashboard/pages/country_list.html", context)


@signed_in_page
@require_safe
def workspace(request: PersonRequest) -> HttpResponse:
    """What waits for a person, and the next thing to do."""
    context = {"inbox": Inbox(request.user, request.GET)}
    return render_page(request, "iwt_dashboard/pages/workspace.html", context)


@signed_in_page
@require_safe
def entries(request: PersonRequest) -> HttpResponse:
    """What a person entered, and what changed; the workspace fetches it once it stands."""
    context = {"latest": LatestEntries(request.user)}
    return render_page(
        request,
        "iwt_dashboard/pages/entries.html",
        context,
        fragments={"latest-entries": "iwt_dashboard/country/_latest_entries.html"},
    )
