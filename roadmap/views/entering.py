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
from core.clearance.actions import Refused
from core.clearance.messages import saved_sentence
from core.clearance.models import State
from core.clearance.permissions import Permission, require
from core.clearing_pages import save_buttons
from core.drafts.edit import Filled, Theirs, edit_form, go_to, press
from core.drafts.forms import FormDraft
from core.pages import PersonRequest, render_page
from roadmap import actions, queries
from roadmap.forms import ConfirmForm, ObservationForm
from roadmap.models import CountryIndicator, Observation, Origin
from roadmap.views.common import (
    capitals,
    indicator_or_404,
    is_submitted,
    own_country_or_404,
    own_observation_or_404,
    trail,
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
    form_draft = FormDraft(
        request,
        f"roadmap.value:new:{indicator.code}:{country.iso3}",
        title=_("New value: %(indicator)s") % {"indicator": indicator.title},
    )

    def write(form: ObservationForm) -> Observation:
        return actions.add_observation(by=request.user, country_indicator=one, entry=form.entry())

    def make(data: Any) -> ObservationForm:
        return ObservationForm(data, indicator=indicator)

    return _form_page(request, form_draft, make, one, write, heading=_("Enter a value"))


@require(Permission.ENTRY_WRITE)
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned value."""
    row = own_observation_or_404(request.user, pk)
    form_draft = _draft_of_form(request, "value", row)
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

    return _form_page(request, form_draft, make, row.country_indicator, write, heading=_("Change the value"), row=row)


@require(Permission.ENTRY_WRITE)
def correct(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct a cleared value by a row of its own; the old one stands until the correction is cleared."""
    row = own_observation_or_404(request.user, pk)
    if row.state != State.CLEARED or row.superseded_at or row.origin != Origin.COUNTRY:
        raise Http404
    form_draft = _draft_of_form(request, "correction", row)

    def write(form: ObservationForm) -> Observation:
        reason = form.cleaned_data["correction_reason"]
        return actions.correct_observation(by=request.user, observation=row, entry=form.entry(), reason=reason)

    def make(data: Any) -> ObservationForm:
        return ObservationForm(data, indicator=row.country_indicator.indicator, corrects=row)

    one = row.country_indicator
    return _form_page(request, form_draft, make, one, write, heading=_("Correct the value"), corrects=row)


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

    said = _("Confirmed: no change. It waits for the clearing officer.")
    return press(request, create, done=said, back=back)


def _draft_of_form(request: PersonRequest, what: str, row: Observation) -> FormDraft:
    """The form draft of a form about a value that is stored."""
    title = f"{row.country_indicator.indicator.title}, {row.country.name}"
    return FormDraft(request, f"roadmap.{what}:{row.pk}", title=title)


def _form_page(
    request: PersonRequest, form_draft: FormDraft, make: Make, one: CountryIndicator, write: Write, **context: Any
) -> HttpResponse:
    """The form, or the way on once it was written; what is refused is said on the form with everything kept."""

    def save(filled: Filled[ObservationForm]) -> str:
        row = write(filled.form)
        if is_submitted(request):
            moves.submit(by=request.user, record=row)
        return reverse("roadmap:observation", args=[row.pk])

    def show(filled: Filled[ObservationForm]) -> HttpResponse:
        shown = {"one": one, "indicator": one.indicator, "country": one.country, **filled.context, **context}
        shown |= {"trail": trail(one.indicator, one.country), "save_buttons": save_buttons("then")}
        fragments = {"observation-form": "roadmap/_observation_form.html"}
        return render_page(request, "roadmap/observation_form.html", shown, fragments=fragments, status=filled.status)

    def refuse(form: ObservationForm, refusal: Refused) -> None:
        form.add_error(None, str(refusal))
        if isinstance(refusal, actions.PeriodTaken):
            context["taken"] = refusal.existing

    def theirs(_filled: Filled[ObservationForm]) -> Theirs:
        return _stored(request, context["row"])

    done = saved_sentence(is_submitted=is_submitted(request))
    return edit_form(request, form_draft, make=make, write=save, done=done, show=show, conflict=theirs, refuse=refuse)


def _stored(request: PersonRequest, row: Observation) -> Theirs:
    """What the other person stored meanwhile."""
    theirs = queries.find_observation(request.user, row.pk) or row
    indicator = row.country_indicator.indicator
    form = ObservationForm(indicator=indicator, row=theirs)
    return Theirs(form, theirs.version, title=indicator.title, buttons=save_buttons("then"))
