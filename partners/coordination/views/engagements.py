"""A member state's engagement with a mechanism: written by its focal points, cleared by its clearing officers."""

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
from core.models import Country, User
from core.pages import PersonRequest, render_page
from partners.coordination.actions import mechanisms as actions
from partners.coordination.content import changes_between, entry_in_play, words_of
from partners.coordination.forms.mechanisms import EngagementForm
from partners.coordination.models.mechanisms import Engagement, EngagementProposal, Mechanism
from partners.coordination.queries import mechanisms as queries
from partners.navigation import query_or_404, trail

Record = Engagement | EngagementProposal
THEN = "then"


@require(Permission.ENTRY_WRITE)
@capitals("iso3")
def engagement_edit(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """The engagement of the own country: a new one, or a change of what others read."""
    of, country, stored = query_or_404(queries.engagement_of, request.user, code, iso3)
    page = reverse("partners:mechanism", args=[code])
    if stored is not None and stored.state == State.SUBMITTED:
        messages.error(request, str(actions.IS_WAITING))
        return redirect(page)

    def show(filled: Filled[EngagementForm]) -> HttpResponse:
        way = trail((_("Mechanisms"), reverse("partners:mechanisms")), (of.name, page))
        context = {**filled.context, "mechanism": of, "country": country, "stored": stored, "trail": way}
        context |= {"save_buttons": save_buttons(THEN)}
        return render_page(request, "partners/coordination/engagement_form.html", context, status=filled.status)

    def theirs(_filled: Filled[EngagementForm]) -> Theirs:
        fresh = queries.engagement_of(request.user, code, iso3)[2]
        return Theirs(_form(fresh), version=fresh.version if fresh else 0, buttons=save_buttons(THEN))

    is_submitted = request.POST.get(THEN) == "submit"
    return edit_form(
        request,
        FormDraft(
            request,
            f"partners.engagement:{code}:{iso3}",
            title=_("%(country)s: %(mechanism)s") % {"country": country.name, "mechanism": of.name},
        ),
        make=partial(_form, stored),
        write=partial(_write, request.user, of, country, is_submitted),
        done=saved_sentence(is_submitted=is_submitted),
        show=show,
        conflict=theirs,
    )


def _form(stored: Record | None, data: QueryDict | None = None) -> EngagementForm:
    """The form with what was sent, or with what is stored."""
    is_change = stored is not None and (isinstance(stored, EngagementProposal) or stored.state == State.CLEARED)
    form = EngagementForm(data, stored=entry_in_play(stored) if stored else None, is_change=is_change)
    form.initial.update({"version": stored.version if stored else 0, "reason": getattr(stored, "reason", "")})
    return form


def _write(person: User, of: Mechanism, country: Country, is_submitted: bool, filled: Filled[EngagementForm]) -> str:
    """Write what was typed, and hand it in where that button was pressed."""
    typed = filled.form.cleaned_data
    written = actions.keep_engagement(
        by=person,
        mechanism=of,
        country=country,
        draft=filled.form.draft(),
        version=typed["version"],
        reason=typed.get("reason", ""),
    )
    if is_submitted:
        moves.submit(by=person, record=written)
    return reverse("partners:mechanism", args=[of.code])


def _of(record: Record) -> Engagement:
    return record.engagement if isinstance(record, EngagementProposal) else record


def _place(record: Record) -> list[str]:
    return [_of(record).mechanism.code, record.country.iso3]


def _find(person: User, code: str, iso3: str) -> Record:
    found: Record = query_or_404(queries.engagement_in_play, person, code, iso3)
    return found


def _show(request: PersonRequest, record: Record) -> dict[str, Any]:
    """What the page of the decision shows: the engagement as it would be, and what a change changes."""
    row, entry = _of(record), entry_in_play(record)
    page = reverse("partners:mechanism", args=[row.mechanism.code])
    return {
        "record": record,
        "mechanism": row.mechanism,
        "country": record.country,
        "words": [(label, text) for label, text in words_of(entry) if text],
        "changes": changes_between(row, entry) if isinstance(record, EngagementProposal) else None,
        "reason": getattr(record, "reason", ""),
        "trail": trail((_("Mechanisms"), reverse("partners:mechanisms")), (row.mechanism.name, page)),
    }


ENGAGEMENT = Clearing(
    find=_find,
    page=lambda record: reverse("partners:mechanism", args=_place(record)[:1]),
    address=lambda move, record: reverse(f"partners:engagement-{move}", args=_place(record)),
    template="partners/coordination/engagement_review.html",
    show=_show,
    name=lambda record: str(_of(record).mechanism),
    note_key=lambda record: f"partners.return:engagement:{':'.join(_place(record))}",
    clear=actions.clear_engagement,
    change_disclosure=actions.change_disclosure,
)
"""An engagement with a mechanism, or the open change of a cleared one."""

MOVES = views_of(ENGAGEMENT, code="iso3")
