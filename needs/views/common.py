"""What the views of needs share: finding a need for a person, and answering after a press."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.clearance.permissions import View
from core.drafts.edit import press
from core.models import User
from core.pages import PersonRequest
from needs import queries
from needs.models import Need

CONFLICT = gettext_lazy("Somebody has changed this since you opened it. Look once more; nothing was done.")


def capitals(view: View) -> View:
    """Send a reader of /needs/vnm-014/... to /needs/VNM-014/...: one page, one address."""

    @wraps(view)
    def redirecting(request: HttpRequest, code: str) -> HttpResponse:
        if code != code.upper() and request.method in {"GET", "HEAD"} and request.resolver_match:
            return redirect(request.resolver_match.view_name, code=code.upper(), permanent=True)
        return view(request, code=code)

    return redirecting


def need_or_404(person: User, code: str) -> Need:
    """The need of the person's own country, or 404."""
    need = queries.find_team_need(person, code)
    if need is None:
        raise Http404
    return need


def team_need(request: PersonRequest, code: str) -> Need:
    """The need of the visitor's own country, or 404."""
    return need_or_404(request.user, code)


def carry_out(request: PersonRequest, need: Need, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do it once, say so, and lead back to the need; a refusal is said in its own words. What was typed stays kept."""
    return press(request, act, done=done, to=reverse("needs:detail", args=[need.code]), conflict=str(CONFLICT))
