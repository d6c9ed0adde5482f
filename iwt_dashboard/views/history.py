"""The history of a record, bringing a version back, withdrawing; and the log of the secretariat, also as a file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance import actions
from core.clearance.actions import Refused
from core.clearance.permissions import Permission, can, require, signed_in_page
from core.drafts.edit import Problem, press
from core.exports import Cell, long_csv_file
from core.history.audit import AuditKind, note
from core.history.timeline import history_page
from core.pages import PersonRequest, names_asked_for, or_404, querystring_without_page, refused, render_page
from iwt_dashboard.history import records as record_history
from iwt_dashboard.history.audit_page import LogRow, exported, kind_choices, log_page, person_choices
from iwt_dashboard.history.forms import LogFilterForm, RestoreForm, WithdrawRecordForm
from iwt_dashboard.history.kinds import KINDS
from iwt_dashboard.pages.record_pages import page_of
from needs.queries import country_choices
from partners.overlaps.queries.overlaps import merged_into


@signed_in_page
@require_safe
def history(request: PersonRequest, kind: str, record: int) -> HttpResponse:
    """Everything that happened to a record, the newest first, for who may read it. The address of a programme that was
    merged into another one leads others to the history of that one."""
    row = record_history.find(request.user, kind, record)
    if row is None and kind == "programme" and (stays := merged_into(request.user, pk=record)):
        return redirect("history", kind, stays.pk)
    row = or_404(row)
    page = history_page(record_history.tracks_of(request.user, kind, row), request.GET.get("page"))
    context = {
        "kind": kind,
        "label": KINDS[kind].label,
        "record": row,
        "title": str(row),
        "record_url": page_of(row),
        "page": page,
        "names_people": KINDS[kind].names_people(request.user, row),
        "may_restore": record_history.may_restore(request.user, kind, row),
        "may_withdraw": record_history.may_withdraw(request.user, kind, row),
        "may_bring_back": record_history.may_bring_back(request.user, kind, row),
    }
    return render(request, "iwt_dashboard/history/record_history.html", context)


@require(Permission.ENTRY_WRITE)
def restore(request: PersonRequest, kind: str, record: int, track: str, event: int) -> HttpResponse:
    """Show what bringing a version back would change, and do it when asked."""
    row = or_404(record_history.find(request.user, kind, record))
    found = record_history.may_restore(request.user, kind, row) and record_history.restoration(kind, row, track, event)
    if not found:
        raise Http404
    form = RestoreForm(request.POST or None, initial={"version": found.version}, needs_reason=found.needs_reason)

    def show(problem: Problem | None = None) -> HttpResponse:
        if problem is not None:
            form.add_error(None, str(problem))
        context = {"kind": kind, "record": row, "title": str(row), "found": found, "form": form}
        return render(request, "iwt_dashboard/history/restore.html", context, status=422 if form.errors else 200)

    def act() -> None:
        record_history.restore(by=request.user, kind=kind, record=row, track=track, event=event, **form.cleaned_data)

    if request.method != "POST" or not form.is_valid():
        return show()
    return press(
        request,
        act,
        done=_("The earlier version is back. Look it over and submit it."),
        to=page_of(row) or reverse("history", args=[kind, record]),
        conflict=_("Somebody else has written this meanwhile. Open it anew from the history."),
        again=show,
    )


@signed_in_page
@require_POST
def withdraw(request: PersonRequest, kind: str, record: int) -> HttpResponse:
    """Hide a record of the own side from everybody, with a trace."""
    row = or_404(record_history.find_withdrawable(request.user, kind, record, is_withdrawn=False))
    form = WithdrawRecordForm(request.POST)

    def act() -> None:
        if not form.is_valid():
            raise Refused(_("The reason is too long."))
        actions.withdraw(by=request.user, record=row, **form.cleaned_data)

    return press(
        request,
        act,
        done=_("Withdrawn. It is hidden from everybody, and can be brought back from here."),
        to=reverse("withdrawn"),
        back=page_of(row) or reverse("withdrawn"),
        conflict=_("Somebody else has changed this since you opened it. Look at it once more."),
    )


@signed_in_page
@require_POST
def bring_back(request: PersonRequest, kind: str, record: int) -> HttpResponse:
    """Show a withdrawn record to its own team again."""
    row = or_404(record_history.find_withdrawable(request.user, kind, record, is_withdrawn=True))
    return press(
        request,
        lambda: page_of(actions.bring_back(by=request.user, record=row)) or reverse("withdrawn"),
        done=_("It stands again.")
        if row.is_kept_by_secretariat
        else _("It is back. What had been cleared is a draft now, to be cleared anew."),
        back=reverse("withdrawn"),
    )


@require(Permission.ASEAN_READ)
@require_safe
def withdrawn(request: PersonRequest) -> HttpResponse:
    """What the own side has withdrawn: a country, or the secretariat of what it said itself."""
    may_bring_back = can(request.user, Permission.ENTRY_WRITE) or can(request.user, Permission.REFERENCE_KEEP)
    context = {"rows": record_history.withdrawn_of(request.user), "may_bring_back": may_bring_back}
    return render(request, "iwt_dashboard/history/withdrawn.html", context)


@require(Permission.PEOPLE_KEEP)
@require_safe
def log(request: PersonRequest) -> HttpResponse:
    """Who did what and when, searched by person, kind, record, member state, period and text."""
    form = _form(request)
    if offered := names_asked_for(request, lambda: form):
        return offered
    context = {
        "page": log_page(form.wanted(), request.GET.get("page")),
        "form": form,
        "here": form.address(),
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
    if refusal := refused(request, form):
        return refusal
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
