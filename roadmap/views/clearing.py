"""A value on its way: its page, and the moves from draft to cleared."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance import actions as moves
from core.clearance import messages as core_words
from core.clearance.actions import EditConflict, Refused, moves_for
from core.clearance.models import State
from core.clearance.permissions import Permission, can, public_page, require
from core.clearance.rules import Move
from core.documents.queries import documents_of
from core.drafts.forms import Sheet, press_token
from core.drafts.submit_once import once
from core.history.timeline import timeline
from core.pages import PageRequest, PersonRequest, render_page
from roadmap import actions, queries
from roadmap.entries import observation_changes, observation_entry
from roadmap.forms import DisclosureForm, ReturnForm
from roadmap.messages import SERIES_WARNINGS, audience_limit
from roadmap.models import Observation, Origin
from roadmap.views.common import (
    conflict_sentence,
    go_to,
    make_move,
    observation_or_404,
    own_observation_or_404,
    return_sheet,
    trail,
)
from roadmap.views.indicators import disclosure_form


@public_page
def observation(request: PageRequest, pk: int) -> HttpResponse:
    """One value: what it says, where it stands, who can see it, and what it corrects."""
    row = observation_or_404(request.user, pk)
    one = row.country_indicator
    is_own = queries.is_of_own_team(request.user, row.country)
    is_standing = row.state == State.CLEARED and row.superseded_at is None and row.origin == Origin.COUNTRY
    can_write = can(request.user, Permission.ENTRY_WRITE, country=row.country)
    open_moves = moves_for(request.user, row)
    context = {
        **_shown(row),
        "is_own": is_own,
        "moves": {move.value: move in open_moves for move in Move},
        "can_edit": can_write and row.state in (State.DRAFT, State.RETURNED),
        "can_correct": can_write and is_standing,
        "is_review": can(request.user, Permission.ENTRY_CLEAR, country=row.country) and row.state == State.SUBMITTED,
        "disclosure_form": disclosure_form(request, row) if is_standing else None,
        "correction": queries.correction_of(request.user, row) if row.superseded_at else None,
        "documents": documents_of(request.user, row),
        "history": timeline(row, limit=10) if is_own else None,
        "trail": trail(one.indicator, row.country),
    }
    return render_page(request, "roadmap/observation.html", context)


@require(Permission.ENTRY_WRITE)
@require_POST
def submit(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand a draft to the clearing officer."""
    row = own_observation_or_404(request.user, pk)
    said = _("Submitted. It waits for the clearing officer.")
    return make_move(request, _page(row), said, lambda v: moves.submit(by=request.user, record=row, version=v))


