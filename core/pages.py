"""Answers with a whole page or a fragment of it, and the types of the requests that views receive.

A fragment is answered when htmx asks for one that the view offers, is not boosted and does not restore history.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from core.choosing import NameField
from core.clearance.models import Viewer
from core.filters import FilterForm
from core.models import User

Found = TypeVar("Found")
NAMES = "-names"
"""How the id of the list below a field ends that names are typed into."""


class PageRequest(HttpRequest):
    """A request as views see it: the visitor, who may be anonymous, and what htmx says."""

    user: Viewer  # type: ignore[assignment]
    htmx: HtmxDetails


class PersonRequest(HttpRequest):
    """A request of somebody who has logged in."""

    user: User
    htmx: HtmxDetails


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    fragments: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the whole page, or with the one of `fragments` (element id to template) that htmx asked for."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    chosen = template
    if htmx and not htmx.boosted and not htmx.history_restore_request:
        chosen = (fragments or {}).get(htmx.target or "", template)
    form = context.get("form")
    if chosen != template and isinstance(form, FilterForm) and form.asks_again:
        # What the filter did not understand stands beside its fields, which are no part of the fragment.
        response = HttpResponse(headers={"HX-Redirect": request.get_full_path()})
    else:
        response = render(request, chosen, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target", "Cookie"])
    return response


def names_asked_for(request: HttpRequest, make: Callable[[], forms.BaseForm]) -> HttpResponse | None:
    """The names that fit what is being typed into a field of a form (`core.choosing.NameField`); None where a page is
    asked for, and the form is not made."""
    target = getattr(getattr(request, "htmx", None), "target", None) or ""
    if not target.endswith(NAMES):
        return None
    for bound in make():
        if (
            isinstance(bound.field, NameField)
            and bound.field.names
            and bound.id_for_label == target.removesuffix(NAMES)
        ):
            _called, found = bound.field.names.like(request.GET.get(bound.html_name, ""))
            return render_page(request, "components/_offered_names.html", {"found": found})
    raise Http404


def or_404(found: Found | None) -> Found:
    """What a look-up found; raises Http404 where it found nothing."""
    if found is None:
        raise Http404
    return found


def page_of(
    rows: QuerySet[Any] | list[Any],
    query: QueryDict,
    *,
    per_page: int = 25,
    parameter: str = "page",
    count: int | None = None,
) -> Page[Any]:
    """The page of rows that `?page=` names; a page that does not exist falls back to the nearest that does.

    Where a page holds two lists, one of them goes by another `parameter`. Where it is known how many rows there are,
    `count` spares the database the counting.
    """
    paginator: Paginator[Any] = Paginator(rows, per_page)
    if count is not None:
        paginator.count = count  # type: ignore[misc]  # a cached property
    return paginator.get_page(query.get(parameter))


def querystring_without_page(query: QueryDict, parameter: str = "page") -> str:
    """The filter as it stands in the address, without the page number."""
    kept = query.copy()
    kept.pop(parameter, None)
    return kept.urlencode()


def refused(request: HttpRequest, form: FilterForm | None = None) -> HttpResponse | None:
    """The refusal of a file whose address asks for something that its filter does not understand; None where it does.

    A file that has no filter understands nothing.
    """
    faults = (form or FilterForm(request.GET)).left_aside(of_a_page=False)
    if not faults:
        return None
    said = [_("This file was not made, for it would not be what its address asks for."), *faults]
    return HttpResponse("\n".join(said), status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")


def is_from_script(request: HttpRequest) -> bool:
    """Whether a script on a page asks, which cannot follow anybody to a log-in form: htmx, fetch, XMLHttpRequest."""
    headers = request.headers
    return (
        "HX-Request" in headers
        or headers.get("X-Requested-With") == "XMLHttpRequest"
        or headers.get("Sec-Fetch-Dest") == "empty"
        or headers.get("Accept") == "application/json"
    )
