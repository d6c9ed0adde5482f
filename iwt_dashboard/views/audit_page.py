"""The log of the secretariat, and the same as a file."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.clearance.permissions import Permission, require
from core.exports import Cell, long_csv_file
from core.history.audit import AuditKind, note
from core.pages import PersonRequest, querystring_without_page, render_page
from iwt_dashboard.history.audit_page import LogRow, exported, kind_choices, log_page, person_choices
from iwt_dashboard.history.forms import LogFilterForm
from needs.queries import country_choices


@require(Permission.PEOPLE_KEEP)
@require_safe
def log(request: PersonRequest) -> HttpResponse:
    """Who did what and when, searched by person, kind, record, member state, period and text."""
    form = _form(request)
    context = {
        "page": log_page(form.wanted(), request.GET.get("page")),
        "form": form,
        "querystring": querystring_without_page(request.GET),
    }
    return render_page(
        request,
        "iwt_dashboard/history/audit_page.html",
        context,
        fragments={"log-results": "iwt_dashboard/history/_log_results.html"},
    )


@require(Permission.PEOPLE_KEEP)
@require_safe
def log_csv(request: PersonRequest) -> Any:
    """The rows that the search finds, as CSV; taking it is noted in the log itself."""
    form = _form(request)
    wanted = form.wanted()
    note(AuditKind.EXPORTED, by=request.user, about=_("Log of what happened"), form="csv")
    heads = (_("When"), _("Who"), _("Role"), _("What"), _("About"), _("Member state"), _("Fields"), _("Request"))
    return long_csv_file("log", [*heads, _("Command")], map(_cells, exported(wanted)))


def _form(request: PersonRequest) -> LogFilterForm:
    return LogFilterForm(request.GET, people=person_choices(), kinds=kind_choices(), countries=country_choices())


def _cells(row: LogRow) -> tuple[Cell, ...]:
    when = timezone.localtime(row.when).isoformat(timespec="seconds")
    fields = "; ".join(row.fields)
    return (when, row.who, row.role, row.what, row.about, row.country, fields, row.request_id, row.command)
