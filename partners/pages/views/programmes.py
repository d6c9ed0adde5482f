"""Programmes: the list, one of them, and its owner's "nothing has changed"."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.permissions import Permission, can, public_page, require
from core.drafts.edit import press
from core.pages import PageRequest, PersonRequest, names_asked_for, querystring_without_page, render_page
from partners.iati.queries.questions import asks_of
from partners.navigation import query_or_404, sections, trail
from partners.overlaps.queries import overlaps
from partners.pages.queries import answers_to
from partners.programmes.actions.programmes import confirm_programme
from partners.programmes.forms.filters import ProgrammeFilterForm
from partners.programmes.models.choices import ENDED_STATUSES
from partners.programmes.permissions import confirms, keeps
from partners.programmes.queries import programme_entry
from partners.programmes.queries.money import listed_money
from partners.programmes.queries.programmes import filter_choices, programme_of, programme_page, programme_to_confirm


@public_page
@require_safe
def programme_list(request: PageRequest) -> HttpResponse:
    """The programmes that the visitor may see, filtered by the address."""
    form = ProgrammeFilterForm(
        request.GET, viewer=request.user, **filter_choices(request.user, request.GET.get("organisation", ""))
    )
    if offered := names_asked_for(request, lambda: form):
        return offered
    context = {
        "form": form,
        "active": form.active(),
        "page_obj": programme_page(request.user, form.wanted(), request.GET.get("page")),
        "listed": listed_money(request.user, form.cut(), form.wanted()),
        "here": form.address(),
        "querystring": querystring_without_page(request.GET),
        "may_enter": can(request.user, Permission.PROGRAMME_WRITE),
        "sections": sections("partners:programmes", request.user),
    }
    fragments = {"programme-results": "partners/programmes/_programme_results.html"}
    return render_page(request, "partners/programmes/programme_list.html", context, fragments=fragments)


@public_page
@require_safe
def programme(request: PageRequest, slug: str) -> HttpResponse:
    """One programme."""
    row = query_or_404(programme_of, request.user, slug)
    may_edit = keeps(request.user, row.programme)
    context = {
        "row": row,
        "programme": row.programme,
        "family": programme_entry.family_of(request.user, row.programme),
        "answers": answers_to(request.user, programme=row.programme),
        "may_confirm": confirms(request.user, row.programme),
        "may_edit": may_edit,
        "alike": overlaps.overlaps_of(request.user, row.programme) if may_edit else None,
        "related": overlaps.related_to(request.user, row.programme),
        "has_ended": row.programme.status in ENDED_STATUSES,
        "is_published": hasattr(row.programme, "iati"),
        "asks": asks_of(request.user, row),
        "trail": trail((_("Programmes"), reverse("partners:programmes"))),
    }
    return render_page(request, "partners/programmes/programme_detail.html", context)


@require(Permission.PROGRAMME_WRITE)
@require_POST
def confirm(request: PersonRequest, slug: str) -> HttpResponse:
    """The owner's editor says that nothing has changed; without an owner, the secretariat. Others do not find it."""
    programme = query_or_404(programme_to_confirm, request.user, slug)
    return press(
        request,
        partial(confirm_programme, by=request.user, programme=programme),
        done=_("Confirmed: nothing has changed as of today."),
        to=reverse("partners:programme", args=[programme.slug]),
    )
