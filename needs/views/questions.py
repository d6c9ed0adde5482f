"""A partner's question on a need, the country's answer, and sharing it."""

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.permissions import Permission, require
from core.converters import capitals
from core.drafts.conflicts import Button
from core.drafts.edit import Filled, Theirs, edit_form, press
from core.drafts.forms import FormDraft
from core.pages import PersonRequest, or_404, render_page
from needs import actions, queries
from needs.forms import AnswerForm, QuestionForm
from needs.models import Clarification


def team_question(request: PersonRequest, pk: int) -> Clarification:
    """A question on a need of the person's own country, or 404."""
    return or_404(queries.find_clarification(request.user, pk))


def address_of(question: Clarification) -> str:
    """Where a question stands on its need's page."""
    return reverse("needs:detail", args=[question.need.code]) + f"#question-{question.pk}"


@require(Permission.NEED_ASK)
@capitals("code")
def question_ask(request: PersonRequest, code: str) -> HttpResponse:
    """Ask the country about a need."""
    need = or_404(queries.find_need(request.user, code))

    def write(filled: Filled[QuestionForm]) -> str:
        question = filled.form.cleaned_data["question"]
        return address_of(actions.ask_question(by=request.user, need=need, question=question))

    return edit_form(
        request,
        FormDraft(request, f"needs.question:{need.code}", title=_("Question on %(code)s") % {"code": need.code}),
        make=QuestionForm,
        write=write,
        done=_("Asked. The country's focal point answers."),
        show=partial(show, request, need=need, heading=_("Ask about this need")),
    )


@require(Permission.NEED_ANSWER_QUESTION)
def question_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer a question, or mend an answer that is not shared yet."""
    question = team_question(request, pk)

    def write(filled: Filled[AnswerForm]) -> str:
        answer, version = filled.form.cleaned_data["answer"], filled.form.cleaned_data["version"]
        actions.answer_question(by=request.user, clarification=question, answer=answer, version=version)
        return address_of(question)

    def theirs(_filled: Filled[AnswerForm]) -> Theirs:
        fresh = team_question(request, pk)
        buttons = [Button("do", "answer", _("Answer"))]
        return Theirs(answer_form(fresh, None), version=fresh.answer_version, buttons=buttons)

    return edit_form(
        request,
        FormDraft(request, f"needs.answer:{pk}", title=_("Answer on %(code)s") % {"code": question.need.code}),
        make=partial(answer_form, question),
        write=write,
        done=_("Answered. %(organisation)s can read it.") % {"organisation": question.organisation},
        show=partial(show, request, need=question.need, question=question, heading=_("Answer a question")),
        conflict=theirs,
    )


def answer_form(question: Clarification, data: QueryDict | None) -> AnswerForm:
    """The form with what was sent, or with the answer that is stored."""
    return AnswerForm(data, initial={"answer": question.answer, "version": question.answer_version})


@require(Permission.ENTRY_CLEAR)
@require_POST
def question_share(request: PersonRequest, pk: int) -> HttpResponse:
    """Share a question and its answer with all who see the need."""
    question = team_question(request, pk)
    try:
        seen = parse_datetime(request.POST.get("answered_at", ""))
    except ValueError:
        seen = None
    return press(
        request,
        lambda: actions.share_answer(by=request.user, clarification=question, answered_at=seen),
        done=_("Shared with all who see the need."),
        to=address_of(question),
        conflict=_("The answer has been changed since you opened it. Read it once more; nothing was done."),
    )


def show(request: PersonRequest, filled: Filled[Any], **context: Any) -> HttpResponse:
    """The page with one small form."""
    return render_page(request, "needs/question_form.html", {**filled.context, **context}, status=filled.status)
