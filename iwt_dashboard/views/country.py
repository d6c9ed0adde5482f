"""A member state in one page, and its report card."""

from dataclasses import fields

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clearance.permissions import public_page
from core.models import Country
from core.pages import PageRequest, page_of, querystring_without_page, render_page
from iwt_dashboard.pages.country_dashboard import NeedsFilter, country_dashboard, country_profile
from iwt_dashboard.pages.forms import CountryNeedsFilterForm
from iwt_dashboard.pages.report_card import report_card as assemble_report_card


def _country(iso3: str) -> Country:
    """The member state of that code; anything else is no page."""
    try:
        return Country.objects.get(iso3=iso3)
    except Country.DoesNotExist:
        raise Http404(_("There is no such member state.")) from None


@public_page
def country_page(request: PageRequest, iso3: str) -> HttpResponse:
    """The Needs Dashboard of a member state."""
    if iso3 != iso3.upper():
        return HttpResponsePermanentRedirect(request.get_full_path().replace(iso3, iso3.upper(), 1))
    dashboard = country_dashboard(request.user, _country(iso3), timezone.localdate())
    priorities = [row.priority for row in dashboard.needs.by_priority]
    form = CountryNeedsFilterForm(request.GET, priorities=priorities)
    wanted = form.wanted()
    context = {
        "dashboard": dashboard,
        "country": dashboard.country,
        "form": form,
        "needs": page_of([row for row in dashboard.needs.rows if wanted.admits(row)], request.GET, per_page=12),
        "querystring": querystring_without_page(request.GET),
        "active_filters": sum(getattr(wanted, one.name) != one.default for one in fields(NeedsFilter)),
    }
    return render_page(
        request,
        "iwt_dashboard/country/country_page.html",
        context,
        fragments={"country-needs": "iwt_dashboard/country/_country_needs.html"},
    )


@public_page
def report_card(request: PageRequest, iso3: str) -> HttpResponse:
    """The live report card of a member state."""
    if iso3 != iso3.upper():
        return HttpResponsePermanentRedirect(request.get_full_path().replace(iso3, iso3.upper(), 1))
    card = assemble_report_card(request.user, _country(iso3), timezone.localdate())
    return render_page(request, "iwt_dashboard/country/report_card.html", {"card": card, "country": card.country})


@public_page
def profile(request: PageRequest, iso3: str) -> HttpResponse:
    """Authorities, plans' objectives, processes of others and past funding of a member state."""
    if iso3 != iso3.upper():
        return HttpResponsePermanentRedirect(request.get_full_path().replace(iso3, iso3.upper(), 1))
    found = country_profile(_country(iso3), timezone.localdate())
    return render_page(request, "iwt_dashboard/country/profile.html", {"profile": found, "country": found.country})
