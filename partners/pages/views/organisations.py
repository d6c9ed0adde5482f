"""Organisations, one of them with its programmes and answers, mechanisms beside member states, and money of record."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from core.clearance.permissions import Permission, can, public_page
from core.pages import PageRequest, querystring_without_page, render_page
from partners.coordination.queries.mechanisms import mechanism_matrix
from partners.navigation import query_or_404, sections, trail
from partners.pages.queries import answers_to, organisation_of, organisation_page
from partners.programmes import charts
from partners.programmes.forms.filters import OrganisationFilterForm
from partners.programmes.queries.funding import funding_table
from partners.programmes.queries.money import funded_together, sum_of
from partners.programmes.queries.programmes import programmes_of
from partners.programmes.rules.explained import Cut


@public_page
@require_safe
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
@require_safe
def organisation(request: PageRequest, code: str) -> HttpResponse:
    """One organisation. The address of one that was merged into another leads there for good."""
    row = query_or_404(organisation_of, request.user, code)
    if row.merged_into:
        return redirect("partners:organisation", code=row.merged_into.code, permanent=True)
    together, n_together = funded_together(request.user, code)
    context = {
        "organisation": row,
        "money": sum_of(request.user, Cut(funder=code)),
        "money_together": together,
        "n_together": n_together,
        "page_obj": programmes_of(request.user, row, request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "answers": answers_to(request.user, organisation=row),
        "may_enter": can(request.user, Permission.PROGRAMME_WRITE, organisation=row),
        "trail": trail(),
    }
    return render_page(request, "partners/pages/organisation_detail.html", context)


@public_page
@require_safe
def mechanisms(request: PageRequest) -> HttpResponse:
    """Existing mechanisms and how far each member state is engaged with them."""
    countries, rows = mechanism_matrix(request.user)
    context = {"countries": countries, "rows": rows, "sections": sections("partners:mechanisms", request.user)}
    return render_page(request, "partners/pages/mechanism_list.html", context)


@public_page
@require_safe
def funding(request: PageRequest) -> HttpResponse:
    """Commitments 2010 to 2016 by member state and type."""
    table = funding_table()
    context = {
        "table": table,
        "figure": charts.funding_by_type(table),
        "twin": charts.funding_rows(table),
        "summary": charts.funding_summary(table),
        "sections": sections("partners:funding", request.user),
    }
    return render_page(request, "partners/pages/funding.html", context)
