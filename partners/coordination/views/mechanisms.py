"""A mechanism, what is known of engagement with it, and the needs that are to be raised there."""

from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.models import own_country_id
from core.clearance.permissions import Permission, public_page, require
from core.clearing_pages import disclosure_form, standing_of
from core.converters import capitals
from core.drafts.edit import press
from core.filters import NoFilter
from core.pages import PageRequest, PersonRequest, page_of, render_page
from needs.models import Need
from partners.coordination.actions import mechanisms as actions
from partners.coordination.forms.mechanisms import RaisedForm, RaiseForm
from partners.coordination.queries import mechanisms as queries
from partners.coordination.views.engagements import ENGAGEMENT
from partners.navigation import query_or_404, trail


@public_page
@require_safe
def mechanism(request: PageRequest, code: str) -> HttpResponse:
    """A mechanism: its member states, its meetings, and what is to be raised there."""
    page = query_or_404(queries.mechanism_of, request.user, code)
    way = trail((_("Mechanisms"), reverse("partners:mechanisms")))
    context = {
        "page": page,
        "mechanism": page.mechanism,
        "raised": page_of(page.raised, request.GET),
        "were_raised": page_of(page.were_raised, request.GET, parameter="before"),
        "filter": NoFilter(request.GET, "before"),
        "trail": way,
    }
    if line := page.line_of(own_country_id(request.user)):
        context |= {
            "line": line,
            "own": standing_of(request.user, line.waiting, ENGAGEMENT) if line.waiting else None,
            "disclosure_form": disclosure_form(request.user, line.engagement) if line.engagement else None,
        }
    return render_page(request, "partners/coordination/mechanism_detail.html", context)


@require(Permission.ENTRY_WRITE)
@capitals("code")
def need_raise(request: PersonRequest, code: str) -> HttpResponse:
    """Where a need is to be raised: for those who write for its country."""
    need = query_or_404(queries.need_to_raise, request.user, code)
    if request.method != "POST":
        return show_raise(request, need)
    form = RaiseForm(request.POST)
    if not form.is_valid():
        return show_raise(request, need, form=form, status=422)
    chosen = form.cleaned_data["mechanism"]
    done = _("To be raised at %(mechanism)s.") % {"mechanism": chosen.name}
    return press_mark(request, need, partial(actions.mark_to_raise, by=request.user, need=need, mechanism=chosen), done)


@require(Permission.ENTRY_WRITE)
@require_POST
def raised_done(request: PersonRequest, pk: int) -> HttpResponse:
    """The need was raised on a day."""
    mark = query_or_404(queries.raised_of, request.user, pk)
    form = RaisedForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return show_raise(request, mark.need, problem=problem, status=422)
    act = partial(actions.note_raised, by=request.user, raised=mark, on=form.cleaned_data["on"])
    return press_mark(request, mark.need, act, _("Noted as raised."))


@require(Permission.ENTRY_WRITE)
@require_POST
def raised_off(request: PersonRequest, pk: int) -> HttpResponse:
    """The need is not to be raised there after all."""
    mark = query_or_404(queries.raised_of, request.user, pk)
    act = partial(actions.unmark, by=request.user, raised=mark)
    return press_mark(request, mark.need, act, _("Taken off the list."))


def press_mark(request: PersonRequest, need: Need, act: Callable[[], object], done: str) -> HttpResponse:
    """Change where a need is to be raised and go back to the page; where it was refused, show why."""
    return press(
        request,
        act,
        done=done,
        to=reverse("partners:raise", args=[need.code]),
        again=lambda problem: show_raise(request, need, problem=str(problem), status=422),
    )


def show_raise(
    request: PersonRequest, need: Need, *, form: RaiseForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page on which a need is marked."""
    context = {
        "need": need,
        "form": form or RaiseForm(),
        "lines": queries.raised_of_need(request.user, need),
        "problem": problem,
        "trail": [
            {"label": _("Needs"), "url": reverse("needs:list")},
            {"label": need.code, "url": reverse("needs:detail", args=[need.code])},
        ],
    }
    return render_page(request, "partners/coordination/need_raise.html", context, status=status)
