"""Your account, its sessions, and the way in by invitation."""

from typing import Any
from urllib.parse import quote

from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts import actions, addresses, attempts, sessions
from core.accounts.forms import AddressForm, InvitationForm, MailForm
from core.accounts.second_factor import factor_summary, may_go
from core.clearance.actions import Refused
from core.clearance.permissions import Policy, public_page, signed_in_page
from core.notices import actions as notices
from core.pages import PersonRequest
from core.site_address import link_to

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


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_page
@reauthentication_required
@never_cache
def address(request: PersonRequest) -> HttpResponse:
    """Ask for another address; whoever does has just shown who they are."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["email"]
        try:
            if attempts.may_send(request, email=new):
                addresses.ask_to_change(by=request.user, new=new, link=_link_to_confirm)
        except attempts.TooOften as refusal:
            request.retry_after = refusal.seconds  # type: ignore[attr-defined]
            return respond_429(request)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            said = _("A link is on its way to %(new)s. It works for a day; follow it to log in with the new address.")
            messages.success(request, said % {"new": new})
            return redirect("account")
    return render(request, "account/address.html", {"form": form}, status=422 if form.errors else 200)


def _link_to_confirm(token: str) -> str:
    return link_to(f"{reverse('account-address-confirm')}?key={quote(token)}")


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
@never_cache
def address_confirm(request: HttpRequest) -> HttpResponse:
    """The page behind the link: nothing changes before its button is pressed, for mail programs follow links too."""
    token = request.POST.get("key") or request.GET.get("key") or ""
    if token and not _may_try(request, token):
        return respond_429(request)
    found = addresses.waiting_change(token)
    if request.method == "POST" and found is not None and addresses.confirm_change(token=token) is not None:
        messages.success(request, _("From now on you log in with %(new)s.") % {"new": found.new})
        return redirect("account")
    is_spent = found is None or request.method == "POST"
    context = {"change": None if is_spent else found, "key": token}
    return render(request, "account/address_confirm.html", context, status=404 if is_spent else 200)


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
    sessions.sign_out_everywhere(by=request.user)
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
