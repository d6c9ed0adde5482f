"""The way of a need to clearance, and what may be done with a cleared one. Each press is a POST that leads back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.clearance.messages import Said
from core.clearance.permissions import Permission, require
from core.clearing_pages import Clearing, seen_version, views_of
from core.documents.queries import documents_of
from core.drafts.edit import press
from core.drafts.forms import FormDraft
from core.pages import PersonRequest
from needs import actions, queries
from needs.forms import StatusForm, status_key
from needs.models import Need
from needs.views.common import need_or_404

CONFLICT = gettext_lazy("Somebody has changed this since you opened it. Look once more; nothing was done.")


def _show(request: PersonRequest, need: Need) -> dict[str, Any]:
    """What waits for a decision, whole or as a difference."""
    return {**queries.review_of(request.user, need), "documents": documents_of(request.user, need)}


NEED = Clearing(
    find=need_or_404,
    page=lambda need: reverse("needs:detail", args=[need.code]),
    address=lambda move, need: reverse(f"needs:{move}", args=[need.code]),
    template="needs/need_review.html",
    show=_show,
    name=lambda need: need.code,
    note_key=lambda need: f"needs.return:{need.code}",
    submit=actions.submit,
    recall=actions.recall,
    clear=actions.clear_need,
    send_back=actions.return_need,
    change_disclosure=actions.change_disclosure,
    said=Said(
        recalled=gettext_lazy("Recalled. It is a draft again."),
        returned=gettext_lazy("Returned with your note. The next move is the focal point's."),
        disclosed=gettext_lazy("Done. %(who)s"),
        conflict=CONFLICT,
    ),
    note_help=gettext_lazy("The focal point reads this. A return needs a note."),
    clear_id="clear_%s",
    leads_away=False,
    says_refusal_on_review=False,
)
"""A need, or the open change of a cleared one: the actions find out which of them is on its way."""

need_submit, need_recall, need_review, need_clear, need_return, need_disclosure = views_of(NEED, code="code")


@require(Permission.ENTRY_WRITE)
@require_POST
def need_discard(request: PersonRequest, code: str) -> HttpResponse:
    """Throw the proposed change away."""
    need, version = need_or_404(request.user, code), seen_version(request)
    return _carry_out(
        request,
        need,
        lambda: actions.discard_proposal(by=request.user, need=need, version=version),
        _("The proposed change is gone. The cleared version stands."),
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def need_confirm(request: PersonRequest, code: str) -> HttpResponse:
    """Nothing has changed."""
    need = need_or_404(request.user, code)
    return _carry_out(
        request,
        need,
        lambda: actions.confirm_unchanged(by=request.user, need=need),
        _("Confirmed as of today: nothing has changed."),
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def need_status(request: PersonRequest, code: str) -> HttpResponse:
    """Propose the country's word on where the need stands."""
    need = need_or_404(request.user, code)
    form_draft = FormDraft(
        request, status_key(need), title=need.code, address=reverse("needs:detail", args=[need.code])
    )
    form = StatusForm(form_draft.data)
    if not form.is_valid():
        messages.error(request, _("Choose where the need stands, and give a reason."))
        return redirect("needs:detail", code=need.code)
    typed = form.cleaned_data
    return _carry_out(
        request,
        need,
        lambda: actions.set_status(
            by=request.user, need=need, status=typed["status"], reason=typed["reason"], version=typed["version"]
        ),
        _("Proposed. Others read the new word once it is submitted and cleared."),
    )


def _carry_out(request: PersonRequest, need: Need, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do it once, say so, and lead back to the need; a refusal is said in its own words. What was typed stays kept."""
    return press(request, act, done=done, to=reverse("needs:detail", args=[need.code]), conflict=str(CONFLICT))
