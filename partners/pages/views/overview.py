"""Mechanisms beside member states, and money of record."""

from django.http import HttpResponse

from core.clearance.permissions import public_page
from core.pages import PageRequest, render_page
from partners.coordination.queries.mechanisms import mechanism_matrix
from partners.navigation import sections
from partners.programmes import charts
from partners.programmes.queries.funding import funding_table


@public_page
def mechanisms(request: PageRequest) -> HttpResponse:
    """Existing mechanisms and how far each member state is engaged with them."""
    context = {"matrix": mechanism_matrix(), "sections": sections("partners:mechanisms", request.user)}
    return render_page(request, "partners/pages/mechanism_list.html", context)


@public_page
def funding(request: PageRequest) -> HttpResponse:
    """Commitments 2010 to 2016 by member state and type."""
    table = funding_table()
    context = {
        "table": table,
        "figure": charts.funding_by_type(table),
        "twin": charts.funding_rows(table),
        "lines": charts.funding_lines(table),
        "summary": charts.funding_summary(table),
        "absent": ", ".join(country.name for country in table.absent),
        "total": charts.million(table.total),
        "elsewhere": [(row.recipient, charts.million(row.amount_usd_thousand)) for row in table.not_split_by_country],
        "sections": sections("partners:funding", request.user),
    }
    return render_page(request, "partners/pages/funding.html", context)
