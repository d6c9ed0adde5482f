"""People in the admin: invite, change role, deactivate and reactivate. Nobody is deleted, nobody sees a password."""

from collections.abc import Callable, Iterable
from smtplib import SMTPException
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.accounts import actions
from core.accounts.models import Invitation
from core.accounts.second_factor import has_one_of
from core.admin.account_pages import AccountPages
from core.admin.base import BaseAdmin
from core.clearance.actions import Refused
from core.models import COUNTRY_ROLES, PARTNER_ROLES, Role, User
from core.site_address import link_to

STANDING = ("is_active", "invitation", "second_factor")


class PersonForm(forms.ModelForm):
    """One role and the scope it holds for; what does not go together is said at the field."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "email", "role", "country", "organisation", "body", "is_alternate"]

    def clean_email(self) -> str:
        """One address, one account, in whatever case it was typed."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _("There is an account for this address already. Reactivate or change that one.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        """Check that role, scope, body and alternate go together."""
        data: dict[str, Any] = super().clean() or {}
        role = data.get("role", self.instance.role)
        if not role:
            return data
        for name, roles, wanted in (
            ("country", COUNTRY_ROLES, _("This role holds for one member state: choose it.")),
            ("organisation", PARTNER_ROLES, _("This role holds for one organisation: choose it.")),
        ):
            if name not in data:
                continue
            if role in roles and not data[name]:
                self.add_error(name, wanted)
            if role not in roles and data[name]:
                self.add_error(name, _("Leave this empty for the role of %(role)s.") % {"role": Role(role).label})
        if data.get("is_alternate") and role != Role.FOCAL_POINT:
            self.add_error("is_alternate", _("Only a focal point can be an alternate."))
        if role == Role.FOCAL_POINT and not data.get("body"):
            self.add_error("body", _("Say for which of the two bodies the focal point reports."))
        if role != Role.FOCAL_POINT and data.get("body"):
            self.add_error("body", _("Leave this empty for the role of %(role)s.") % {"role": Role(role).label})
        return data


class Inviting:
    """Sends and revokes invitations from a list, and says for whom it did."""

    message_user: Callable[..., None]

    def send_invitations(self, request: HttpRequest, persons: Iterable[User]) -> None:
        """Send each an invitation, or send it again: the earlier link then no longer works."""

        def link(token: str) -> str:
            return link_to(f"{reverse('invitation')}?key={token}")

        for person in persons:
            try:
                actions.invite(by=request.user, person=person, link=link)  # type: ignore[arg-type]
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
            except (SMTPException, OSError):
                text = _(
                    "The mail to %(email)s could not be sent. The account is there: to try again, choose “Send an "
                    "invitation” in the list of people."
                )
                self.message_user(request, text % {"email": person.email}, messages.ERROR)
            else:
                text = _("An invitation has gone to %(email)s.")
                self.message_user(request, text % {"email": person.email})

    def revoke_invitations(self, request: HttpRequest, persons: Iterable[User]) -> None:
        """Let open invitations work no more."""
        revoked = sum(actions.revoke(by=request.user, person=person) for person in persons)  # type: ignore[arg-type]
        text = ngettext("%(n)d invitation is revoked.", "%(n)d invitations are revoked.", revoked)
        self.message_user(request, text % {"n": revoked})


