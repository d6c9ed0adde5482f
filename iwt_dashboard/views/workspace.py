"""One page per role: what waits for me, what I entered, what is due, what changed."""

from django.http import HttpResponse
from django.utils import timezone

from core.clearance.permissions import signed_in_page
from core.pages import PersonRequest, render_page
from iwt_dashboard.pages.inbox import Inbox, LatestEntries


@signed_in_page
def workspace(request: PersonRequest) -> HttpResponse:
    """What waits for a person, and the next thing to do."""
    context = {"inbox": Inbox(request.user, timezone.localdate())}
    return render_page(request, "iwt_dashboard/pages/workspace.html", context)


@signed_in_page
def entries(request: PersonRequest) -> HttpResponse:
    """What a person entered, and what changed; the workspace fetches it once it stands."""
    context = {"latest": LatestEntries(request.user)}
    return render_page(
        request,
        "iwt_dashboard/pages/entries.html",
        context,
        fragments={"latest-entries": "iwt_dashboard/country/_latest_entries.html"},
    )
