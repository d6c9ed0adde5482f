"""A mechanism, what is known of engagement with it, and the needs that are to be raised there."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clearance.permissions import Permission, can, public_page, require
from core.drafts.edit import Filled, Theirs, edit_form, press
from core.drafts.forms import FormDraft
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

    def make(data: QueryDict | None) -> EngagementForm:
        return EngagementForm(data, stored=stored)

    def write(filled: Filled[EngagementForm]) -> str:
        version, draft = filled.form.cleaned_data["version"], filled.form.draft()
        actions.keep_engagement(by=request.user, mechanism=cell[0], country=cell[1], draft=draft, version=version)
        return reverse("partners:mechanism", args=[code])

    def theirs(_filled: Filled[EngagementForm]) -> Theirs:
        fresh = queries.engagement_of(*cell)
        return Theirs(EngagementForm(stored=fresh), version=fresh.version if fresh else 0)

    return edit_form(
        request,
        FormDraft(request, f"partners.engagement:{code}:{iso3}", title=title),
        make=make,
        write=write,
        done=_("Saved. Everybody sees it now."),
        show=lambda filled: show_engagement(request, filled, *cell),
        conflict=theirs,
    )


def show_engagement(
    request: PersonRequest, filled: Filled[EngagementForm], of: Mechanism, country: Country
) -> HttpResponse:
    """The page with the form of an engagement."""
    way = trail(
        (_("Mechanisms"), reverse("partners:mechanisms")), (of.name, reverse("partners:mechanism", args=[of.code]))
    )
    own = {"mechanism": of, "country": country, "stored": filled.form.stored, "trail": way}
    context = {**filled.context, **own}
    return render_page(request, "partners/coordination/engagement_form.html", context, status=filled.status)


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
    return press_mark(request, need, lambda: actions.mark_to_raise(by=request.user, need=need, mechanism=chosen), done)


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
    return press_mark(
        request, mark.need, lambda: actions.note_raised(by=request.user, raised=mark, on=on), _("Noted as raised.")
    )


@require(Permission.ENTRY_WRITE)
@require_POST
def raised_off(request: PersonRequest, pk: int) -> HttpResponse:
    """The need is not to be raised there after all."""
    mark = own_mark_or_404(request, pk)
    return press_mark(
        request, mark.need, lambda: actions.unmark(by=request.user, raised=mark), _("Taken off the list.")
    )


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
