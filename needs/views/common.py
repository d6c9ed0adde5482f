"""What the views of needs share: finding a need for a person, and one address for each page."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.clearance.permissions import View
from core.models import User
from needs import queries
from needs.models import Need


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
