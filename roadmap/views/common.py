"""What the views of the road map share: looking things up for a visitor, and answering after a write."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from core.clearance.actions import EditConflict, Refused
from core.clearance.models import Viewer
from core.clearance.permissions import View
from core.drafts.forms import Sheet, press_token
from core.drafts.submit_once import once
from core.models import Country
from core.pages import PersonRequest
from roadmap import queries
from roadmap.forms import MoveForm
from roadmap.models import Indicator, Observation

Trail = list[dict[str, str]]


def capitals(view: View) -> View:
    """Send a reader of /…/vnm/ to /…/VNM/: one page, one address."""

    @wraps(view)
    def redirecting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        iso3 = kwargs["iso3"]
        if iso3 != iso3.upper() and request.method in ("GET", "HEAD") and request.resolver_match:
            address = reverse(request.resolver_match.view_name, kwargs={**kwargs, "iso3": iso3.upper()})
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{address}?{query}" if query else address, permanent=True)
        return view(request, *args, **kwargs)

    return redirecting


def indicator_or_404(code: str) -> Indicator:
    """An indicator by its code."""
    found = queries.find_indicator(code)
    if found is None:
        raise Http404
    return found


def country_or_404(iso3: str) -> Country:
    """A member state by its ISO3 code."""
    found = queries.find_country(iso3)
    if found is None:
        raise Http404
    return found


def own_country_or_404(viewer: Viewer, iso3: str) -> Country:
    """The visitor's own member state; any other is not found, whatever the visitor's role."""
    country = country_or_404(iso3)
    if not queries.is_of_own_team(viewer, country):
        raise Http404
    return country


def observation_or_404(viewer: Viewer, pk: int) -> Observation:
    """A value that the visitor may see."""
    found = queries.find_observation(viewer, pk)
    if found is None:
        raise Http404
    return found


def own_observation_or_404(viewer: Viewer, pk: int) -> Observation:
    """A value of the visitor's own member state."""
    found = observation_or_404(viewer, pk)
    if not queries.is_of_own_team(viewer, found.country):
        raise Http404
    return found


def trail(indicator: Indicator | None = None, country: Country | None = None) -> Trail:
    """The way back up from a page of the road map."""
    steps = [
        {"label": _("Road map"), "url": reverse("roadmap:index")},
        {"label": _("Indicators"), "url": reverse("roadmap:indicators")},
    ]
    if indicator is not None:
        steps.append({"label": indicator.title, "url": reverse("roadmap:indicator", args=[indicator.code])})
        if country is not None:
            address = reverse("roadmap:country-indicator", args=[indicator.code, country.iso3])
            steps.append({"label": country.name, "url": address})
    return steps


def go_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on after a write: a redirect, or the same by htmx."""
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def make_move(request: PersonRequest, address: str, said: str, move: Callable[[int | None], Any]) -> HttpResponse:
    """Make one move of a record and lead to its page with what came of it; `move` takes the version that was seen."""
    form = MoveForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None

    def make() -> str:
        move(version)
        return address

    try:
        once(by=request.user, token=press_token(request), create=make)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except EditConflict:
        messages.error(request, conflict_sentence())
    else:
        messages.success(request, said)
    return go_to(request, address)


def return_sheet(request: PersonRequest, key: str, title: str, address: str) -> Sheet:
    """The sheet of the note with which an entry goes back; `address` is the page of the decision."""
    return Sheet(
        request, f"roadmap.return:{key}", title=_("Note on return: %(what)s") % {"what": title}, address=address
    )


def conflict_sentence() -> str:
    """What to say when somebody else was quicker."""
    return _("Somebody else has changed this since you opened it. Nothing was done; look at it once more.")


def written_sentence(*, is_submitted: bool) -> str:
    """What to say after an entry was written."""
    if is_submitted:
        return _("Submitted. It waits for the clearing officer.")
    return _("Draft saved. Submit it when it is ready.")
