"""What the files could not say: one page on which people answer it, of several programmes at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, require
from core.drafts.forms import press_token
from core.drafts.submit_once import once
from core.models import User
from core.pages import PersonRequest, querystring_without_page, render_page
from partners.iati.actions.answers import QuestionAnswers, answer_questions
from partners.iati.forms.import_questions import answers_in, shown_keys, version_of
from partners.iati.queries.questions import ProgrammeQuestions, question_choices, question_page, questions_of
from partners.navigation import trail
from partners.programmes.models.programmes import Programme

LONGEST_SLUG = 80


@require(Permission.PROGRAMME_WRITE)
def questions(request: PersonRequest) -> HttpResponse:
    """The open questions of the programmes that the visitor keeps, and their answers."""
    if request.method == "POST":
        return _answered(request)
    slug = request.GET.get("programme", "")[:LONGEST_SLUG].replace("\x00", "")
    context = {
        "page_obj": question_page(request.user, request.GET.get("page"), slug),
        "slug": slug,
        "querystring": querystring_without_page(request.GET),
        "action": request.get_full_path(),
        "trail": trail((_("Programmes"), reverse("partners:programmes")), (_("Import"), reverse("partners:imports"))),
        **question_choices(),
    }
    return render_page(request, "partners/iati/import_questions.html", context)


def _answered(request: PersonRequest) -> HttpResponse:
    """Write each programme's answers by themselves: one that somebody else has changed holds up no other."""
    found = questions_of(request.user, shown_keys(request.POST))
    told: list[str] = []

    def answered() -> str:
        done = 0
        for asked in found.values():
            answers = answers_in(request.POST, asked)
            if answers:
                done += _write(request.user, asked, answers, version_of(request.POST, asked), told)
        if done:
            said = ngettext("%(n)s programme is answered.", "%(n)s programmes are answered.", done)
            messages.success(request, said % {"n": done})
        return reverse("partners:import-questions")

    try:
        address = once(by=request.user, token=press_token(request), create=answered)
    except Programme.DoesNotExist:
        address = reverse("partners:import-questions")
    for refusal in told[:5]:
        messages.error(request, refusal)
    return redirect(address)


def _write(person: User, asked: ProgrammeQuestions, answers: QuestionAnswers, version: int, told: list[str]) -> int:
    try:
        answer_questions(by=person, programme=asked.programme, answers=answers, version=version)
    except EditConflict:
        changed = _("“%(title)s” was changed since you looked at it. Look at it once more.")
        told.append(changed % {"title": asked.programme.title[:120]})
        return 0
    except Refused as refusal:
        told.append(str(refusal))
        return 0
    return 1
