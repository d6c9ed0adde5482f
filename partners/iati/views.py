"""IATI in the browser: a file from its arrival to its end, the questions that files leave, and what was published."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, can, public_page, require
from core.documents.sanitise import Unfit
from core.drafts.edit import press
from core.drafts.forms import press_token
from core.drafts.store import once
from core.filters import NoFilter
from core.form_fields import whole_number
from core.models import User
from core.pages import PageRequest, PersonRequest, or_404, page_of, querystring_without_page, refused, render_page
from partners.iati import forms
from partners.iati.actions import imports as actions
from partners.iati.actions.answers import answer_questions
from partners.iati.actions.failures import AT_WORK
from partners.iati.actions.heaps import choose_of_import
from partners.iati.messages import confirm_label, state_sentence
from partners.iati.models import IatiImport, ImportHeap, ImportState
from partners.iati.queries import imports as queries
from partners.iati.queries import questions as question_queries
from partners.navigation import Trail, trail
from partners.programmes.models.programmes import Programme

LONGEST_FILTER = 40
MOVES: dict[str, tuple[Callable[..., IatiImport], Any]] = {
    "confirm": (actions.confirm_import, gettext_lazy("Confirmed. It is being written.")),
    "discard": (actions.discard_import, gettext_lazy("Put aside.")),
    "restart": (actions.restart_import, gettext_lazy("Started again.")),
}


def _trail(*steps: tuple[str, str]) -> Trail:
    return trail((_("Programmes"), reverse("partners:programmes")), *steps)


@require(Permission.PROGRAMME_WRITE)
def import_list(request: PersonRequest) -> HttpResponse:
    """The form for a file, and the files that were brought before."""
    is_post = request.method == "POST"
    form = forms.ImportForm(request.POST, request.FILES) if is_post else forms.ImportForm()
    if form.is_bound and form.is_valid():
        return press(
            request, lambda: _start(request.user, form), again=lambda problem: _show_list(request, form, str(problem))
        )
    return _show_list(request, form)


def _show_list(request: PersonRequest, form: forms.ImportForm, problem: str = "") -> HttpResponse:
    if problem:
        form.add_error("file", problem)
    context = {
        "form": form,
        "page_obj": page_of(queries.imports_of(request.user), request.GET),
        "querystring": querystring_without_page(request.GET),
        "limit": min(settings.IATI_MAX_BYTES, settings.REQUEST_MAX_BYTES),
        "is_for_all": can(request.user, Permission.PROGRAMME_WRITE_ANY),
        "open_questions": question_queries.open_question_count(request.user),
        "trail": _trail(),
    }
    return render_page(request, "partners/iati/import_list.html", context, status=422 if form.errors else 200)


def _start(person: User, form: forms.ImportForm) -> str:
    file, only_asean = form.cleaned_data["file"], form.cleaned_data["only_asean"]
    try:
        started = actions.start_import(by=person, name=file.name or "", file=file, only_asean=only_asean)
    except Unfit as problem:
        raise Refused(str(problem)) from problem
    return reverse("partners:import", args=[started.pk])


@require(Permission.PROGRAMME_WRITE)
@require_safe
def import_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One file: how far it is, what it would do or has done, and whose move it is."""
    row = _import_or_404(request, pk)
    form = forms.ImportRowFilterForm(request.GET)
    wanted, heap, position = (form.typed().get(name, "") for name in ("outcome", "heap", "row"))
    context = {
        "filter": form,
        "row": row,
        "is_at_work": row.state in AT_WORK,
        "sentence": state_sentence(row.state, is_confirmed=row.confirmed_at is not None),
        "counts": (counts := queries.counts_of(row)),
        "confirm_label": confirm_label(counts["programmes"], counts["asks"]),
        "can_confirm": queries.has_to_do(counts),
        "heaps": queries.heaps_of(row),
        "heap": heap,
        "outcome": wanted,
        "outcomes": forms.OUTCOMES,
        "page_obj": queries.import_rows(row, wanted, heap, position, request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "is_one": bool(position),
        "open_questions": question_queries.open_question_count(request.user) if row.state == ImportState.DONE else 0,
        "trail": _trail((_("Import"), reverse("partners:imports"))),
    }
    fragments = {"import-body": "partners/iati/_import_body.html"}
    return render_page(request, "partners/iati/import_detail.html", context, fragments=fragments)


@require(Permission.PROGRAMME_WRITE)
@require_safe
def import_report(request: PersonRequest, pk: int) -> HttpResponse:
    """What happened to a file, for machines."""
    row = _import_or_404(request, pk)
    if refusal := refused(request):
        return refusal
    answer = JsonResponse(queries.report_of(row), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="import-{row.pk}.json"'
    return answer


def _import_or_404(request: PersonRequest, pk: int) -> IatiImport:
    return get_object_or_404(queries.imports_of(request.user), pk=pk)


@require(Permission.PROGRAMME_WRITE)
@require_POST
def import_move(request: PersonRequest, pk: int, move: str) -> HttpResponse:
    """Confirm an import, put its file aside, or start it again where it was interrupted."""
    row = _import_or_404(request, pk)
    act, said = MOVES[move]
    text = request.POST.get("version", "")
    version = whole_number(text, digits=8)
    return press(
        request,
        lambda: act(by=request.user, of_import=row, version=version),
        done=str(said),
        to=reverse("partners:import", args=[row.pk]),
        conflict=_("It has moved on since you looked at it. This is how it stands now."),
    )


@require(Permission.PROGRAMME_WRITE)
@require_POST
def import_choose(request: PersonRequest, pk: int) -> HttpResponse:
    """Set a heap of a preview aside, or what is ticked of it; or take it again."""
    row, data = _import_or_404(request, pk), request.POST
    takes, whole = data.get("do") == "take", data.get("whole", "")
    chosen = {"heap": ImportHeap(whole)} if whole in ImportHeap.values else {"positions": forms.chosen_positions(data)}
    shown = {name: data[name][:LONGEST_FILTER] for name in ("heap", "outcome", "page") if data.get(name)}
    return press(
        request,
        lambda: _say_chosen(request, choose_of_import(by=request.user, of_import=row, takes=takes, **chosen), takes),
        to=reverse("partners:import", args=[row.pk]) + (f"?{urlencode(shown)}" if shown else ""),
    )


def _say_chosen(request: PersonRequest, number: int, takes: bool) -> None:
    if not number:
        messages.info(request, _("Nothing has changed: tick activities first, or choose a whole heap."))
    elif takes:
        said = ngettext("%(n)s activity is taken again.", "%(n)s activities are taken again.", number)
        messages.success(request, said % {"n": number})
    else:
        said = ngettext("%(n)s activity is set aside.", "%(n)s activities are set aside.", number)
        messages.success(request, said % {"n": number})


@require(Permission.PROGRAMME_WRITE)
def questions(request: PersonRequest) -> HttpResponse:
    """The open questions of the programmes that the visitor keeps, and their answers."""
    if request.method == "POST":
        return _answered(request)
    countries = question_queries.member_states()
    form = forms.QuestionFilterForm(request.GET, country=[(one.iso3, one.name) for one in countries])
    slug, iso3 = (form.typed().get(name, "") for name in ("programme", "country"))
    context = {
        "filter": form,
        "page_obj": question_queries.question_page(request.user, request.GET.get("page"), slug, iso3),
        "slug": slug,
        "country": next((one for one in countries if one.iso3 == iso3), None),
        "querystring": querystring_without_page(request.GET),
        "action": request.get_full_path(),
        "trail": _trail((_("Import"), reverse("partners:imports"))),
        "countries": countries,
    }
    return render_page(request, "partners/iati/import_questions.html", context)


def _answered(request: PersonRequest) -> HttpResponse:
    """Write each programme's answers by themselves: one that somebody else has changed holds up no other."""
    person, data = request.user, request.POST
    told: list[str] = []

    def answered() -> str:
        found = question_queries.questions_of(person, forms.shown_keys(data))
        done = sum(_is_written(person, asked, data, told) for asked in found)
        if done:
            said = ngettext("%(n)s programme is answered.", "%(n)s programmes are answered.", done)
            messages.success(request, said % {"n": done})
        return reverse("partners:import-questions")

    try:
        address = once(by=person, token=press_token(request), create=answered)
    except Programme.DoesNotExist:
        address = reverse("partners:import-questions")
    for refusal in told[:5]:
        messages.error(request, refusal)
    return redirect(address)


def _is_written(person: User, asked: question_queries.ProgrammeQuestions, data: QueryDict, told: list[str]) -> bool:
    """Write the answers of one programme, if there are any; `told` takes the reason where they could not be."""
    answers, programme = forms.answers_in(data, asked), asked.programme
    if not answers:
        return False
    try:
        answer_questions(by=person, programme=programme, answers=answers, version=forms.version_of(data, asked))
    except EditConflict:
        changed = _("“%(title)s” was changed since you looked at it. Look at it once more.")
        told.append(changed % {"title": programme.title[:120]})
        return False
    except Refused as refusal:
        told.append(str(refusal))
        return False
    return True


@public_page
@require_safe
def published(request: PageRequest, slug: str) -> HttpResponse:
    """Budgets, transactions with their sums, recipients, sectors and related activities of one programme."""
    programme = or_404(queries.published_programme(request.user, slug))
    context = {
        "filter": NoFilter(request.GET, "budgets"),
        "programme": programme,
        "published": queries.published_of(request.user, programme, request.GET.get("page"), request.GET.get("budgets")),
        "trail": _trail((programme.title, reverse("partners:programme", args=[programme.slug]))),
    }
    return render_page(request, "partners/iati/programme_published.html", context)
