"""Pages to read: goals and their delivery, commitments, processes of others, indicators and their ways to targets."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.clearance import messages as core_words
from core.clearance.models import State
from core.clearance.permissions import Permission, can, public_page
from core.clearing_pages import disclosure_form, standing_of
from core.converters import capitals
from core.history.timeline import timeline
from core.pages import PageRequest, or_404, page_of, querystring_without_page, render_page
from roadmap import charts, queries
from roadmap.actions import can_be_confirmed
from roadmap.entries import trajectory_entry, trajectory_words
from roadmap.forms import ConfirmForm, IndicatorFilterForm
from roadmap.rules import THRESHOLDS
from roadmap.views.common import trail
from roadmap.views.set_up import SET_UP, proposal_changes


@public_page
@require_safe
def index(request: PageRequest) -> HttpResponse:
    """Regional goals beside the member states, what was done, and how far the indicators have come."""
    today = timezone.localdate()
    page = page_of(queries.indicators_in_use(request.user), request.GET)
    context = {
        "frameworks": queries.regional_goals(request.user),
        "delivery": queries.delivery(request.user),
        "page_obj": page,
        "indicators": queries.status_counts(request.user, today, page.object_list),
        "today": today,
    }
    return render_page(request, "roadmap/index.html", context)


@public_page
@require_safe
def goal(request: PageRequest, code: str) -> HttpResponse:
    """One goal: a regional one beside the member states, or a national one by itself."""
    found = or_404(queries.find_goal(request.user, code))
    page = queries.goal_page(request.user, found)
    used: Any = page_of(queries.country_indicators_of_goals(request.user, page.goal_keys), request.GET)
    context = {
        "goal": found,
        "page": page,
        "page_obj": used,
        "indicators": queries.rows_of(request.user, used.object_list, timezone.localdate()),
        "trail": trail()[:1],
    }
    return render_page(request, "roadmap/goal.html", context)


@public_page
@require_safe
def commitments(request: PageRequest) -> HttpResponse:
    """Commitments beside the eleven member states, by the furthest step that is shown."""
    rows = queries.commitment_rows(request.user)
    sources = {row.commitment.source_title: row.commitment for row in rows}
    context = {"rows": rows, "sources": list(sources.values()), "trail": trail()[:1]}
    return render_page(request, "roadmap/commitments.html", context)


@public_page
@require_safe
def processes(request: PageRequest) -> HttpResponse:
    """Processes that others run, by member state: recorded here, never issued."""
    context = {"countries": queries.countries_with_processes(), "trail": trail()[:1]}
    return render_page(request, "roadmap/processes.html", context)


@public_page
@require_safe
def indicator_list(request: PageRequest) -> HttpResponse:
    """All indicators, by framework, narrowed by a filter that stands in the address."""
    form = IndicatorFilterForm(request.GET, **queries.filter_choices())
    page = page_of(queries.matching_indicators(form.typed()), request.GET)
    context = {
        "form": form,
        "page_obj": page,
        "indicators": queries.status_counts(request.user, timezone.localdate(), page.object_list),
        "querystring": querystring_without_page(request.GET),
        "trail": trail()[:1],
    }
    fragments = {"indicator-results": "roadmap/_indicator_results.html"}
    return render_page(request, "roadmap/indicator_list.html", context, fragments=fragments)


@public_page
@require_safe
def indicator(request: PageRequest, code: str) -> HttpResponse:
    """One indicator: the region beside the eleven member states."""
    found = or_404(queries.find_indicator(code))
    context = {
        "indicator": found,
        "region": queries.regional_indicator(request.user, found, timezone.localdate()),
        "trail": trail(),
    }
    return render_page(request, "roadmap/indicator.html", context)


@public_page
@capitals("iso3")
@require_safe
def country_indicator(request: PageRequest, code: str, iso3: str) -> HttpResponse:
    """One indicator of one member state: its way to the target, every value, and how the status came about."""
    indicator, country = or_404(queries.find_indicator(code)), or_404(queries.find_country(iso3))
    page = queries.country_indicator_page(request.user, indicator, country, timezone.localdate())
    row = page.row
    is_drawn = charts.is_worth_drawing(row.series)
    context = {
        "indicator": indicator,
        "country": country,
        "page": page,
        "row": row,
        "values": page_of(list(page.explained), request.GET),
        "trail": trail(indicator),
        "figure": charts.trajectory(row) if is_drawn else None,
        "table": charts.trajectory_table(row),
        "sentence": charts.trajectory_sentence(row),
        "thresholds": THRESHOLDS,
        "can_write": can(request.user, Permission.ENTRY_WRITE, country=country),
        **_set_up_context(request, page),
        **_confirm_context(request, page),
    }
    fragments = {"values-by-period": "roadmap/_values.html"}
    return render_page(request, "roadmap/country_indicator.html", context, fragments=fragments)


def _set_up_context(request: PageRequest, page: queries.IndicatorPage) -> dict[str, Any]:
    """Where the set-up stands, for its own team."""
    one = page.row.country_indicator
    if one is None:
        return {}
    context: dict[str, Any] = {"set_up": trajectory_words(one.indicator, trajectory_entry(one))}
    if not page.is_own:
        return context
    return {
        **context,
        **standing_of(request.user, page.proposal or one, SET_UP),
        "audience": core_words.audience_sentence(one),
        "proposed": proposal_changes(page.proposal) if page.proposal else None,
        "disclosure_form": disclosure_form(request.user, one) if one.state == State.CLEARED else None,
        "history": timeline(one),
    }


def _confirm_context(request: PageRequest, page: queries.IndicatorPage) -> dict[str, Any]:
    """The one press "nothing has changed", where it makes sense and somebody may make it."""
    one = page.row.country_indicator
    if one is None or not can(request.user, Permission.ENTRY_WRITE, country=one.country):
        return {}
    form = ConfirmForm(indicator=one.indicator)
    last = queries.last_stated(one) if can_be_confirmed(one.indicator) else None
    is_open = last is not None and last.period_end < form.end
    taken = {(e.observation.period_start, e.observation.period_end) for e in page.explained if not e.is_published}
    return {"confirm_form": form if is_open and (form.start, form.end) not in taken else None, "last_stated": last}
