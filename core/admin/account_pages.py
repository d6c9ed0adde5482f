"""Two pages beside a person's in the admin: take away lost second factors, and hand over to a successor."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.accounts import actions, second_factor
from core.accounts.second_factor import IdentityCheck, ResetReason
from core.clearance.actions import Refused
from core.models import User


class FactorResetForm(forms.Form):
    """Why, and how the secretariat made sure of the person."""

    reason = forms.ChoiceField(label=_("Why"), choices=ResetReason.choices, widget=forms.RadioSelect)
    check_made = forms.ChoiceField(
        label=_("How do you know that it is this person who asks"),
        choices=IdentityCheck.choices,
        widget=forms.RadioSelect,
        help_text=_("A mail or a message alone proves nothing: their mailbox may be in other hands."),
    )


class HandoverForm(forms.Form):
    """To whom."""

    successor = forms.ModelChoiceField(
        label=_("Successor"),
        queryset=User.objects.none(),
        help_text=_("Active people with the same role for the same member state or organisation."),
    )


class AccountPages:
    """The pages, for the admin of people."""

    admin_site: AdminSite
    message_user: Any
    log_change: Any

    def get_urls(self) -> list[Any]:
        """The two addresses, before those that take any text for a key."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/factors/", view(self.factors_view), name="core_user_factors"),
            path("<int:pk>/handover/", view(self.handover_view), name="core_user_handover"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def factors_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take away the factors of a person who has lost them."""
        person = self._person(request, pk)
        form = FactorResetForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason, check = ResetReason(form.cleaned_data["reason"]), IdentityCheck(form.cleaned_data["check_made"])
            try:
                second_factor.reset(by=request.user, person=person, reason=reason, check=check)  # type: ignore[arg-type]
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.log_change(request, person, f"{_('Second factors taken away.')} {reason.label}. {check.label}.")
                text = _("The second factors of %(name)s are taken away, and their sessions have ended.")
                self.message_user(request, text % {"name": person})
            return HttpResponseRedirect(reverse("admin:core_user_change", args=[person.pk]))
        context: dict[str, Any] = {"form": form, "title": _("Take away lost second factors")}
        context["summary"] = second_factor.factor_summary(person)
        return self._page(request, person, "admin/person_factors.html", context)

    def handover_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand over drafts and unsaved texts to a successor, and close the account."""
        person = self._person(request, pk)
        form = HandoverForm(request.POST or None)
        form.fields["successor"].queryset = actions.possible_successors(person)  # type: ignore[attr-defined]
        if request.method == "POST" and form.is_valid():
            successor = form.cleaned_data["successor"]
            try:
                done = actions.hand_over(by=request.user, leaver=person, successor=successor)  # type: ignore[arg-type]
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                self.log_change(request, person, str(_("Handed over to %(name)s.") % {"name": successor}))
                drafts = ngettext("%(n)d draft", "%(n)d drafts", done.drafts) % {"n": done.drafts}
                texts = ngettext("%(n)d unsaved text", "%(n)d unsaved texts", done.texts) % {"n": done.texts}
                text = _("%(leaver)s is deactivated; %(successor)s has taken over %(drafts)s and %(texts)s.")
                names = {"leaver": person, "successor": successor, "drafts": drafts, "texts": texts}
                self.message_user(request, text % names)
            return HttpResponseRedirect(reverse("admin:core_user_change", args=[person.pk]))
        context = {"form": form, "title": _("Hand over to a successor"), "waiting": actions.what_would_move(person)}
        return self._page(request, person, "admin/person_handover.html", context)

    def _person(self, request: HttpRequest, pk: int) -> User:
        if not request.user.is_authenticated or not request.user.is_staff:
            raise PermissionDenied
        return get_object_or_404(User, pk=pk)

    def _page(self, request: HttpRequest, person: User, template: str, context: dict[str, Any]) -> HttpResponse:
        common = {**self.admin_site.each_context(request), "original": person, "opts": User._meta, "person": person}
        return TemplateResponse(request, template, {**common, **context})
