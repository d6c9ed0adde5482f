"""The calendar: its page, the public file, and the private file of a person, for calendar programs."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.clearance.models import Viewer
from core.clearance.permissions import public_page, signed_in_page
from core.drafts.edit import press
from core.models import User
from core.pages import PageRequest, PersonRequest, or_404, render_page
from core.site_address import link_to
from iwt_dashboard.pages.calendar_file import calendar_file, entries_for
from partners.coordination.actions.calendar import make_address, revoke_address
from partners.coordination.models.calendar import token_of
from partners.coordination.queries.calendar import address_of, reader_of
from partners.coordination.queries.mechanisms import all_mechanisms
from partners.programmes.queries.programmes import filter_choices

SHOWN = 60


@public_page
@require_safe
def calendar(request: PageRequest) -> HttpResponse:
    """What lies ahead, and how to have it in a calendar program."""
    chosen = chosen_in(request)
    today = timezone.localdate()
    ahead = [one for one in entries_for(request.user, **chosen) if one.ends_on >= today]
    query = request.GET.urlencode() if any(chosen.values()) else ""
    private = address_of(request.user) if isinstance(request.user, User) else None
    secret = token_of(private.key) if private and private.key else ""
    public_path = reverse("calendar-ics") + (f"?{query}" if query else "")
    private_path = reverse("calendar-private", args=[secret]) if secret else ""
    context = {
        "ahead": ahead[:SHOWN],
        "n_ahead": len(ahead),
        "chosen": chosen,
        "countries": filter_choices(request.user)["countries"],
        "mechanisms": all_mechanisms(),
        "public_path": public_path,
        "public_address": link_to(public_path),
        "private_path": private_path,
        "private_address": link_to(private_path) if secret else "",
    }
    return render_page(request, "iwt_dashboard/pages/calendar.html", context)


@public_page
@require_safe
def calendar_ics(request: PageRequest) -> HttpResponse:
    """The public calendar: what everybody may see, whoever asks."""
    return answer_file(request, AnonymousUser())


@public_page
@require_safe
def calendar_private(request: PageRequest, token: str) -> HttpResponse:
    """A person's own calendar. The address is the key: calendar programs have no session."""
    return answer_file(request, or_404(reader_of(token)))


@signed_in_page
@require_POST
def calendar_make(request: PersonRequest) -> HttpResponse:
    """A new private address; the earlier one opens nothing any more."""
    said = _("Your calendar has a new private address. An earlier one no longer works.")
    return press(request, lambda: make_address(by=request.user), done=said, to=reverse("calendar"))


@signed_in_page
@require_POST
def calendar_revoke(request: PersonRequest) -> HttpResponse:
    """No private address any more."""
    said = _("The private address no longer works.")
    return press(request, lambda: revoke_address(by=request.user), done=said, to=reverse("calendar"))


def answer_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The file for a reader, with the filter in the address."""
    content = calendar_file(entries_for(viewer, **chosen_in(request)), address=link_to)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


def chosen_in(request: HttpRequest) -> dict[str, str]:
    """The filter: what is not known matches nothing, and so is left aside where it cannot be a code."""
    found = {name: request.GET.get(name, "") for name in ("country", "mechanism")}
    return {name: code if code.replace("-", "").isalnum() and len(code) <= 40 else "" for name, code in found.items()}
