"""Addresses that name a programme which was merged into another one lead to the same page of the one that was kept."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.clearance.permissions import View
from partners.overlaps.queries import overlaps

NAMES = frozenset({"slug", "other"})
"""What programmes are called in the addresses of their pages."""
ASKED = "programme"
"""What one is called where the address of another page names it."""


def leading_on(view: View) -> View:
    """Send who asks for a page of a programme that was merged to that page of the one that was kept.

    What is sent to a page of the merged one finds nothing, as what was typed was about that one.
    """

    @wraps(view)
    def looking_on(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            match = request.resolver_match
            if request.method not in {"GET", "HEAD"} or match is None:
                raise
            named = {name: value for name, value in match.kwargs.items() if name in NAMES}
            kept = {name: _kept(request, value) for name, value in named.items()}
            if kept == named or len(set(kept.values())) < len(kept):
                raise
        address = reverse(match.view_name, kwargs={**match.kwargs, **kept})
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}?{query}" if query else address)

    return looking_on


def led_on(view: View) -> View:
    """Send who asks for a page under a programme that was merged (`?programme=`) to it under the one that was kept."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get(ASKED, "")
        kept = _kept(request, asked) if asked and request.method in {"GET", "HEAD"} else asked
        if kept == asked:
            return view(request, *args, **kwargs)
        query = request.GET.copy()
        query[ASKED] = kept
        return redirect(f"{request.path}?{query.urlencode()}")

    return asking


def _kept(request: Any, slug: str) -> str:
    """The short name of the programme that one was merged into, where the visitor may read it; else its own."""
    stays = overlaps.merged_into(request.user, slug=slug)
    return stays.slug if stays else slug
