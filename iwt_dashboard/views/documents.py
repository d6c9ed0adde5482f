"""Uploaded documents: those of a record, adding one, and taking one, always through the question of who may read it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.actions import Refused
from core.clearance.permissions import public_page, signed_in_page
from core.documents import actions as document_actions
from core.documents import store as document_store
from core.documents.models import Document
from core.documents.queries import documents_of, find_document, find_record, find_withdrawn
from core.documents.sanitise import Unfit
from core.documents.uploads import ACCEPTED
from core.drafts.edit import press
from core.kept_files import StoreAway
from core.models import User
from core.pages import PageRequest, PersonRequest, or_404
from iwt_dashboard.ops.errors import service_unavailable
from iwt_dashboard.pages.record_pages import page_of

# A document is nobody's page: it is saved, not shown, and could not run anything if it were.
INERT_POLICY = "default-src 'none'; sandbox"


@public_page
@require_safe
def documents(request: PageRequest, kind: str, record: int) -> HttpResponse:
    """The documents of a record that the visitor may read; for who writes, the form that adds one. The address of a
    record that was merged into another leads there for good."""
    row = or_404(find_record(request.user, kind, record))
    if stays := getattr(row, "merged_into_id", None):
        return redirect("documents", kind, stays, permanent=True)
    return _page(request, row)


@signed_in_page
@require_POST
def add(request: PersonRequest, kind: str, record: int) -> HttpResponse:
    """Put a file to a record."""
    row = or_404(find_record(request.user, kind, record))
    if not document_actions.may_add(request.user, row):
        raise Http404
    file = request.FILES.get("file")
    if file is None:
        return _page(request, row, problem=_("Choose a file first."))
    try:
        added = document_actions.add_document(
            by=request.user, record=row, name=file.name or "", file=file, size=file.size or 0
        )
    except (Unfit, Refused) as problem:
        return _page(request, row, problem=str(problem))
    messages.success(request, _("The document is added."))
    if gone := added.taken_out_in_words:
        messages.info(request, _("Taken out of it before it was kept: %(what)s.") % {"what": gone})
    return redirect("documents", kind, record)


def _page(request: PageRequest | PersonRequest, record: Any, problem: str = "") -> HttpResponse:
    context = {
        "record": record,
        "title": str(record),
        "record_url": page_of(record),
        "documents": documents_of(request.user, record, with_withdrawn=True),
        "problem": problem,
        "accepted": ACCEPTED,
        "limit": settings.DOCUMENT_MAX_BYTES,
    }
    return render(request, "core/documents/document_list.html", context, status=422 if problem else 200)


@public_page
@require_safe
def download(request: PageRequest, key: Any) -> HttpResponse:
    """The document itself, to be saved."""
    document = or_404(find_document(request.user, key))
    try:
        file = document_store.read(document.stored_as)
    except FileNotFoundError as error:
        raise Http404 from error
    except StoreAway:
        return service_unavailable(request)
    if isinstance(request.user, User) and request.method == "GET":
        document_actions.note_download(by=request.user, document=document)
    charset = "; charset=utf-8" if document.media_type.startswith("text/") else ""
    content_type = document.media_type + charset
    answer = FileResponse(file, as_attachment=True, filename=document.name, content_type=content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = INERT_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]


@signed_in_page
@require_POST
def clear(request: PersonRequest, key: Any) -> HttpResponse:
    """Let those who read the record read the document."""
    said = _("The document is cleared: whoever reads the record can read it.")
    return _press(request, find_document(request.user, key), document_actions.clear_document, said)


@signed_in_page
@require_POST
def withdraw(request: PersonRequest, key: Any) -> HttpResponse:
    """Hide the document."""
    reason = request.POST.get("reason", "").replace("\x00", "")
    write = partial(document_actions.withdraw_document, reason=reason)
    said = _("The document is withdrawn. It can be brought back.")
    return _press(request, find_document(request.user, key), write, said)


@signed_in_page
@require_POST
def bring_back(request: PersonRequest, key: Any) -> HttpResponse:
    """Put a withdrawn document to its record again."""
    said = _("The document is back. Others read it once it is cleared.")
    return _press(request, find_withdrawn(request.user, key), document_actions.bring_document_back, said)


def _press(request: PersonRequest, found: Document | None, write: Callable[..., Any], said: str) -> HttpResponse:
    document = or_404(found)
    to = reverse("documents", args=[document.kind, document.record])
    return press(request, lambda: write(by=request.user, document=document), done=said, to=to)
