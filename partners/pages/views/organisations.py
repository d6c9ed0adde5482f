"""Organisations, and one of them with its programmes and answers."""

from django.http import Http404, HttpResponse

from core.clearance.permissions import Permission, can, public_page
from core.models import Organisation
from core.pages import PageRequest, querystring_without_page, render_page
from partners.navigation import sections, trail
from partners.pages.queries import answers_of, organisation_of, organisation_page
from partners.programmes.forms.filters import OrganisationFilterForm
from partners.programmes.queries.money import money_book
from partners.programmes.queries.programmes import programmes_of
from partners.programmes.rules.portfolio import Cut


@public_page
def index(request: PageRequest) -> HttpResponse:
    """All partner organisations."""
    form = OrganisationFilterForm(request.GET)
    text = form.text()
    context = {
        "form": form,
        "active": int(bool(text)),
        "page_obj": organisation_page(request.user, text, request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "sections": sections("partners:index", request.user),
    }
    fragments = {"organisation-results": "partners/pages/_organisation_results.html"}
    return render_page(request, "partners/pages/organisation_list.html", context, fragments=fragments)


@public_page
def organisation(request: PageRequest, code: str) -> HttpResponse:
    """One organisation."""
    try:
        row = organisation_of(request.user, code)
    except Organisation.DoesNotExist:
        raise Http404 from None
    book = money_book(request.user)
    together, n_together = book.funded_together(code)
    context = {
        "row": row,
        "organisation": row.organisation,
        "money": book.total(Cut(funder=code)),
        "money_together": together,
        "n_together": n_together,
        "page_obj": programmes_of(request.user, row.organisation, request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "answers": answers_of(request.user, row.organisation),
        "may_enter": can(request.user, Permission.PROGRAMME_WRITE, organisation=row.organisation),
        "trail": trail(),
    }
    return render_page(request, "partners/pages/organisation_detail.html", context)