@admin.register(User)
class UserAdmin(Inviting, AccountPages, BaseAdmin):
    """The secretariat opens accounts and closes them again; a closed account is out at its next request."""

    form = PersonForm
    change_form_template = "admin/person_form.html"
    list_display = ("name", "email", "role", "country", "organisation", "body", *STANDING, "last_login")
    list_select_related = ("country", "organisation")
    list_filter = ("role", "is_active", "country", "body", "is_demo")
    search_fields = ("name", "email", "organisation__name", "organisation__acronym", "country__name")
    autocomplete_fields = ("organisation",)
    readonly_fields = (*STANDING, "joined_at", "last_login")
    actions = ("invite", "revoke", "deactivate", "reactivate")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """People, with their invitations and whether they have a second factor."""
        sent = Prefetch("invitations", Invitation.objects.order_by("-sent_at", "-pk"))
        found: QuerySet[User] = super().get_queryset(request)
        return found.annotate(has_second_factor=has_one_of()).prefetch_related(sent)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """A new person has no dates yet."""
        return [*PersonForm.Meta.fields, *(self.readonly_fields if obj else ())]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody takes the role of the secretariat from themselves: the last one would lock everybody out."""
        own = ("role", "country", "organisation", "body", "is_alternate") if obj and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save; a new person gets no password but an invitation, and a new address must be confirmed."""
        was = User.objects.get(pk=obj.pk).email if change else ""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            self.send_invitations(request, [obj])
        elif was != obj.email:
            actions.address_changed(by=request.user, person=obj, was=was)  # type: ignore[arg-type]

    @admin.display(description=_("invitation"))
    def invitation(self, person: User) -> str:
        """What has become of the latest invitation, and since when."""
        latest = next(iter(person.invitations.all()), None)
        return words_for(latest) if latest else "–"

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, person: User) -> bool:
        """Whether the person has one."""
        return bool(getattr(person, "has_second_factor", False))

    @admin.action(description=_("Send an invitation"))
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send the invitation, or send it again."""
        self.send_invitations(request, queryset)

    @admin.action(description=_("Revoke the invitation"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let open invitations work no more."""
        self.revoke_invitations(request, queryset)

    @admin.action(description=_("Deactivate"))
    def deactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Close accounts: whoever is logged in is out at the next request."""
        closed = self._do_to_each(request, queryset.filter(is_active=True), actions.deactivate, _("Deactivated."))
        text = ngettext("%(n)d account is closed.", "%(n)d accounts are closed.", closed)
        self.message_user(request, text % {"n": closed})

    @admin.action(description=_("Reactivate"))
    def reactivate(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Open accounts again; role and password are as they were."""
        opened = self._do_to_each(request, queryset.filter(is_active=False), actions.reactivate, _("Reactivated."))
        text = ngettext("%(n)d account is open again.", "%(n)d accounts are open again.", opened)
        self.message_user(request, text % {"n": opened})

    def _do_to_each(self, request: HttpRequest, people: Iterable[User], act: Callable[..., None], done: Any) -> int:
        """Do it to each account and log it, or say why it was refused; how many it was done to."""
        n_done = 0
        for person in people:
            try:
                act(by=request.user, person=person)
            except Refused as refusal:
                self.message_user(request, str(refusal), messages.WARNING)
            else:
                n_done += 1
                self.log_change(request, person, str(done))
        return n_done


@admin.register(Invitation)
class InvitationAdmin(Inviting, BaseAdmin):
    """Who was invited, when, by whom, and what has become of it. Nothing is written here but by the two actions: who
    invites begins with the person."""

    list_display = ("person", "email", "sent_at", "sent_by", "expires_at", "standing")
    list_select_related = ("person", "sent_by")
    list_filter = ("sent_at", "accepted_at")
    search_fields = ("person__name", "person__email")
    fields = ("person", "email", "sent_at", "sent_by", "expires_at", "accepted_at", "revoked_at", "standing")
    readonly_fields = fields
    actions = ("send_again", "revoke")
    takes_rows = False

    @admin.display(description=_("e-mail address"), ordering="person__email")
    def email(self, invitation: Invitation) -> str:
        """Where it went, unless the address has changed since."""
        return invitation.person.email

    @admin.display(description=_("standing"))
    def standing(self, invitation: Invitation) -> str:
        """What has become of it."""
        return words_for(invitation)

    @admin.action(description=_("Send it again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Send a new link to each person once."""
        self.send_invitations(request, User.objects.filter(invitations__in=queryset).distinct())

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Let those that are open work no more."""
        self.revoke_invitations(request, User.objects.filter(invitations__in=queryset).distinct())


def words_for(invitation: Invitation) -> str:
    """What has become of an invitation, with the day that says most."""
    day = invitation.accepted_at or invitation.revoked_at or invitation.expires_at
    return str(invitation.state.label) % {"day": date_format(localtime(day), "j F Y")}
