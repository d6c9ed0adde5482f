"""Your account, its sessions, and the way in by invitation."""

from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts import actions, sessions
from core.accounts.forms import InvitationForm, MailForm
from core.accounts.second_factor import factor_summary, may_go
from core.clearance.permissions import Policy, public_page, signed_in_page
from core.notices import actions as notices
from core.pages import PersonRequest
from partners.coordination.actions.calendar import revoke_address

TOKEN_IN_SESSION = "invitation_token"  # noqa: S105  the name of a place, no secret


@require_safe
@signed_in_page
@never_cache
def account(request: PersonRequest) -> HttpResponse:
    """What is known of a person's account, and where each part of it is changed."""
    person = request.user
    context = {
        "person": person,
        "factors": factor_summary(person),
        "sessions": sessions.open_sessions(person, request.session.session_key),
        "mail_form": MailForm(person=person),
    }
    return render(request, "account/home.html", context)


@require_POST
@signed_in_page
def choose_mail(request: PersonRequest) -> HttpResponse:
    """Keep which mail about records a person wants."""
    form = MailForm(request.POST, person=request.user)
    if form.is_valid():
        notices.choose_mail(by=request.user, kinds=form.cleaned_data["kinds"])
        messages.success(request, _("Saved. You get the mail that is ticked."))
    else:
        messages.error(request, _("This was not understood, and nothing was changed. Tick what you want once more."))
    return redirect(reverse("account") + "#mail")


@require_safe
@signed_in_page
def address(request: PersonRequest) -> HttpResponse:
    """There is one address a person, which the secretariat keeps: the account says so."""
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
@never_cache
def open_sessions(request: PersonRequest) -> HttpResponse:
    """Where a person is logged in; a press ends one of these sessions."""
    if request.method == "POST":
        pk = request.POST.get("session", "")
        if pk.isascii() and pk.isdecimal() and len(pk) < 16 and sessions.end_one(by=request.user, pk=int(pk)):
            messages.success(request, _("This session has ended."))
        else:
            messages.info(request, _("This session had ended already."))
        return redirect("account-sessions")
    context = {
        "sessions": sessions.open_sessions(request.user, request.session.session_key),
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "longest_hours": settings.SESSION_HOURS,
    }
    return render(request, "account/sessions.html", context)


@require_POST
@signed_in_page
def sign_out_everywhere(request: PersonRequest) -> HttpResponse:
    """End all of a person's sessions, and the private address of their calendar with them."""
    with transaction.atomic():
        sessions.sign_out_everywhere(by=request.user)
        revoke_address(by=request.user)
    logout(request)
    messages.success(request, _("You are logged out everywhere. A private address of your calendar no longer works."))
    return redirect("account_login")


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest) -> HttpResponse:
    """Set the first password. The link's token moves into the session, so that no address holds it any longer."""
    if key := request.GET.get("key"):
        if not _may_try(request, key):
            return respond_429(request)
        request.session[TOKEN_IN_SESSION] = key[:100]
        return redirect("invitation")
    token = str(request.session.get(TOKEN_IN_SESSION, ""))
    found = actions.open_invitation(token) if token else None
    if found is None:
        return render(request, "account/invitation_spent.html", status=404 if token else 200)
    form = InvitationForm(request.POST if request.method == "POST" else None, person=found.person)
    if request.method == "POST" and not _may_try(request, token):
        return respond_429(request)
    if request.method == "POST" and form.is_valid():
        return _accepted(request, token, form.cleaned_data["password1"])
    status = 422 if form.errors else 200
    return render(request, "account/invitation.html", {"form": form, "invitation": found}, status=status)


def _accepted(request: HttpRequest, token: str, password: str) -> HttpResponse:
    if actions.accept(token=token, password=password) is None:
        return render(request, "account/invitation_spent.html", status=404)
    if request.user.is_authenticated:
        logout(request)
    request.session.pop(TOKEN_IN_SESSION, None)
    messages.success(request, _("Your password is set. Log in with it now."))
    return redirect("account_login")


def _may_try(request: HttpRequest, token: str) -> bool:
    """Whether this address, and this link, have not been tried too often."""
    usage = ratelimit.consume(request, app="allauth.account", action="invitation", key=token, limit_get=True)
    return usage is not None


class PasskeyRemoveView(RemoveWebAuthnView):
    """Remove a passkey, but not the last factor of somebody who needs one: allauth asks that of apps only."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say first that there is no such passkey of theirs; only then ask who they are."""
        self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say beforehand whether it may go."""
        return {**super().get_context_data(**kwargs), "may_go": may_go(self.request.user, self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, if it may go."""
        if not may_go(self.request.user, self.get_object()):
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_valid(form)


passkey_remove = PasskeyRemoveView.as_view()
passkey_remove.policy = Policy()  # type: ignore[attr-defined]  # somebody who has logged in
