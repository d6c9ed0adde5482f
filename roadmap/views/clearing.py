"""A value on its way: its page, and the moves from draft to cleared."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.clearance.models import State, own_country_id
from core.clearance.permissions import Permission, can, public_page
from core.clearing_pages import Clearing, disclosure_form, standing_of, views_of
from core.documents.queries import documents_of
from core.history.timeline import timeline
from core.pages import PageRequest, PersonRequest, render_page
from roadmap import actions, queries
from roadmap.entries import observation_changes, observation_entry
from roadmap.messages import audience_limit
from roadmap.models import Observation, Origin
from roadmap.views.common import or_404, own_observation, trail


@public_page
@require_safe
def observation(request: PageRequest, pk: int) -> HttpResponse:
    """One value: what it says, where it stands, who can see it, and what it corrects."""
    row = or_404(queries.find_observation(request.user, pk))
    is_own = own_country_id(request.user) == row.country_id
    is_standing = row.state == State.CLEARED and row.superseded_at is None and row.origin == Origin.COUNTRY
    can_write = can(request.user, Permission.ENTRY_WRITE, country=row.country)
    context = {
        **_shown(row),
        **standing_of(request.user, row, VALUE),
        "is_own": is_own,
        "can_edit": can_write and row.state in (State.DRAFT, State.RETURNED),
        "can_correct": can_write and is_standing,
        "disclosure_form": disclosure_form(request.user, row) if is_standing else None,
        "correction": queries.correction_of(request.user, row) if row.superseded_at else None,
        "documents": documents_of(request.user, row),
        "history": timeline(row, limit=10) if is_own else None,
        "trail": trail(row.country_indicator.indicator, row.country),
    }
    return render_page(request, "roadmap/observation.html", context)


def _show(request: PersonRequest, row: Observation) -> dict[str, Any]:
    """What the page of the decision shows: the value, what it would change, and what it does to its series."""
    indicator, replaced = row.country_indicator.indicator, row.supersedes
    changes = observation_changes(indicator, observation_entry(replaced), observation_entry(row)) if replaced else None
    return {
        **_shown(row),
        "documents": documents_of(request.user, row),
        "changes": changes,
        "mended": queries.mended_value(row),
        "warnings": [one.label for one in queries.series_warnings(request.user, row, timezone.localdate())],
        "trail": trail(indicator, row.country),
    }


def _shown(row: Observation) -> dict[str, Any]:
    """What every page about a value says of it."""
    return {
        "observation": row,
        "indicator": row.country_indicator.indicator,
        "country": row.country,
        "record": row,
        "limit": audience_limit(row),
    }


VALUE = Clearing(
    find=own_observation,
    page=lambda row: reverse("roadmap:observation", args=[row.pk]),
    address=lambda move, row: reverse(f"roadmap:observation-{move}", args=[row.pk]),
    template="roadmap/review.html",
    show=_show,
    name=lambda row: row.country_indicator.indicator.title,
    note_key=lambda row: f"roadmap.return:value:{row.pk}",
    clear=actions.clear_observation,
)
"""A value of an indicator. Its correction is a value of its own, so there is no proposal beside it."""

MOVES = views_of(VALUE)
