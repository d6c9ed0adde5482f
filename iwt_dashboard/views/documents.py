"""Uploaded documents: those of a record, adding one, and taking one, always through the question of who may read it."""

from collections.abc import Callable
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
from core.models import User
from core.pages import PageRequest, PersonRequest
from iwt_dashboard.pages.record_pages import page_of, title_of

# A document is nobody's page: it is saved, not shown, and could not run anything if it were.
INERT_POLICY = "default-src 'none'; sandbox"


@public_page
@require_safe
def documents(request: PageRequest, kind: str, record: int) -> HttpResponse:
    """The documents of a record that the visitor may read; for who writes, the form that adds one."""
    found = find_record(request.user, kind, record)
    if found is None:
        raise Http404
    return _page(request, found)


@signed_in_page
@require_POST
def add(request: PersonRequest, kind: str, record: int) -> HttpResponse:
    """Put a file to a record."""
    row = find_record(request.user, kind, record)
    if row is None or not document_actions.may_add(request.user, row):
        raise Http404
    file = request.FILES.get("file")
    if file is None:
        return _page(request, row, problem=_("Choose a file first."))
    try:
        document_actions.add_document(by=request.user, record=row, name=file.name or "", file=file, size=file.size or 0)
    except (Unfit, Refused) as problem:
        return _page(request, row, problem=str(problem))
    messages.success(request, _("The document is added."))
    return redirect("documents", kind, record)


def _page(request: PageRequest | PersonRequest, record: Any, problem: str = "") -> HttpResponse:
    context = {
        "record": record,
        "title": title_of(record),
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
    document = find_document(request.user, key)
    if document is None:
        raise Http404
    try:
        file = document_store.path_of(document.stored_as).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    if isinstance(request.user, User) and request.method == "GET":
        document_actions.note_download(by=request.user, document=document)
    answer = FileResponse(file, as_attachment=True, filename=document.name, content_type=_content_type(document))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = INERT_POLICY
    answer.headers["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]


def _content_type(document: Document) -> str:
    is_text = document.media_type.startswith("text/")
    return f"{document.media_type}; charset=utf-8" if is_text else document.media_type


@signed_in_page
@require_POST
def clear(request: PersonRequest, key: Any) -> HttpResponse:
    """Let those who read the record read the document."""
    document = _document_or_404(request, key)
    return _done(
        request,
        document,
        lambda: document_actions.clear_document(by=request.user, document=document),
        _("The document is cleared: whoever reads the record can read it."),
    )


@signed_in_page
@require_POST
def withdraw(request: PersonRequest, key: Any) -> HttpResponse:
    """Hide the document."""
    document = _document_or_404(request, key)
    reason = request.POST.get("reason", "").replace("\x00", "")
    return _done(
        request,
        document,
        lambda: document_actions.withdraw_document(by=request.user, document=document, reason=reason),
        _("The document is withdrawn. It can be brought back."),
    )


@signed_in_page
@require_POST
def bring_back(request: PersonRequest, key: Any) -> HttpResponse:
    """Put a withdrawn document to its record again."""
    document = find_withdrawn(request.user, key)
    if document is None:
        raise Http404
    return _done(
        request,
        document,
        lambda: document_actions.bring_document_back(by=request.user, document=document),
        _("The document is back. Others read it once it is cleared."),
    )


def _document_or_404(request: PersonRequest, key: Any) -> Document:
    found = find_document(request.user, key)
    if found is None:
        raise Http404
    return found


def _done(request: PersonRequest, document: Document, write: Callable[[], Any], said: str) -> HttpResponse:
    return press(request, write, done=said, to=reverse("documents", args=[document.kind, document.record]))
