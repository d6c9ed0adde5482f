"""A partner's question on a need, the country's answer, and sharing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import EditConflict, Refused
from core.pages import PersonRequest, render_page
from core.permissions import Permission, require
from core.submit_tokens import once
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
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        token, question = form.cleaned_data["submit_token"], form.cleaned_data["question"]

        def create() -> str:
            return address_of(actions.ask_question(by=request.user, need=need, question=question))

        try:
            address = once(by=request.user, token=token, create=create)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked. The country's focal point answers."))
            return redirect(address)
    return show(request, {"form": form, "need": need, "heading": _("Ask about this need")}, form)


@require(Permission.NEED_ANSWER_QUESTION)
def question_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer a question, or mend an answer that is not shared yet."""
    question = team_question(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"answer": question.answer})
    if form.is_valid():
        try:
            actions.answer_question(by=request.user, clarification=question, answer=form.cleaned_data["answer"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Answered. %(organisation)s can read it.") % {"organisation": question.organisation}
            )
            return redirect(address_of(question))
    context = {"form": form, "need": question.need, "question": question, "heading": _("Answer a question")}
    return show(request, context, form)


@require(Permission.ENTRY_CLEAR)
@require_POST
def question_share(request: PersonRequest, pk: int) -> HttpResponse:
    """Share a question and its answer with all who see the need."""
    question = team_question(request, pk)
    try:
        seen = parse_datetime(request.POST.get("answered_at", ""))
    except ValueError:
        seen = None
    try:
        actions.share_answer(by=request.user, clarification=question, answered_at=seen)
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
