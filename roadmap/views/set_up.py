"""Setting an indicator up for the own member state, changing a cleared set-up, and clearing both."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance import actions as moves
from core.clearance.messages import saved_sentence
from core.clearance.models import State
from core.clearance.permissions import Permission, require
from core.clearing_pages import Clearing, save_buttons, views_of
from core.converters import capitals
from core.drafts.edit import Filled, Theirs, edit_form
from core.drafts.forms import FormDraft
from core.history.timeline import Change
from core.models import Country, User
from core.pages import PersonRequest, or_404, render_page
from roadmap import actions, queries
from roadmap.entries import trajectory_changes, trajectory_entry, trajectory_words
from roadmap.forms import SetUpForm
from roadmap.models import CountryIndicator, Indicator, TrajectoryProposal
from roadmap.views.common import Place, is_submitted, own_place, trail

Record = CountryIndicator | TrajectoryProposal


@require(Permission.ENTRY_WRITE)
@capitals("iso3")
def set_up(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """State baseline, milestones and target; of a cleared set-up, propose a change."""
    indicator, country, one = place = own_place(request.user, code, iso3)
    proposal = queries.open_proposal(request.user, one) if one else None
    record: Record | None = proposal or one
    if record is not None and record.state == State.SUBMITTED:
        messages.error(request, _("It waits for the clearing officer. Take it back first, then change it."))
        return redirect("roadmap:country-indicator", indicator.code, country.iso3)
    form_draft = FormDraft(
        request,
        f"roadmap.set-up:{indicator.code}:{country.iso3}",
        title=_("Baseline and target: %(indicator)s") % {"indicator": indicator.title},
    )

    def show(filled: Filled[SetUpForm]) -> HttpResponse:
        context = {
            **{"indicator": indicator, "country": country, "one": one, "proposal": proposal, **filled.context},
            **{"trail": trail(indicator, country), "save_buttons": save_buttons("then")},
        }
        fragments = {"set-up-form": "roadmap/_set_up_form.html"}
        return render_page(request, "roadmap/set_up.html", context, fragments=fragments, status=filled.status)

    return edit_form(
        request,
        form_draft,
        make=partial(_form, request.user, place, proposal),
        write=partial(_write, request, indicator, country, record),
        done=saved_sentence(is_submitted=is_submitted(request)),
        show=show,
        conflict=lambda _filled: _stored(request.user, code, iso3),
    )


def proposal_changes(proposal: TrajectoryProposal) -> list[Change]:
    """What a proposal would change, in words."""
    one = proposal.country_indicator
    return trajectory_changes(one.indicator, trajectory_entry(one), queries.proposed_entry(proposal))


def _form(person: User, place: Place, proposal: TrajectoryProposal | None, data: QueryDict | None = None) -> SetUpForm:
    """The form with what was sent, or with what is stored."""
    indicator, country, one = place
    record: Record | None = proposal or one
    return SetUpForm(
        data,
        indicator=indicator,
        goals=queries.goals_to_choose(person, country),
        entry=queries.proposed_entry(proposal) if proposal else trajectory_entry(one) if one else None,
        is_change=one is not None and one.state == State.CLEARED,
        initial={"version": record.version if record else None, "reason": proposal.reason if proposal else ""},
    )


def _write(
    request: PersonRequest, indicator: Indicator, country: Country, record: Record | None, filled: Filled[SetUpForm]
) -> str:
    """Write what was typed as a new set-up, a changed draft, or a proposal; submit it where that button was pressed."""
    # Whoever does not say which version they had before them has seen none.
    person, entry, typed = request.user, filled.form.entry(), filled.form.cleaned_data
    version, reason = typed["version"] or 0, typed.get("reason", "")
    saved: Record
    if record is None:
        saved = actions.add_set_up(by=person, indicator=indicator, country=country, entry=entry)
    elif isinstance(record, TrajectoryProposal):
        saved = actions.edit_proposal(by=person, proposal=record, entry=entry, reason=reason, version=version)
    elif record.state == State.CLEARED:
        saved = actions.propose_change(by=person, country_indicator=record, entry=entry, reason=reason, version=version)
    else:
        saved = actions.edit_set_up(by=person, country_indicator=record, entry=entry, version=version)
    if is_submitted(request):
        moves.submit(by=person, record=saved)
    return reverse("roadmap:country-indicator", args=[indicator.code, country.iso3])


def _stored(person: User, code: str, iso3: str) -> Theirs:
    """What the other person stored meanwhile."""
    place = own_place(person, code, iso3)
    one = or_404(place[2])
    proposal = queries.open_proposal(person, one)
    return Theirs(_form(person, place, proposal), (proposal or one).version, buttons=save_buttons("then"))


def _in_play(person: User, code: str, iso3: str) -> Record:
    """What is on its way: the proposal beside a cleared set-up, or the set-up itself."""
    one = or_404(own_place(person, code, iso3)[2])
    return queries.open_proposal(person, one) or one


def _show(request: PersonRequest, record: Record) -> dict[str, Any]:
    """What the page of the decision shows: the set-up as it would be, and what a proposal changes."""
    one = _one(record)
    entry = queries.proposed_entry(record) if isinstance(record, TrajectoryProposal) else trajectory_entry(one)
    return {
        "record": record,
        "indicator": one.indicator,
        "country": record.country,
        "set_up": trajectory_words(one.indicator, entry),
        "changes": proposal_changes(record) if isinstance(record, TrajectoryProposal) else None,
        "mended": queries.mended_set_up(record),
        "reason": getattr(record, "reason", ""),
        "trail": trail(one.indicator, record.country),
    }


def _change_disclosure(*, by: User, record: Record, disclosure: str, version: int | None) -> CountryIndicator:
    """Change who sees a cleared indicator, and with it all its values. An open proposal has its own wish."""
    return moves.change_disclosure(by=by, record=_one(record), disclosure=disclosure, version=version)


def _one(record: Record) -> CountryIndicator:
    return record.country_indicator if isinstance(record, TrajectoryProposal) else record


def _place(record: Record) -> list[str]:
    return [_one(record).indicator.code, record.country.iso3]


SET_UP = Clearing(
    find=_in_play,
    page=lambda record: reverse("roadmap:country-indicator", args=_place(record)),
    address=lambda move, record: reverse(f"roadmap:set-up-{move}", args=_place(record)),
    template="roadmap/review.html",
    show=_show,
    name=lambda record: _one(record).indicator.title,
    note_key=lambda record: f"roadmap.return:set-up:{':'.join(_place(record))}",
    clear=actions.clear_set_up,
    change_disclosure=_change_disclosure,
)
"""Baseline, target and milestones of an indicator in a member state, or the open change of cleared ones."""

MOVES = views_of(SET_UP, code="iso3")
