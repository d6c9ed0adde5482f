"""One page per role: what waits for me, what I entered, what is due, what changed."""

from django.http import HttpResponse
from django.utils import timezone

from core.pages import PersonRequest, render_page
from core.permissions import signed_in_page
from iwt_dashboard.desk import desk_of


@signed_in_page
def workspace(request: PersonRequest) -> HttpResponse:
    """What waits for a person, and the next thing to do."""
    return render_page(request, "workspace.html", {"desk": desk_of(request.user, timezone.localdate())})
