"""Organisations, and one of them with its programmes and answers."""

from django.http import Http404, HttpResponse

from core.models import Organisation
from core.pages import PageRequest, querystring_without_page, render_page
from core.permissions import Permission, can, public_page
from partners import queries
from partners.forms import OrganisationFilterForm
from partners.rules import Cut
from partners.views.common import sections, trail


@public_page
def index(request: PageRequest) -> HttpResponse:
    """All partner organisations."""
    form = OrganisationFilterForm(request.GET)
    text = form.text()
    context = {
        "form": form,
        "active": int(bool(text)),
        "page_obj": queries.organisation_page(request.user, text, request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "sections": sections("partners:index", request.user),
    }
    fragments = {"organisation-results": "partners/_organisation_results.html"}
    return render_page(request, "partners/organisation_list.html", context, fragments=fragments)


@public_page
def organisation(request: PageRequest, code: str) -> HttpResponse:
    """One organisation."""
    try:
        row = queries.organisation_of(request.user, code)
    except Organisation.DoesNotExist:
        raise Http404 from None
    book = queries.money_book(request.user)
    together, n_together = book.funded_together(code)
    context = {
        "row": row,
        "organisation": row.organisation,
        "money": book.total(Cut(funder=code)),
        "money_together": together,
        "n_together": n_together,
        "page_obj": queries.programmes_of(request.user, row.organisation, request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "answers": queries.answers_of(request.user, row.organisation),
        "may_enter": can(request.user, Permission.PROGRAMME_WRITE, organisation=row.organisation),
        "trail": trail(),
    }
    return render_page(request, "partners/organisation_detail.html", context)
