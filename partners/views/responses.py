"""We can help: a partner's answer to a need, and its page for the two sides."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import EditConflict, Refused
from core.clearance import Viewer
from core.pages import PageRequest, PersonRequest, render_page
from core.permissions import Permission, require, signed_in_page
from needs.models import Need
from partners import actions, queries
from partners.forms import AnswerForm, DecisionForm, ProgressForm, WithdrawForm
from partners.models import Response, ResponseState
from partners.queries import AnswerRow, NeedToAnswer
from partners.rules import AnswerMove
from partners.views.common import Trail
from partners.words import MOVE_DONE, MOVE_LABELS

# The sign beside the sentence; the sentence carries the meaning.
STATE_MARKS = {
    ResponseState.WAITING: "submitted",
    ResponseState.IN_DISCUSSION: "submitted",
    ResponseState.ACCEPTED: "cleared",
    ResponseState.DELIVERING: "cleared",
    ResponseState.COMPLETED: "cleared",
    ResponseState.DECLINED: "withdrawn",
    ResponseState.WITHDRAWN: "withdrawn",
}


@require(Permission.RESPONSE_WRITE)
def respond(request: PersonRequest, code: str) -> HttpResponse:
    """A partner's answer to a need that it may see."""
    if code != code.upper() and request.method in ("GET", "HEAD"):
        return redirect("partners:respond", code=code.upper(), permanent=True)
    target = target_or_404(request.user, code)
    if request.method != "POST":
        return show_answer_form(request, target, answer_form(request, target))
    form = answer_form(request, target, request.POST)
    if not form.is_valid():
        return show_answer_form(request, target, form, status=422)
    token = form.cleaned_data["submit_token"]
    try:
        address = actions.respond(by=request.user, need=target.need, draft=form.draft(), token=token)
    except Need.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_answer_form(request, target, form, status=422)
    messages.success(request, _("Sent. The country's focal point sees it now; others once it is accepted."))
    if form.more_than_remains():
        messages.warning(request, _("You offered more than remains. The country sees that too."))
    return redirect(address)


@require(Permission.RESPONSE_WRITE)
@require_POST
def respond_check(request: PersonRequest, code: str) -> HttpResponse:
    """What is wrong with the one field that `?field=` names, given the whole form, or that it is more than remains."""
    form = answer_form(request, target_or_404(request.user, code), request.POST)
    name = request.GET.get("field", "")
    if name not in form.fields:
        raise Http404
    context: dict[str, Any] = {"errors": form.errors.get(name, []), "remark": form.more_than_remains().get(name, "")}
    return render_page(request, "partners/_field_check.html", context)


@signed_in_page
def response(request: PageRequest, pk: int) -> HttpResponse:
    """An answer: in full for the two sides, its substance for others once it is confirmed."""
    return show_answer(request, answer_or_404(request.user, pk))


@require(Permission.RESPONSE_DECIDE)
@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """The country accepts, discusses or declines."""
    row = answer_or_404(request.user, pk)
    if row.need.country_id != request.user.country_id:
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show_answer(request, row, decision=form, status=422)
    typed = form.cleaned_data
    move = AnswerMove(typed["move"])
    return write(
        request,
        row,
        move,
        lambda: actions.decide(
            by=request.user, response=row.response, move=move, note=typed["note"], version=typed["version"]
        ),
    )


@require(Permission.RESPONSE_WRITE)
@require_POST
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation takes its answer back."""
    row = own_answer_or_404(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return show_answer(request, row, problem=_("Look at the answer once more, then try again."), status=422)
    version = form.cleaned_data["version"]
    return write(
        request,
        row,
        AnswerMove.WITHDRAW,
        lambda: actions.withdraw(by=request.user, response=row.response, version=version),
    )


@require(Permission.RESPONSE_WRITE)
@require_POST
def progress(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation says that delivery has begun or is completed."""
    row = own_answer_or_404(request, pk)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        return show_answer(request, row, problem=_("Look at the answer once more, then try again."), status=422)
    move, version = AnswerMove(form.cleaned_data["move"]), form.cleaned_data["version"]
    return write(
        request,
        row,
        move,
        lambda: actions.progress(by=request.user, response=row.response, move=move, version=version),
    )


def write(request: PersonRequest, row: AnswerRow, move: AnswerMove, act: Any) -> HttpResponse:
    """Make a move and go back to the answer; where it was refused, show why with what was typed."""
    try:
        act()
    except Response.DoesNotExist:
        raise Http404 from None
    except EditConflict:
        fresh = answer_or_404(request.user, row.response.pk)
        problem = _("Somebody else was quicker; nothing of yours was stored. The answer now stands as shown below.")
        return show_answer(request, fresh, decision=typed_again(request, fresh), problem=problem, status=422)
    except Refused as refusal:
        fresh = answer_or_404(request.user, row.response.pk)
        return show_answer(request, fresh, decision=typed_again(request, fresh), problem=str(refusal), status=422)
    messages.success(request, str(MOVE_DONE[move]))
    return redirect(row.url)


def typed_again(request: PersonRequest, fresh: AnswerRow) -> DecisionForm:
    """The note as it was typed, over the answer as it stands now."""
    return DecisionForm(initial={"note": request.POST.get("note", ""), "version": fresh.response.version})


def show_answer(
    request: PageRequest | PersonRequest,
    row: AnswerRow,
    *,
    decision: DecisionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of an answer, with the forms of the moves that its visitor may make."""
    moves = [{"code": move.value, "label": MOVE_LABELS[move]} for move in row.moves]
    steps = ("start", "complete")
    context = {
        "state_mark": STATE_MARKS[ResponseState(row.response.state)],
        "row": row,
        "decision": decision or DecisionForm(initial={"version": row.response.version}),
        "decisions": [move for move in moves if move["code"] in ("accept", "discuss", "decline")],
        "steps": [move for move in moves if move["code"] in steps],
        "may_withdraw": AnswerMove.WITHDRAW in row.moves,
        "problem": problem,
        "history": queries.answer_history(row),
        "trail": need_trail(row.need),
    }
    return render_page(request, "partners/response_detail.html", context, status=status)


def answer_form(request: PersonRequest, target: NeedToAnswer, data: Any = None) -> AnswerForm:
    """The form of an answer, with the own organisation's programmes."""
    return AnswerForm(data, target=target, programmes=queries.own_programmes(request.user))


def show_answer_form(
    request: PersonRequest, target: NeedToAnswer, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    """The page with the form, or why there is none."""
    context = {"form": form, "target": target, "need": target.need, "trail": need_trail(target.need)}
    return render_page(request, "partners/respond.html", context, status=status)


def need_trail(need: Need) -> Trail:
    """The way back up from an answer: the register, the need."""
    return [
        {"label": _("Needs"), "url": reverse("needs:list")},
        {"label": need.code, "url": reverse("needs:detail", args=[need.code])},
    ]


def target_or_404(person: Any, code: str) -> NeedToAnswer:
    """A need that the person may see."""
    try:
        return queries.need_to_answer(person, code)
    except Need.DoesNotExist:
        raise Http404 from None


def answer_or_404(viewer: Viewer, pk: int) -> AnswerRow:
    """An answer that the visitor may see."""
    try:
        return queries.response_of(viewer, pk)
    except Response.DoesNotExist:
        raise Http404 from None


def own_answer_or_404(request: PersonRequest, pk: int) -> AnswerRow:
    """An answer of the person's own organisation; any other is not found."""
    row = answer_or_404(request.user, pk)
    if row.organisation.pk != request.user.organisation_id:
        raise Http404
    return row
