"""Mechanisms beside member states, and money of record."""

from django.http import HttpResponse

from core.pages import PageRequest, render_page
from core.permissions import public_page
from partners import charts, queries
from partners.views.common import sections


@public_page
def mechanisms(request: PageRequest) -> HttpResponse:
    """Existing mechanisms and how far each member state is engaged with them."""
    context = {"matrix": queries.mechanism_matrix(), "sections": sections("partners:mechanisms", request.user)}
    return render_page(request, "partners/mechanism_list.html", context)


@public_page
def funding(request: PageRequest) -> HttpResponse:
    """Commitments 2010 to 2016 by member state and type."""
    table = queries.funding_table()
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
    return render_page(request, "partners/funding.html", context)
