"""What can be taken out of the dashboard as files, for whoever may read it on the pages."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.clearance.permissions import public_page
from core.page_cache.building import MOMENT, mark_for
from core.pages import PageRequest, refused, render_page
from partners.iati.format.additions import NAMESPACE, ORGANISATION_PREFIX, PREFIX, REPORTER
from partners.iati.queries import out as out_queries
from partners.programmes.forms.filters import ProgrammeFilterForm
from partners.programmes.models.programmes import Programme
from partners.programmes.queries.programmes import filter_choices


@public_page
@require_safe
def data(request: PageRequest) -> HttpResponse:
    """The files that there are, and what a reader of the IATI file should know."""
    words = {"namespace": NAMESPACE, "prefix": PREFIX, "organisation_prefix": ORGANISATION_PREFIX, "reporter": REPORTER}
    return render_page(request, "iwt_dashboard/pages/data.html", words)


@public_page
@require_safe
def programmes_xml(request: PageRequest) -> Any:
    """The programmes that the visitor may see, filtered as their list is, as an IATI activity file.

    Where there are none, a page says so: a file without an activity would be against the standard.
    """
    form = ProgrammeFilterForm(
        request.GET, viewer=request.user, **filter_choices(request.user, request.GET.get("organisation", ""))
    )
    if refusal := refused(request, form):
        return refusal
    try:
        # The instant is put in when the file is sent: another one makes no other file (ETag).
        made_at = mark_for(request, MOMENT) or ""
        pieces = out_queries.programmes_xml(request.user, form.wanted(), made_at=made_at)
    except Programme.DoesNotExist:
        context = {"words": form.words(), "here": form.address()}
        return render(request, "iwt_dashboard/pages/data_no_programme.html", context, status=HTTPStatus.NOT_FOUND)
    return _xml_file(request, pieces)


@csp_update({"sandbox": True})
def _xml_file(request: PageRequest, pieces: Iterator[bytes]) -> Any:
    answer = StreamingHttpResponse(pieces, content_type="application/xml; charset=utf-8")
    name = f"programmes-{timezone.localdate().isoformat()}.xml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
