"""A member state in one page, and its report card."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clearance.permissions import public_page
from core.converters import capitals
from core.models import Country
from core.pages import PageRequest, page_of, render_page
from core.reference_rows import country_of
from iwt_dashboard.pages.country_dashboard import CountryDashboard, CountryProfile
from iwt_dashboard.pages.country_page import CardPage, CountryPage
from iwt_dashboard.pages.report_card import ReportCard

PLANS_A_PAGE = 10


def _of_country(view: Callable[[PageRequest, Country], HttpResponse]) -> Callable[[PageRequest, str], HttpResponse]:
    """A public page of the member state of that code; in capitals, and anything else is no page."""

    @public_page
    @capitals("iso3")
    @wraps(view)
    def answer(request: PageRequest, iso3: str) -> HttpResponse:
        country = country_of(iso3)
        if country is None:
            raise Http404(_("There is no such member state."))
        return view(request, country)

    return answer


@_of_country
@require_safe
def country_page(request: PageRequest, country: Country) -> HttpResponse:
    """The Needs Dashboard of a member state."""
    dashboard = CountryDashboard(request.user, country, timezone.localdate())
    page = CountryPage(dashboard, request.GET)
    context = {"dashboard": dashboard, "country": country, "page": page, "form": page.form}
    return render_page(
        request,
        "iwt_dashboard/country/country_page.html",
        context,
        fragments={"country-needs": "iwt_dashboard/country/_country_needs.html"},
    )


@_of_country
@require_safe
def report_card(request: PageRequest, country: Country) -> HttpResponse:
    """The live report card of a member state: long lists in parts, or whole, to be printed."""
    card = ReportCard(request.user, country, timezone.localdate())
    context = {"card": card, "country": country, "page": CardPage(card, request.GET)}
    return render_page(request, "iwt_dashboard/country/report_card.html", context)


@_of_country
@require_safe
def profile(request: PageRequest, country: Country) -> HttpResponse:
    """Authorities, plans' objectives, processes of others and past funding of a member state."""
    found = CountryProfile(country, timezone.localdate())
    context = {"profile": found, "plans": page_of(found.plans, request.GET, per_page=PLANS_A_PAGE), "country": country}
    return render_page(request, "iwt_dashboard/country/profile.html", context)
