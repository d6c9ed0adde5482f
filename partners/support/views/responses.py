"""We can help: the needs that a programme could support, an answer to a need, its change before the decision."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.permissions import Permission, can, public_page, require
from core.drafts.conflicts import Button
from core.drafts.edit import Filled, Theirs, edit_form
from core.drafts.forms import FormDraft
from core.filters import NoFilter
from core.pages import PageRequest, PersonRequest, names_asked_for, page_of, querystring_without_page, render_page
from needs.models import Need
from partners.navigation import query_or_404, trail
from partners.programmes.queries.programmes import own_programmes
from partners.support.actions import answers as answers_actions
from partners.support.forms.answers import AnswerForm, RevisionForm
from partners.support.messages import MOVE_DONE
from partners.support.queries.matching import needs_for_programme, programme_to_match
from partners.support.queries.responses import AnswerRow, NeedToAnswer, need_to_answer, response_of
from partners.support.rules.answers import AnswerMove
from partners.support.views.answers import need_trail, own_answer_or_404


@require(Permission.RESPONSE_WRITE)
def respond(request: PersonRequest, code: str) -> HttpResponse:
    """A partner's answer to a need that it may see."""
    if code != code.upper() and request.method in ("GET", "HEAD"):
        return redirect("partners:respond", code=code.upper(), permanent=True)
    target = query_or_404(need_to_answer, request.user, code)
    if offered := names_asked_for(request, partial(answer_form, request, target)):
        return offered
    title = _("Answer to %(code)s") % {"code": target.need.code}

    def say(filled: Filled[AnswerForm]) -> None:
        messages.success(request, _("Sent. The country's focal point sees it now; others once it is accepted."))
        if filled.form.more_than_remains():
            messages.warning(request, _("You offered more than remains. The country sees that too."))

    return edit_form(
        request,
        FormDraft(request, f"partners.response:{target.need.code}", title=title),
        make=partial(answer_form, request, target),
        write=lambda filled: answers_actions.respond(by=request.user, need=target.need, draft=filled.form.draft()),
        done=say,
        show=partial(show_form, request, "partners/support/respond.html", target.need, target=target),
    )


@require(Permission.RESPONSE_WRITE)
@require_POST
def respond_check(request: PersonRequest, code: str) -> HttpResponse:
    """What is wrong with the one field that `?field=` names, given the whole form, or that it is more than remains."""
    form = answer_form(request, query_or_404(need_to_answer, request.user, code), request.POST)
    name = request.GET.get("field", "")
    if name not in form.fields:
        raise Http404
    context: dict[str, Any] = {"errors": form.errors.get(name, []), "remark": form.more_than_remains().get(name, "")}
    return render_page(request, "partners/programmes/_field_check.html", context)


def answer_form(request: PersonRequest, target: NeedToAnswer, data: Any = None) -> AnswerForm:
    """The form of an answer, with the own organisation's programmes; the address may name one to start from."""
    under = request.GET.get("programme", "")
    return AnswerForm(data, target=target, programmes=own_programmes(request.user), under=under)


@require(Permission.RESPONSE_WRITE)
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    """The organisation changes its answer while the country has not decided."""
    row = own_answer_or_404(request, pk)
    if offered := names_asked_for(request, partial(revision_form, request, row)):
        return offered
    title = _("Change of the answer to %(code)s") % {"code": row.need.code}
    form_draft = FormDraft(request, f"partners.revision:{pk}", title=title)
    if AnswerMove.REVISE not in row.moves:
        return show_revision(request, row, Filled(form_draft, None, status=422 if request.method == "POST" else 200))

    def write(filled: Filled[RevisionForm]) -> str:
        version, draft = filled.form.cleaned_data["version"], filled.form.draft()
        return answers_actions.revise(by=request.user, response=row.response, draft=draft, version=version)

    def theirs(_filled: Filled[RevisionForm]) -> Theirs | HttpResponse:
        fresh = query_or_404(response_of, request.user, pk)
        if AnswerMove.REVISE not in fresh.moves:
            # What is decided meanwhile is no longer changed.
            return show_revision(request, fresh, Filled(form_draft, None, status=422))
        buttons = [Button("do", "revise", _("Send the change"))]
        return Theirs(revision_form(request, fresh), version=fresh.response.version, buttons=buttons)

    return edit_form(
        request,
        form_draft,
        make=partial(revision_form, request, row),
        write=write,
        done=MOVE_DONE[AnswerMove.REVISE],
        show=partial(show_revision, request, row),
        conflict=theirs,
    )


def revision_form(request: PersonRequest, row: AnswerRow, data: Any = None) -> RevisionForm:
    """The form with the answer as it stands."""
    target = query_or_404(need_to_answer, request.user, row.need.code, revised=row.response)
    return RevisionForm(data, response=row.response, target=target, programmes=own_programmes(request.user))


def show_form(request: PersonRequest, template: str, need: Need, filled: Filled[Any], **own: Any) -> HttpResponse:
    """The page with the form, or why there is none."""
    asked = NoFilter(request.GET, "programme")
    context = {**filled.context, **own, "need": need, "filter": asked, "trail": need_trail(need)}
    return render_page(request, template, context, status=filled.status)


def show_revision(request: PersonRequest, row: AnswerRow, filled: Filled[Any]) -> HttpResponse:
    """The page of a change; without a form where the country has decided meanwhile."""
    target = filled.form.target if filled.form else None
    return show_form(request, "partners/support/revise.html", row.need, filled, row=row, target=target)


@public_page
@require_safe
def needs_to_support(request: PageRequest, slug: str) -> HttpResponse:
    """Needs with the programme's member states, priorities and time, as far as the visitor may see them."""
    programme = query_or_404(programme_to_match, request.user, slug)
    context = {
        "programme": programme,
        "page_obj": page_of(needs_for_programme(request.user, programme), request.GET, per_page=15),
        "querystring": querystring_without_page(request.GET),
        "may_respond": can(request.user, Permission.RESPONSE_WRITE, organisation=programme.owner),
        "trail": trail(
            (_("Programmes"), reverse("partners:programmes")),
            (programme.title, reverse("partners:programme", args=[programme.slug])),
        ),
    }
    return render_page(request, "partners/support/programme_needs.html", context)
