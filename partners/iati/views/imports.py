"""IATI files in the browser: bringing one, watching it being read, confirming it, and what came of it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.actions import Refused
from core.clearance.permissions import Permission, can, require
from core.documents.sanitise import Unfit
from core.drafts.edit import press
from core.models import User
from core.pages import PersonRequest, page_of, querystring_without_page, render_page
from partners.iati.actions import imports as actions
from partners.iati.forms.imports import ImportForm
from partners.iati.messages import state_sentence
from partners.iati.models import IatiImport, ImportOutcome, ImportState
from partners.iati.queries.imports import counts_of, import_of, imports_of
from partners.iati.queries.questions import open_question_count
from partners.iati.queries.rows import import_rows, report_of
from partners.navigation import trail

AT_WORK = (ImportState.WAITING, ImportState.READING, ImportState.QUEUED, ImportState.WRITING)


@require(Permission.PROGRAMME_WRITE)
def import_list(request: PersonRequest) -> HttpResponse:
    """The form for a file, and the files that were brought before."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        return press(
            request, lambda: _start(request.user, form), again=lambda problem: _show_list(request, form, str(problem))
        )
    return _show_list(request, form)


def _show_list(request: PersonRequest, form: ImportForm, problem: str = "") -> HttpResponse:
    if problem:
        form.add_error("file", problem)
    context = {
        "form": form,
        "page_obj": page_of(imports_of(request.user), request.GET),
        "querystring": querystring_without_page(request.GET),
        "limit": min(settings.IATI_MAX_BYTES, settings.REQUEST_MAX_BYTES),
        "is_for_all": can(request.user, Permission.PROGRAMME_WRITE_ANY),
        "open_questions": open_question_count(request.user),
        "trail": trail((_("Programmes"), reverse("partners:programmes"))),
    }
    return render_page(request, "partners/iati/import_list.html", context, status=422 if form.errors else 200)


def _start(person: User, form: ImportForm) -> str:
    file = form.cleaned_data["file"]
    only_asean = form.cleaned_data["only_asean"]
    try:
        started = actions.start_import(by=person, name=file.name or "", file=file, only_asean=only_asean)
    except Unfit as problem:
        raise Refused(str(problem)) from problem
    return reverse("partners:import", args=[started.pk])


@require(Permission.PROGRAMME_WRITE)
@require_safe
def import_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One file: how far it is, what it would do or has done, and whose move it is."""
    row = import_or_404(request, pk)
    wanted, position = request.GET.get("outcome", ""), request.GET.get("row", "")
    context = {
        "row": row,
        "is_at_work": row.state in AT_WORK,
        "sentence": state_sentence(row.state, is_confirmed=row.confirmed_at is not None),
        "counts": counts_of(row),
        "outcome": wanted if wanted in ImportOutcome.values else "",
        "outcomes": ImportOutcome.choices,
        "page_obj": import_rows(row, wanted, position, request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "is_one": position.isdecimal(),
        "open_questions": open_question_count(request.user) if row.state == ImportState.DONE else 0,
        "trail": trail((_("Programmes"), reverse("partners:programmes")), (_("Import"), reverse("partners:imports"))),
    }
    fragments = {"import-body": "partners/iati/_import_body.html"}
    return render_page(request, "partners/iati/import_detail.html", context, fragments=fragments)


@require(Permission.PROGRAMME_WRITE)
@require_POST
def import_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Let the programmes be written."""
    return _moved(request, pk, actions.confirm_import, _("Confirmed. The programmes are being written."))


@require(Permission.PROGRAMME_WRITE)
@require_POST
def import_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a file aside, at whatever point it is."""
    return _moved(request, pk, actions.discard_import, _("Put aside."))


@require(Permission.PROGRAMME_WRITE)
@require_POST
def import_restart(request: PersonRequest, pk: int) -> HttpResponse:
    """Take up an import that was interrupted."""
    return _moved(request, pk, actions.restart_import, _("Started again."))


@require(Permission.PROGRAMME_WRITE)
@require_safe
def import_report(request: PersonRequest, pk: int) -> HttpResponse:
    """What happened to a file, for machines."""
    row = import_or_404(request, pk)
    answer = JsonResponse(report_of(row), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{row.pk}.json"'
    return answer


def import_or_404(request: PersonRequest, pk: int) -> IatiImport:
    """An import that the visitor may see."""
    row = import_of(request.user, pk)
    if row is None:
        raise Http404
    return row


def _moved(request: PersonRequest, pk: int, move: Any, said: str) -> HttpResponse:
    row = import_or_404(request, pk)
    text = request.POST.get("version", "")
    version = int(text) if text.isdecimal() and len(text) < 9 else None
    return press(
        request,
        lambda: move(by=request.user, of_import=row, version=version),
        done=said,
        to=reverse("partners:import", args=[row.pk]),
        conflict=_("It has moved on since you looked at it. This is how it stands now."),
    )
