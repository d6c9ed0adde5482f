"""The page of an answer for its two sides: decisions, messages, stepping back, the beginning of delivery."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.permissions import Permission, require, signed_in_page
from core.drafts.edit import edit_form, press
from core.drafts.forms import FormDraft
from core.drafts.store import open_texts
from core.history.timeline import timeline
from core.models import User
from core.pages import PageRequest, PersonRequest, render_page
from needs.models import Need
from partners.navigation import Trail, query_or_404
from partners.support.actions import answers as answers_actions
from partners.support.actions.answers import MoreThanRemains, mark_read, take_step, write_message
from partners.support.forms.decisions import DecisionForm, MessageForm, SeenThreadForm, StepForm, WithdrawAnswerForm
from partners.support.messages import MOVE_DONE
from partners.support.models.answers import Response
from partners.support.permissions import sides_of
from partners.support.queries.answer_page import AnswerPage, answer_page
from partners.support.queries.responses import AnswerRow, response_of
from partners.support.rules.answers import DECISIONS, SILENT, UNDECIDED, AnswerMove


@signed_in_page
@require_safe
def response(request: PageRequest, pk: int) -> HttpResponse:
    """An answer: in full for the two sides, its substance for others once it is confirmed."""
    return show_answer(request, query_or_404(response_of, request.user, pk))


@require(Permission.RESPONSE_DECIDE)
@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """The country accepts, in whole or in part, discusses or declines."""
    row = query_or_404(response_of, request.user, pk)
    if row.need.country_id != request.user.country_id:
        raise Http404
    page = answer_page(request.user, row)
    form = DecisionForm(draft_of(request, row, "decision").data, page=page)
    if not form.is_valid():
        return show_answer(request, row, page=page, decision=form, status=422)
    typed = form.cleaned_data
    move, said = AnswerMove(typed["move"]), {"note": typed["note"], "version": typed["version"]}

    def act() -> Response:
        return answers_actions.decide(
            by=request.user, response=row.response, move=move, acceptance=form.acceptance(), **said
        )

    return make_move(request, row, move, act)


@require(Permission.RESPONSE_WRITE)
@require_POST
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation takes its answer back, or ends it early where something has been delivered."""
    row = own_answer_or_404(request, pk)
    move = AnswerMove.END if AnswerMove.END in row.moves else AnswerMove.WITHDRAW
    return step(request, row, WithdrawAnswerForm(request.POST), move)


