"""Setting an indicator up for the own member state, changing a cleared set-up, and clearing both."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance import actions as moves
from core.clearance import messages as core_words
from core.clearance.actions import EditConflict, Refused, moves_for
from core.clearance.models import State
from core.clearance.permissions import Permission, require
from core.clearance.rules import Move
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet, press_token
from core.drafts.submit_once import once
from core.history.timeline import Change
from core.models import Country
from core.pages import PersonRequest, render_page
from roadmap import actions, queries
from roadmap.entries import trajectory_changes, trajectory_entry, trajectory_words
from roadmap.forms import DisclosureForm, ReturnForm, SetUpForm
from roadmap.models import CountryIndicator, Indicator, TrajectoryProposal
from roadmap.views.common import (
    capitals,
    conflict_sentence,
    go_to,
    indicator_or_404,
    make_move,
    own_country_or_404,
    return_sheet,
    trail,
    written_sentence,
)

Record = CountryIndicator | TrajectoryProposal


@require(Permission.ENTRY_WRITE)
@capitals
def set_up(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """State baseline, milestones and target; of a cleared set-up, propose a change."""
    indicator, country = indicator_or_404(code), own_country_or_404(request.user, iso3)
    one = queries.find_country_indicator(request.user, indicator, country)
    proposal = queries.open_proposal(request.user, one) if one else None
    record: Record | None = proposal or one
    if record is not None and record.state == State.SUBMITTED:
        messages.error(request, _("It waits for the clearing officer. Take it back first, then change it."))
        return redirect(_page(indicator, country))
    sheet = Sheet(
        request,
        f"roadmap.set-up:{indicator.code}:{country.iso3}",
        title=_("Baseline and target: %(indicator)s") % {"indicator": indicator.title},
    )
    data = None if sheet.is_look else sheet.data
    form = _form(request, data, indicator=indicator, country=country, one=one, proposal=proposal)
    context: dict[str, Any] = {"one": one, "proposal": proposal, "sheet": sheet}
    if form.is_bound and form.is_valid():
        try:
            return go_to(request, _write(request, sheet, form, indicator=indicator, country=country, record=record))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except EditConflict:
            return _conflict(request, sheet, indicator, country)
    if not form.is_bound:
        sheet.fill(form)
    shown = {"form": form, "indicator": indicator, "country": country, "trail": trail(indicator, country), **context}
    fragments = {"set-up-form": "roadmap/_set_up_form.html"}
    status = 422 if form.is_bound else 200
    return render_page(request, "roadmap/set_up.html", shown, fragments=fragments, status=status)


@require(Permission.ENTRY_WRITE)
@require_POST
def submit(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Hand the set-up, or the change that waits beside it, to the clearing officer."""
    record = _record_or_404(request, code, iso3)
    said = _("Submitted. It waits for the clearing officer.")
    return make_move(request, _page_of(record), said, lambda v: moves.submit(by=request.user, record=record, version=v))