@require(Permission.ENTRY_WRITE)
@require_POST
def recall(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a submitted value back."""
    row = own_observation_or_404(request.user, pk)
    said = _("Taken back. It is a draft again.")
    return make_move(request, _page(row), said, lambda v: moves.recall(by=request.user, record=row, version=v))


@require(Permission.ENTRY_CLEAR)
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """The clearing officer's page: the value, what it would change, and both decisions."""
    return _review_page(request, own_observation_or_404(request.user, pk))


@require(Permission.ENTRY_CLEAR)
@require_POST
def clear(request: PersonRequest, pk: int) -> HttpResponse:
    """Clear a value and set who can see it."""
    row = own_observation_or_404(request.user, pk)
    form = DisclosureForm(request.POST, country=row.country.name)
    if not form.is_valid():
        return _review_page(request, row, clear_form=form)
    level, version = form.cleaned_data["disclosure"], form.cleaned_data["version"]

    def decide() -> str:
        actions.clear_observation(by=request.user, observation=row, disclosure=level, version=version)
        return _page(row)

    try:
        once(by=request.user, token=press_token(request), create=decide)
    except (Refused, EditConflict) as problem:
        form.add_error(None, str(problem) or conflict_sentence())
        return _review_page(request, row, clear_form=form)
    said = _("Cleared. %(who)s") % {"who": core_words.who_can_see(level, row.country.name)}
    messages.success(request, said)
    return go_to(request, _page(row))


@require(Permission.ENTRY_CLEAR)
@require_POST
def send_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Return a value with a note."""
    row = own_observation_or_404(request.user, pk)
    sheet = _note_sheet(request, row)
    form = ReturnForm(sheet.data, auto_id="return_%s")
    if not form.is_valid():
        return _review_page(request, row, return_form=form, sheet=sheet)
    note, version = form.cleaned_data["note"], form.cleaned_data["version"]

    def decide() -> str:
        moves.return_to_author(by=request.user, record=row, note=note, version=version)
        return _page(row)

    try:
        once(by=request.user, token=sheet.token, create=decide)
    except (Refused, EditConflict) as problem:
        form.add_error(None, str(problem) or conflict_sentence())
        return _review_page(request, own_observation_or_404(request.user, pk), return_form=form, sheet=sheet)
    messages.success(request, _("Returned with your note."))
    return go_to(request, _page(row))


@require(Permission.DISCLOSURE_LOWER)
@require_POST
def disclosure(request: PersonRequest, pk: int) -> HttpResponse:
    """Change who sees a cleared value: narrowing is at once, widening is the clearing officer's."""
    row = own_observation_or_404(request.user, pk)
    form = DisclosureForm(request.POST, country=row.country.name)
    if not form.is_valid():
        messages.error(request, _("Choose who can see it."))
        return go_to(request, _page(row))
    level = form.cleaned_data["disclosure"]
    said = core_words.who_can_see(level, row.country.name)
    return make_move(
        request,
        _page(row),
        said,
        lambda v: moves.change_disclosure(by=request.user, record=row, disclosure=level, version=v),
    )


def _review_page(
    request: PersonRequest,
    row: Observation,
    *,
    clear_form: DisclosureForm | None = None,
    return_form: ReturnForm | None = None,
    sheet: Sheet | None = None,
) -> HttpResponse:
    """The page of both decisions; a value that has moved on leads to its own page."""
    if row.state != State.SUBMITTED:
        messages.info(request, core_words.state_sentence(row))
        return redirect(_page(row))
    indicator = row.country_indicator.indicator
    replaced = row.supersedes
    changes = observation_changes(indicator, observation_entry(replaced), observation_entry(row)) if replaced else None
    initial = {"disclosure": row.disclosure, "version": row.version}
    is_faulty = clear_form is not None or return_form is not None
    if return_form is None:
        sheet, return_form = (
            _note_sheet(request, row),
            ReturnForm(auto_id="return_%s", initial={"version": row.version}),
        )
        sheet.fill(return_form, but=("version",))
    context = {
        "sheet": sheet,
        **_shown(row),
        "documents": documents_of(request.user, row),
        "changes": changes,
        "warnings": [SERIES_WARNINGS[one] for one in queries.series_warnings(request.user, row, timezone.localdate())],
        "may_clear": Move.CLEAR in moves_for(request.user, row),
        "clear_form": clear_form or DisclosureForm(initial=initial, country=row.country.name),
        "return_form": return_form,
        "clear_url": reverse("roadmap:observation-clear", args=[row.pk]),
        "return_url": reverse("roadmap:observation-return", args=[row.pk]),
        "trail": trail(indicator, row.country),
    }
    return render_page(request, "roadmap/review.html", context, status=422 if is_faulty else 200)


def _shown(row: Observation) -> dict[str, Any]:
    """What every page about a value says of it."""
    return {
        "observation": row,
        "indicator": row.country_indicator.indicator,
        "country": row.country,
        "record": row,
        "state_sentence": core_words.state_sentence(row),
        "audience": core_words.audience_sentence(row),
        "limit": audience_limit(row),
    }


def _note_sheet(request: PersonRequest, row: Observation) -> Sheet:
    address = reverse("roadmap:observation-review", args=[row.pk])
    return return_sheet(request, f"value:{row.pk}", row.country_indicator.indicator.title, address)


def _page(row: Observation) -> str:
    return reverse("roadmap:observation", args=[row.pk])
