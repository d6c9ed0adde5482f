"""The way of a need to clearance, and what may be done with a cleared one. Each press is a POST that leads back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.messages import state_sentence, who_can_see
from core.clearance.models import Disclosure
from core.clearance.permissions import Permission, require
from core.documents.queries import documents_of
from core.drafts.forms import Sheet
from core.pages import PersonRequest, render_page
from needs import actions, queries
from needs.forms import DisclosureForm, NoteForm, StatusForm, status_key
from needs.models import Need
from needs.views.common import capitals, carry_out, seen_version, team_need

# Two forms stand on the page of a decision: their fields must not share ids.
CLEAR_ID, RETURN_ID = "clear_%s", "return_%s"


@require(Permission.ENTRY_WRITE)
@require_POST
def need_submit(request: PersonRequest, code: str) -> HttpResponse:
    """Hand it to the clearing officer."""
    need, version = team_need(request, code), seen_version(request)
    return carry_out(
        request,
        need,
        lambda: actions.submit(by=request.user, need=need, version=version),
        _("Submitted. It waits for the clearing officer."),
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def need_recall(request: PersonRequest, code: str) -> HttpResponse:
    """Take it back."""
    need, version = team_need(request, code), seen_version(request)
    return carry_out(
        request,
        need,
        lambda: actions.recall(by=request.user, need=need, version=version),
        _("Recalled. It is a draft again."),
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def need_discard(request: PersonRequest, code: str) -> HttpResponse:
    """Throw the proposed change away."""
    need, version = team_need(request, code), seen_version(request)
    return carry_out(
        request,
        need,
        lambda: actions.discard_proposal(by=request.user, need=need, version=version),
        _("The proposed change is gone. The cleared version stands."),
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def need_confirm(request: PersonRequest, code: str) -> HttpResponse:
    """Nothing has changed."""
    need = team_need(request, code)
    return carry_out(
        request,
        need,
        lambda: actions.confirm_unchanged(by=request.user, need=need),
        _("Confirmed as of today: nothing has changed."),
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def need_status(request: PersonRequest, code: str) -> HttpResponse:
    """Propose the country's word on where the need stands."""
    need = team_need(request, code)
    sheet = Sheet(request, status_key(need), title=need.code, address=reverse("needs:detail", args=[need.code]))
    form = StatusForm(sheet.data)
    if not form.is_valid():
        messages.error(request, _("Choose where the need stands, and give a reason."))
        return redirect("needs:detail", code=need.code)
    typed = form.cleaned_data
    return carry_out(
        request,
        need,
        lambda: actions.set_status(
            by=request.user, need=need, status=typed["status"], reason=typed["reason"], version=typed["version"]
        ),
        _("Proposed. Others read the new word once it is submitted and cleared."),
    )


@require(Permission.DISCLOSURE_LOWER)
@require_POST
def need_disclosure(request: PersonRequest, code: str) -> HttpResponse:
    """Narrow, or as a clearing officer widen, who can see a cleared need."""
    need, form = team_need(request, code), DisclosureForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who can see it."))
        return redirect("needs:detail", code=need.code)
    level, version = form.cleaned_data["disclosure"], form.cleaned_data["version"]
    return carry_out(
        request,
        need,
        lambda: actions.change_disclosure(by=request.user, need=need, disclosure=level, version=version),
        _("Done. %(sentence)s") % {"sentence": who_can_see(level, need.country.name)},
    )


@require(Permission.ENTRY_CLEAR)
@capitals
def need_review(request: PersonRequest, code: str) -> HttpResponse:
    """What waits for a decision, whole or as a difference, with both choices."""
    need = team_need(request, code)
    return show_review(request, need)


@require(Permission.ENTRY_CLEAR)
@require_POST
def need_clear(request: PersonRequest, code: str) -> HttpResponse:
    """Clear it, and set who can see it."""
    need = team_need(request, code)
    form = DisclosureForm(request.POST, levels=levels_of(need), auto_id=CLEAR_ID)
    if not form.is_valid():
        return show_review(request, need, disclosure_form=form)
    typed = form.cleaned_data
    return carry_out(
        request,
        need,
        lambda: actions.clear_need(
            by=request.user, need=need, disclosure=typed["disclosure"], version=typed["version"]
        ),
        _("Cleared. %(sentence)s") % {"sentence": who_can_see(typed["disclosure"], need.country.name)},
    )


@require(Permission.ENTRY_CLEAR)
@require_POST
def need_return(request: PersonRequest, code: str) -> HttpResponse:
    """Send it back with a note."""
    need = team_need(request, code)
    sheet = return_sheet(request, need)
    form = NoteForm(sheet.data, auto_id=RETURN_ID)
    if not form.is_valid():
        return show_review(request, need, note_form=form, sheet=sheet)
    typed = form.cleaned_data
    return carry_out(
        request,
        need,
        lambda: actions.return_need(by=request.user, need=need, note=typed["note"], version=typed["version"]),
        _("Returned with your note. The next move is the focal point's."),
    )


def return_sheet(request: PersonRequest, need: Need) -> Sheet:
    """The sheet of the note with which a need goes back."""
    title = _("Note on return: %(code)s") % {"code": need.code}
    return Sheet(request, f"needs.return:{need.code}", title=title, address=reverse("needs:review", args=[need.code]))


def levels_of(need: Need) -> list[tuple[str, str]]:
    """The disclosure levels, each with who would see the need."""
    return [(level.value, f"{level.label}: {who_can_see(level, need.country.name)}") for level in Disclosure]


def show_review(
    request: PersonRequest,
    need: Need,
    *,
    disclosure_form: DisclosureForm | None = None,
    note_form: NoteForm | None = None,
    sheet: Sheet | None = None,
) -> HttpResponse:
    """The page of the decision; 422 where one of its forms was not filled as it must be."""
    review = queries.review_of(request.user, need)
    start = {"version": review.record.version, "disclosure": review.record.disclosure}
    is_faulty = bool(disclosure_form or note_form)
    faulty = disclosure_form or note_form
    if note_form is None:
        sheet = return_sheet(request, need)
        note_form = NoteForm(initial=start, auto_id=RETURN_ID)
        sheet.fill(note_form, but=("version",))
    context = {
        "sheet": sheet,
        "review": review,
        "documents": documents_of(request.user, need),
        "need": need,
        "disclosure_form": disclosure_form or DisclosureForm(levels=levels_of(need), initial=start, auto_id=CLEAR_ID),
        "note_form": note_form,
        "faulty_form": faulty,
        "state_sentence": state_sentence(review.record),
    }
    return render_page(request, "needs/need_review.html", context, status=422 if is_faulty else 200)
