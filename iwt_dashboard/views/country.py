"""A member state in one page, and its report card."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clearance.permissions import public_page
from core.converters import capitals
from core.models import Country
from core.pages import PageRequest, page_of, querystring_without_page, render_page
from iwt_dashboard.pages.country_dashboard import LISTS, RAISED, CountryDashboard, CountryProfile
from iwt_dashboard.pages.forms import CountryNeedsFilterForm
from iwt_dashboard.pages.report_card import ReportCard
from partners.support.queries.gaps import as_stated

PER_PAGE, PER_PAGE_OF_CARD, PLANS_A_PAGE = 8, 40, 10
WHOLE = "whole"
"""In the address of a report card: everything on one page."""


def _of_country(view: Callable[[PageRequest, Country], HttpResponse]) -> Callable[[PageRequest, str], HttpResponse]:
    """A public page of the member state of that code; in capitals, and anything else is no page."""

    @public_page
    @capitals("iso3")
    @wraps(view)
    def answer(request: PageRequest, iso3: str) -> HttpResponse:
        try:
            country = Country.objects.get(iso3=iso3)
        except Country.DoesNotExist:
            raise Http404(_("There is no such member state.")) from None
        return view(request, country)

    return answer


@_of_country
@require_safe
def country_page(request: PageRequest, country: Country) -> HttpResponse:
    """The Needs Dashboard of a member state."""
    dashboard = CountryDashboard(request.user, country, timezone.localdate())
    form = CountryNeedsFilterForm(request.GET, priorities=[row.priority for row in dashboard.needs.by_priority])
    n_needs = None if form.active() else dashboard.needs.total.total
    needs = page_of(form.admitted(dashboard.open_needs), request.GET, per_page=10, count=n_needs)
    needs.object_list = as_stated(needs.object_list)
    context = {
        "dashboard": dashboard,
        "country": country,
        "form": form,
        "needs": needs,
        "shown": dashboard.indicators.shown(request.GET, PER_PAGE),
        "beside": _beside(request.GET),
        "raised": dashboard.raised_shown(request.GET),
        "beside_raised": querystring_without_page(request.GET, RAISED),
        "querystring": querystring_without_page(request.GET),
        "active_filters": form.active(),
    }
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
    per_page = max(1, card.indicators.n_in_use) if WHOLE in request.GET else PER_PAGE_OF_CARD
    context = {"card": card, "country": country, "shown": card.indicators.shown(request.GET, per_page)}
    context |= {"beside": _beside(request.GET), "whole": WHOLE}
    return render_page(request, "iwt_dashboard/country/report_card.html", context)


@_of_country
@require_safe
def profile(request: PageRequest, country: Country) -> HttpResponse:
    """Authorities, plans' objectives, processes of others and past funding of a member state."""
    found = CountryProfile(country, timezone.localdate())
    context = {"profile": found, "plans": page_of(found.plans, request.GET, per_page=PLANS_A_PAGE), "country": country}
    return render_page(request, "iwt_dashboard/country/profile.html", context)


def _beside(query: QueryDict) -> dict[str, str]:
    """What stands in the address beside the number of a part, for each list that comes in parts."""
    return {name: querystring_without_page(query, name) for name in LISTS}