@require(Permission.ENTRY_WRITE)
@require_POST
def recall(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Take it back."""
    record = _record_or_404(request, code, iso3)
    said = _("Taken back. It is a draft again.")
    return make_move(request, _page_of(record), said, lambda v: moves.recall(by=request.user, record=record, version=v))


@require(Permission.ENTRY_CLEAR)
@capitals
def review(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """The clearing officer's page: the set-up or the change, and both decisions."""
    return _review_page(request, _record_or_404(request, code, iso3))


@require(Permission.ENTRY_CLEAR)
@require_POST
def clear(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Clear it and set who can see it."""
    record = _record_or_404(request, code, iso3)
    form = DisclosureForm(request.POST, country=record.country.name)
    if not form.is_valid():
        return _review_page(request, record, clear_form=form)
    level, version = form.cleaned_data["disclosure"], form.cleaned_data["version"]

    def decide() -> str:
        actions.clear_set_up(by=request.user, record=record, disclosure=level, version=version)
        return _page_of(record)

    try:
        once(by=request.user, token=press_token(request), create=decide)
    except (Refused, EditConflict) as problem:
        form.add_error(None, str(problem) or conflict_sentence())
        return _review_page(request, record, clear_form=form)
    messages.success(request, _("Cleared. %(who)s") % {"who": core_words.who_can_see(level, record.country.name)})
    return go_to(request, _page_of(record))


@require(Permission.ENTRY_CLEAR)
@require_POST
def send_back(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Return it with a note."""
    record = _record_or_404(request, code, iso3)
    sheet = _note_sheet(request, record)
    form = ReturnForm(sheet.data, auto_id="return_%s")
    if not form.is_valid():
        return _review_page(request, record, return_form=form, sheet=sheet)
    note, version = form.cleaned_data["note"], form.cleaned_data["version"]

    def decide() -> str:
        moves.return_to_author(by=request.user, record=record, note=note, version=version)
        return _page_of(record)

    try:
        once(by=request.user, token=sheet.token, create=decide)
    except (Refused, EditConflict) as problem:
        form.add_error(None, str(problem) or conflict_sentence())
        return _review_page(request, _record_or_404(request, code, iso3), return_form=form, sheet=sheet)
    messages.success(request, _("Returned with your note."))
    return go_to(request, _page_of(record))


@require(Permission.DISCLOSURE_LOWER)
@require_POST
def disclosure(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Change who sees a cleared indicator, and with it all its values."""
    indicator, country = indicator_or_404(code), own_country_or_404(request.user, iso3)
    one = queries.find_country_indicator(request.user, indicator, country)
    if one is None:
        raise Http404
    form = DisclosureForm(request.POST, country=country.name)
    if not form.is_valid():
        messages.error(request, _("Choose who can see it."))
        return go_to(request, _page(indicator, country))
    level = form.cleaned_data["disclosure"]
    said = core_words.who_can_see(level, country.name)
    change: Callable[[int | None], Any] = lambda v: moves.change_disclosure(  # noqa: E731  one call, named by what it is
        by=request.user, record=one, disclosure=level, version=v
    )
    return make_move(request, _page(indicator, country), said, change)


def proposal_changes(proposal: TrajectoryProposal) -> list[Change]:
    """What a proposal would change, in words."""
    one = proposal.country_indicator
    return trajectory_changes(one.indicator, trajectory_entry(one), queries.proposed_entry(proposal))


def _form(
    request: PersonRequest,
    data: Any,
    *,
    indicator: Indicator,
    country: Country,
    one: CountryIndicator | None,
    proposal: TrajectoryProposal | None,
) -> SetUpForm:
    """The form with what was sent, or with what is stored."""
    stored = queries.proposed_entry(proposal) if proposal else trajectory_entry(one) if one else None
    record: Record | None = proposal or one
    initial: dict[str, Any] = {"version": record.version if record else None}
    initial["reason"] = proposal.reason if proposal else ""
    return SetUpForm(
        data,
        indicator=indicator,
        goals=queries.goals_to_choose(request.user, country),
        entry=stored,
        is_change=one is not None and one.state == State.CLEARED,
        initial=initial,
    )


def _write(
    request: PersonRequest,
    sheet: Sheet,
    form: SetUpForm,
    *,
    indicator: Indicator,
    country: Country,
    record: Record | None,
) -> str:
    """Write what was typed as a new set-up, a changed draft, or a proposal; submit it where that button was pressed."""
    # Whoever does not say which version they had before them has seen none.
    person, entry, version = request.user, form.entry(), form.cleaned_data["version"] or 0
    reason = form.cleaned_data.get("reason", "")
    is_submitted = request.POST.get("then") == "submit"

    def create() -> str:
        saved: Record
        if record is None:
            saved = actions.add_set_up(by=person, indicator=indicator, country=country, entry=entry)
        elif isinstance(record, TrajectoryProposal):
            saved = actions.edit_proposal(by=person, proposal=record, entry=entry, reason=reason, version=version)
        elif record.state == State.CLEARED:
            saved = actions.propose_change(
                by=person, country_indicator=record, entry=entry, reason=reason, version=version
            )
        else:
            saved = actions.edit_set_up(by=person, country_indicator=record, entry=entry, version=version)
        if is_submitted:
            moves.submit(by=person, record=saved)
        return _page(indicator, country)

    address = once(by=person, token=sheet.token, create=create)
    messages.success(request, written_sentence(is_submitted=is_submitted))
    return address


def _conflict(request: PersonRequest, sheet: Sheet, indicator: Indicator, country: Country) -> HttpResponse:
    """What the other person wrote beside what was typed. Nothing was written."""
    one = queries.find_country_indicator(request.user, indicator, country)
    if one is None:
        raise Http404
    proposal = queries.open_proposal(request.user, one)
    form = _form(request, None, indicator=indicator, country=country, one=one, proposal=proposal)
    return show_conflict(
        request,
        sheet,
        conflict_of(sheet, theirs=form, version=(proposal or one).version),
        title=_("Baseline and target: %(indicator)s") % {"indicator": indicator.title},
        action=request.path,
        buttons=[
            Button("then", "draft", _("Save draft")),
            Button("then", "submit", _("Submit for clearing")),
        ],
    )


def _record_or_404(request: PersonRequest, code: str, iso3: str) -> Record:
    """What is on its way: the proposal beside a cleared set-up, or the set-up itself."""
    indicator, country = indicator_or_404(code), own_country_or_404(request.user, iso3)
    one = queries.find_country_indicator(request.user, indicator, country)
    if one is None:
        raise Http404
    return queries.open_proposal(request.user, one) or one


def _review_page(
    request: PersonRequest,
    record: Record,
    *,
    clear_form: DisclosureForm | None = None,
    return_form: ReturnForm | None = None,
    sheet: Sheet | None = None,
) -> HttpResponse:
    """The page of both decisions; what has moved on leads to the indicator's page."""
    if record.state != State.SUBMITTED:
        messages.info(request, core_words.state_sentence(record))
        return redirect(_page_of(record))
    one = record.country_indicator if isinstance(record, TrajectoryProposal) else record
    entry = queries.proposed_entry(record) if isinstance(record, TrajectoryProposal) else trajectory_entry(one)
    place = [one.indicator.code, record.country.iso3]
    initial = {"disclosure": record.disclosure, "version": record.version}
    is_faulty = clear_form is not None or return_form is not None
    if return_form is None:
        sheet = _note_sheet(request, record)
        return_form = ReturnForm(auto_id="return_%s", initial={"version": record.version})
        sheet.fill(return_form, but=("version",))
    context = {
        "sheet": sheet,
        "record": record,
        "indicator": one.indicator,
        "country": record.country,
        "set_up": trajectory_words(one.indicator, entry),
        "changes": proposal_changes(record) if isinstance(record, TrajectoryProposal) else None,
        "reason": getattr(record, "reason", ""),
        "state_sentence": core_words.state_sentence(record),
        "may_clear": Move.CLEAR in moves_for(request.user, record),
        "clear_form": clear_form or DisclosureForm(initial=initial, country=record.country.name),
        "return_form": return_form,
        "clear_url": reverse("roadmap:set-up-clear", args=place),
        "return_url": reverse("roadmap:set-up-return", args=place),
        "trail": trail(one.indicator, record.country),
    }
    return render_page(request, "roadmap/review.html", context, status=422 if is_faulty else 200)


def _note_sheet(request: PersonRequest, record: Record) -> Sheet:
    one = record.country_indicator if isinstance(record, TrajectoryProposal) else record
    place = [one.indicator.code, record.country.iso3]
    address = reverse("roadmap:set-up-review", args=place)
    return return_sheet(request, f"set-up:{':'.join(place)}", one.indicator.title, address)


def _page(indicator: Indicator, country: Country) -> str:
    return reverse("roadmap:country-indicator", args=[indicator.code, country.iso3])


def _page_of(record: Record) -> str:
    one = record.country_indicator if isinstance(record, TrajectoryProposal) else record
    return _page(one.indicator, record.country)
