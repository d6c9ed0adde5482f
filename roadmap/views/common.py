"""What the views of the road map share: looking things up for a visitor, and the way back up from a page."""

from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.permissions import View
from core.models import Country, User
from roadmap import queries
from roadmap.models import CountryIndicator, Indicator, Observation

Place = tuple[Indicator, Country, CountryIndicator | None]
T = TypeVar("T")


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


def or_404(found: T | None) -> T:
    """What a look-up found, or Http404."""
    if found is None:
        raise Http404
    return found


def own_place(person: User, code: str, iso3: str) -> Place:
    """An indicator, the visitor's own member state, and how it uses the indicator, if it does.

    Another member state is not found, whatever the visitor's role.
    """
    indicator, country = or_404(queries.find_indicator(code)), or_404(queries.find_country(iso3))
    if not queries.is_of_own_team(person, country):
        raise Http404
    return indicator, country, queries.find_country_indicator(person, indicator, country)


def own_observation(person: User, pk: int) -> Observation:
    """A value of the visitor's own member state, or Http404."""
    found = or_404(queries.find_observation(person, pk))
    if not queries.is_of_own_team(person, found.country):
        raise Http404
    return found


def trail(indicator: Indicator | None = None, country: Country | None = None) -> list[dict[str, str]]:
    """The way back up from a page of the road map."""
    steps = [(_("Road map"), reverse("roadmap:index")), (_("Indicators"), reverse("roadmap:indicators"))]
    if indicator is not None:
        steps.append((indicator.title, reverse("roadmap:indicator", args=[indicator.code])))
        if country is not None:
            steps.append((country.name, reverse("roadmap:country-indicator", args=[indicator.code, country.iso3])))
    return [{"label": label, "url": url} for label, url in steps]


def is_submitted(request: HttpRequest) -> bool:
    """Whether the button under an entry form was the one that also submits."""
    return request.POST.get("then") == "submit"
