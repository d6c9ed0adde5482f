"""Reporting what was delivered, and the country's word on it. Two at once see what both wrote, and nothing is lost."""

import re
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.actions import EditConflict
from core.clearance.permissions import Permission, can, require, signed_in_page
from core.drafts.conflicts import Button
from core.drafts.edit import Filled, Problem, Theirs, edit_form, press, show_theirs
from core.drafts.forms import FormDraft
from core.form_fields import VersionMixin
from core.models import User
from core.pages import PageRequest, PersonRequest, render_page
from partners.navigation import query_or_404
from partners.support.actions import deliveries as deliveries_actions
from partners.support.actions.deliveries import draft_of, report_delivery, reword_decision
from partners.support.forms.decisions import KEEP, DeliveryDecisionForm, DeliveryForm
from partners.support.messages import DELIVERY_DONE, MOVE_DONE
from partners.support.models.delivery import DeliveryState
from partners.support.queries.answer_page import AnswerPage, DeliveryRow, answer_page, delivery_of
from partners.support.rules.answers import DELIVERY_MOVES, AnswerMove, DeliveryMove
from partners.support.views.answers import need_trail, own_answer_or_404

# What a form draft of a report notes beside its fields: the newest report that its person has seen at its opening,
# and the one that a colleague wrote meanwhile.
SEEN, BESIDE = "seen", "beside"
SAME = re.compile(r"same-(\d{1,18})")


