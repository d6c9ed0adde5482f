"""Programmes: the list, one of them, and its owner's "nothing has changed"."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import Refused
from core.clearance import Viewer
from core.pages import PageRequest, PersonRequest, querystring_without_page, render_page
from core.permissions import Permission, public_page, require
from partners import actions, queries
from partners.forms import ProgrammeFilterForm
from partners.models import Programme
from partners.queries import ProgrammeRow
from partners.views.common import sections, trail


@public_page
def programme_list(request: PageRequest) -> HttpResponse:
    """The programmes that the visitor may see, filtered by the address."""
    form = ProgrammeFilterForm(request.GET, **queries.filter_choices(request.user))
    context = {
        "form": form,
        "active": form.active(),
        "page_obj": queries.programme_page(request.user, form.wanted(), request.GET.get("page")),
        "querystring": querystring_without_page(request.GET),
        "sections": sections("partners:programmes"),
    }
    fragments = {"programme-results": "partners/_programme_results.html"}
    return render_page(request, "partners/programme_list.html", context, fragments=fragments)


@public_page
def programme(request: PageRequest, slug: str) -> HttpResponse:
    """One programme."""
    row = programme_or_404(request.user, slug)
    context = {
        "row": row,
        "programme": row.programme,
        "groups": queries.participation_groups(row),
        "answers": queries.answers_under(request.user, row.programme),
        "may_confirm": queries.may_confirm(request.user, row.programme),
        "trail": trail((_("Programmes"), reverse("partners:programmes"))),
    }
    return render_page(request, "partners/programme_detail.html", context)


@require(Permission.RESPONSE_WRITE)
@require_POST
def confirm(request: PersonRequest, slug: str) -> HttpResponse:
    """The owner's editor says that nothing has changed. Another organisation's programme is not found."""
    row = programme_or_404(request.user, slug)
    if not queries.may_confirm(request.user, row.programme):
        raise Http404
    try:
        actions.confirm_programme(by=request.user, programme=row.programme)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed: nothing has changed as of today."))
    return redirect("partners:programme", slug=row.programme.slug)


def programme_or_404(viewer: Viewer, slug: str) -> ProgrammeRow:
    """A programme that the visitor may see."""
    try:
        return queries.programme_of(viewer, slug)
    except Programme.DoesNotExist:
        raise Http404 from None
