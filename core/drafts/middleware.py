"""Keeps what a form sends before anything is done with it, also where its person's session has ended.

Whatever then becomes of the press (refused, in conflict, the worker killed), the text is there for the next opening.
"""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from core.drafts import store as unsaved
from core.drafts.envelope import ENVELOPE, WITHOUT_SESSION, Envelope, envelope_in, resolved, typed_values
from core.drafts.forms import keep_sent
from core.models import User
from core.pages import is_from_script

STASH, MOST_STASHED = "kept_texts", 5


class KeepTypedMiddleware(MiddlewareMixin):
    """Keeps what was typed before any view runs, or asks its person to log in."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Keep what was typed, and lead on only who may not be answered here."""
        take_up_stash(request)
        if request.method != "POST" or getattr(view, "keeps_itself", False) or ENVELOPE not in request.POST:
            return None
        if not request.user.is_authenticated:
            # A script holds the text on its page, and asks its person to log in beside it.
            return None if is_from_script(request) else stash_and_log_in(request)
        envelope = envelope_in(request.POST)
        if envelope is None:
            return None
        if envelope.person != request.user.pk:
            return refuse_another_person(request, envelope)
        request.draft_envelope = envelope  # type: ignore[attr-defined]
        # Of what is too long to be kept, the form itself will say which field it is, with everything in place.
        with suppress(unsaved.TooLong):
            request.draft_kept = keep_sent(envelope, request.POST)  # type: ignore[attr-defined]
        return None


def stash_and_log_in(request: HttpRequest) -> HttpResponse | None:
    """Hold what was typed in the visitor's new session until they have logged in, if we made the form, within a day."""
    envelope = envelope_in(request.POST, max_age=WITHOUT_SESSION)
    if envelope is None:
        return None
    values = typed_values(resolved(request.POST))
    try:
        unsaved.check_size(values)
    except unsaved.TooLong:
        return None
    held = [one for one in request.session.get(STASH, []) if one["form_draft"] != str(envelope.form_draft)]
    one = {"envelope": envelope.text(), "form_draft": str(envelope.form_draft), "values": values}
    request.session[STASH] = [*held, one][-MOST_STASHED:]
    messages.warning(request, _("You had been signed out. What you typed is kept: log in, and go on where you were."))
    return redirect_to_login(envelope.address, resolve_url("account_login"))


def take_up_stash(request: HttpRequest) -> None:
    """Keep what was held for whoever has just logged in again; nobody else sees it. Without it no database is asked."""
    session = getattr(request, "session", None)
    if not (session and session.session_key and request.user.is_authenticated and session.get(STASH)):
        return
    for held in session.pop(STASH):
        envelope = Envelope.read(held["envelope"], max_age=WITHOUT_SESSION)
        if envelope is not None and envelope.person == request.user.pk:
            unsaved.keep(envelope=envelope, values=held["values"])


def refuse_another_person(request: HttpRequest, envelope: Envelope) -> HttpResponse:
    """Somebody else has logged in since the form was opened: it goes nowhere, and its text stays its person's own."""
    messages.error(
        request,
        _("That form was opened by somebody else, who has been signed out since. Nothing was sent in your name."),
    )
    with suppress(unsaved.TooLong):
        if User.objects.filter(pk=envelope.person).exists():
            unsaved.keep(envelope=envelope, values=typed_values(resolved(request.POST)))
    return HttpResponseRedirect(resolve_url("workspace"))
