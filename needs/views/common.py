"""What the views of needs share: finding a need for a person, and answering after a press."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clearance.permissions import View
from core.drafts.edit import press
from core.pages import PersonRequest
from needs import queries
from needs.models import Need


def capitals(view: View) -> View:
    """Send a reader of /needs/vnm-014/... to /needs/VNM-014/...: one page, one address."""

    @wraps(view)
    def redirecting(request: HttpRequest, code: str) -> HttpResponse:
        if code != code.upper() and request.method in {"GET", "HEAD"} and request.resolver_match:
            return redirect(request.resolver_match.view_name, code=code.upper(), permanent=True)
        return view(request, code)

    return redirecting


def team_need(request: PersonRequest, code: str) -> Need:
    """The need of the person's own country, or 404."""
    need = queries.find_team_need(request.user, code)
    if need is None:
        raise Http404
    return need


def seen_version(request: PersonRequest) -> int | None:
    """The version that the person had before them when they pressed."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def carry_out(request: PersonRequest, need: Need, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do it once, say so, and lead back to the need; a refusal is said in its own words. What was typed stays kept."""
    conflict = _("Somebody has changed this since you opened it. Look once more; nothing was done.")
    return press(request, act, done=done, to=reverse("needs:detail", args=[need.code]), conflict=conflict)
