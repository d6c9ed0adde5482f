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
from core.pages import PageRequest, PersonRequest, or_404, refused, render_page
from core.site_address import link_to
from iwt_dashboard.pages.calendar_file import calendar_choices, calendar_file, entries_for
from iwt_dashboard.pages.forms import CalendarFilterForm
from partners.coordination.actions.calendar import make_address, revoke_address
from partners.coordination.models.calendar import token_of
from partners.coordination.queries.calendar import address_of, reader_of

SHOWN = 60


@public_page
@require_safe
def calendar(request: PageRequest) -> HttpResponse:
    """What lies ahead, and how to have it in a calendar program."""
    form = filter_in(request)
    chosen = form.chosen()
    today = timezone.localdate()
    ahead = [one for one in entries_for(request.user, **chosen) if one.ends_on >= today]
    query = form.address()
    private = address_of(request.user) if isinstance(request.user, User) else None
    secret = token_of(private.key) if private and private.key else ""
    public_path = reverse("calendar-ics") + (f"?{query}" if query else "")
    private_path = reverse("calendar-private", args=[secret]) if secret else ""
    context = {
        "ahead": ahead[:SHOWN],
        "n_ahead": len(ahead),
        "form": form,
        "chosen": chosen,
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
    form = filter_in(request)
    if refusal := refused(request, form):
        return refusal
    content = calendar_file(entries_for(viewer, **form.chosen()), address=link_to)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


def filter_in(request: HttpRequest) -> CalendarFilterForm:
    """The filter in the address."""
    return CalendarFilterForm(request.GET, **calendar_choices())