@require(Permission.RESPONSE_WRITE)
def deliver(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation reports what it delivered of its accepted answer."""
    row = own_answer_or_404(request, pk)
    page = answer_page(request.user, row)
    form_draft = FormDraft(
        request, f"partners.delivery:{pk}", title=_("Delivery on %(code)s") % {"code": row.need.code}
    )
    if AnswerMove.DELIVER not in row.moves:
        return show_deliver(request, page, Filled(form_draft, None, status=422 if request.method == "POST" else 200))

    def make(data: QueryDict | None) -> DeliveryForm:
        if data is None:
            form_draft.note(newest_in(page))
        return DeliveryForm(data, page=page)

    def write(filled: Filled[DeliveryForm]) -> str:
        # Whoever does not say which version they had before them has seen none.
        version, same = filled.form.cleaned_data["version"] or 0, SAME.fullmatch(request.POST.get("do", ""))
        corrects, draft = int(same[1]) if same else None, filled.form.draft()
        return report_delivery(by=request.user, response=row.response, draft=draft, version=version, corrects=corrects)

    return edit_form(
        request,
        form_draft,
        make=make,
        write=write,
        done=MOVE_DONE[AnswerMove.DELIVER],
        show=partial(show_deliver, request, page),
        conflict=lambda _filled: two_reports(request, form_draft, pk),
    )


def two_reports(request: PersonRequest, form_draft: FormDraft, pk: int) -> Theirs:
    """The report that a colleague has written meanwhile, which may be of the same delivery.

    Where the answer has changed and no report was written, nothing is asked.
    """
    page = answer_page(request.user, own_answer_or_404(request, pk))
    form, report = DeliveryForm(page=page), page.newest_report
    remark, notes = "", newest_in(page)
    if report is not None and str(report.delivery.pk) not in (form_draft.envelope.base or {}).get(SEEN, []):
        form.show(draft_of(report.delivery))
        notes[BESIDE] = notes[SEEN]
        who, day = report.delivery.reported_by, date_format(report.delivery.delivered_on, "j F Y")
        remark = _(
            "%(who)s has reported a delivery of %(day)s on this answer. If yours is the same delivery, choose what is "
            "right and correct that report. If it is another one, choose “Yours” and report it as well."
        ) % {"who": who, "day": day}
    return Theirs(
        form,
        version=page.row.response.version,
        title=form_draft.envelope.title,
        action=reverse("partners:deliver", args=[pk]),
        buttons=report_buttons(page, notes.get(BESIDE, [])),
        is_new=BESIDE in notes,
        notes=notes,
        remark=remark,
    )


def newest_in(page: AnswerPage) -> dict[str, list[str]]:
    """The newest report of an answer, as a form draft notes it."""
    report = page.newest_report
    return {SEEN: [str(report.delivery.pk)] if report else []}


def report_buttons(page: AnswerPage, beside: list[str]) -> list[Button]:
    """The ways to send a report; beside a colleague's that can still be corrected there are two."""
    report = next((one for one in page.deliveries if str(one.delivery.pk) in beside), None)
    if report is None:
        return [Button("do", "report", _("Report it"))]
    another = Button("do", "another", _("It is another delivery: report it as well"))
    if DeliveryMove.TAKE_BACK not in report.moves:
        return [another]
    return [Button("do", f"same-{report.delivery.pk}", _("It is the same: correct that report")), another]


def show_deliver(request: PersonRequest, page: AnswerPage, filled: Filled[Any]) -> HttpResponse:
    """The page with the form of a report."""
    buttons = report_buttons(page, (filled.form_draft.envelope.base or {}).get(BESIDE, []))
    own = {"row": page.row, "page": page, "buttons": buttons, "trail": need_trail(page.row.need)}
    return render_page(request, "partners/support/deliver.html", {**filled.context, **own}, status=filled.status)


@signed_in_page
@require_safe
def delivery(request: PageRequest, pk: int) -> HttpResponse:
    """A report of delivery: for the two sides, and for others once the country has confirmed it."""
    row = query_or_404(delivery_of, request.user, pk)
    if row.delivery.state == DeliveryState.WITHDRAWN:
        raise Http404
    return show_delivery(request, row)


@require(Permission.RESPONSE_DECIDE)
@require_POST
def decide_delivery(request: PersonRequest, pk: int) -> HttpResponse:
    """The country confirms or disputes a report."""
    row = query_or_404(delivery_of, request.user, pk)
    if not can(request.user, Permission.RESPONSE_DECIDE, country=row.delivery.response.need.country):
        raise Http404
    form_draft = delivery_draft(request, row)
    if form_draft.is_look:
        return show_delivery(request, row, form=typed_again(row, form_draft))
    form = DeliveryDecisionForm(form_draft.data)
    if not form.is_valid():
        return show_delivery(request, row, form=form, status=422)
    typed = form.cleaned_data

    def act() -> None:
        word = {"by": request.user, "delivery": row.delivery, "note": typed["note"], "version": typed["version"] or 0}
        if typed["move"] == KEEP:
            reword_decision(**word)
        else:
            deliveries_actions.decide_delivery(move=DeliveryMove(typed["move"]), **word)

    def again(problem: Problem) -> HttpResponse:
        if isinstance(problem, EditConflict):
            return two_words(request, form_draft, pk, typed["move"], typed["note"])
        fresh = query_or_404(delivery_of, request.user, pk)
        return show_delivery(request, fresh, form=typed_again(fresh, form_draft), problem=str(problem), status=422)

    return press(
        request,
        act,
        done=DELIVERY_DONE.get(typed["move"], _("Saved.")),
        to=row.answer_url,
        again=again,
    )


def two_words(request: PersonRequest, form_draft: FormDraft, pk: int, move: str, note: str) -> HttpResponse:
    """My word on a report beside what a colleague decided meanwhile; where both say the same, all is done."""
    row = query_or_404(delivery_of, request.user, pk)
    if row.delivery.state == DeliveryState.WITHDRAWN:
        return show_delivery(request, row)
    stands = row.delivery
    if move != KEEP and DELIVERY_MOVES[DeliveryMove(move)][1] == stands.state and note in ("", stands.decision_note):
        same = _("%(who)s was quicker, with the same word.") % {"who": stands.decided_by}
        return press(request, lambda: None, done=lambda: messages.info(request, same), to=row.answer_url)
    theirs = DeliveryDecisionForm(initial={"version": stands.version, "note": stands.decision_note})
    # The buttons decide it, not a choice between two fields.
    del theirs.fields["move"]
    words = {"who": stands.decided_by, "state": stands.get_state_display()}
    found = Theirs(
        theirs,
        version=stands.version,
        title=form_draft.envelope.title,
        action=reverse("partners:decide-delivery", args=[pk]),
        buttons=word_buttons(row, is_joined=True),
        remark=_("%(who)s was quicker. The report stands now as: %(state)s.") % words,
    )
    return show_theirs(request, form_draft, found)


def word_buttons(row: DeliveryRow, *, is_joined: bool) -> list[Button]:
    """What the country can say on a report. `is_joined` offers to leave a decision and to word its note anew."""
    state = row.delivery.state
    kept = {
        DeliveryState.CONFIRMED: _("Keep it confirmed, with this note"),
        DeliveryState.DISPUTED: _("Keep it disputed, with this note"),
    }
    found = [Button("move", KEEP, kept[DeliveryState(state)])] if is_joined and state in kept else []
    decisions = [move for move in row.moves if move is not DeliveryMove.TAKE_BACK]
    return [*found, *(Button("move", move.value, str(move.label)) for move in decisions)]


@require(Permission.RESPONSE_WRITE)
@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation takes a report back that the country has not confirmed."""
    row = query_or_404(delivery_of, request.user, pk)
    if row.delivery.response.organisation_id != request.user.organisation_id:
        raise Http404
    form = VersionMixin(request.POST)
    if not form.is_valid():
        return show_delivery(request, row, problem=_("Look at it once more, then try again."), status=422)
    move, version = DeliveryMove.TAKE_BACK, form.cleaned_data["version"] or 0

    def again(problem: Problem) -> HttpResponse:
        fresh = query_or_404(delivery_of, request.user, pk)
        return show_delivery(request, fresh, problem=str(problem), status=422)

    return press(
        request,
        lambda: deliveries_actions.decide_delivery(by=request.user, delivery=row.delivery, move=move, version=version),
        done=DELIVERY_DONE[move],
        to=row.answer_url,
        conflict=_("Somebody else was quicker. The report now stands as shown below."),
        again=again,
    )


def typed_again(row: DeliveryRow, form_draft: FormDraft) -> DeliveryDecisionForm:
    """The note as it was typed, over the report as it stands now."""
    note = form_draft.data.get("note", "") if form_draft.data is not None else ""
    return DeliveryDecisionForm(initial={"note": note, "version": row.delivery.version})


def show_delivery(
    request: PageRequest | PersonRequest,
    row: DeliveryRow,
    *,
    form: DeliveryDecisionForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a report, with the form of the decision where its visitor decides or has tried to."""
    if row.delivery.state == DeliveryState.WITHDRAWN:
        messages.warning(request, _("The report has been taken back meanwhile; nothing is left to decide on it."))
        return redirect(row.answer_url)
    need = row.delivery.response.need
    context = {"row": row, "need": need, "problem": problem, "trail": need_trail(need)}
    if (DeliveryMove.CONFIRM in row.moves or form) and isinstance(request.user, User):
        form_draft = delivery_draft(request, row)  # type: ignore[arg-type]
        context["buttons"] = word_buttons(row, is_joined=form is not None)
        if form is None:
            form = DeliveryDecisionForm(initial={"version": row.delivery.version})
            form_draft.fill(form, but=("version",))
        context |= {"form": form, "form_draft": form_draft}
    return render_page(request, "partners/support/delivery.html", context, status=status)


def delivery_draft(request: PersonRequest, row: DeliveryRow) -> FormDraft:
    """The form draft of the note on a report."""
    pk, title = row.delivery.pk, _("Note on a delivery on %(code)s") % {"code": row.delivery.response.need.code}
    address = reverse("partners:delivery", args=[pk])
    return FormDraft(request, f"partners.delivery-decision:{pk}", title=title, address=address)
