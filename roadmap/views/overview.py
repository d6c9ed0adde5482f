"""The road map as a whole: goals, delivery and outcome, commitments, and the processes of others."""

from django.http import HttpResponse
from django.utils import timezone

from core.clearance.permissions import public_page
from core.pages import PageRequest, render_page
from roadmap import queries
from roadmap.views.common import or_404, trail


@public_page
def index(request: PageRequest) -> HttpResponse:
    """Regional goals beside the member states, what was done, and how far the indicators have come."""
    today = timezone.localdate()
    context = {
        "frameworks": queries.regional_goals(request.user),
        "delivery": queries.delivery(request.user),
        "indicators": queries.status_counts(request.user, today),
        "today": today,
    }
    return render_page(request, "roadmap/index.html", context)


@public_page
def goal(request: PageRequest, code: str) -> HttpResponse:
    """One goal: a regional one beside the member states, or a national one by itself."""
    found = or_404(queries.find_goal(request.user, code))
    page = queries.goal_page(request.user, found)
    context = {
        "goal": found,
        "page": page,
        "indicators": queries.country_indicators_of_goals(request.user, page.goal_keys, timezone.localdate()),
        "trail": trail()[:1],
    }
    return render_page(request, "roadmap/goal.html", context)


@public_page
def commitments(request: PageRequest) -> HttpResponse:
    """Commitments beside the eleven member states, by the furthest step that is shown."""
    rows = queries.commitment_rows(request.user)
    sources = {row.commitment.source_title: row.commitment for row in rows}
    context = {"rows": rows, "sources": list(sources.values()), "trail": trail()[:1]}
    return render_page(request, "roadmap/commitments.html", context)


@public_page
def processes(request: PageRequest) -> HttpResponse:
    """Processes that others run, by member state: recorded here, never issued."""
    context = {"countries": queries.countries_with_processes(), "trail": trail()[:1]}
    return render_page(request, "roadmap/processes.html", context)
