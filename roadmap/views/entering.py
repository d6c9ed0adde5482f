"""Entering values: a new one, a change of a draft, a correction, a confirmation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance import actions as moves
from core.clearance.actions import EditConflict, Refused
from core.clearance.models import State
from core.clearance.permissions import Permission, require
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet, press_token
from core.drafts.submit_once import once
from core.pages import PersonRequest, render_page
from roadmap import actions, queries
from roadmap.forms import ConfirmForm, ObservationForm
from roadmap.models import CountryIndicator, Observation, Origin
from roadmap.views.common import (
    capitals,
    go_to,
    indicator_or_404,
    own_country_or_404,
    own_observation_or_404,
    trail,
    written_sentence,
)

Write = Callable[[ObservationForm], Observation]
Make = Callable[[Any], ObservationForm]


@require(Permission.ENTRY_WRITE)
@capitals
def observe(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Enter a value of the own member state; an indicator that is not in use yet is set up first."""
    indicator, country = indicator_or_404(code), own_country_or_404(request.user, iso3)
    one = queries.find_country_indicator(request.user, indicator, country)
    if one is None:
        messages.info(request, _("Set the indicator up first: baseline and target, or values alone."))
        return redirect("roadmap:set-up", code, country.iso3)
    sheet = Sheet(
        request,
        f"roadmap.value:new:{indicator.code}:{country.iso3}",
        title=_("New value: %(indicator)s") % {"indicator": indicator.title},
    )

    def write(form: ObservationForm) -> Observation:
        return actions.add_observation(by=request.user, country_indicator=one, entry=form.entry())

    def make(data: Any) -> ObservationForm:
        return ObservationForm(data, indicator=indicator)

    return _form_page(request, sheet, make, one, write, heading=_("Enter a value"))


@require(Permission.ENTRY_WRITE)
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned value."""
    row = own_observation_or_404(request.user, pk)
    sheet = _sheet_of(request, "value", row)
    if row.state not in (State.DRAFT, State.RETURNED):
        messages.error(request, _("This can no longer be changed. Take back what waits; correct what is cleared."))
        return redirect("roadmap:observation", row.pk)

    def write(form: ObservationForm) -> Observation:
        return actions.edit_observation(
            by=request.user,
            observation=row,
            entry=form.entry(),
            # Whoever does not say which version they had before them has seen none.
            version=form.cleaned_data["version"] or 0,
            reason=form.cleaned_data.get("correction_reason", ""),
        )

    def make(data: Any) -> ObservationForm:
        return ObservationForm(data, indicator=row.country_indicator.indicator, row=row)

    return _form_page(request, sheet, make, row.country_indicator, write, heading=_("Change the value"), row=row)


@require(Permission.ENTRY_WRITE)
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct a cleared value by a row of its own; the old one stands until the correction is cleared."""
    row = own_observation_or_404(request.user, pk)
    if row.state != State.CLEARED or row.superseded_at or row.origin != Origin.COUNTRY:
        raise Http404
    sheet = _sheet_of(request, "correction", row)

    def write(form: ObservationForm) -> Observation:
        reason = form.cleaned_data["correction_reason"]
        return actions.correct_observation(by=request.user, observation=row, entry=form.entry(), reason=reason)

    def make(data: Any) -> ObservationForm:
        return ObservationForm(data, indicator=row.country_indicator.indicator, corrects=row)

    one = row.country_indicator
    return _form_page(request, sheet, make, one, write, heading=_("Correct the value"), corrects=row)


@require(Permission.ENTRY_WRITE)
@require_POST
def confirm(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Say in one press that nothing has changed: copies the last cleared value and submits it."""
    indicator, country = indicator_or_404(code), own_country_or_404(request.user, iso3)
    one = queries.find_country_indicator(request.user, indicator, country)
    if one is None:
        raise Http404
    form = ConfirmForm(request.POST, indicator=indicator)
    back = reverse("roadmap:country-indicator", args=[indicator.code, country.iso3])
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors.get("period", [_("That was not understood.")]))))
        return go_to(request, back)

    def create() -> str:
        row = actions.confirm_no_change(by=request.user, country_indicator=one, start=form.start, end=form.end)
        return reverse("roadmap:observation", args=[row.pk])

    try:
        address = once(by=request.user, token=press_token(request), create=create)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go_to(request, back)
    messages.success(request, _("Confirmed: no change. It waits for the clearing officer."))
    return go_to(request, address)


def _sheet_of(request: PersonRequest, what: str, row: Observation) -> Sheet:
    """The sheet of a form about a value that is stored."""
    title = f"{row.country_indicator.indicator.title}, {row.country.name}"
    return Sheet(request, f"roadmap.{what}:{row.pk}", title=title)


def _form_page(
    request: PersonRequest, sheet: Sheet, make: Make, one: CountryIndicator, write: Write, **context: Any
) -> HttpResponse:
    """The form, or the way on once it was written; what is refused is said on the form with everything kept."""
    form = make(None if sheet.is_look else sheet.data)
    if form.is_bound and form.is_valid():
        try:
            address = _write_once(request, sheet, form, write)
        except actions.PeriodTaken as taken:
            form.add_error(None, str(taken))
            context["taken"] = taken.existing
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except EditConflict:
            return _conflict(request, sheet, context["row"])
        else:
            return go_to(request, address)
    if not form.is_bound:
        sheet.fill(form)
    shown = {"form": form, "sheet": sheet, "one": one, "indicator": one.indicator, "country": one.country, **context}
    shown["trail"] = trail(one.indicator, one.country)
    fragments = {"observation-form": "roadmap/_observation_form.html"}
    status = 422 if form.is_bound else 200
    return render_page(request, "roadmap/observation_form.html", shown, fragments=fragments, status=status)


def _write_once(request: PersonRequest, sheet: Sheet, form: ObservationForm, write: Write) -> str:
    """Write what was typed, and submit it where that button was pressed; a second press finds the first row."""
    is_submitted = request.POST.get("then") == "submit"

    def create() -> str:
        row = write(form)
        if is_submitted:
            moves.submit(by=request.user, record=row)
        return reverse("roadmap:observation", args=[row.pk])

    address = once(by=request.user, token=sheet.token, create=create)
    messages.success(request, written_sentence(is_submitted=is_submitted))
    return address


def _conflict(request: PersonRequest, sheet: Sheet, row: Observation) -> HttpResponse:
    """What the other person wrote beside what was typed. Nothing was written."""
    theirs = queries.find_observation(request.user, row.pk) or row
    form = ObservationForm(indicator=row.country_indicator.indicator, row=theirs)
    return show_conflict(
        request,
        sheet,
        conflict_of(sheet, theirs=form, version=theirs.version),
        title=row.country_indicator.indicator.title,
        action=request.path,
        buttons=[
            Button("then", "draft", _("Save draft")),
            Button("then", "submit", _("Submit for clearing")),
        ],
    )
