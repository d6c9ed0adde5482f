"""A partner's question on a need, the country's answer, and sharing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, require
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet, press_token
from core.drafts.submit_once import once
from core.pages import PersonRequest, render_page
from needs import actions, queries
from needs.forms import AnswerForm, QuestionForm
from needs.models import Clarification
from needs.views.common import capitals


def team_question(request: PersonRequest, pk: int) -> Clarification:
    """A question on a need of the person's own country, or 404."""
    found = queries.find_clarification(request.user, pk)
    if found is None:
        raise Http404
    return found


def address_of(question: Clarification) -> str:
    """Where a question stands on its need's page."""
    return reverse("needs:detail", args=[question.need.code]) + f"#question-{question.pk}"


@require(Permission.NEED_ASK)
@capitals
def question_ask(request: PersonRequest, code: str) -> HttpResponse:
    """Ask the country about a need."""
    need = queries.find_need(request.user, code)
    if need is None:
        raise Http404
    sheet = Sheet(request, f"needs.question:{need.code}", title=_("Question on %(code)s") % {"code": need.code})
    form = QuestionForm(sheet.data)
    sheet.fill(form)
    if form.is_valid():

        def create() -> str:
            return address_of(actions.ask_question(by=request.user, need=need, question=form.cleaned_data["question"]))

        try:
            address = once(by=request.user, token=sheet.token, create=create)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked. The country's focal point answers."))
            return redirect(address)
    return show(request, {"form": form, "sheet": sheet, "need": need, "heading": _("Ask about this need")}, form)


@require(Permission.NEED_ANSWER_QUESTION)
def question_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer a question, or mend an answer that is not shared yet."""
    question = team_question(request, pk)
    sheet = Sheet(request, f"needs.answer:{pk}", title=_("Answer on %(code)s") % {"code": question.need.code})
    form = stored_answer(question) if sheet.is_look else AnswerForm(sheet.data, initial=initial_of_answer(question))
    sheet.fill(form)
    if form.is_valid():
        typed = form.cleaned_data

        def change() -> str:
            version = typed["version"]
            actions.answer_question(by=request.user, clarification=question, answer=typed["answer"], version=version)
            return address_of(question)

        try:
            address = once(by=request.user, token=sheet.token, create=change)
        except EditConflict:
            return answer_conflict(request, sheet, team_question(request, pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Answered. %(organisation)s can read it.") % {"organisation": question.organisation}
            )
            return redirect(address)
    context = {"form": form, "sheet": sheet, "need": question.need, "question": question}
    return show(request, {**context, "heading": _("Answer a question")}, form)


def initial_of_answer(question: Clarification) -> dict[str, Any]:
    """What the form of an answer starts from."""
    return {"answer": question.answer, "version": question.answer_version}


def stored_answer(question: Clarification) -> AnswerForm:
    """The form with the answer that is stored, untouched."""
    return AnswerForm(initial=initial_of_answer(question))


def answer_conflict(request: PersonRequest, sheet: Sheet, question: Clarification) -> HttpResponse:
    """A colleague's answer beside what was typed. Nothing was written."""
    found = conflict_of(sheet, theirs=stored_answer(question), version=question.answer_version)
    return show_conflict(
        request,
        sheet,
        found,
        title=_("Answer on %(code)s") % {"code": question.need.code},
        action=reverse("needs:answer", args=[question.pk]),
        buttons=[Button("do", "answer", _("Answer"))],
    )


@require(Permission.ENTRY_CLEAR)
@require_POST
def question_share(request: PersonRequest, pk: int) -> HttpResponse:
    """Share a question and its answer with all who see the need."""
    question = team_question(request, pk)
    try:
        seen = parse_datetime(request.POST.get("answered_at", ""))
    except ValueError:
        seen = None

    def share() -> str:
        actions.share_answer(by=request.user, clarification=question, answered_at=seen)
        return address_of(question)

    try:
        once(by=request.user, token=press_token(request), create=share)
    except EditConflict:
        messages.error(
            request, _("The answer has been changed since you opened it. Read it once more; nothing was done.")
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Shared with all who see the need."))
    return redirect(address_of(question))


def show(request: PersonRequest, context: dict[str, Any], form: Any) -> HttpResponse:
    """The page with one small form."""
    return render_page(request, "needs/question_form.html", context, status=422 if form.errors else 200)
