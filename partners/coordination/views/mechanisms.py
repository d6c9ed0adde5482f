"""A mechanism, what is known of engagement with it, and the needs that are to be raised there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.actions import EditConflict, Refused
from core.clearance.permissions import Permission, can, public_page, require
from core.drafts.conflicts import Button, conflict_of, show_conflict
from core.drafts.forms import Sheet, press_token
from core.drafts.submit_once import once
from core.models import Country
from core.pages import PageRequest, PersonRequest, render_page
from needs.models import Need
from partners.coordination.actions import mechanisms as actions
from partners.coordination.forms.mechanisms import EngagementForm, RaisedForm, RaiseForm
from partners.coordination.models.mechanisms import Mechanism, RaisedNeed
from partners.coordination.permissions import may_keep_engagement
from partners.coordination.queries import mechanisms as queries
from partners.navigation import trail


@public_page
def mechanism(request: PageRequest, code: str) -> HttpResponse:
    """A mechanism: its member states, its meetings, and what is to be raised there."""
    try:
        page = queries.mechanism_of(request.user, code)
    except Mechanism.DoesNotExist:
        raise Http404 from None
    way = trail((_("Mechanisms"), reverse("partners:mechanisms")))
    context = {"page": page, "mechanism": page.mechanism, "trail": way}
    return render_page(request, "partners/coordination/mechanism_detail.html", context)


@require(Permission.ENGAGEMENT_KEEP)
def engagement_edit(request: PersonRequest, code: str, iso3: str) -> HttpResponse:
    """What is publicly known of an engagement; the secretariat enters it for all, a country for itself."""
    cell = queries.mechanism_and_country(code, iso3)
    if cell is None or not may_keep_engagement(request.user, cell[1]):
        raise Http404
    stored = queries.engagement_of(*cell)
    title = _("%(country)s: %(mechanism)s") % {"country": cell[1].name, "mechanism": cell[0].name}
    sheet = Sheet(request, f"partners.engagement:{code}:{iso3}", title=title)
    form = EngagementForm(None if sheet.is_look else sheet.data, stored=stored)
    if not form.is_bound:
        sheet.fill(form)
        return show_engagement(request, sheet, form, *cell)
    if not form.is_valid():
        return show_engagement(request, sheet, form, *cell, status=422)

    def write() -> str:
        version, draft = form.cleaned_data["version"], form.draft()
        actions.keep_engagement(by=request.user, mechanism=cell[0], country=cell[1], draft=draft, version=version)
        return reverse("partners:mechanism", args=[code])

    try:
        address = once(by=request.user, token=sheet.token, create=write)
    except EditConflict:
        fresh = queries.engagement_of(*cell)
        conflict = conflict_of(sheet, theirs=EngagementForm(stored=fresh), version=fresh.version if fresh else 0)
        buttons = [Button("do", "save", _("Save"))]
        return show_conflict(request, sheet, conflict, title=title, action=request.path, buttons=buttons)
    messages.success(request, _("Saved. Everybody sees it now."))
    return redirect(address)


def show_engagement(
    request: PersonRequest, sheet: Sheet, form: EngagementForm, of: Mechanism, country: Country, *, status: int = 200
) -> HttpResponse:
    """The page with the form of an engagement."""
    way = trail(
        (_("Mechanisms"), reverse("partners:mechanisms")), (of.name, reverse("partners:mechanism", args=[of.code]))
    )
    context = {"sheet": sheet, "form": form, "mechanism": of, "country": country, "stored": form.stored, "trail": way}
    return render_page(request, "partners/coordination/engagement_form.html", context, status=status)


@require(Permission.ENTRY_WRITE)
def need_raise(request: PersonRequest, code: str) -> HttpResponse:
    """Where a need is to be raised: for those who write for its country."""
    if code != code.upper() and request.method in ("GET", "HEAD"):
        return redirect("partners:raise", code=code.upper(), permanent=True)
    need = own_need_or_404(request, code)
    if request.method != "POST":
        return show_raise(request, need)
    form = RaiseForm(request.POST, mechanisms=queries.all_mechanisms())
    if not form.is_valid():
        return show_raise(request, need, form=form, status=422)
    chosen = form.chosen()
    done = _("To be raised at %(mechanism)s.") % {"mechanism": chosen.name}
    return press(request, need, lambda: actions.mark_to_raise(by=request.user, need=need, mechanism=chosen), done)


@require(Permission.ENTRY_WRITE)
@require_POST
def raised_done(request: PersonRequest, pk: int) -> HttpResponse:
    """The need was raised on a day."""
    mark = own_mark_or_404(request, pk)
    form = RaisedForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return show_raise(request, mark.need, problem=problem, status=422)
    on = form.cleaned_data["on"]
    return press(
        request, mark.need, lambda: actions.note_raised(by=request.user, raised=mark, on=on), _("Noted as raised.")
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def raised_off(request: PersonRequest, pk: int) -> HttpResponse:
    """The need is not to be raised there after all."""
    mark = own_mark_or_404(request, pk)
    return press(request, mark.need, lambda: actions.unmark(by=request.user, raised=mark), _("Taken off the list."))


def press(request: PersonRequest, need: Need, act: Callable[[], object], done: str) -> HttpResponse:
    """Make a move and go back to the page; where it was refused, show why."""

    def make() -> str:
        act()
        return reverse("partners:raise", args=[need.code])

    try:
        address = once(by=request.user, token=press_token(request), create=make)
    except (Need.DoesNotExist, RaisedNeed.DoesNotExist):
        raise Http404 from None
    except Refused as refusal:
        return show_raise(request, need, problem=str(refusal), status=422)
    messages.success(request, done)
    return redirect(address)


def show_raise(
    request: PersonRequest, need: Need, *, form: RaiseForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page on which a need is marked."""
    context = {
        "need": need,
        "form": form or RaiseForm(mechanisms=queries.all_mechanisms()),
        "lines": queries.raised_of_need(request.user, need),
        "problem": problem,
        "trail": [
            {"label": _("Needs"), "url": reverse("needs:list")},
            {"label": need.code, "url": reverse("needs:detail", args=[need.code])},
        ],
    }
    return render_page(request, "partners/coordination/need_raise.html", context, status=status)


def own_need_or_404(request: PersonRequest, code: str) -> Need:
    """A need of the person's own country."""
    try:
        need = queries.need_to_raise(request.user, code)
    except Need.DoesNotExist:
        raise Http404 from None
    if not can(request.user, Permission.ENTRY_WRITE, country=need.country):
        raise Http404
    return need


def own_mark_or_404(request: PersonRequest, pk: int) -> RaisedNeed:
    """A mark on a need of the person's own country."""
    try:
        mark = queries.raised_of(request.user, pk)
    except RaisedNeed.DoesNotExist:
        raise Http404 from None
    if not can(request.user, Permission.ENTRY_WRITE, country=mark.need.country):
        raise Http404
    return mark
