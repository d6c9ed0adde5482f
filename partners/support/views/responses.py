"""We can help: a partner's answer to a need, and its change while the country has not decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, require
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet
from core.pages import PersonRequest, render_page
from needs.models import Need
from partners.programmes.queries.programmes import own_programmes
from partners.support.actions import answers as answers_actions
from partners.support.forms.answers import AnswerForm, RevisionForm
from partners.support.messages import MOVE_DONE
from partners.support.queries.responses import AnswerRow, NeedToAnswer, need_to_answer
from partners.support.rules.answers import AnswerMove
from partners.support.views.answers import answer_or_404, need_trail, own_answer_or_404


@require(Permission.RESPONSE_WRITE)
def respond(request: PersonRequest, code: str) -> HttpResponse:
    """A partner's answer to a need that it may see."""
    if code != code.upper() and request.method in ("GET", "HEAD"):
        return redirect("partners:respond", code=code.upper(), permanent=True)
    target = target_or_404(request.user, code)
    title = _("Answer to %(code)s") % {"code": target.need.code}
    sheet = Sheet(request, f"partners.response:{target.need.code}", title=title)
    form = answer_form(request, target, sheet.data)
    if not form.is_bound:
        sheet.fill(form)
        return show_answer_form(request, sheet, target, form)
    if not form.is_valid():
        return show_answer_form(request, sheet, target, form, status=422)
    try:
        address = answers_actions.respond(by=request.user, need=target.need, draft=form.draft(), token=sheet.token)
    except Need.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_answer_form(request, sheet, target, form, status=422)
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
    return render_page(request, "partners/programmes/_field_check.html", context)


def answer_form(request: PersonRequest, target: NeedToAnswer, data: Any = None) -> AnswerForm:
    """The form of an answer, with the own organisation's programmes; the address may name one to start from."""
    programmes = own_programmes(request.user)
    return AnswerForm(data, target=target, programmes=programmes, under=request.GET.get("programme", ""))


@require(Permission.RESPONSE_WRITE)
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation changes its answer while the country has not decided."""
    row = own_answer_or_404(request, pk)
    title = _("Change of the answer to %(code)s") % {"code": row.need.code}
    sheet = Sheet(request, f"partners.revision:{pk}", title=title)
    if AnswerMove.REVISE not in row.moves:
        return show_revision(request, sheet, row, None, status=422 if request.method == "POST" else 200)
    form = revision_form(request, row, None if sheet.is_look else sheet.data)
    sheet.fill(form)
    if not form.is_valid():
        return show_revision(request, sheet, row, form, status=422 if form.errors else 200)
    version, draft = form.cleaned_data["version"], form.draft()
    try:
        address = answers_actions.revise(
            by=request.user, response=row.response, draft=draft, version=version, token=sheet.token
        )
    except EditConflict:
        return revision_conflict(request, sheet, answer_or_404(request.user, pk))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_revision(request, sheet, row, form, status=422)
    messages.success(request, str(MOVE_DONE[AnswerMove.REVISE]))
    return redirect(address)


def revision_form(request: PersonRequest, row: AnswerRow, data: Any = None) -> RevisionForm:
    """The form with the answer as it stands."""
    try:
        target = need_to_answer(request.user, row.need.code, revised=row.response)
    except Need.DoesNotExist:
        raise Http404 from None
    programmes = own_programmes(request.user)
    return RevisionForm(data, response=row.response, target=target, programmes=programmes)


def revision_conflict(request: PersonRequest, sheet: Sheet, row: AnswerRow) -> HttpResponse:
    """What stands now beside what was typed. Nothing was written; what is decided meanwhile is no longer changed."""
    if AnswerMove.REVISE not in row.moves:
        return show_revision(request, sheet, row, None, status=422)
    found = conflict_of(sheet, theirs=revision_form(request, row), version=row.response.version)
    return show_conflict(
        request,
        sheet,
        found,
        title=_("Change of the answer to %(code)s") % {"code": row.need.code},
        action=reverse("partners:revise", args=[row.response.pk]),
        buttons=[Button("do", "revise", _("Send the change"))],
    )


def show_revision(
    request: PersonRequest, sheet: Sheet, row: AnswerRow, form: RevisionForm | None, *, status: int = 200
) -> HttpResponse:
    """The page with the form, or that the country has decided meanwhile."""
    context: dict[str, Any] = {
        "sheet": sheet,
        "form": form,
        "row": row,
        "need": row.need,
        "trail": need_trail(row.need),
    }
    if form is not None:
        context["target"] = form.target
    return render_page(request, "partners/support/revise.html", context, status=status)


def show_answer_form(
    request: PersonRequest, sheet: Sheet, target: NeedToAnswer, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    """The page with the form, or why there is none."""
    context = {"sheet": sheet, "form": form, "target": target, "need": target.need, "trail": need_trail(target.need)}
    return render_page(request, "partners/support/respond.html", context, status=status)


def target_or_404(person: Any, code: str) -> NeedToAnswer:
    """A need that the person may see."""
    try:
        return need_to_answer(person, code)
    except Need.DoesNotExist:
        raise Http404 from None
