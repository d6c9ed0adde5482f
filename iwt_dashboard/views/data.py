"""What can be taken out of the dashboard as files, for whoever may read it on the pages."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

import partners.queries
from core.pages import PageRequest, render_page
from core.permissions import public_page
from partners.forms import ProgrammeFilterForm
from partners.iati.additions import NAMESPACE, ORGANISATION_PREFIX, PREFIX, REPORTER
from partners.models import Programme


@public_page
def data(request: PageRequest) -> HttpResponse:
    """The files that there are, and what a reader of the IATI file should know."""
    words = {"namespace": NAMESPACE, "prefix": PREFIX, "organisation_prefix": ORGANISATION_PREFIX, "reporter": REPORTER}
    return render_page(request, "data.html", words)


@public_page
@require_safe
def programmes_xml(request: PageRequest) -> Any:
    """The programmes that the visitor may see, filtered as their list is, as an IATI activity file.

    Where there are none, a page says so: a file without an activity would be against the standard.
    """
    form = ProgrammeFilterForm(request.GET, viewer=request.user, **partners.queries.filter_choices(request.user))
    try:
        pieces = partners.queries.programmes_xml(request.user, form.wanted())
    except Programme.DoesNotExist:
        context = {"words": form.words(), "here": form.address()}
        return render(request, "data_no_programme.html", context, status=HTTPStatus.NOT_FOUND)
    return _xml_file(request, pieces)


@csp_update({"sandbox": True})
def _xml_file(request: PageRequest, pieces: Iterator[bytes]) -> Any:
    answer = StreamingHttpResponse(pieces, content_type="application/xml; charset=utf-8")
    name = f"programmes-{timezone.localdate().isoformat()}.xml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