@require(Permission.RESPONSE_WRITE)
@require_POST
def progress(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation says that delivery has begun."""
    return step(request, own_answer_or_404(request, pk), StepForm(request.POST), AnswerMove.START)


def step(request: PersonRequest, row: AnswerRow, form: Form, move: AnswerMove) -> HttpResponse:
    """A move of the organisation, whose form says which version was seen and, for some moves, why."""
    if not form.is_valid():
        return look_again(request, row)
    typed = {name: form.cleaned_data[name] for name in ("version", "note") if name in form.cleaned_data}
    act = partial(take_step, by=request.user, response=row.response, move=move, **typed)
    return make_move(request, row, move, act)


@signed_in_page
@require_POST
def message(request: PersonRequest, pk: int) -> HttpResponse:
    """One side writes to the other."""
    row = side_or_404(request, pk)
    return edit_form(
        request,
        draft_of(request, row, "message"),
        make=MessageForm,
        write=lambda filled: write_message(by=request.user, response=row.response, **filled.form.cleaned_data),
        done=_("Sent to the other side."),
        show=lambda filled: show_answer(request, row, message_form=filled.form, status=filled.status),
    )


@signed_in_page
@require_POST
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """One side has read what the other wrote, and needs no reply."""
    row = side_or_404(request, pk)
    form = SeenThreadForm(request.POST)
    if not form.is_valid():
        return look_again(request, row)
    seen = form.cleaned_data["seen"]
    return press(
        request,
        lambda: mark_read(by=request.user, response=row.response, seen=seen),
        done=_("Marked as read."),
        to=row.url,
        again=lambda problem: show_answer(request, row, problem=str(problem), status=422),
    )


def make_move(request: PersonRequest, row: AnswerRow, move: AnswerMove, act: Callable[[], Any]) -> HttpResponse:
    """Make a move and go back to the answer; where it was refused, show why with what was typed."""
    return press(
        request,
        act,
        done=MOVE_DONE[move],
        to=row.url,
        conflict=_("Somebody else was quicker; nothing of yours was stored. The answer now stands as shown below."),
        again=lambda problem: show_again(request, row, str(problem), is_beyond=isinstance(problem, MoreThanRemains)),
    )


def look_again(request: PersonRequest, row: AnswerRow) -> HttpResponse:
    """The answer, after a press that carried nothing of use."""
    return show_answer(request, row, problem=_("Look at the answer once more, then try again."), status=422)


def show_again(request: PersonRequest, row: AnswerRow, problem: str, *, is_beyond: bool = False) -> HttpResponse:
    """The answer as it stands now, why a move was refused, and what was typed, over the version that is shown."""
    fresh = query_or_404(response_of, request.user, row.response.pk)
    page = answer_page(request.user, fresh)
    typed = {name: text for name, text in request.POST.items() if name == "note" or name.startswith("accepted_")}
    decision = DecisionForm(initial={**typed, "version": fresh.response.version}, page=page)
    return show_answer(request, fresh, page=page, decision=decision, problem=problem, is_beyond=is_beyond, status=422)


def show_answer(
    request: PageRequest | PersonRequest,
    row: AnswerRow,
    *,
    page: AnswerPage | None = None,
    decision: DecisionForm | None = None,
    message_form: MessageForm | None = None,
    problem: str = "",
    is_beyond: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of an answer, with the forms of the moves that its visitor may make."""
    page, state = page or answer_page(request.user, row), row.response.state
    context = {
        # The sign beside the sentence; the sentence carries the meaning.
        "state_mark": "submitted" if state in UNDECIDED else "withdrawn" if state in SILENT else "cleared",
        "row": row,
        "page": page,
        "may": {move.value: True for move in row.moves},
        "problem": problem,
        "is_beyond": is_beyond,
        "history": timeline(row.response) if row.is_of_a_side else [],
        # Who only reads for a side sees what happened here, and has no page of every field and version.
        "has_whole_history": bool(sides_of(request.user, row.response)),
        "trail": need_trail(row.need),
    }
    if isinstance(request.user, User):
        context |= forms_of(cast(PersonRequest, request), page, decision, message_form)
    return render_page(request, "partners/support/response_detail.html", context, status=status)


def forms_of(
    request: PersonRequest, page: AnswerPage, decision: DecisionForm | None, message_form: MessageForm | None
) -> dict[str, Any]:
    """The forms that this person may fill in, each on its form draft; their unsaved texts come in one query."""
    row = page.row
    found: dict[str, Any] = {}
    decisions = [move for move in DECISIONS if move in row.moves]
    keys = [form_key(row, "decision"), form_key(row, "message")]
    texts = open_texts(request.user, keys) if decisions or page.may_write else []
    if decisions:
        form_draft = draft_of(request, row, "decision", texts=texts)
        if decision is None:
            decision = DecisionForm(initial={"version": row.response.version}, page=page)
            form_draft.fill(decision, but=("version",))
        found |= {"decision": decision, "decisions": decisions, "form_draft": form_draft}
    if page.may_write:
        form_draft = draft_of(request, row, "message", texts=texts)
        if message_form is None:
            message_form = MessageForm()
            form_draft.fill(message_form)
        found |= {"message_form": message_form, "message_draft": form_draft}
    return found


def form_key(row: AnswerRow, form: str) -> str:
    """The name of the form of a decision or a message."""
    return f"partners.{form}:{row.response.pk}"


def draft_of(request: PersonRequest, row: AnswerRow, form: str, *, texts: Any = None) -> FormDraft:
    """The form draft of the note ("decision") or the message ("message") on an answer."""
    titles = {
        "decision": _("Note on the answer of %(who)s to %(code)s"),
        "message": _("Message on the answer of %(who)s to %(code)s"),
    }
    title = titles[form] % {"who": row.organisation, "code": row.need.code}
    return FormDraft(request, form_key(row, form), title=title, address=row.url, texts=texts)


def need_trail(need: Need) -> Trail:
    """The way back up from an answer: the register, the need."""
    return [
        {"label": _("Needs"), "url": reverse("needs:list")},
        {"label": need.code, "url": reverse("needs:detail", args=[need.code])},
    ]


def own_answer_or_404(request: PersonRequest, pk: int) -> AnswerRow:
    """An answer of the person's own organisation; any other is not found."""
    row = query_or_404(response_of, request.user, pk)
    if row.organisation.pk != request.user.organisation_id:
        raise Http404
    return row


def side_or_404(request: PersonRequest, pk: int) -> AnswerRow:
    """An answer of which the person belongs to one of the two sides; any other is not found."""
    row = query_or_404(response_of, request.user, pk)
    if not row.is_of_a_side:
        raise Http404
    return row
