"""Entering values: a new one, a change of a draft, a correction, a confirmation."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance import actions as moves
from core.clearance.actions import Refused
from core.clearance.messages import saved_sentence
from core.clearance.models import State
from core.clearance.permissions import Permission, require
from core.clearing_pages import save_buttons
from core.converters import capitals
from core.drafts.edit import Filled, Theirs, edit_form, go_to, press
from core.drafts.forms import FormDraft
from core.filters import NoFilter
from core.form_fields import whole_number
from core.models import User
from core.pages import PersonRequest, or_404, render_page
from roadmap import actions, queries
from roadmap.entries import observation_entry
from roadmap.forms import ConfirmForm, ObservationForm
from roadmap.models import CountryIndicator, Observation, Origin
from roadmap.rules import Assessment
from roadmap.views.common import is_submitted, own_observation, own_place, trail

Write = Callable[[ObservationForm], Observation]
OTHER = "other"
"""In the address of a new value: for another period than what is on its way."""


@require(Permission.ENTRY_WRITE)
@require_safe
def own_indicators(request: PersonRequest) -> HttpResponse:
    """The own member state's indicators to enter a value for, those that are missing first."""
    country = or_404(request.user.country)
    rows = queries.own_indicators(request.user, country, timezone.localdate())
    context = {
        "country": country,
        "missing": [one for one in rows if one.is_missing],
        "others": [one for one in rows if not one.is_missing],
        "trail": trail(),
    }
    return render_page(request, "roadmap/own_indicators.html", context)


@require(Permission.ENTRY_WRITE)
@require_POST
def expected_status(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """The status that the figure in the form would give; `?row=` names the value that is changed or corrected."""
    indicator, _country, found = own_place(request.user, code, iso3)
    one, row = or_404(found), None
    if (key := whole_number(request.GET.get("row", ""), digits=15)) is not None:
        row = own_observation(request.user, key)
    is_corrected = row is not None and row.state == State.CLEARED
    form = ObservationForm(
        request.POST,
        indicator=indicator,
        row=None if is_corrected else row,
        corrects=row if is_corrected else None,
    )
    return render_page(
        request, "roadmap/_expected_status.html", {"expected": expected_of(request.user, one, form, row)}
    )


@require(Permission.ENTRY_WRITE)
@capitals("iso3")
def observe(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Enter a value of the own member state; an indicator that is not in use yet is set up first."""
    indicator, country, one = own_place(request.user, code, iso3)
    if one is None:
        messages.info(request, _("Set the indicator up first: baseline and target, or values alone."))
        return redirect("roadmap:set-up", code, country.iso3)
    form_draft = FormDraft(
        request,
        f"roadmap.value:new:{indicator.code}:{country.iso3}",
        title=_("New value: %(indicator)s") % {"indicator": indicator.title},
    )
    # What was begun or returned is gone on with, unless a value for another period is asked for or was typed already.
    is_opened = request.method != "POST" and OTHER not in request.GET and form_draft.restored is None
    if is_opened and (row := queries.open_value(request.user, one)):
        return redirect("roadmap:observation-edit", row.pk)

    def write(form: ObservationForm) -> Observation:
        return actions.add_observation(by=request.user, country_indicator=one, entry=form.entry())

    return _form_page(request, form_draft, one, write, heading=_("Enter a value"))


@require(Permission.ENTRY_WRITE)
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned value."""
    row = own_observation(request.user, pk)
    form_draft = _draft_of_form(request, "value", row)
    if row.state not in (State.DRAFT, State.RETURNED):
        messages.error(request, _("This can no longer be changed. Recall what waits; correct what is cleared."))
        return redirect("roadmap:observation", row.pk)

    def write(form: ObservationForm) -> Observation:
        # Whoever does not say which version they had before them has seen none.
        version, reason = form.cleaned_data["version"] or 0, form.cleaned_data.get("correction_reason", "")
        return actions.edit_observation(
            by=request.user, observation=row, entry=form.entry(), version=version, reason=reason
        )

    return _form_page(request, form_draft, row.country_indicator, write, heading=_("Change the value"), row=row)


@require(Permission.ENTRY_WRITE)
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct a cleared value by a row of its own; the old one stands until the correction is cleared."""
    row = own_observation(request.user, pk)
    if row.state != State.CLEARED or row.superseded_at or row.origin != Origin.COUNTRY:
        raise Http404
    form_draft = _draft_of_form(request, "correction", row)

    def write(form: ObservationForm) -> Observation:
        reason = form.cleaned_data["correction_reason"]
        return actions.correct_observation(by=request.user, observation=row, entry=form.entry(), reason=reason)

    return _form_page(request, form_draft, row.country_indicator, write, heading=_("Correct the value"), corrects=row)


@require(Permission.ENTRY_WRITE)
@require_POST
def confirm(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """Say in one press that nothing has changed: copies the last cleared value and submits it."""
    indicator, country, found = own_place(request.user, code, iso3)
    one, form = or_404(found), ConfirmForm(request.POST, indicator=indicator)
    back = reverse("roadmap:country-indicator", args=[indicator.code, country.iso3])
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors.get("period", [_("That was not understood.")]))))
        return go_to(request, back)

    def create() -> str:
        row = actions.confirm_no_change(by=request.user, country_indicator=one, start=form.start, end=form.end)
        return reverse("roadmap:observation", args=[row.pk])

    return press(request, create, done=_("Confirmed: no change. It waits for the clearing officer."), back=back)


def expected_of(
    person: User, one: CountryIndicator, form: ObservationForm, row: Observation | None
) -> Assessment | None:
    """The assessment that the figure of a form, or the value that it opens with, would give; None without a figure."""
    entry = observation_entry(row) if row is not None and not form.is_bound else form.figure()
    if entry is None or entry.is_no_data:
        return None
    instead_of = (row.supersedes_id or row.pk) if row else None
    return queries.expected_assessment(person, one, entry, timezone.localdate(), instead_of=instead_of)


def _draft_of_form(request: PersonRequest, what: str, row: Observation) -> FormDraft:
    """The form draft of a form about a value that is stored."""
    title = f"{row.country_indicator.indicator.title}, {row.country.name}"
    return FormDraft(request, f"roadmap.{what}:{row.pk}", title=title)


def _form_page(
    request: PersonRequest,
    form_draft: FormDraft,
    one: CountryIndicator,
    write: Write,
    *,
    heading: str,
    row: Any = None,
    corrects: Observation | None = None,
) -> HttpResponse:
    """The form, or the way on once it was written; what is refused is said on the form with everything kept."""
    make = partial(ObservationForm, indicator=one.indicator, row=row, corrects=corrects)
    context = {
        **{"one": one, "indicator": one.indicator, "country": one.country, "heading": heading, "row": row},
        **{"corrects": corrects, "trail": trail(one.indicator, one.country), "save_buttons": save_buttons("then")},
        **{"earlier": queries.earlier_values(request.user, one), "judged_row": row or corrects},
    }

    def save(filled: Filled[ObservationForm]) -> str:
        written = write(filled.form)
        if is_submitted(request):
            moves.submit(by=request.user, record=written)
        return reverse("roadmap:observation", args=[written.pk])

    def show(filled: Filled[ObservationForm]) -> HttpResponse:
        expected = expected_of(request.user, one, filled.form, row or corrects)
        shown = {**context, **filled.context, "expected": expected, "filter": NoFilter(request.GET, OTHER)}
        fragments = {"observation-form": "roadmap/_observation_form.html"}
        return render_page(request, "roadmap/observation_form.html", shown, fragments=fragments, status=filled.status)

    def refuse(form: ObservationForm, refusal: Refused) -> None:
        form.add_error(None, str(refusal))
        if isinstance(refusal, actions.PeriodTaken):
            context["taken"] = refusal.existing

    def theirs(_filled: Filled[ObservationForm]) -> Theirs:
        stored = queries.find_observation(request.user, row.pk) or row
        form = ObservationForm(indicator=one.indicator, row=stored)
        return Theirs(form, stored.version, title=one.indicator.title, buttons=save_buttons("then"))

    done = saved_sentence(is_submitted=is_submitted(request))
    return edit_form(request, form_draft, make=make, write=save, done=done, show=show, conflict=theirs, refuse=refuse)
